"""Writes the pages of `docs/` that follow from the declarations.

python tools/build_docs.py            write them
python tools/build_docs.py --check    fail when one of them is stale
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import sxbundle as sx

sys.path.insert(0, str(Path(__file__).parent))

from docs_pages import api, architecture, assumed, bad_input, bundle, codes, problems, rules

DOCS = Path(__file__).parent.parent / "docs"


def pages() -> dict[str, Callable[[], str]]:
    """Path below `docs/` to what writes it."""
    made: dict[str, Callable[[], str]] = {
        "architecture.svg": architecture.picture,
        "en/api.md": api.page,
        "en/assumed.md": assumed.page,
        "en/codes.md": codes.page,
        "en/errors.md": bad_input.page,
        "en/problems.md": problems.page,
        "en/rules.md": rules.page,
    }
    for one in sx.BUNDLES.values():
        made[f"en/bundles/{one.key}.md"] = lambda one=one: bundle.page(one)  # type: ignore[misc]
    return made


def stale(write: bool) -> list[str]:
    """The pages that differ from what they should say; written when told."""
    found = []
    for name, page in pages().items():
        path = DOCS / name
        with sx.language("en"):
            text = page().rstrip() + "\n"
        if not path.is_file() or path.read_text("utf-8") != text:
            found.append(name)
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    return found


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--check", action="store_true", help="write nothing, fail when a page is stale")
    check: bool = options.parse_args().check
    found = stale(write=not check)
    for name in found:
        print(f"{'stale' if check else 'written'}: docs/{name}")
    if check and found:
        print("run: python tools/build_docs.py")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main())

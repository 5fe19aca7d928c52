"""Writes the pages of `docs/` that follow from the declarations, in both languages.

python tools/build_docs.py            write them
python tools/build_docs.py --check    fail when one of them is stale
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import sxbundle as sx

sys.path.insert(0, str(Path(__file__).parent))

from docs_pages import api, architecture, assumed, bad_input, bundle, codes, problems, rules

from sxbundle.bilingual import LANGUAGES

_SAMPLE_DAY = date(2026, 11, 30)
DOCS = Path(__file__).parent.parent / "docs"


def pages() -> Mapping[str, Callable[[], str]]:
    """Path below the folder of a language to what writes it."""
    generated: dict[str, Callable[[], str]] = {
        "api.md": api.page,
        "assumed.md": assumed.page,
        "codes.md": codes.page,
        "errors.md": bad_input.page,
        "problems.md": problems.page,
        "rules.md": rules.page,
    }
    for item in sx.BUNDLES.values():
        generated[f"bundles/{item.key}.md"] = partial(bundle.page, item)
    return generated


def texts() -> Iterator[tuple[str, str]]:
    """Path below `docs/` and text of each generated file."""
    yield "architecture.svg", architecture.picture()
    schema = json.dumps(
        sx.HIRE.select("就业登记", "劳动用工备案", on=_SAMPLE_DAY).json_schema(), ensure_ascii=False
    )
    yield "assets/web_form_schema.js", f"// Written by tools/build_docs.py.\nglobalThis.sxSchema = {schema};"
    for name in LANGUAGES:
        for path, page in pages().items():
            with sx.language(name):
                yield f"{name}/{path}", page()


def stale(*, write: bool) -> list[str]:
    """The files that differ from what they should say; with `write`, they are written."""
    names = []
    for name, content in texts():
        path = DOCS / name
        text = content.rstrip() + "\n"
        if not path.is_file() or path.read_text("utf-8") != text:
            names.append(name)
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    return names


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--check", action="store_true", help="write nothing, fail when a page is stale")
    check: bool = options.parse_args().check
    names = stale(write=not check)
    for name in names:
        print(f"{'stale' if check else 'written'}: docs/{name}")
    if check and names:
        print("run: python tools/build_docs.py")
    return 1 if check and names else 0


if __name__ == "__main__":
    sys.exit(main())

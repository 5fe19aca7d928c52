"""Builds what a release uploads: a source archive and a wheel of sxbundle and of its font.

    python tools/build_release.py dist/

In a checkout the extra `pdf` names the font by its folder, so that it can be installed where no index holds
the font. In a release it names the version.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parent.parent
FONT = Path("packages/sxbundle-font")
IN_A_CHECKOUT = "sxbundle-font @ {root:uri}/packages/sxbundle-font"
FOR_A_CHECKOUT = re.compile(r"^(bench|dev|docs|examples|test) = \[(.*\]|(\n    .*)*\n\])\n", re.MULTILINE)
"""Extras of those who change the package: the source archive offers them, a wheel does not."""
UNWANTED = (".*", "__pycache__", "site", "dist", "build", "out")


def build(target: Path) -> list[Path]:
    """Writes the four files into `target` and returns their paths."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sxbundle"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*UNWANTED))
        shutil.copy(ROOT / ".gitignore", copy)
        declared = (copy / "pyproject.toml").read_text("utf-8")
        if declared.count(IN_A_CHECKOUT) != 1:
            raise SystemExit(f"pyproject.toml should name {IN_A_CHECKOUT!r} once")
        version = tomllib.loads((ROOT / FONT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
        (copy / "pyproject.toml").write_text(
            declared.replace(IN_A_CHECKOUT, f"sxbundle-font>={version}"), "utf-8"
        )
        for project in (copy, copy / FONT):
            for kind in ("sdist", "wheel"):
                command = [
                    sys.executable,
                    "-m",
                    "hatchling",
                    "build",
                    "-t",
                    kind,
                    "-d",
                    str(target.resolve()),
                ]
                subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL)
                if kind == "sdist":
                    released = (project / "pyproject.toml").read_text("utf-8")
                    (project / "pyproject.toml").write_text(FOR_A_CHECKOUT.sub("", released), "utf-8")
    for wheel in target.glob("*.whl"):
        _pack_tightly(wheel)
    return sorted(target.iterdir())


def _pack_tightly(wheel: Path) -> None:
    """Packs the same members as tightly as zlib can; hatchling leaves the usual level."""
    with ZipFile(wheel) as archive:
        members = [(member, archive.read(member)) for member in archive.infolist()]
    with ZipFile(wheel, "w") as archive:
        for member, content in members:
            archive.writestr(member, content, member.compress_type, compresslevel=9)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("target", type=Path, help="an empty folder, or one that does not exist")
    target: Path = options.parse_args().target
    if target.exists() and any(target.iterdir()):
        raise SystemExit(f"{target} is not empty")
    for path in build(target):
        print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

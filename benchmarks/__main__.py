"""Measures, prints, and with --write keeps the tables in docs/performance.md.

python -m benchmarks                     all tables
python -m benchmarks checking identity   some
python -m benchmarks --quick             small sizes, one run: shows that all of it works
python -m benchmarks --table             a line for each target, in eight minutes
"""

import argparse
import os
import platform
import re
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import say
from benchmarks.table import FULL, QUICK, Table
from benchmarks.tables import TABLES
from benchmarks.targets import targets

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
_PEERS = (
    "attrs", "fonttools", "fpdf2", "frictionless", "id-validator", "numpy", "openpyxl", "pandera", "polars",
    "pydantic", "python-calamine", "python-docx", "python-stdnum", "SQLAlchemy", "xlsxwriter",
)  # fmt: skip


def processor() -> str:
    """What it calls itself."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or "processor"


def machine() -> str:
    """Where it was measured."""
    packages = ", ".join(f"{one} {version(one)}" for one in _PEERS)
    return (
        f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} × {processor()}, "
        f"Python {platform.python_version()}; {packages}."
    )


def markdown(table: Table) -> str:
    """A table as the page shows it."""
    lines = [f"## {table.title}", "", f"To reach: {table.target}.", ""]
    lines += [f"| {' | '.join(one)} |" for one in (table.head, ("---",) * len(table.head), *table.lines)]
    return "\n".join(lines)


def write(tables: dict[str, Table]) -> None:
    """Puts each table in its place on the page; what stands around them stays."""
    page = PAGE.read_text(encoding="utf-8")
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->", f"<!-- end {name} -->"
        text = f"{begin}\n{markdown(table)}\n\n{machine()}\n{end}"
        page, count = re.subn(f"{begin}.*?{end}", lambda _, text=text: text, page, flags=re.DOTALL)
        if not count:
            page += f"\n{text}\n"
    PAGE.write_text(page, encoding="utf-8")


def main() -> None:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*TABLES, []], metavar="name", help=", ".join(TABLES))
    parser.add_argument("--quick", action="store_true", help="small sizes, one run")
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/performance.md")
    parser.add_argument("--table", action="store_true", help="a line for each target instead")
    parser.add_argument("--server", help="postgresql://… of an empty database, for --table")
    given = parser.parse_args()
    sizes = QUICK if given.quick else FULL
    if given.table:
        done = {"targets": targets(sizes, given.server)}
        print(markdown(done["targets"]))
        print(f"\n{machine()}")
        if given.write:
            write(done)
        return
    done = {}
    for name in given.names or TABLES:
        say(f"{name} …")
        begun = time.perf_counter()
        done[name] = TABLES[name](sizes)
        say(f"{name}: {time.perf_counter() - begun:.0f} s")
        print(markdown(done[name]), flush=True)
        print()
        if given.write:
            write(done)


if __name__ == "__main__":
    main()

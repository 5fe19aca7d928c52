"""Measures, prints, and with --write keeps the tables in docs/performance.md.

python -m benchmarks                     all tables
python -m benchmarks checking identity   some
python -m benchmarks --quick             small sizes, one run: shows that all of it works
python -m benchmarks --table             a line for each target, in a quarter of an hour
python -m benchmarks --table scans many  some of these; --write keeps the lines of the others
"""

import argparse
import os
import platform
import re
import time
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks import target_lines
from benchmarks.measure import say
from benchmarks.table import FULL, QUICK, Sizes, Table
from benchmarks.tables import TABLES
from benchmarks.targets import NAMES as TARGETS
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
    packages = ", ".join(f"{peer} {version(peer)}" for peer in _PEERS)
    return (
        f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} × {processor()}, "
        f"Python {platform.python_version()}; {packages}."
    )


def markdown(table: Table) -> str:
    """A table as the page shows it."""
    lines = [f"## {table.title}", "", f"To reach: {table.target}.", ""]
    lines += [f"| {' | '.join(one)} |" for one in (table.head, ("---",) * len(table.head), *table.lines)]
    return "\n".join(lines)


def write(name: str, text: str) -> None:
    """Puts a text in its place on the page; what stands around it stays."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    text = f"{begin}\n{text}\n{end}"
    page, count = re.subn(f"{begin}.*?{end}", lambda _: text, page, flags=re.DOTALL)
    PAGE.write_text(page if count else f"{page}\n{text}\n", encoding="utf-8")


def run_tables(names: Sequence[str], sizes: Sizes, keep: bool) -> None:
    """The tables of those names, or all."""
    for name in names or TABLES:
        say(f"{name} …")
        begun = time.perf_counter()
        table = TABLES[name](sizes)
        say(f"{name}: {time.perf_counter() - begun:.0f} s")
        print(markdown(table), end="\n\n", flush=True)
        if keep:
            write(name, f"{markdown(table)}\n\n{machine()}")


def run_targets(names: Sequence[str], sizes: Sizes, server: str | None, keep: bool) -> None:
    """A line for each target; each is kept as soon as it is measured."""
    measured = target_lines.kept() if keep else {}
    for name, lines in targets(names, sizes, server, machine()):
        measured[name] = lines
        for line in lines.lines:
            print(f"{line.work}: {line.reached}; {line.verdict}", flush=True)
        if keep:
            measured = {each: measured[each] for each in TARGETS if each in measured}
            target_lines.keep(measured)
            write("targets", target_lines.page(measured))


def main() -> None:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    tables = f"{', '.join(TABLES)}; with --table {', '.join(TARGETS)}"
    parser.add_argument("names", nargs="*", metavar="name", help=tables)
    parser.add_argument("--quick", action="store_true", help="small sizes, one run; nothing is kept")
    parser.add_argument("--write", action="store_true", help="keep the results in docs/performance.md")
    parser.add_argument("--table", action="store_true", help="a line for each target instead")
    parser.add_argument(
        "--server", help="postgresql://… of an empty database, for --table; one is started otherwise"
    )
    given = parser.parse_args()
    unknown = set(given.names) - set(TARGETS if given.table else TABLES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if given.quick and given.write:
        parser.error("--quick measures nothing that is worth keeping")
    sizes = QUICK if given.quick else FULL
    if given.table:
        run_targets(given.names, sizes, given.server, given.write)
    else:
        run_tables(given.names, sizes, given.write)


if __name__ == "__main__":
    main()

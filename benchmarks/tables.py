"""What is measured: each function gives the lines of one table."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sxbundle as sx
from benchmarks import people
from benchmarks.checkers import CHECKERS
from benchmarks.declaration import declaration
from benchmarks.hall import hall
from benchmarks.importing import importing
from benchmarks.measure import Contender, interleaved, peak
from benchmarks.processes import processes
from benchmarks.sheets import filling, writing
from benchmarks.table import HEAD, Sizes, Table, lines, mib


@contextmanager
def _workbook(number: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield people.save(Path(folder) / "rows.xlsx", number)


def bare(path: Path) -> int:
    """The bare cells: what any reader on python-calamine pays."""
    import python_calamine

    with python_calamine.load_workbook(str(path)) as book:
        return sum(len(row) for row in book.get_sheet_by_index(0).iter_rows())


def guarded(path: Path) -> None:
    """The look at the package before it is opened."""
    from sxbundle.guard import WORKBOOKS, inspect

    inspect(path, expect=WORKBOOKS)


def checked(path: Path) -> str:
    """Reading, checking, and the report as text."""
    return str(people.SELECTION.read(path).report)


def by_openpyxl(path: Path) -> int:
    """The bare cells by openpyxl's read-only mode."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    return sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))


def reading(sizes: Sizes) -> Table:
    """A workbook from the disk to the report."""
    with _workbook(sizes.rows) as path, _workbook(max(sizes.rows // 10, 1)) as tenth:
        results = interleaved(
            [
                Contender("python-calamine, bare cells", lambda: bare(path), sizes.rows),
                Contender("the guard alone", lambda: guarded(path), sizes.rows),
                Contender("sxbundle: guard, read, check, report", lambda: checked(path), sizes.rows),
                Contender(
                    "openpyxl read-only, bare cells", lambda: by_openpyxl(tenth), max(sizes.rows // 10, 1)
                ),
            ],
            sizes.runs,
        )
        memory = {bare.__name__: peak(bare, path), checked.__name__: peak(checked, path)}
    peaks = [memory["bare"], None, memory["checked"], None]
    told = ["" if one is None else mib(one, memory["bare"]) for one in peaks]
    return Table(
        f"Read an .xlsx of {sizes.rows:,} rows, check it, report",
        "≤ 1.5 × the bare cells, memory ≤ 2 ×",
        (*HEAD, "peak memory"),
        tuple((*line, one) for line, one in zip(lines(results), told, strict=True)),
    )


def checking(sizes: Sizes) -> Table:
    """Checking alone: every tool finds the same wrong cells (`tests/benchmarks`)."""
    rows = list(people.rows(sizes.rows))

    def contender(name: str) -> Contender:
        find, share = CHECKERS[name]
        some = rows[: max(int(len(rows) * share), 1)]
        return Contender(name, lambda: find(some), len(some))

    results = interleaved([contender(name) for name in CHECKERS], sizes.runs)
    return Table(
        f"Checking alone, {sizes.rows:,} rows, all problems with row, column, code",
        "as fast as Polars and pandera, ≥ 2 × pydantic, ≥ 12 × frictionless",
        (*HEAD, "rows a second"),
        tuple((*line, f"{1e6 / one.each:,.0f}") for line, one in zip(lines(results), results, strict=True)),
    )


def identity(sizes: Sizes) -> Table:
    """One citizen ID: check digit, date, division."""
    from id_validator import validator
    from stdnum.cn import ric

    at = people.COLUMNS.index("basic.certificate_number")
    numbers = [row[at] for row in people.rows(sizes.numbers)]
    few, fewest = numbers[: sizes.numbers // 20], numbers[: max(sizes.numbers // 2000, 5)]
    read = sx.rules.citizen_id().read

    def ours() -> Any:
        found: list[sx.Problem] = []
        return [read(number, found) for number in numbers]

    def numpy() -> Any:
        return _numpy(numbers)

    results = interleaved(
        [
            Contender("sxbundle, one by one", ours, len(numbers)),
            Contender("NumPy, check digit over the whole column", numpy, len(numbers)),
            Contender("python-stdnum cn.ric", lambda: [ric.is_valid(one) for one in few], len(few)),
            Contender("id-validator", lambda: [validator.is_valid(one) for one in fewest], len(fewest)),
        ],
        sizes.runs,
    )
    return Table(
        "One citizen ID",
        "≥ 60 × python-stdnum, ≥ 5,000 × id-validator, ≤ 2 × NumPy",
        HEAD,
        tuple(lines(results)),
    )


def _numpy(numbers: Sequence[str]) -> Any:
    import numpy as np

    from benchmarks.checkers import CHECKS, WEIGHTS

    codes = np.array(numbers, dtype="U18").view(np.uint32).reshape(-1, 18)
    sums = (codes[:, :17].astype(np.int64) - ord("0")) @ np.array(WEIGHTS)
    return np.array([ord(one) for one in CHECKS], dtype=np.uint32)[sums % 11] == codes[:, 17]


def growth(sizes: Sizes) -> Table:
    """Time and memory of reading and checking as the rows grow."""
    lines = []
    for number in sizes.growth:
        with _workbook(number) as path:
            (result,) = interleaved([Contender("", lambda path=path: checked(path), number)], sizes.runs)
            memory = peak(checked, path)
        lines.append((f"{number:,}", f"{result.seconds:.2f}", f"{result.each:.1f}", f"{memory:.0f} MiB"))
    return Table(
        "Growth of read, check, report",
        "linear",
        ("rows", "seconds", "µs a row", "peak memory"),
        tuple(lines),
    )


TABLES: dict[str, Callable[[Sizes], Table]] = {
    "reading": reading,
    "checking": checking,
    "identity": identity,
    "growth": growth,
    "writing": writing,
    "filling": filling,
    "declaration": declaration,
    "hall": hall,
    "processes": processes,
    "importing": importing,
}

"""What is measured: each function gives the lines of one table."""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sxbundle as sx
from benchmarks import people
from benchmarks.checkers import CHECKERS
from benchmarks.hall import hall
from benchmarks.measure import Contender, Result, interleaved, peak
from benchmarks.table import Sizes, Table


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
    lines = [
        (*line, "" if one is None else f"{one:.0f} MiB, {one / memory['bare']:.1f} ×")
        for line, one in zip(_lines(results), peaks, strict=True)
    ]
    return Table(
        f"Read an .xlsx of {sizes.rows:,} rows, check it, report",
        "≤ 1.5 × the bare cells, memory ≤ 2 ×",
        (*_HEAD, "peak memory"),
        tuple(lines),
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
        (*_HEAD, "rows a second"),
        tuple((*line, f"{1e6 / one.each:,.0f}") for line, one in zip(_lines(results), results, strict=True)),
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
        _HEAD,
        tuple(_lines(results)),
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


def writing(sizes: Sizes) -> Table:
    """A filled sheet with drop-downs, formats and protection."""
    number = sizes.rows // 10
    batch = people.SELECTION.batch(people.people.rows(people.SELECTION.plan, number))
    sheet = people.SELECTION.sheet()
    columns = len(people.SELECTION.plan.columns)
    given = [[batch.table.cells.get(one.key) for one in people.SELECTION.plan.columns]]
    cells = [[None] * number if one is None else one for one in given[0]]
    with tempfile.TemporaryDirectory() as folder:

        def plain() -> None:
            import xlsxwriter

            book = xlsxwriter.Workbook(f"{folder}/plain.xlsx", {"constant_memory": True})
            page: Any = book.add_worksheet()
            style = book.add_format({"num_format": "@", "border": 1, "locked": False})
            for row, texts in enumerate(zip(*cells, strict=True)):
                for at, text in enumerate(texts):
                    if text is None:
                        page.write_blank(row, at, None, style)
                    else:
                        page.write_string(row, at, text, style)
            book.close()

        results = interleaved(
            [
                Contender("XlsxWriter constant_memory, the same cells", plain, number),
                Contender(
                    "sxbundle: sheet().fill", lambda: sheet.fill(batch, Path(folder) / "s.xlsx"), number
                ),
            ],
            sizes.runs,
        )
    return Table(
        f"Write a sheet of {number:,} rows × {columns} columns",
        "≤ 1.3 × XlsxWriter",
        _HEAD,
        tuple(_lines(results)),
    )


def importing(sizes: Sizes) -> Table:
    """What a worker pays before its first row."""

    def spent(statement: str) -> float:
        timed = f"import time; start = time.process_time(); {statement}; print(time.process_time() - start)"
        command = [sys.executable, "-c", timed]
        return statistics.median(
            float(subprocess.run(command, check=True, capture_output=True).stdout)
            for _ in range(2 * sizes.runs + 1)
        )

    statements = ("import attrs", "import sxbundle")
    lines = tuple((one, f"{spent(one) * 1000:.0f} ms") for one in statements)
    return Table("Import", "≤ 150 ms", ("statement", "processor time"), lines)


_HEAD = ("what", "seconds", "µs each", "ratio to the first")


def _lines(results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    first = results[0]
    for one in results:
        yield one.name, f"{one.seconds:.3f}", f"{one.each:.2f}", f"{one.each / first.each:.2f}"


TABLES: dict[str, Callable[[Sizes], Table]] = {
    "reading": reading,
    "checking": checking,
    "identity": identity,
    "growth": growth,
    "writing": writing,
    "hall": hall,
    "importing": importing,
}

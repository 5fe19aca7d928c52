"""What is measured: each function gives the lines of one table."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sxbundle as sx
from benchmarks import people
from benchmarks.asking import advance
from benchmarks.checkers import CHECKERS
from benchmarks.declaration import declaration
from benchmarks.filing import filing
from benchmarks.hall import hall
from benchmarks.importing import importing, starting
from benchmarks.measure import Contender, interleaved, peak
from benchmarks.processes import processes
from benchmarks.sheets import filling, writing
from benchmarks.table import HEAD, Sizes, Table, lines, mib


@contextmanager
def workbook(number: int) -> Iterator[Path]:
    """So many rows as a file, for a while."""
    with tempfile.TemporaryDirectory() as folder:
        yield people.save(Path(folder) / "rows.xlsx", number)


def bare(path: Path) -> int:
    """The bare cells: what any reader on python-calamine pays."""
    import python_calamine

    with python_calamine.load_workbook(str(path)) as book:
        return sum(len(row) for row in book.get_sheet_by_index(0).iter_rows())


def guarded(path: Path) -> None:
    """The look at the package before it is opened."""
    from sxbundle.workbook import WORKBOOKS, inspect

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
    with workbook(sizes.rows) as path, workbook(max(sizes.rows // 10, 1)) as tenth:
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

    at = people.COLUMNS.index("basic.certificate_number")
    numbers = [row[at] for row in people.rows(sizes.numbers)]
    few, fewest = numbers[: sizes.numbers // 20], numbers[: max(sizes.numbers // 2000, 5)]
    by_numpy = NumPyCheck()
    results = interleaved(
        [
            Contender("sxbundle, a column, as the checker reads it", lambda: column(numbers), len(numbers)),
            Contender("sxbundle, one by one", lambda: one_by_one(numbers), len(numbers)),
            Contender("NumPy over a column", lambda: by_numpy(numbers), len(numbers)),
            Contender("python-stdnum cn.ric", lambda: [by_stdnum(one) for one in few], len(few)),
            Contender("id-validator", lambda: [validator.is_valid(one) for one in fewest], len(fewest)),
        ],
        sizes.runs,
    )
    return Table(
        f"One citizen ID, of {sizes.numbers:,} different ones: check digit, date, division",
        "≥ 60 × python-stdnum, ≥ 5,000 × id-validator, ≤ 2 × NumPy",
        HEAD,
        tuple(lines(results)),
    )


def column(numbers: Sequence[str]) -> list[int]:
    """Indexes of the wrong numbers: of the column's reading, what is an error."""
    from sxbundle.batch.column_reader import Cells

    rule = sx.rules.citizen_id()
    found = Cells(numbers, rule.plain).read(rule).found
    return [at for at, one in found if one.severity is sx.Severity.ERROR]


def by_stdnum(number: str) -> bool:
    """One number; the library has no name for some counties that are no more, and fails."""
    from stdnum.cn import ric

    try:
        return bool(ric.is_valid(number))
    except KeyError:
        return False


def one_by_one(numbers: Sequence[str]) -> list[int]:
    """The same, a call for each number."""
    read = sx.rules.citizen_id().read
    found: list[sx.Problem] = []
    return [at for at, number in enumerate(numbers) if read(number, found) is None]


class NumPyCheck:
    """Indexes of the wrong numbers; the tables are there before the clock runs.

    Each number is a row of digits, and one product with a matrix gives its weighted sum, division,
    year, month and day.
    """

    def __init__(self) -> None:
        import numpy as np

        from benchmarks.checkers import CHECKS, WEIGHTS
        from sxbundle.codes import divisions

        self.factors = np.zeros((17, 5), dtype=np.float32)
        self.factors[:, 0] = WEIGHTS
        for at, (first, last) in enumerate(((0, 6), (6, 10), (10, 12), (12, 14)), 1):
            self.factors[first:last, at] = [10**place for place in reversed(range(last - first))]
        self.checks = np.array([ord(check) for check in CHECKS], dtype=np.uint32)
        self.known = np.zeros(10**6, dtype=bool)
        self.known[[int(code) for code in divisions().by_code]] = True
        self.days = np.zeros(100, dtype=np.int32)
        self.days[1:13] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

    def __call__(self, numbers: Sequence[str]) -> list[int]:
        """All at once."""
        import numpy as np

        codes = np.array(numbers, dtype="U18").view(np.uint32).reshape(-1, 18)
        digits = codes[:, :17] - ord("0")
        parts = (digits.astype(np.float32) @ self.factors).astype(np.int32)
        sums, division, year, month, day = parts.T
        leap = ((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))) & (month == 2)
        right = (digits < 10).all(axis=1) & (self.checks[sums % 11] == codes[:, 17])
        right &= self.known[division % 10**6] & (year >= 1800) & (year < 2200)
        right &= (day >= 1) & (day <= self.days[month % 100] + leap)
        wrong: list[int] = np.flatnonzero(~right).tolist()
        return wrong


def scanned(path: Path) -> str:
    """Reading through, checking, and the summary as text."""
    return str(people.SELECTION.scan(path).summary())


def growth(sizes: Sizes) -> Table:
    """Time and memory of reading and checking as the rows grow; the most rows are only scanned, once."""
    found = []
    for number in (*sizes.growth, 10 * sizes.growth[-1]):
        whole = number <= sizes.growth[-1]
        calls = {"read": checked, "scan": scanned} if whole else {"scan": scanned}
        with workbook(number) as path:
            contenders = [Contender(name, partial(call, path), number) for name, call in calls.items()]
            for result in interleaved(contenders, sizes.runs if whole else 1):
                memory = peak(calls[result.name], path)
                figures = f"{result.seconds:.2f}", f"{result.each:.1f}", f"{memory:.0f} MiB"
                found.append((f"{number:,}", result.name, *figures))
    return Table(
        "Growth of read, check, report; and of scan",
        "linear; 1,000,000 rows scanned under 500 MiB",
        ("rows", "how", "seconds", "µs a row", "peak memory"),
        tuple(found),
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
    "advance": advance,
    "filing": filing,
    "processes": processes,
    "importing": importing,
    "starting": starting,
}

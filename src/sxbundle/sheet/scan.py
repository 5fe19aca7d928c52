"""Checking a sheet of any length: it is read through, some thousand rows at a time."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

from attrs import evolve, field, frozen

from sxbundle.batch import Batch, OwnCaptions, SheetExcerpt, Table
from sxbundle.batch.check import reading_of
from sxbundle.batch.column_reader import MOST_LISTED
from sxbundle.batch.own_codes import OwnCodes
from sxbundle.batch.problems import TOO_MANY
from sxbundle.batch.whole_sheet import FilledRows, naming_rows, whole_sheet_problems
from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.problem import Problem, Severity
from sxbundle.rules.identity import compared
from sxbundle.runtime import collector_paused
from sxbundle.schema import BatchRule, Plan
from sxbundle.sheet.person_rows import People, Rows
from sxbundle.sheet.read import PeoplePlace, Wanted, locate
from sxbundle.sheet.row_origin import OwnSheet
from sxbundle.sheet.row_stream import SheetStream, stream_of
from sxbundle.workbook import File
from sxbundle.workbook.open_file import path_of
from sxbundle.workbook.row_chunk import Strip

RowT = TypeVar("RowT")
_NOTHING = -(1 << 63)
"""Stands for an empty cell among the hashes of those that are compared."""


@frozen
class Summary:
    """What was found in a whole sheet.

    Attributes:
        people: rows that were checked.
        good: those without an error.
        severities: how many problems of each severity there are.
        codes: problem code to how often it was found, most frequent first.
        problems: what concerns no single row; the others are those of the batches.
    """

    people: int
    good: int
    severities: Mapping[Severity, int]
    codes: Mapping[str, int]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """True when there is no error."""
        return not self.severities[Severity.ERROR]

    def __str__(self) -> str:
        error, warning, notice = (self.severities[severity] for severity in Severity)
        lines = [
            Bilingual(
                "共 {people} 人：错误 {error} 条，提醒 {warning} 条，说明 {notice} 条。",
                "{people} people: {error} errors, {warning} warnings, {notice} notices.",
                people=self.people,
                error=error,
                warning=warning,
                notice=notice,
            )
        ]
        lines += [
            Bilingual("{code} {count} 条", "{code}: {count}", code=code, count=count)
            for code, count in self.codes.items()
        ]
        return "\n".join(map(str, [*lines, *self.problems]))


@frozen(repr=False, eq=False)
class Scan(Generic[RowT]):
    """A sheet, read through as often as it is asked: `for batch in scan`.

    The batches together hold the same rows and the same problems as the sheet read whole, also what
    one row shares with another far away; only what concerns no single row is in `summary()`. Of a sheet that
    is wrong nearly everywhere the rest is not read: the iteration ends with `FileRefused` then.

    Made by `Selection.scan`.

    Attributes:
        plan: what was ticked.
        path: the file; None for content.
        rows: how many people a batch has.
    """

    plan: Plan[RowT]
    path: Path | None
    rows: int
    _stream: SheetStream = field(repr=False)
    _place: PeoplePlace = field(repr=False)
    _shared: SheetExcerpt = field(repr=False)
    _end: int | None = field(repr=False)
    _summaries: list[Summary] = field(factory=list, repr=False, init=False)

    def __iter__(self) -> Iterator[Batch[RowT]]:
        """The people, in batches of `rows`; their problems and typed rows bear the true row numbers.

        Raises:
            FileRefused: the file is not what it was; or people are left that were not read, because there
                are more errors than a report lists (`batch.too-many-problems`, also in `summary()`).
        """
        yield from self._batches()
        for problem in self._summaries[0].problems:
            if problem.code == TOO_MANY.code:
                raise FileRefused(problem)

    def _batches(self) -> Iterator[Batch[RowT]]:
        tally = _Tally(self.plan)
        sifted = self._place.sift(self.plan)
        refused = any(problem.severity is Severity.ERROR for problem in self._place.problems)
        rest: list[Problem] = []
        for rows in _packed(_people(self._stream, self._place, sifted), self.rows, rest):
            if tally.hopeless or (self._end and tally.people + len(rows.numbers) > self._end):
                rest.append(TOO_MANY.problem(most=tally.severities[Severity.ERROR]))
                break
            here = slice(tally.people, tally.people + len(rows.numbers))
            mended = {key: values[here] for key, values in self._shared.mended.items()}
            part = SheetExcerpt(self._shared.found, refused, mended)
            table = Table(self._place.cells(rows), rows.numbers, rows.problems, part=part, keys=rows.keys)
            batch = Batch(self.plan, table, OwnSheet(self.plan, table, self.path))
            tally.add(batch)
            yield batch
        problems = tally.problems(self._place.head)
        final_problems = (*self._place.problems, *problems, *sifted.problems(), *rest)
        self._summaries[:] = [tally.summary(final_problems)]

    def problems(self) -> Iterator[Problem]:
        """Every problem, as the sheet is read through; what concerns no single row comes last."""
        for batch in self._batches():
            yield from batch.report
        yield from self._summaries[0].problems

    def summary(self) -> Summary:
        """What was found; reads the sheet through unless that has been done."""
        if not self._summaries:
            for _ in self._batches():
                pass
        return self._summaries[0]

    def __repr__(self) -> str:
        return f"<Scan {self.plan.bundle} of {self.rows} rows a batch>"


def scan_sheet(
    plan: Plan[RowT],
    file: File,
    *,
    columns: OwnCaptions | None = None,
    sheet: str | None = None,
    rows: int = 10_000,
    key: str | int | None = None,
    codes: OwnCodes | None = None,
) -> Scan[RowT]:
    """Looks at a sheet and finds its columns, and reads it through for what rows share.

    Raises:
        FileRefused: as `read_table`.
        DeclarationError: `columns` names a column that the sheet does not have.
        ValueError: `rows` is less than 1.
    """
    if rows < 1:
        raise ValueError(Bilingual("rows：一批至少一行。", "rows: a batch has at least one row"))
    wanted = Wanted.of(plan, columns, sheet, key, codes)
    stream = stream_of(file)
    place = locate(plan, stream.grids, wanted)
    place = evolve(place, problems=(*stream.notices, *place.problems))
    return Scan(plan, path_of(file), rows, stream, place, *_shared(plan, stream, place, rows))


def _people(stream: SheetStream, place: PeoplePlace, sifted: People) -> Iterator[Rows]:
    at = next(index for index, grid in enumerate(stream.grids) if grid is place.grid)
    for strip in stream.strips(at):
        below = _below(strip, place.header.bottom)
        if len(below.numbers):
            yield sifted.of(below)


def _below(strip: Strip, bottom: int) -> Strip:
    if not strip.numbers or strip.numbers[0] > bottom:
        return strip
    start = sum(number <= bottom for number in strip.numbers)
    return Strip(strip.numbers[start:], {at: cells[start:] for at, cells in strip.columns.items()})


def _packed(some: Iterator[Rows], size: int, rest: list[Problem]) -> Iterator[Rows]:
    """The same people, `size` at a time; the last may be fewer. `rest` gets what is reported below them."""
    numbers: list[int] = []
    cells: dict[str, list[Any]] = {}
    problems: list[Problem] = []
    keys: list[str | None] | None = None
    for rows in some:
        numbers += rows.numbers
        keys = None if rows.keys is None else [*(keys or ()), *rows.keys]
        problems += rows.problems
        for key, column in rows.cells.items():
            cells.setdefault(key, []).extend(column)
        while len(numbers) >= size:
            last = numbers[size - 1]
            placed = tuple(problem for problem in problems if problem.row is None or problem.row <= last)
            here: dict[str, Sequence[Any]] = {key: column[:size] for key, column in cells.items()}
            yield Rows(numbers[:size], here, placed, keys and keys[:size])
            keys = keys and keys[size:]
            problems = [problem for problem in problems if problem.row is not None and problem.row > last]
            del numbers[:size]
            for column in cells.values():
                del column[:size]
    if numbers:
        yield Rows(numbers, dict(cells), tuple(problems), keys)
    else:
        rest += problems


def _shared(
    plan: Plan[Any], stream: SheetStream, place: PeoplePlace, size: int
) -> tuple[SheetExcerpt, int | None]:
    """What the rules over all rows find: of the columns they ask for, only what they compare is kept.

    The number is how many people were read of a sheet that is wrong nearly everywhere, a batch at least.
    """
    columns = [_ComparedColumn(rule) for rule in plan.batch_rules if not rule.apart]
    columns = [
        column
        for column in columns
        if plan.column(column.rule.column).section in plan.active
        and (column.rule.column in place.at or column.rule.column in place.constants)
    ]
    numbers = array("I")
    wrong_rows = [0] * len(columns)
    end = None
    sifted = place.sift(plan)
    with collector_paused():
        for rows in _people(stream, place, sifted):
            table = Table(place.cells(rows), rows.numbers, part=SheetExcerpt({}))
            numbers.extend(rows.numbers)
            for at, column in enumerate(columns):
                wrong_rows[at] += column.add(plan, table)
            if MOST_LISTED < max(wrong_rows, default=0) > 0.9 * len(numbers) >= 0.9 * size:
                end = len(numbers)  # no batch reaches beyond it
                break
        problems: dict[int, list[tuple[str, Problem]]] = {}
        mended: dict[str, Sequence[Any]] = {}
        for column in columns:
            rule, values = column.rule, column.values()
            wrong = False
            for index, problem in rule.check(values):
                wrong = True
                placed = (rule.column, naming_rows(problem, numbers))
                problems.setdefault(numbers[index], []).append(placed)
            if wrong and end is None and rule.mend is not None:
                mended[rule.column] = rule.mend(values)
    return SheetExcerpt(problems, mended=mended), end


class _ComparedColumn:
    """A column of a rule over all rows: hashes of 64 bits, where it only asks which values are equal."""

    def __init__(self, rule: BatchRule) -> None:
        self.rule = rule
        self._hashes = array("q")
        self._values: list[Any] = []

    def add(self, plan: Plan[Any], table: Table) -> int:
        """Keeps what is compared; returns how many rows are wrong here, whatever else they hold."""
        reading = reading_of(plan, table, self.rule.column)
        if self.rule.alike:
            values = compared(reading.alike)
            self._hashes.extend(_NOTHING if value is None else hash(str(value)) for value in values)
        else:
            self._values += reading.values
        if plan.column(self.rule.column).doubtful:
            return 0
        errors = ((index, found.code) for index, found in reading.found if found.severity is Severity.ERROR)
        return len({index for index, code in errors if code not in plan.vouched})

    def values(self) -> Sequence[Any]:
        if self.rule.alike:
            ordered = sorted(self._hashes)
            repeated = {hash_ for hash_, following in pairwise(ordered) if hash_ == following} - {_NOTHING}
            return [hash_ if hash_ in repeated else None for hash_ in self._hashes]
        return self._values


class _Tally:
    """What is counted as the batches go by."""

    def __init__(self, plan: Plan[Any]) -> None:
        self.plan = plan
        self.people = self.good = 0
        self.severities: Counter[Severity] = Counter()
        self.codes: Counter[str] = Counter()
        self.uncovered: frozenset[str] | None = None
        self.idle: dict[str, FilledRows] = {}

    @property
    def hopeless(self) -> bool:
        """True when too many errors were found, and nine in ten people have some."""
        return self.severities[Severity.ERROR] > MOST_LISTED // 2 and self.good * 10 < self.people

    def add(self, batch: Batch[Any]) -> None:
        checked = batch.checked
        self.people += len(batch)
        self.good += len(batch) - len(checked.wrong)
        self.count(checked.problems)
        for key, rows in checked.idle.items():
            self.idle.setdefault(key, FilledRows()).add(rows.count, rows.first)
        self.uncovered = checked.uncovered if self.uncovered is None else self.uncovered & checked.uncovered

    def count(self, problems: Sequence[Problem]) -> None:
        self.severities.update(problem.severity for problem in problems)
        self.codes.update(problem.code for problem in problems)

    def problems(self, head: Mapping[str, object]) -> Sequence[Problem]:
        """What is reported of head and people once all are counted."""
        fields = Batch(self.plan, Table({}, (), (), head, part=SheetExcerpt({})), OwnSheet(self.plan))
        uncovered = self.uncovered or frozenset()
        final_problems = whole_sheet_problems(self.plan, uncovered, self.idle, self.people)
        return (*fields.checked.problems, *final_problems)

    def summary(self, final_problems: tuple[Problem, ...]) -> Summary:
        self.count(final_problems)
        codes = dict(self.codes.most_common())
        return Summary(self.people, self.good, self.severities, codes, final_problems)

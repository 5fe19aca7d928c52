"""The rows of a sheet that are people, and a word about each that is not."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from sxbundle.batch import fold
from sxbundle.batch.header import differing, with_fallbacks
from sxbundle.batch.table import key_text
from sxbundle.masking import Personal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import is_nothing
from sxbundle.schema import Plan
from sxbundle.sheet import non_person_rows
from sxbundle.sheet.header import Header, text_at
from sxbundle.sheet.merged_cells import Merged, named
from sxbundle.source import assumed
from sxbundle.workbook.csv_reader import rows_inside
from sxbundle.workbook.grid import Cell, CellError, Grid
from sxbundle.workbook.problems import ROWS_IN_CELL
from sxbundle.workbook.row_chunk import Strip

SKIPPED = ProblemKind(
    "sheet.row-skipped",
    Severity.NOTICE,
    (
        "这一行看起来是{what}，没有当作人员读取；如果是人员，请补全姓名和证件号码。",
        "This row looks like {what} and was not read as a person; if it is one, fill name and "
        "certificate number.",
    ),
    (
        "表头下方的说明、示例、合计或备注行，没有读取。",
        "A row below the header is an instruction, a sample, a total or a note, and was not read.",
    ),
    (
        "不用处理；确为人员的，补全姓名和证件号码。",
        "Nothing; if it is a person after all, fill name and certificate number.",
    ),
    assumed("templates and HR exports carry such rows; nothing is left out without a word"),
)
ONLY_ERRORS = ProblemKind(
    "sheet.row-of-errors",
    Severity.WARNING,
    (
        "有 {count} 行只有错误值（如 #N/A）或没有计算结果的公式，没有当作人员读取：第 {rows}。"
        "如果是人员，请用 WPS 或 Excel 打开，重新计算后保存。",
        "{count} rows hold only error values (such as #N/A) or formulas without a result and were not "
        "read: {rows}. If they are people, open the file in WPS or Excel, recalculate and save.",
    ),
    (
        "整行都是错误值或没有保存结果的公式，没有读取。",
        "Rows whose cells are all error values or formulas without a saved result were not read.",
    ),
    ("用表格软件打开，重新计算后保存。", "Open the workbook in a spreadsheet program, recalculate, save."),
    assumed("a formula's result stands in the file only when a program has worked it out"),
)
OTHER_ORDER = ProblemKind(
    "sheet.other-order",
    Severity.ERROR,
    (
        "第 {header} 行又是列标题，各列位置与原来的不同，其下的行无法读取；请另存为一个工作表。",
        "Row {header} is a header again, with other columns; the rows below it cannot be read. Put them "
        "into a worksheet of their own.",
    ),
    ("同一工作表里有第二个列位置不同的表。", "A second table with other columns stands below the first."),
    ("把第二个表另存为一个工作表，另行读取。", "Put it into a worksheet of its own and read that."),
    assumed("cells read under another caption would be facts of nobody"),
)
OTHER_TABLE = ProblemKind(
    "sheet.other-table",
    Severity.WARNING,
    (
        "这一行“{title}”像是另一张表的标题，其下的人员也已读取；不申报的请删除。",
        "「{title}」 looks like the title of another table, whose people were read too. Delete who is not to "
        "be filed.",
    ),
    (
        "同一工作表里另有一张标题不同的表（如离职人员），其中的人员也已读取。",
        "Another table, titled 「离职人员」 or so, stands in the worksheet; its people were read.",
    ),
    ("核对其下的人员。", "Look at them."),
    assumed("HR sheets list newcomers and leavers below each other"),
)
HIDDEN_ROWS = ProblemKind(
    "sheet.hidden-rows",
    Severity.WARNING,
    (
        "有 {count} 行人员被隐藏或被筛选掉，仍已读取：第 {rows}。如果不申报这些人，请删除这些行。",
        "{count} rows of people are hidden or filtered out and were read all the same: {rows}. Delete "
        "them if they are not to be filed.",
    ),
    (
        "被隐藏或筛选掉的行仍已读取。",
        "Rows that are hidden, or filtered out of sight, were read all the same.",
    ),
    (
        "不申报的请删除，要申报的取消隐藏。",
        "Delete the rows of people who are not to be filed, or show them.",
    ),
    assumed("the hall reads hidden rows, too"),
)

UNCACHED = CellError("公式没有计算结果")


_TEXT = frozenset({str})


@frozen(repr=False)
class Rows:
    """People.

    Attributes:
        numbers: of their rows.
        cells: column key to their cells.
        problems: what stands in rows between them.
        keys: what the caller calls them; None when nothing was said.
    """

    numbers: list[int]
    cells: dict[str, Sequence[Cell]]
    problems: tuple[Problem, ...] = ()
    keys: list[str | None] | None = None


class People:
    """Goes through the rows below the header, strip by strip.

    Args:
        at: column key to sheet column.
        grid: the sheet; of its cells only those above the header are looked at.
        spares, rivals: column key to sheet columns, as in `Matching`.
        key: sheet column of the rows' own keys.
    """

    def __init__(
        self,
        plan: Plan[Any],
        at: Mapping[str, int],
        grid: Grid,
        header: Header,
        fallbacks: Mapping[str, Sequence[int]] = MappingProxyType({}),
        duplicates: Mapping[str, Sequence[int]] = MappingProxyType({}),
        key: int | None = None,
    ) -> None:
        self.at = at
        self._plan = plan
        self._fallbacks = fallbacks
        self._duplicates = duplicates
        self._key = key
        self._captions = dict(
            zip(header.columns, (cell.caption.strip() for cell in header.cells), strict=True)
        )
        self._merged = Merged(plan, at, grid.merges, header.bottom)
        self._places = _places(plan, at, header)
        self._hidden_rows = grid.hidden_rows
        wanted = {*at.values(), *chain.from_iterable(fallbacks.values())}
        self._uncached = _Rest(sorted(place for place in grid.uncached if place[1] in wanted))
        self._directly_below = True
        self._of_errors: list[int] = []
        self._looked = 0
        self._hidden: list[int] = []
        self._columns: dict[str, set[int]] = {}
        for column, caption in self._captions.items():
            self._columns.setdefault(fold(caption), set()).add(column)
        self._headers: list[tuple[int, bool]] = []
        self._title = (0, "")
        self._grid = grid
        self._top = header.top

    @cached_property
    def _titles(self) -> set[str]:
        """What stands above the header; few sheets have a title below it to compare."""
        above = ((row, column) for row in range(1, self._top) for column in range(1, self._grid.width + 1))
        return {non_person_rows.plain_title(text_at(self._grid, *place)) for place in above}

    def of(self, strip: Strip) -> Rows:
        """The people among the next rows."""
        strip = self._served(self._marked(strip))
        kept, problems = self._kept(strip)
        numbers = list(strip.numbers)
        problems += self._in_other_order(numbers[at] for at in kept)
        if self._hidden_rows:
            self._hidden += [numbers[at] for at in kept if numbers[at] in self._hidden_rows]
        everybody = len(kept) == len(numbers)
        nothing: Sequence[Cell] = [None] * len(kept)
        cells: dict[str, Sequence[Cell]] = {}
        for key, column in self.at.items():
            values = strip.columns.get(column)
            cells[key] = nothing if values is None else values if everybody else [values[at] for at in kept]
        numbers = numbers if everybody else [numbers[at] for at in kept]
        filled, refused = self._merged.fill(strip, numbers, cells)
        unclear = self._differing(strip, kept, numbers, cells) if self._duplicates else ()
        return Rows(
            numbers,
            cells | filled,
            (*problems, *refused, *unclear, *self._pasted(strip)),
            self._keys(strip, kept),
        )

    def _keys(self, strip: Strip, kept: Sequence[int]) -> list[str | None] | None:
        if self._key is None:
            return None
        key_cells = strip.columns.get(self._key)
        keys: list[str | None] = [None if key_cells is None else key_text(key_cells[at]) for at in kept]
        return keys

    def _pasted(self, strip: Strip) -> Iterator[Problem]:
        """Cells that hold whole rows, whose people would go unread."""
        for cells in strip.columns.values():
            if not _any_line_break(cells):
                continue
            for at, cell in enumerate(cells):
                if type(cell) is str and "\n" in cell and (count := rows_inside(cell, len(self.at))):
                    yield ROWS_IN_CELL.problem(count=count).at(strip.numbers[at])

    def _differing(
        self,
        strip: Strip,
        kept: Sequence[int],
        numbers: Sequence[int],
        cells: Mapping[str, Sequence[Cell]],
    ) -> Iterator[Problem]:
        for key, duplicates in self._duplicates.items():
            for column in duplicates:
                duplicate_cells = strip.columns.get(column)
                others = None if duplicate_cells is None else [duplicate_cells[at] for at in kept]
                captions = (self._captions[self.at[key]], self._captions[column])
                yield from differing(self._plan.column(key), captions, cells[key], others, numbers)

    def _in_other_order(self, numbers: Iterable[int]) -> Iterator[Problem]:
        """The people below a header with other columns."""
        if not any(moved for _, moved in self._headers):
            return
        for number in numbers:
            header, moved = self._headers[max(bisect(self._headers, (number,)) - 1, 0)]
            if moved and header < number:
                yield OTHER_ORDER.problem(header=header).at(number)

    def problems(self) -> list[Problem]:
        """What is reported once, when all rows are read."""
        problems = self._merged.problems()
        if self._of_errors:
            problems.append(ONLY_ERRORS.problem(count=len(self._of_errors), rows=named(self._of_errors)))
        if self._hidden:
            problems.append(HIDDEN_ROWS.problem(count=len(self._hidden), rows=named(self._hidden)))
        return problems

    def _kept(self, strip: Strip) -> tuple[Sequence[int], list[Problem]]:
        """Indexes of the people. Whoever plainly has name and number is one; other rows are looked at."""
        places = self._places
        everybody = range(len(strip.numbers))
        names = strip.columns.get(-1 if places.name is None else places.name + 1)
        numbers = strip.columns.get(-1 if places.number is None else places.number + 1)
        doubtful: Sequence[int] = everybody
        if names is not None and numbers is not None:
            nameless = {cell for cell in set(names) if not _plain_name(cell)}
            numberless = {cell for cell in set(numbers) if not _plain_number(cell)}
            pairs = enumerate(zip(names, numbers, strict=True))
            doubtful = [at for at, (one, two) in pairs if one in nameless or two in numberless]
            if self._looked > _MOST_LOOKED_AT:  # what has name and number is a person then
                empty = {
                    cell for cell in {*names, *numbers} if is_nothing(cell) or isinstance(cell, CellError)
                }
                doubtful = [at for at in doubtful if names[at] in empty or numbers[at] in empty]
        columns = [strip.columns.get(at) for at in range(1, max(strip.columns, default=0) + 1)]
        left_out: set[int] = set()
        problems: list[Problem] = []

        def look(at: int) -> None:
            row = [None if column is None else column[at] for column in columns]
            if self._is_person(strip.numbers[at], row, problems):
                return
            left_out.add(at)

        looked = 0
        while self._directly_below and looked < len(strip.numbers):
            look(looked)
            looked += 1
        for at in doubtful:
            if at >= looked:
                look(at)
        if not left_out:
            return everybody, problems
        return [at for at in everybody if at not in left_out], problems

    def _is_person(self, number: int, row: Sequence[Cell], problems: list[Problem]) -> bool:
        if non_person_rows.holds_nobody(row, self._places):
            if any(isinstance(cell, CellError) for cell in row):
                self._of_errors.append(number)
            elif self._heads_others(number, row):
                problems.append(OTHER_TABLE.problem(title=self._title[1]).at(number))
            return False
        if self._heads_others(number, row):
            problems.append(OTHER_TABLE.problem(title=self._title[1]).at(number))
            return False
        what = non_person_rows.heading_remark(row, self._places) if self._directly_below else None
        if what is None:
            self._looked += len(row)
            if self._looked > _MOST_LOOKED_AT:
                return True
            what = non_person_rows.remark(row, self._places)
            self._directly_below = self._directly_below and what is not None
        if what is non_person_rows.HEADER_AGAIN:
            captions = ((column, fold(cell)) for column, cell in enumerate(row, 1) if type(cell) is str)
            moved = any(column not in self._columns.get(text, {column}) for column, text in captions)
            self._headers.append((number, moved))
            row_of_title, title = self._title
            if 0 < number - row_of_title <= _TITLE_ABOVE and not non_person_rows.is_of_leavers(title):
                problems.append(OTHER_TABLE.problem(title=title).at(row_of_title))
        if what is not None:
            problems.append(SKIPPED.problem(what=what).at(number))
        return what is None

    def _heads_others(self, number: int, row: Sequence[Cell]) -> bool:
        """Keeps a title; True for one of leavers."""
        title = non_person_rows.title_of(row, self._places)
        if title is None or title in self._titles:
            return False
        self._title = (number, title)
        return non_person_rows.is_of_leavers(title)

    def _served(self, strip: Strip) -> Strip:
        if not self._fallbacks:
            return strip
        columns = dict(strip.columns)
        for key, fallbacks in self._fallbacks.items():
            cells = with_fallbacks(columns.get(self.at[key]), [columns.get(spare) for spare in fallbacks])
            if cells is not None:
                columns[self.at[key]] = cells
        return Strip(strip.numbers, columns)

    def _marked(self, strip: Strip) -> Strip:
        """A formula without a result is no empty cell."""
        places = self._uncached.until(strip.numbers[-1]) if len(strip.numbers) else []
        if not places:
            return strip
        index = {number: at for at, number in enumerate(strip.numbers)}
        columns: dict[int, Sequence[Cell]] = dict(strip.columns)
        changed: dict[int, list[Cell]] = {}
        for row, column in places:
            if row in index:
                if column not in changed:
                    changed[column] = list(columns.get(column) or [None] * len(index))
                changed[column][index[row]] = UNCACHED
        return Strip(strip.numbers, columns | changed)


@frozen
class _Rest:
    """Places in the order of their rows."""

    places: list[tuple[int, int]]
    _at: list[int] = field(factory=lambda: [0])

    def until(self, row: int) -> list[tuple[int, int]]:
        start = end = self._at[0]
        while end < len(self.places) and self.places[end][0] <= row:
            end += 1
        self._at[0] = end
        return self.places[start:end]


def _any_line_break(cells: Sequence[Cell]) -> bool:
    """True when a text has one: nearly no column does, and one long text is searched much faster."""
    texts = cells if set(map(type, cells)) <= _TEXT else [cell for cell in cells if type(cell) is str]
    return "\n" in "".join(texts)  # type: ignore[arg-type]


def _plain_name(cell: Cell) -> bool:
    return type(cell) is str and "\u4e00" <= cell[:1] <= "\u9fff" and ":" not in cell and "：" not in cell


def _plain_number(cell: Cell) -> bool:
    return type(cell) is str and cell[:1].isdigit() and len(cell) >= _SHORTEST


_SHORTEST = 15
_TITLE_ABOVE = 3
_MOST_LOOKED_AT = 500_000
"""Cells of odd rows that are looked at for remarks; more rows are people, whose errors tell the filer."""


def _places(plan: Plan[Any], at: Mapping[str, int], header: Header) -> non_person_rows.Places:
    telling: list[int] = []
    prefilled: list[int] = []
    personal: dict[Personal, int] = {}
    for column in plan.columns:
        if column.key in at:
            index = at[column.key] - 1
            (prefilled if column.prefilled else telling).append(index)
            if column.personal is not None:
                personal.setdefault(column.personal, index)
    known = [cell.caption for cell in header.cells]
    known += (name for column in plan.columns for name in (column.caption, *column.aliases))
    return non_person_rows.Places(
        tuple(telling),
        tuple(prefilled),
        personal.get(Personal.NAME),
        personal.get(Personal.CERTIFICATE),
        frozenset(map(fold, known)) - {""},
    )


KINDS = (SKIPPED, ONLY_ERRORS, OTHER_ORDER, OTHER_TABLE, HIDDEN_ROWS)

"""Reading a filled sheet: ours, the hall's, an HR export, after whatever program saved it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from sxbundle.argument_checks import shown
from sxbundle.batch import OwnCaptions, Table, fold, match
from sxbundle.batch.own_codes import ByColumn, OwnCodes, own_codes_of, translated
from sxbundle.batch.problems import CHOOSE_SHEET, NO_HEADER
from sxbundle.errors import FileRefused
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.runtime import collector_paused
from sxbundle.schema import Plan
from sxbundle.sheet import other_bundle, person_rows
from sxbundle.sheet.former_marks import LIST
from sxbundle.sheet.header import SEARCHED, Finder, Header, head_values
from sxbundle.sheet.row_origin import FilersFile, OwnSheet
from sxbundle.source import assumed
from sxbundle.workbook import File, FileKind
from sxbundle.workbook.grid import Grid, Visibility
from sxbundle.workbook.open_file import opened, path_of
from sxbundle.workbook.read import READING, read_grids
from sxbundle.workbook.row_chunk import Strip

NO_SUCH_SHEET = ProblemKind(
    "sheet.no-such-sheet",
    Severity.ERROR,
    (
        "工作簿中没有名为“{sheet}”的工作表，有：{sheets}。",
        "The workbook has no worksheet 「{sheet}」; it has: 「{sheets}」.",
    ),
    ("`sheet=` 指明的工作表不存在。", "`sheet=` names no worksheet of the workbook."),
    ("使用提示中列出的名称。", "Name one of those that the message lists."),
    assumed("the caller's argument"),
)

OTHERS_UNREAD = ProblemKind(
    "sheet.others-unread",
    Severity.WARNING,
    (
        "读取的是工作表“{sheet}”；工作表“{unread}”也有列标题和内容，没有读取，如需申报请用 sheet= 另行读取。",
        "The worksheet 「{sheet}」 is read; 「{unread}」 has a header and rows, too, and is not read. Read "
        "it by sheet= if it is to be filed.",
    ),
    ("同一工作簿中另有像人员名单的工作表没有读取。", "Another worksheet that looks like people is not read."),
    ("不申报的不用处理；要申报的用 `sheet=` 读取。", "Nothing, or read it by `sheet=`."),
    assumed("workbooks hold other months and old lists; nothing is left out without a word"),
)
HIDDEN_SHEET = ProblemKind(
    "sheet.hidden-sheet",
    Severity.WARNING,
    (
        "看得见的工作表都不像采集表，读取的是隐藏的工作表“{sheet}”，请核对是不是要申报的人员。",
        "No visible worksheet looks like the sheet, so the hidden 「{sheet}」 is read. Look whether these "
        "are the people to file.",
    ),
    ("读取的工作表是隐藏的。", "The worksheet that is read is hidden."),
    ("取消隐藏并核对，或用 `sheet=` 指明。", "Show it and compare, or name one by `sheet=`."),
    assumed("hidden sheets often hold people of former months"),
)
SIDEWAYS = ProblemKind(
    "sheet.sideways",
    Severity.ERROR,
    (
        "工作表“{sheet}”的列标题是竖排的（{captions}）；请改为第一行是列标题、每人一行，"
        "可复制后用“选择性粘贴—转置”。",
        "The captions of the worksheet 「{sheet}」 stand below each other ({captions}). Make them its first "
        "row, one person a row: copy, then paste transposed.",
    ),
    ("列标题竖排，每人一列。", "The captions stand in a column, people beside each other."),
    ("转置为每人一行。", "Transpose it: one person a row."),
    assumed("a card or a transposed list read by rows would mix people up"),
)

_ALIKE = 0.8


@frozen
class _Found:
    grid: Grid
    header: Header
    problems: tuple[Problem, ...] = ()


def read_table(
    plan: Plan[Any],
    file: File,
    *,
    columns: OwnCaptions | None = None,
    sheet: str | None = None,
    key: str | int | None = None,
    codes: OwnCodes | None = None,
) -> Table:
    """Reads a filled sheet of `plan`.

    Args:
        plan: what was ticked.
        file: an .xlsx, .xlsm, .xls or .csv: a path, the content, or a binary file object.
        columns: own captions, official caption (or key, or `section.caption`) to own caption.
        sheet: name of the worksheet; found by its captions unless given.
        key: the column that holds the caller's own keys of the rows, named like a value of `columns`.
        codes: own codes for the entries of code lists.

    Raises:
        FileRefused: what the guard refuses, `sheet.no-header`, `sheet.choose`,
            `sheet.no-such-sheet`, `sheet.other-bundle`.
        DeclarationError: `columns` or `codes` name what the sheet does not have.
    """
    with collector_paused():
        return _read_table(plan, file, Wanted.of(plan, columns, sheet, key, codes))


@frozen
class Wanted:
    """What a caller says of a document, checked.

    Attributes:
        columns: own captions.
        sheet: name of the worksheet, None to find it.
        key: the column of the rows' own keys, None for none.
        codes: own codes by column.
    """

    columns: OwnCaptions
    sheet: str | None
    key: str | int | None
    codes: ByColumn

    @classmethod
    def of(
        cls,
        plan: Plan[Any],
        columns: OwnCaptions | None,
        sheet: str | None,
        key: str | int | None,
        codes: OwnCodes | None,
    ) -> "Wanted":
        """From the arguments of `read_table`.

        Raises:
            DeclarationError: `codes` name what the sheet does not have.
        """
        return cls(columns or {}, sheet, key, own_codes_of(plan, codes))


def _read_table(plan: Plan[Any], file: File, wanted: Wanted) -> Table:
    path = path_of(file)
    with opened(file, READING) as stream:
        content = stream.read()
    book = read_grids(content)
    place = locate(plan, book.grids, wanted)
    sifted = place.sift(plan)
    rows = sifted.of(_below(place.grid, place.header.bottom))
    problems = (*book.notices, *place.problems, *rows.problems, *sifted.problems())
    table = Table(place.cells(rows), rows.numbers, problems, place.head, keys=rows.keys)
    if book.kind in (FileKind.XLSX, FileKind.XLSM):
        origin = FilersFile.of(path, content, book.kind, book.grids, place.grid, place.header, place.at)
        return evolve(table, origin=origin)
    return evolve(table, origin=OwnSheet(plan, table, path))


@frozen(repr=False)
class PeoplePlace:
    """Where the people stand in a file.

    Attributes:
        grid: the sheet.
        header: its header.
        at: column key to sheet column.
        spares: column key to the sheet columns that serve where that one is blank.
        rivals: column key to the sheet columns that must hold the same in every row.
        constants: column key to the text that the captions state for all rows.
        problems: what is wrong with the header.
        head: the fields above it.
        key: sheet column of the rows' own keys; None without one.
        codes: own codes by column.
    """

    grid: Grid
    header: Header
    at: Mapping[str, int]
    fallbacks: Mapping[str, Sequence[int]]
    duplicates: Mapping[str, Sequence[int]]
    constants: Mapping[str, str]
    problems: tuple[Problem, ...]
    head: Mapping[str, object]
    key: int | None
    codes: ByColumn

    def sift(self, plan: Plan[Any]) -> person_rows.People:
        """Goes through what stands below the header."""
        return person_rows.People(
            plan, self.at, self.grid, self.header, self.fallbacks, self.duplicates, self.key
        )

    def cells(self, rows: person_rows.Rows) -> dict[str, Sequence[object]]:
        """The cells of people, with what the captions tell."""
        return translated(self.codes, rows.cells) | {
            key: [text] * len(rows.numbers) for key, text in self.constants.items()
        }


def locate(plan: Plan[Any], grids: Sequence[Grid], wanted: Wanted) -> PeoplePlace:
    """Finds sheet and columns, by the first rows of all sheets.

    Raises:
        FileRefused: as `read_table`.
        DeclarationError: `columns` names a column that the sheet does not have.
    """
    place = _choose(plan, Finder(plan, wanted.columns), grids, wanted.sheet)
    grid, header = place.grid, place.header
    other_bundle.refuse_other_bundle(plan, grids, grid, header.top)
    matching = match(
        plan, header.cells, wanted.columns, lambda index: _sample(grid, header, index), wanted.key
    )
    at = {key: header.columns[index] for key, index in matching.positions.items()}
    fields = head_values(plan, grid, header.top)
    fallbacks = {key: [header.columns[number] for number in some] for key, some in matching.fallbacks.items()}
    duplicates = {
        key: [header.columns[number] for number in some] for key, some in matching.duplicates.items() if some
    }
    key = None if matching.key is None else header.columns[matching.key]
    problems = (*place.problems, *matching.problems)
    return PeoplePlace(
        grid, header, at, fallbacks, duplicates, matching.constants, problems, fields, key, wanted.codes
    )


_LEAST_SIDEWAYS = 2
_SAMPLE = 30
"""Rows of which a sheet's first ones tell what a doubtful caption means."""


def _sample(grid: Grid, header: Header, index: int) -> Iterator[object]:
    for row in range(header.bottom + 1, header.bottom + 1 + _SAMPLE):
        yield grid.cell(row, header.columns[index])


def named_sheets(grids: Sequence[Grid], sheet: str | None) -> Sequence[Grid]:
    """The sheets with that name; all of them when none is named.

    Raises:
        FileRefused: `sheet.no-such-sheet`.
    """
    if sheet is None:
        return grids
    named = [grid for grid in grids if grid.name == sheet]
    if not named:
        names = "、".join(shown(grid.name) for grid in grids if grid.visibility is Visibility.VISIBLE)
        raise FileRefused(NO_SUCH_SHEET.problem(sheet=shown(sheet, 31), sheets=names))
    return named


def _choose(plan: Plan[Any], finder: Finder, grids: Sequence[Grid], sheet: str | None) -> _Found:
    """The sheet that is meant: the named one, or the one whose captions fit best.

    Raises:
        FileRefused: none fits, several fit about as well, or none has the name.
    """
    offered = named_sheets(grids, sheet)
    headed = _with_header(finder, offered)
    visible = [found for found in headed if found.grid.visibility is Visibility.VISIBLE]
    candidates = headed if sheet is not None else visible or headed
    most = max((candidate.header.score for candidate in candidates), default=0)
    for grid in [candidate.grid for candidate in candidates if candidate.header.score == most] or offered:
        if len(captions := finder.sideways(grid)) > max(most, _LEAST_SIDEWAYS):
            raise FileRefused(SIDEWAYS.problem(sheet=shown(grid.name), captions="、".join(captions[:4])))
    if not candidates:
        other_bundle.refuse_other_bundle(plan, grids, None, SEARCHED)
        captions = [column.caption for column in plan.columns if column.required][:4]
        raise FileRefused(NO_HEADER.problem(rows=SEARCHED, captions="、".join(captions)))
    fitting = [candidate for candidate in candidates if candidate.header.score >= _ALIKE * most]
    filled = [found for found in fitting if _is_filled(found)] or fitting
    if len(filled) > 1:
        raise FileRefused(CHOOSE_SHEET.problem(sheets="、".join(shown(one.grid.name) for one in filled)))
    (chosen,) = filled
    problems = () if sheet is not None else _not_chosen(plan, chosen.grid, headed)
    return evolve(chosen, problems=problems)


def _not_chosen(plan: Plan[Any], chosen: Grid, headed: Sequence[_Found]) -> tuple[Problem, ...]:
    """A word about the sheets of people that are not read, and about a hidden one that is."""
    others = [
        found
        for found in headed
        if found.grid is not chosen
        and not found.grid.name.startswith(LIST)
        and _is_filled(found)
        and _names_people(plan, found)
    ]
    problems = []
    if chosen.visibility is not Visibility.VISIBLE:
        problems.append(HIDDEN_SHEET.problem(sheet=shown(chosen.name)))
    if others:
        seen = any(other.grid.visibility is Visibility.VISIBLE for other in others)
        severity = Severity.WARNING if seen else Severity.NOTICE
        names = "、".join(shown(other.grid.name) for other in others)
        problems.append(OTHERS_UNREAD.problem(severity=severity, sheet=shown(chosen.name), unread=names))
    return tuple(problems)


def _names_people(plan: Plan[Any], found: _Found) -> bool:
    """True for a header of names and certificate numbers; a sheet of codes has neither."""
    captions = {fold(cell.caption) for cell in found.header.cells}
    return all(
        captions & {fold(spelling) for spelling in (column.caption, *column.aliases)}
        for column in (plan.name, plan.number)
    )


def _is_filled(found: _Found) -> bool:
    return found.grid.last_row > found.header.bottom


def _with_header(finder: Finder, grids: Sequence[Grid]) -> list[_Found]:
    return [_Found(grid, header) for grid in grids if (header := finder.find(grid)) is not None]


def _below(grid: Grid, bottom: int) -> Strip:
    start = max(bottom + 1, grid.first_row)
    columns = {at: cells[start - grid.first_row :] for at, cells in enumerate(grid.columns, 1)}
    return Strip(range(start, grid.last_row + 1), columns)


KINDS = (NO_SUCH_SHEET, OTHERS_UNREAD, HIDDEN_SHEET, SIDEWAYS)

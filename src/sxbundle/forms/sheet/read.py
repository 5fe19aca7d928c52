"""Reading a filled sheet: ours, the hall's, an HR export, after whatever program saved it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from sxbundle.batch import Table, match
from sxbundle.batch.kinds import CHOOSE_SHEET, NO_HEADER
from sxbundle.batch.paused import collector_paused
from sxbundle.errors import FileRefused
from sxbundle.forms.sheet import foreign, head, skipped
from sxbundle.forms.sheet.annotate import FilersFile, OwnSheet
from sxbundle.forms.sheet.grid import Cell, CellError, Grid, Visibility
from sxbundle.forms.sheet.header import SEARCHED, Finder, Header
from sxbundle.forms.sheet.workbook import READING, read_grids
from sxbundle.guard import FileKind
from sxbundle.guard.opened import opened
from sxbundle.masking import Personal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema import Plan
from sxbundle.source import assumed

SKIPPED = ProblemKind(
    "sheet.row-skipped",
    Severity.NOTICE,
    "这一行看起来是{what}，没有当作人员读取；如果是人员，请补全姓名和证件号码。",
    "A row below the header is an instruction, a sample, a total or a note, and was not read.",
    "Nothing; if it is a person after all, fill name and certificate number.",
    assumed("templates and HR exports carry such rows; nothing is left out without a word"),
)
ONLY_ERRORS = ProblemKind(
    "sheet.row-of-errors",
    Severity.WARNING,
    "有 {count} 行只有错误值（如 #N/A）或没有计算结果的公式，没有当作人员读取：第 {rows}。"
    "如果是人员，请用 WPS 或 Excel 打开，重新计算后保存。",
    "Rows whose cells are all error values or formulas without a saved result were not read.",
    "Open the workbook in a spreadsheet program, recalculate, save.",
    assumed("a formula's result stands in the file only when a program has worked it out"),
)
HIDDEN_ROWS = ProblemKind(
    "sheet.hidden-rows",
    Severity.WARNING,
    "有 {count} 行人员被隐藏或被筛选掉，仍已读取：第 {rows}。如果不申报这些人，请删除这些行。",
    "Rows that are hidden, or filtered out of sight, were read all the same.",
    "Delete the rows of people who are not to be filed, or show them.",
    assumed("the hall reads hidden rows, too"),
)
NO_SUCH_SHEET = ProblemKind(
    "sheet.no-such-sheet",
    Severity.ERROR,
    "工作簿中没有名为“{sheet}”的工作表，有：{sheets}。",
    "`sheet=` names no worksheet of the workbook.",
    "Name one of those that the message lists.",
    assumed("the caller's argument"),
)

UNCACHED = CellError("公式没有计算结果")
_ALIKE = 0.8
_NAMED = 10


@frozen
class _Found:
    grid: Grid
    header: Header


def read_table(
    plan: Plan[Any],
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Table:
    """Reads a filled sheet of `plan`.

    Args:
        plan: what was ticked.
        path: an .xlsx, .xlsm, .xls or .csv.
        columns: own captions, official caption (or key, or `section.caption`) to own caption.
        sheet: name of the worksheet; found by its captions unless told.

    Raises:
        FileRefused: what the guard refuses, `sheet.no-header`, `sheet.choose`,
            `sheet.no-such-sheet`, `sheet.other-bundle`.
        DeclarationError: `columns` names a column that the sheet does not have.
    """
    with collector_paused():
        return _read_table(plan, path, columns or {}, sheet)


def _read_table(plan: Plan[Any], path: Path, columns: Mapping[str, str], sheet: str | None) -> Table:
    with opened(path, READING) as stream:
        content = stream.read()
    book = read_grids(content)
    grids = book.grids
    finder = Finder(plan, columns)
    found = _choose(plan, finder, grids, sheet)
    foreign.refuse_other_bundle(plan, grids, found.grid, found.header.top)
    grid, header = found.grid, found.header
    matching = match(plan, header.cells, columns)
    at = {key: header.columns[index] for key, index in matching.positions.items()}
    numbers, rows, problems = _people(plan, grid, header, at)
    cells = _by_column(rows, at)
    fields = head.fields(plan, grid, header.top)
    cells |= {key: [text] * len(rows) for key, text in matching.told.items()}
    table = Table(cells, numbers, (*matching.problems, *problems), fields)
    if book.kind in (FileKind.XLSX, FileKind.XLSM):
        origin = FilersFile.of(path, content, book.kind, grids, grid, header, at)
        return evolve(table, origin=origin)
    return evolve(table, origin=OwnSheet(plan, table, path))


def _choose(plan: Plan[Any], finder: Finder, grids: Sequence[Grid], sheet: str | None) -> _Found:
    """The sheet that is meant: the named one, or the one whose captions fit best.

    Raises:
        FileRefused: none fits, several fit about as well, or none has the name.
    """
    if sheet is not None:
        offered = [grid for grid in grids if grid.name == sheet]
        if not offered:
            names = "、".join(grid.name for grid in grids if grid.visibility is Visibility.VISIBLE)
            raise FileRefused(NO_SUCH_SHEET.problem(sheet=sheet[:31], sheets=names))
    else:
        visible = [grid for grid in grids if grid.visibility is Visibility.VISIBLE]
        offered = visible if any(finder.find(grid) for grid in visible) else list(grids)
    found = [_Found(grid, header) for grid in offered if (header := finder.find(grid)) is not None]
    if not found:
        foreign.refuse_other_bundle(plan, grids, None, SEARCHED)
        captions = [column.caption for column in plan.columns if column.required][:4]
        raise FileRefused(NO_HEADER.problem(rows=SEARCHED, captions="、".join(captions)))
    most = max(one.header.score for one in found)
    fitting = [one for one in found if one.header.score >= _ALIKE * most]
    filled = [one for one in fitting if one.grid.last_row > one.header.bottom] or fitting
    if len(filled) > 1:
        raise FileRefused(CHOOSE_SHEET.problem(sheets="、".join(one.grid.name for one in filled)))
    return filled[0]


def _people(
    plan: Plan[Any], grid: Grid, header: Header, at: Mapping[str, int]
) -> tuple[list[int], list[list[Cell]], list[Problem]]:
    """The rows that are people, with their numbers, and what was left out."""
    _mark_uncached(grid, header.bottom, set(at.values()))
    places = _places(plan, at)
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    problems: list[Problem] = []
    of_errors: list[int] = []
    directly_below = True
    for number, row in _below(grid, header.bottom):
        if skipped.holds_nobody(row, places):
            if any(isinstance(cell, CellError) for cell in row):
                of_errors.append(number)
            continue
        what = skipped.heading_remark(row, places) if directly_below else None
        if what is None:
            what = skipped.remark(row, places)
            directly_below = directly_below and what is not None
        if what is not None:
            problems.append(SKIPPED.problem(what=what).at(number))
            continue
        numbers.append(number)
        rows.append(row)
    if of_errors:
        problems.append(ONLY_ERRORS.problem(count=len(of_errors), rows=_named(of_errors)))
    if hidden := [number for number in numbers if number in grid.hidden_rows]:
        problems.append(HIDDEN_ROWS.problem(count=len(hidden), rows=_named(hidden)))
    return numbers, rows, problems


def _by_column(rows: Sequence[Sequence[Cell]], at: Mapping[str, int]) -> dict[str, Sequence[object]]:
    columns = list(map(list, zip_longest(*rows)))  # turned round in C
    nothing = [None] * len(rows)
    return {key: columns[column - 1] if column <= len(columns) else nothing for key, column in at.items()}


def _below(grid: Grid, bottom: int) -> Iterator[tuple[int, list[Cell]]]:
    start = max(bottom + 1, grid.first_row)
    return enumerate(grid.rows[start - grid.first_row :], start)


def _mark_uncached(grid: Grid, bottom: int, columns: set[int]) -> None:
    """A formula without a saved result must not pass for an empty cell."""
    for row, column in grid.uncached:
        if column in columns and bottom < row <= grid.last_row:
            cells = grid.rows[row - grid.first_row]
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = UNCACHED


def _places(plan: Plan[Any], at: Mapping[str, int]) -> skipped.Places:
    telling: list[int] = []
    prefilled: list[int] = []
    personal: dict[Personal, int] = {}
    for column in plan.columns:
        if column.key in at:
            index = at[column.key] - 1
            (prefilled if column.prefilled else telling).append(index)
            if column.personal is not None:
                personal.setdefault(column.personal, index)
    return skipped.Places(
        tuple(telling), tuple(prefilled), personal.get(Personal.NAME), personal.get(Personal.CERTIFICATE)
    )


def _named(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:_NAMED])) + (" 等行" if len(numbers) > _NAMED else " 行")


KINDS = (SKIPPED, ONLY_ERRORS, HIDDEN_ROWS, NO_SUCH_SHEET)

"""Reading a filled sheet: ours, the hall's, an HR export, after whatever program saved it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from sxbundle.argument_checks import shown
from sxbundle.batch import OwnCaptions, Table, match
from sxbundle.batch.problems import CHOOSE_SHEET, NO_HEADER
from sxbundle.errors import FileRefused
from sxbundle.gc_pause import collector_paused
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema import Plan
from sxbundle.sheet import head_fields, other_bundle, person_rows
from sxbundle.sheet.annotate import FilersFile, OwnSheet
from sxbundle.sheet.header import SEARCHED, Finder, Header
from sxbundle.source import assumed
from sxbundle.workbook import FileKind
from sxbundle.workbook.grid import Grid, Visibility
from sxbundle.workbook.open_file import opened
from sxbundle.workbook.read import READING, read_grids
from sxbundle.workbook.row_chunk import Strip

NO_SUCH_SHEET = ProblemKind(
    "sheet.no-such-sheet",
    Severity.ERROR,
    "工作簿中没有名为“{sheet}”的工作表，有：{sheets}。",
    "`sheet=` names no worksheet of the workbook.",
    "Name one of those that the message lists.",
    assumed("the caller's argument"),
)

_ALIKE = 0.8


@frozen
class _Found:
    grid: Grid
    header: Header


def read_table(
    plan: Plan[Any],
    path: Path,
    *,
    columns: OwnCaptions | None = None,
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


def _read_table(plan: Plan[Any], path: Path, columns: OwnCaptions, sheet: str | None) -> Table:
    with opened(path, READING) as stream:
        content = stream.read()
    book = read_grids(content)
    place = locate(plan, book.grids, columns, sheet)
    sifted = place.sift(plan)
    rows = sifted.of(_below(place.grid, place.header.bottom))
    problems = (*place.problems, *rows.problems, *sifted.problems())
    table = Table(place.cells(rows), rows.numbers, problems, place.head)
    if book.kind in (FileKind.XLSX, FileKind.XLSM):
        origin = FilersFile.of(path, content, book.kind, book.grids, place.grid, place.header, place.at)
        return evolve(table, origin=origin)
    return evolve(table, origin=OwnSheet(plan, table, path))


@frozen(repr=False)
class Place:
    """Where the people stand in a file.

    Attributes:
        grid: the sheet.
        header: its header.
        at: column key to sheet column.
        spares: column key to the sheet columns that serve where that one is blank.
        rivals: column key to the sheet columns that must hold the same in every row.
        told: column key to the text that the captions tell for all rows.
        problems: what is wrong with the header.
        head: the fields above it.
    """

    grid: Grid
    header: Header
    at: Mapping[str, int]
    spares: Mapping[str, Sequence[int]]
    rivals: Mapping[str, Sequence[int]]
    told: Mapping[str, str]
    problems: tuple[Problem, ...]
    head: Mapping[str, object]

    def sift(self, plan: Plan[Any]) -> person_rows.People:
        """Goes through what stands below the header."""
        return person_rows.People(plan, self.at, self.grid, self.header, self.spares, self.rivals)

    def cells(self, rows: person_rows.Rows) -> dict[str, Sequence[object]]:
        """The cells of people, with what the captions tell."""
        found: dict[str, Sequence[object]] = dict(rows.cells)
        return found | {key: [text] * len(rows.numbers) for key, text in self.told.items()}


def locate(plan: Plan[Any], grids: Sequence[Grid], columns: OwnCaptions, sheet: str | None) -> Place:
    """Finds sheet and columns, by the first rows of all sheets.

    Raises:
        FileRefused: as `read_table`.
        DeclarationError: `columns` names a column that the sheet does not have.
    """
    found = _choose(plan, Finder(plan, columns), grids, sheet)
    grid, header = found.grid, found.header
    other_bundle.refuse_other_bundle(plan, grids, grid, header.top)
    matching = match(plan, header.cells, columns, lambda index: _sample(grid, header, index))
    at = {key: header.columns[index] for key, index in matching.positions.items()}
    fields = head_fields.fields(plan, grid, header.top)
    spares = {key: [header.columns[one] for one in some] for key, some in matching.spares.items()}
    rivals = {key: [header.columns[one] for one in some] for key, some in matching.rivals.items() if some}
    return Place(grid, header, at, spares, rivals, matching.told, matching.problems, fields)


_SAMPLE = 30
"""Rows of which a sheet's first ones tell what a doubtful caption means."""


def _sample(grid: Grid, header: Header, index: int) -> Iterator[object]:
    for row in range(header.bottom + 1, header.bottom + 1 + _SAMPLE):
        yield grid.cell(row, header.columns[index])


def _choose(plan: Plan[Any], finder: Finder, grids: Sequence[Grid], sheet: str | None) -> _Found:
    """The sheet that is meant: the named one, or the one whose captions fit best.

    Raises:
        FileRefused: none fits, several fit about as well, or none has the name.
    """
    if sheet is not None:
        offered = [grid for grid in grids if grid.name == sheet]
        if not offered:
            names = "、".join(shown(grid.name) for grid in grids if grid.visibility is Visibility.VISIBLE)
            raise FileRefused(NO_SUCH_SHEET.problem(sheet=shown(sheet, 31), sheets=names))
    else:
        visible = [grid for grid in grids if grid.visibility is Visibility.VISIBLE]
        offered = visible if any(finder.find(grid) for grid in visible) else list(grids)
    found = [_Found(grid, header) for grid in offered if (header := finder.find(grid)) is not None]
    if not found:
        other_bundle.refuse_other_bundle(plan, grids, None, SEARCHED)
        captions = [column.caption for column in plan.columns if column.required][:4]
        raise FileRefused(NO_HEADER.problem(rows=SEARCHED, captions="、".join(captions)))
    most = max(one.header.score for one in found)
    fitting = [one for one in found if one.header.score >= _ALIKE * most]
    filled = [one for one in fitting if one.grid.last_row > one.header.bottom] or fitting
    if len(filled) > 1:
        raise FileRefused(CHOOSE_SHEET.problem(sheets="、".join(shown(one.grid.name) for one in filled)))
    return filled[0]


def _below(grid: Grid, bottom: int) -> Strip:
    start = max(bottom + 1, grid.first_row)
    columns = {at: cells[start - grid.first_row :] for at, cells in enumerate(grid.columns, 1)}
    return Strip(range(start, grid.last_row + 1), columns)


KINDS = (NO_SUCH_SHEET,)

"""Excel workbooks by python-calamine, completed with what it does not tell.

It gives error cells and formulas without a value as empty and drops hidden rows and columns; the
guard saw them in passing.
"""

import io
from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, cast

from sxbundle.errors import FileRefused
from sxbundle.gc_pause import collector_paused
from sxbundle.workbook import Inspection
from sxbundle.workbook.grid import Cell, CellError, Grid, Visibility
from sxbundle.workbook.problems import broken
from sxbundle.workbook.sheet_facts import SheetFacts

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SAMPLE = 2_000
"""Rows in which the codes and days of a sheet have shown themselves."""
_UNREAD = "工作簿的写法不常见，请先用 WPS 或 Excel 打开，另存为 .xlsx"
_VISIBILITY = {
    "Visible": Visibility.VISIBLE,
    "Hidden": Visibility.HIDDEN,
    "VeryHidden": Visibility.VERY_HIDDEN,
}


def read_excel(content: bytes, seen: Inspection) -> tuple[Grid, ...]:
    """The worksheets of a workbook that the guard let pass.

    Raises:
        FileRefused: `file.broken` when the reader finds it damaged all the same.
    """
    try:
        return _read(content, seen)
    except FileRefused:
        raise
    except Exception as error:
        raise broken(_UNREAD) from error
    except BaseException as error:
        # A panic of the Rust reader is no Exception; whatever else is must go on its way.
        if type(error).__name__ != "PanicException":
            raise
        raise broken(_UNREAD) from error


def _read(content: bytes, seen: Inspection) -> tuple[Grid, ...]:
    import python_calamine

    grids: list[Grid] = []
    with python_calamine.load_workbook(io.BytesIO(content)) as book:
        if len(book.sheets_metadata) != len(seen.sheets):
            raise broken("工作表清单不一致")
        for index, (sheet, part) in enumerate(zip(book.sheets_metadata, seen.sheets, strict=True)):
            if sheet.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            grids.append(
                _grid(
                    book.get_sheet_by_index(index),
                    _VISIBILITY[str(sheet.visible).rpartition(".")[2]],
                    part.facts or SheetFacts(""),
                )
            )
    return tuple(grids)


def _grid(sheet: "CalamineSheet", visibility: Visibility, facts: SheetFacts) -> Grid:
    start = sheet.start
    with collector_paused():
        rows = _rows(sheet, start[0]) if start else []
    first_row, before = (start[0] + 1, start[1]) if start else (1, 0)
    if before:
        padding: list[Cell] = [None] * before
        rows = [padding + row for row in rows]
    for (row_number, column), text in facts.errors.items():
        first_row = _put(rows, first_row, row_number, column, CellError(text))
    columns = list(map(list, zip_longest(*rows)))  # turned round in C
    return Grid.of_facts(sheet.name, columns, first_row, visibility, facts)


def _rows(sheet: "CalamineSheet", above: int) -> list[list[Cell]]:
    """The rows below the empty ones `above`; texts that repeat are kept once.

    That halves the memory of a large sheet, for a tenth of its reading time, of which the checker
    gets half back: a text that it saw before has its hash.
    """
    rows = cast("Iterator[list[Cell]]", islice(sheet.iter_rows(), above, None))
    sample = list(islice(rows, _SAMPLE))
    kept: dict[Cell, Cell] = {cell: cell for row in sample for cell in row if type(cell) is str}
    kept[""] = None
    shared = kept.get
    return [list(map(shared, row, row)) for row in chain(sample, rows)]


def _put(rows: list[list[Cell]], first_row: int, row: int, column: int, value: Cell) -> int:
    """Sets a cell, also one that lies before, below or beside the filled ones; the new first row."""
    if not rows:
        first_row = row
    if row < first_row:
        rows[:0] = [[] for _ in range(first_row - row)]
        first_row = row
    while first_row + len(rows) <= row:
        rows.append([])
    cells = rows[row - first_row]
    if len(cells) < column:
        cells.extend([None] * (column - len(cells)))
    cells[column - 1] = value
    return first_row

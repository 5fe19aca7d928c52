"""The fields above the table, such as 单位编号: beside their caption or behind its colon."""

import re
from typing import Any

from sxbundle.batch import fold
from sxbundle.rules.base import is_blank
from sxbundle.schema import Plan
from sxbundle.workbook.grid import Cell, Grid

_COLON = re.compile(r"^(.{1,20}?)\s*[:：]\s*(.*)$", re.DOTALL)


def fields(plan: Plan[Any], grid: Grid, above: int) -> dict[str, object]:
    """Head field key to its cell, for the rows above the captions.

    A field that stands there empty is None; one that is not there is absent.
    """
    captions = {fold(head_field.caption): head_field.key for head_field in plan.head}
    values: dict[str, object] = {}
    if not captions:
        return values
    for row in range(grid.first_row, min(above, grid.last_row + 1)):
        cells = grid.row(row)
        for at, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            caption, value = _split(cell)
            key = captions.get(fold(caption))
            if key is not None:
                values[key] = value or _right_of(cells, at, captions)
    return values


def _split(text: str) -> tuple[str, str | None]:
    parts = _COLON.match(text.strip())
    return (parts[1], parts[2].strip() or None) if parts else (text, None)


def _right_of(cells: list[Cell], at: int, captions: dict[str, str]) -> Cell:
    """The next filled cell, unless that is the caption of another field."""
    for cell in cells[at + 1 :]:
        if not is_blank(cell):
            other = isinstance(cell, str) and fold(_split(cell)[0]) in captions
            return None if other else cell
    return None

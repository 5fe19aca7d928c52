"""Where a workbook is marked, and what an earlier marking left: the sheet 问题清单, covered backgrounds."""

from collections.abc import Mapping

from attrs import field, frozen

from sxbundle.problem import Problem
from sxbundle.sheet.header import text_at
from sxbundle.workbook.cell_reference import cell
from sxbundle.workbook.grid import Grid

LIST = "问题清单"
"""Name of the sheet that lists every problem."""
HEADINGS = ("行", "单元格", "级别", "列", "原值", "问题", "更正或建议", "依据", "代码", "原底色")
HEADING_ROW = 3


@frozen
class Spot:
    """Where the table stands in a workbook.

    Attributes:
        caption_row, bottom: of the added column's caption, and of the header's end.
        columns: column key to sheet column.
        reasons: the sheet column for the reasons; None when there is no room.
        known, former_list, backgrounds: an earlier marking made that column; its sheet; what it covered.
        rows: number of a row as reported to its sheet row, where they differ.
    """

    sheet: str
    caption_row: int
    bottom: int
    columns: Mapping[str, int]
    reasons: int | None
    known: bool = False
    former_list: str | None = None
    backgrounds: Mapping[tuple[int, int], str] = field(factory=dict)
    rows: Mapping[int, int] | None = None

    def place(self, problem: Problem) -> tuple[int, int] | None:
        """The cell of a problem; the row's first one when it concerns no single column."""
        if problem.row is None:
            return None
        row = problem.row if self.rows is None else self.rows.get(problem.row)
        return None if row is None else (row, self.columns.get(problem.column or "", 1))


def is_list(grid: Grid) -> bool:
    """True for a list that an earlier marking added."""
    return grid.name.startswith(LIST) and all(
        text_at(grid, HEADING_ROW, at) == heading for at, heading in enumerate(HEADINGS, 1)
    )


def backgrounds(grid: Grid) -> dict[tuple[int, int], str]:
    """The backgrounds that an earlier marking covered, by place."""
    covered = {}
    for row in range(HEADING_ROW + 1, grid.last_row + 1):
        place, kept = cell(text_at(grid, row, 2)), text_at(grid, row, len(HEADINGS))
        if place is not None and kept:
            covered[place] = kept
    return covered

"""What an earlier marking left in a workbook: the sheet 问题清单, and the backgrounds that it covered."""

from sxbundle.sheet.header import text_at
from sxbundle.workbook.cell_reference import cell
from sxbundle.workbook.grid import Grid

LIST = "问题清单"
"""Name of the sheet that lists every problem."""
HEADINGS = ("行", "单元格", "级别", "列", "原值", "问题", "更正或建议", "依据", "代码", "原底色")
HEADING_ROW = 3


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

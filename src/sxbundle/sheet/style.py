"""How our sheets look: one font, few colours, A4 across."""

import re
from copy import copy
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "宋体"
BLACK, RED, GREY = "FF000000", "FFC00000", "FF7F7F7F"
GROUP, SECTION, CAPTION, REQUIRED, OFF = "FFBDD7EE", "FFDDEBF7", "FFF2F2F2", "FFFFF2CC", "FFE7E6E6"
LINE = "FF8EA9C1"


@frozen
class CellStyle:
    """How a cell looks.

    Attributes:
        size: the font's size in points.
        bold: whether the font is bold.
        colour: the font's colour, as ARGB.
        back: the background's colour, or None for none.
        aside: where the text stands, `left`, `center` or `right`; None leaves it to the program.
        ruled: whether a thin line stands on all sides.
        text: whether whatever is typed stays text, so that nothing loses digits.
    """

    size: float = 11
    bold: bool = False
    colour: str = BLACK
    back: str | None = None
    aside: str | None = "center"
    ruled: bool = False
    text: bool = False


class CellStyles:
    """Applies styles in one workbook.

    openpyxl compares each part of a style with all that the workbook has, at each assignment, which would be
    most of the time that an empty form takes. So each style is made once, and its number is copied.
    """

    def __init__(self) -> None:
        self._made: dict[CellStyle, Any] = {}

    def apply(self, cell: Any, style: CellStyle) -> None:
        """Gives a cell, or a whole column's dimension, the style."""
        if style in self._made:
            cell._style = copy(self._made[style])
        else:
            self._make(cell, style)
            self._made[style] = copy(cell._style)

    @staticmethod
    def _make(cell: Any, style: CellStyle) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell.font = Font(name=FONT, size=style.size, bold=style.bold, color=style.colour)
        if style.aside:
            cell.alignment = Alignment(horizontal=style.aside, vertical="center", wrap_text=True)
        if style.back:
            cell.fill = PatternFill("solid", fgColor=style.back)
        if style.ruled:
            side = Side(style="thin", color=LINE)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        if style.text:
            cell.number_format = "@"


_UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold: nothing of it is a title, a caption or the name of a unit."""


def put_text(sheet: "Worksheet", row: int, column: int, text: str) -> Any:
    """Writes text as text: openpyxl takes what begins with `=` for a formula. Returns the cell."""
    cell: Any = sheet.cell(row, column)
    cell.value = _UNWRITTEN.sub("", text)
    cell.data_type = "s"
    return cell


def merge(sheet: "Worksheet", row: int, first: int, last: int, *, to: int | None = None) -> None:
    """Merges the columns `first` to `last` from `row` down to `to`; their cells keep the styles they have."""
    from openpyxl.worksheet.cell_range import CellRange

    # Worksheet.merge_cells draws the first cell's borders around all others again.
    sheet.merged_cells.add(CellRange(min_row=row, max_row=to or row, min_col=first, max_col=last).coord)


def across(sheet: "Worksheet", rows: str) -> None:
    """Prints on A4 landscape, repeating `rows` (`1:4`), pages numbered."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.print_title_rows = rows
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.5, 0.7
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页 共 &N 页"


def one_page_wide(sheet: "Worksheet") -> None:
    """Scales a sheet so that all its columns stand on one page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0

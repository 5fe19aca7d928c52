"""How our sheets look: one font, few colours, A4 across."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.styles import Border, Font, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "宋体"
BLACK, RED, GREY = "FF000000", "FFC00000", "FF7F7F7F"
GROUP, SECTION, CAPTION, REQUIRED, OFF = "FFBDD7EE", "FFDDEBF7", "FFF2F2F2", "FFFFF2CC", "FFE7E6E6"
LINE = "FF8EA9C1"


def font(size: float, *, bold: bool = False, colour: str = BLACK) -> "Font":
    """The font of all our sheets."""
    from openpyxl.styles import Font

    return Font(name=FONT, size=size, bold=bold, color=colour)


def fill(colour: str) -> "PatternFill":
    """A solid background."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour)


def border() -> "Border":
    """A thin line on all sides."""
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=LINE)
    return Border(left=side, right=side, top=side, bottom=side)


_UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold: nothing of it is a title, a caption or the name of a unit."""


def put_text(sheet: "Worksheet", row: int, column: int, text: str) -> Any:
    """Writes text as text: openpyxl takes what begins with `=` for a formula. Gives the cell."""
    cell: Any = sheet.cell(row, column)
    cell.value = _UNWRITTEN.sub("", text)
    cell.data_type = "s"
    return cell


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

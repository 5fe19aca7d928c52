"""How our sheets look: one font, few colours, A4 across."""

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


def across(sheet: "Worksheet", pages: int, rows: str) -> None:
    """Prints on A4 landscape, `pages` wide, repeating `rows` (`1:4`), pages numbered."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = pages
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = rows
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.print_options.horizontalCentered = True
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页 共 &N 页"

"""The template as other halls hand it out: other captions, one more column, the format of 1997."""

import io
from typing import Any

from sxbundle.errors import MissingExtra
from sxbundle.gateway.pages.quirks import Quirk, Quirks
from sxbundle.schema import Plan

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
_ADDED = "经办机构（选填）"


def template_file(content: bytes, plan: Plan[Any], quirks: Quirks) -> tuple[bytes, str, str]:
    """The template with what the quirks change: content, media type, suffix.

    Args:
        content: our own empty sheet, an .xlsx workbook.
        plan: what it is for.
        quirks: what is awkward.
    """
    changed = {Quirk.OTHER_CAPTIONS, Quirk.OTHER_COLUMNS, Quirk.XLS_TEMPLATE} & quirks.names
    if not changed:
        return content, XLSX, ".xlsx"
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet: Any = book.worksheets[0]
    headings = {column.heading: column for column in plan.columns}
    header = next(row for row in sheet.iter_rows() if sum(cell.value in headings for cell in row) > 1)
    if Quirk.OTHER_CAPTIONS in changed:
        for cell in header:
            column = headings.get(cell.value)
            if column is not None and column.aliases:
                cell.value = column.heading.replace(column.caption, column.aliases[0])
    if Quirk.OTHER_COLUMNS in changed:
        sheet.cell(header[0].row, len(header) + 1).value = _ADDED
    if Quirk.XLS_TEMPLATE in changed:
        return _as_xls(sheet), XLS, ".xls"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), XLSX, ".xlsx"


def _as_xls(sheet: Any) -> bytes:
    """The cells and merged ranges of a worksheet as a BIFF8 workbook; drop-downs are left out."""
    try:
        import xlwt  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtra("gateway", "xlwt") from None
    book = xlwt.Workbook(encoding="utf-8")
    written = book.add_sheet(sheet.title)
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            area = merged.get((cell.row, cell.column))
            if area is not None:
                rows, columns = (area.min_row - 1, area.max_row - 1), (area.min_col - 1, area.max_col - 1)
                written.write_merge(*rows, *columns, cell.value)
            elif cell.value is not None:
                written.write(cell.row - 1, cell.column - 1, cell.value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()

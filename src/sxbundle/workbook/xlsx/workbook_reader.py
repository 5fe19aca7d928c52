"""An .xlsx or .xlsm, read part by part in one pass; nothing is let out before all parts were seen."""

import posixpath

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.workbook import cell_reference, xml_events
from sxbundle.workbook.file_kind import FileKind
from sxbundle.workbook.grid import Grid, SheetFacts
from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import CELL_REFERENCE, TOO_MANY_PARTS, refuse, refuse_area, refuse_macros
from sxbundle.workbook.row_chunk import GridBuilder
from sxbundle.workbook.xlsx.cell_values import CellValues
from sxbundle.workbook.xlsx.number_formats import Format, cell_formats
from sxbundle.workbook.xlsx.package import Package
from sxbundle.workbook.xlsx.shared_strings import SharedTexts
from sxbundle.workbook.xlsx.sheet_rows import RowBudget, WorksheetRows
from sxbundle.workbook.xlsx.workbook_part import SheetEntry
from sxbundle.workbook.xlsx.worksheet_scan import survey
from sxbundle.workbook.zip_reader import ZipEntry

_MOST_STYLES = 16 * MIB
_CELL_BYTES = 20
"""Of the shortest cell that names its place."""
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".svg")
_VBA = "vbaproject.bin"


@frozen
class ReadSheet:
    """A sheet that was read: `facts` and `grid` are None for a chart, `grid` also for the guard alone."""

    sheet: SheetEntry
    facts: SheetFacts | None
    grid: Grid | None


def read_workbook(
    package: Package, limits: Limits, rows: int | None = None
) -> tuple[list[ReadSheet], CellValues]:
    """Reads all parts of a workbook once.

    Args:
        package: parsed.
        limits: how much it may hold.
        rows: about how many rows of each sheet become a grid; None for all, 0 for no grid.

    Returns:
        The sheets in their order, and what their cells mean.

    Raises:
        FileRefused: for whatever is wrong with it.
    """
    if rows is None:
        _count_cells(package, limits)
    reader = _WorkbookReader(package, limits, rows)
    sheets = [reader.sheet(sheet) for sheet in package.sheets]
    for entry in package.archive.entries.values():
        if entry.name.casefold() not in package.checked:
            reader.other(entry)
    read = [
        ReadSheet(
            sheet,
            facts,
            None if builder is None or facts is None else builder.grid(sheet.name, sheet.visibility, facts),
        )
        for sheet, facts, builder in sheets
    ]
    return read, reader.values


def values_of(package: Package) -> CellValues:
    """What the cells of a workbook mean.

    Raises:
        FileRefused: strings or styles that are not well formed.
    """
    shared = SharedTexts(package.archive.limits)
    if (part := package.related("sharedStrings")) is not None:
        package.checked.add(part.casefold())
        shared.read(package.archive.chunks(package.entry(part)))
    formats: list[Format] = []
    if (part := package.related("styles")) is not None:
        package.checked.add(part.casefold())
        content = package.archive.content(package.entry(part), _MOST_STYLES)
        formats = cell_formats(xml_events.as_utf8(content), part)
    return CellValues(shared, formats, date1904=package.date1904)


def _count_cells(package: Package, limits: Limits) -> None:
    """Refuses too many cells before one is read; only sheets that have the bytes for them are looked at."""
    sheets = {sheet.name: package.entry(sheet.part) for sheet in package.sheets if sheet.kind == "worksheet"}
    if sum(entry.size for entry in sheets.values()) < limits.cells * _CELL_BYTES:
        return
    budget = RowBudget(limits)
    for name, entry in sheets.items():
        for piece in package.archive.chunks(entry):
            budget.cells -= piece.count(b"</v>") + piece.count(b":v>") // 2
            budget.afford(name)


class _WorkbookReader:
    def __init__(self, package: Package, limits: Limits, rows: int | None) -> None:
        self.package = package
        self.limits = limits
        self.most = rows
        self.budget = RowBudget(limits)
        self.tags = self.rows = 0
        self.values = values_of(package)

    def sheet(self, sheet: SheetEntry) -> tuple[SheetEntry, SheetFacts | None, GridBuilder | None]:
        if sheet.kind != "worksheet":
            return sheet, None, None
        entry = self.package.entry(sheet.part)
        self.package.checked.add(entry.name.casefold())
        builder = None if self.most == 0 else GridBuilder()
        rows = None
        if builder is not None:
            rows = WorksheetRows(sheet.name, self.values, builder.add, self.budget, self.most)
        pieces = self.package.archive.chunks(entry)
        facts = survey(pieces, sheet.name, entry.name, self.limits, rows, self.tags)
        if rows is not None:
            rows.close()
        self.tags = facts.tags
        self.rows += facts.rows
        if self.rows > self.limits.row_tags:
            refuse(TOO_MANY_PARTS, what=Bilingual("行", "rows"), count=self.rows, most=self.limits.row_tags)
        self.budget.area += facts.bytes // 8 - facts.last_row * facts.last_column
        if self.budget.area < 0:
            refuse_area(sheet.name, facts.last_row, facts.last_column)
        return sheet, facts, builder

    def other(self, entry: ZipEntry) -> None:
        """Any other part: no document type, no program, no reference that a reader would expand."""
        name = posixpath.basename(entry.name).casefold()
        if name == _VBA and not (self.limits.macros and self.package.kind is FileKind.XLSM):
            refuse_macros()
        if "/comments" in entry.name.casefold() or name.startswith("comments"):
            self.package.parse(entry, self.comment)
        elif name.endswith(_MEDIA):
            for _ in self.package.archive.chunks(entry):
                pass
        else:
            xml_events.no_doctype(self.package.archive.chunks(entry), entry.name)

    @staticmethod
    def comment(name: str, attributes: dict[str, str]) -> None:
        written = attributes.get("ref")
        if name == "comment" and written is not None and cell_reference.cell(written) is None:
            refuse(CELL_REFERENCE, part=Bilingual("批注", "comments"), reference=written[:24])

"""The filer's workbook given back with its wrong cells marked and the reasons in words."""

import io
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from sxbundle.batch import Report, Table
from sxbundle.problem import Problem, Severity
from sxbundle.schema import Plan
from sxbundle.sheet.cell_texts import raw_text
from sxbundle.sheet.header import REASONS, Header
from sxbundle.sheet.layout import Layout
from sxbundle.sheet.problem_list import LIST, Line, backgrounds, is_list, list_pieces, reasons
from sxbundle.sheet.write import write_sheet
from sxbundle.workbook import FileKind
from sxbundle.workbook.atomic_write import Target, fitting_target, replacing
from sxbundle.workbook.cell_reference import LAST_COLUMN
from sxbundle.workbook.grid import Grid
from sxbundle.workbook.xlsx.mark_cells import Marks, marked
from sxbundle.workbook.xlsx.package_editor import PackageEditor, package_of
from sxbundle.workbook.xlsx.row_xml import LONGEST, too_long
from sxbundle.workbook.xlsx.styles import ERROR_FILL, WARNING_FILL, Styles, styles_of

_TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RED, _BROWN = "FFC00000", "FF833C0B"
_REASONS_WIDTH = 60
_CUT = "…（原文过长，已截断）"


@frozen
class Spot:
    """Where the table stands in a workbook.

    Attributes:
        sheet: name of the worksheet.
        caption_row: where the caption of the added column goes.
        bottom: last row of the header.
        columns: column key to sheet column.
        reasons: the sheet column for the reasons; None when there is no room.
        known: True when an earlier marking made that column.
        former_list: name of the sheet that an earlier marking added.
        backgrounds: what it covered.
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


@frozen(repr=False)
class FilersFile:
    """An .xlsx or .xlsm as it was read: gives back a copy of the same bytes, marked.

    Only the cells concerned, the added column and the added sheet differ; every other part of the
    package stays byte for byte, so drop-downs, pictures and hidden sheets survive.

    Attributes:
        path: where it was read from, None for content; never written to.
        content: what was read.
        kind: of workbook.
        spot: where the table stands.
    """

    path: Path | None
    content: bytes
    kind: FileKind
    spot: Spot

    @classmethod
    def of(
        cls,
        path: Path | None,
        content: bytes,
        kind: FileKind,
        grids: Sequence[Grid],
        grid: Grid,
        header: Header,
        columns: Mapping[str, int],
    ) -> "FilersFile":
        """The origin of a table that was read from `grid`."""
        beside = max(grid.width, *columns.values(), 0) + 1
        former = next((one for one in grids if is_list(one)), None)
        spot = Spot(
            sheet=grid.name,
            caption_row=header.top,
            bottom=header.bottom,
            columns=columns,
            reasons=header.reasons or (beside if beside <= LAST_COLUMN else None),
            known=header.reasons is not None,
            former_list=former.name if former else None,
            backgrounds=backgrounds(former) if former else {},
        )
        return cls(path, content, kind, spot)

    def annotate(self, report: Report, path: Target) -> None:
        """Writes the marked copy.

        Raises:
            FileRefused: the target is the filer's own file, has the wrong ending, or cannot be
                written.
        """
        fitting_target(path, [self.path], ".xlsm" if self.kind is FileKind.XLSM else ".xlsx")
        _mark(self.content, self.spot, report, path)


@frozen(repr=False)
class OwnSheet:
    """A sheet of our own for rows that came as records, .csv or .xls, marked.

    Attributes:
        plan: what was ticked.
        table: the raw cells; None for no rows.
        path: the file they came from, which is never written to; None for records.
    """

    plan: Plan[Any]
    table: Table | None = None
    path: Path | None = None

    def annotate(self, report: Report, path: Target) -> None:
        """Writes our sheet with the raw cells, marked.

        Raises:
            FileRefused: the target is the filer's own file, has the wrong ending, or cannot be
                written.
        """
        fitting_target(path, [self.path], ".xlsx")
        layout = Layout(self.plan)
        table = self.table or Table({}, ())
        texts = {key: [_raw(cell) for cell in cells] for key, cells in table.cells.items()}
        stream = io.BytesIO()
        head = {key: text for key, cell in table.head.items() if (text := _raw(cell))}
        write_sheet(layout, texts, len(table), head, stream)
        spot = Spot(
            sheet=layout.name,
            caption_row=layout.caption_row,
            bottom=layout.caption_row,
            columns={column.key: at for at, column in enumerate(layout.columns, 1)},
            reasons=layout.last_column + 1,
            rows={number: row for row, number in enumerate(table.rows, layout.first_row)},
        )
        _mark(stream.getvalue(), spot, report, path)


def _raw(cell: object) -> str | None:
    text = None if cell is None else raw_text(cell)
    return text[: LONGEST // 2] + _CUT if text is not None and too_long(text) else text


def _mark(content: bytes, spot: Spot, report: Report, path: Target) -> None:
    editor = PackageEditor(package_of(content))
    _change(editor, spot, report)
    with replacing(path) as stream:
        editor.write(stream)


def _change(editor: PackageEditor, spot: Spot, report: Report) -> None:
    """Sets the marks and the list; the styles go in last, when all that is needed is known."""
    part = editor.package.related("styles")
    styles = styles_of(None if part is None else editor.read(part))
    parts = {sheet.name: sheet.part for sheet in editor.package.sheets}
    data = editor.read(parts[spot.sheet])
    result = marked(data, _marks(spot, report, styles), styles)
    editor.changed[parts[spot.sheet]] = result.pieces
    lines = [
        Line(problem, place, result.covered.get(place, "") if place else "")
        for problem in report.problems
        for place in (spot.place(problem),)
    ]
    namespace = _STRICT if _STRICT.encode() in data[:4096] else _TRANSITIONAL
    listed = list_pieces(report, lines, spot.sheet, styles, namespace)
    if spot.former_list is not None:
        editor.changed[parts[spot.former_list]] = listed
    else:
        taken = {name.casefold() for name in parts}
        names = (LIST if number == 1 else f"{LIST}{number}" for number in itertools.count(1))
        editor.add_sheet(next(name for name in names if name not in taken), listed)
    if part is None:
        editor.add_styles(styles.content())
    else:
        editor.changed[part] = styles.content()


def _marks(spot: Spot, report: Report, styles: Styles) -> Marks:
    fills = {Severity.ERROR: styles.fill(ERROR_FILL), Severity.WARNING: styles.fill(WARNING_FILL)}
    cells: dict[tuple[int, int], int] = {}
    # Errors come last, so that a cell with both wears the error's colour.
    for severity in (Severity.WARNING, Severity.ERROR):
        for problem in report.problems:
            place = spot.place(problem)
            if problem.severity is severity and place is not None and problem.column in spot.columns:
                cells[place] = fills[severity]
    return Marks(
        fills=cells,
        texts=_texts(spot, report, styles),
        cleared=spot.reasons if spot.known else None,
        cleared_from=spot.caption_row,
        backgrounds=spot.backgrounds,
        width=_REASONS_WIDTH,
    )


def _texts(spot: Spot, report: Report, styles: Styles) -> dict[tuple[int, int], tuple[int, str]]:
    """The added column: its caption, and the reasons beside each row."""
    if spot.reasons is None:
        return {}
    heading = styles.style(
        styles.font(bold=True, colour=_RED), styles.fill(ERROR_FILL), border=styles.border(), aside="center"
    )
    said = styles.style(styles.font(colour=_RED))
    doubt = styles.style(styles.font(colour=_BROWN))
    wrong = {one.row for one in report.errors}
    texts = {(spot.caption_row, spot.reasons): (heading, REASONS)}
    for number, text in reasons(report.problems).items():
        row = number if spot.rows is None else spot.rows.get(number)
        if row is not None:
            texts[row, spot.reasons] = (said if number in wrong else doubt, text)
    return texts

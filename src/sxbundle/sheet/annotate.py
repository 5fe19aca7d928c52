"""The filer's workbook given back with its wrong cells marked and the reasons in words."""

import io
import itertools
from typing import Any

from sxbundle.batch import Report, Table
from sxbundle.problem import Severity
from sxbundle.schema import Plan
from sxbundle.sheet.cell_texts import raw_text
from sxbundle.sheet.former_marks import LIST, Spot
from sxbundle.sheet.header import REASONS
from sxbundle.sheet.layout import Layout
from sxbundle.sheet.problem_list import MARKS, ProblemLine, list_pieces, reasons, sentence
from sxbundle.sheet.write import write_sheet
from sxbundle.workbook.atomic_write import Target, replacing
from sxbundle.workbook.xlsx.cell_comments import CellComments
from sxbundle.workbook.xlsx.mark_cells import Marks, marked
from sxbundle.workbook.xlsx.package_editor import PackageEditor, package_of
from sxbundle.workbook.xlsx.row_xml import LONGEST, too_long
from sxbundle.workbook.xlsx.styles import ERROR_FILL, WARNING_FILL, Styles, styles_of

_TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RED, _BROWN = "FFC00000", "FF833C0B"
_REASONS_WIDTH = 60
_CUT = "…（原文过长，已截断）"


def mark_own_sheet(plan: Plan[Any], table: Table, report: Report, path: Target) -> None:
    """Writes our sheet with the raw cells of `table`, marked."""
    layout = Layout(plan)
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
    mark(stream.getvalue(), spot, report, path)


def _raw(cell: object) -> str | None:
    text = None if cell is None else raw_text(cell)
    return text[: LONGEST // 2] + _CUT if text is not None and too_long(text) else text


def mark(content: bytes, spot: Spot, report: Report, path: Target) -> None:
    """Writes a copy of the workbook in `content` with the problems marked."""
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
    namespace = _STRICT if _STRICT.encode() in data[:4096] else _TRANSITIONAL
    comments = CellComments(editor, parts[spot.sheet], _comments(spot, report), namespace, MARKS)
    result = marked(data, _marks(spot, report, styles, comments), styles)
    editor.changed[parts[spot.sheet]] = result.pieces
    lines = [
        ProblemLine(problem, place, result.covered.get(place, "") if place else "")
        for problem in report.problems
        for place in (spot.place(problem),)
    ]
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


def _marks(spot: Spot, report: Report, styles: Styles, comments: CellComments) -> Marks:
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
        drawing=comments.set,
    )


def _comments(spot: Spot, report: Report) -> dict[tuple[int, int], str]:
    """What is wrong in each cell, errors first."""
    texts: dict[tuple[int, int], list[str]] = {}
    for problem in (*report.errors, *report.warnings):
        place = spot.place(problem)
        if place is not None and problem.column in spot.columns:
            texts.setdefault(place, []).append(sentence(problem))
    return {place: "\n".join(dict.fromkeys(lines)) for place, lines in texts.items()}


def _texts(spot: Spot, report: Report, styles: Styles) -> dict[tuple[int, int], tuple[int, str]]:
    """The added column: its caption, and the reasons beside each row."""
    if spot.reasons is None:
        return {}
    heading = styles.style(
        styles.font(bold=True, colour=_RED), styles.fill(ERROR_FILL), border=styles.border(), aside="center"
    )
    error_style = styles.style(styles.font(colour=_RED))
    doubt_style = styles.style(styles.font(colour=_BROWN))
    wrong = {error.row for error in report.errors}
    texts = {(spot.caption_row, spot.reasons): (heading, REASONS)}
    for number, text in reasons(report.problems).items():
        row = number if spot.rows is None else spot.rows.get(number)
        if row is not None:
            texts[row, spot.reasons] = (error_style if number in wrong else doubt_style, text)
    return texts

"""The filer's workbook given back with its wrong cells marked and the reasons in words."""

import io
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from sxbundle.batch import Report, Table
from sxbundle.problem import Problem, Severity
from sxbundle.schema import Plan
from sxbundle.sheet.cell_texts import raw_text
from sxbundle.sheet.former_marks import HEADING_ROW, HEADINGS, LIST, Spot
from sxbundle.sheet.header import REASONS
from sxbundle.sheet.layout import Layout
from sxbundle.sheet.write import write_sheet
from sxbundle.source import words_of
from sxbundle.workbook.atomic_write import Target, replacing
from sxbundle.workbook.cell_reference import LAST_ROW, column_letters
from sxbundle.workbook.xlsx.cell_comments import CellComments
from sxbundle.workbook.xlsx.mark_cells import Marks, marked
from sxbundle.workbook.xlsx.package_editor import PackageEditor, package_of
from sxbundle.workbook.xlsx.row_xml import LONGEST, lines_of, text_cell, too_long
from sxbundle.workbook.xlsx.styles import ERROR_FILL, WARNING_FILL, Styles, styles_of
from sxbundle.workbook.xlsx.xml_edit import quoted

_LETTERS = "ABCDEFGHIJ"
_WIDTHS = (8, 10, 8, 22, 24, 64, 26, 38, 30, 10)
_HELP = (
    "红底为错误，须改正；黄底为提醒，请核对。点“单元格”可跳到所在位置。"
    "改正后保存，可直接重新导入：本页和“问题说明”列不影响读取。"
)
_MOST_LINKS = 15_000
"""Excel opens no sheet with more than 65,530 links, and our own guard none with more than 20,000."""
_MOST_LINES = LAST_ROW - HEADING_ROW - 1


@frozen
class ProblemLine:
    """A problem, its cell (None when it concerns no single row), and the `Styles.background` of that."""

    problem: Problem
    place: tuple[int, int] | None
    background: str = ""


def _mark(severity: Severity) -> str:
    return f"【{severity.label}】"


MARKS = tuple(map(_mark, Severity))
"""How sentences begin."""


def sentence(problem: Problem) -> str:
    """A problem in words beside its row: column, what is wrong, the mend in full."""
    caption = f"{problem.caption}：" if problem.caption else ""
    return f"{_mark(problem.severity)}{caption}{problem.message}{problem.mend}"


def reasons(problems: Iterable[Problem]) -> dict[int, str]:
    """Sheet row to what is wrong in it; notices, which ask for nothing, are left to the list."""
    texts: dict[int, list[str]] = {}
    for problem in problems:
        if problem.row is not None and problem.severity is not Severity.NOTICE:
            texts.setdefault(problem.row, []).append(sentence(problem))
    return {row: " ".join(dict.fromkeys(said))[: LONGEST // 2] for row, said in texts.items()}


def list_pieces(
    report: Report, lines: list[ProblemLine], sheet: str, styles: Styles, namespace: str
) -> Iterator[bytes]:
    """The XML of the list; links lead to `sheet`, and `styles` gets what it needs before the first piece."""
    return _List(report, lines, sheet, styles, namespace).pieces()


class _List:
    def __init__(
        self, report: Report, lines: list[ProblemLine], sheet: str, styles: Styles, namespace: str
    ) -> None:
        self.report = report
        self.lines = lines[:_MOST_LINES]
        self.left = len(lines) - len(self.lines)
        self.sheet = "'" + sheet.replace("'", "''") + "'"
        self.namespace = namespace
        border = styles.border()
        plain = styles.font()
        self.title = styles.style(styles.font(bold=True, size=14))
        self.help = styles.style(styles.font(colour="FF595959"), wrap=True)
        head = styles.fill("FFDDEBF7")
        self.heading = styles.style(styles.font(bold=True), head, border=border, aside="center")
        self.centred = styles.style(plain, border=border, aside="center")
        self.text = styles.style(plain, border=border, wrap=True)
        self.link = styles.style(styles.font(colour="FF0563C1", line=True), border=border, aside="center")
        self.levels = {
            Severity.ERROR: styles.style(plain, styles.fill(ERROR_FILL), border=border, aside="center"),
            Severity.WARNING: styles.style(plain, styles.fill(WARNING_FILL), border=border, aside="center"),
            Severity.NOTICE: self.centred,
        }

    def pieces(self) -> Iterator[bytes]:
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width}" customWidth="1"{hidden}/>'
            for at, width in enumerate(_WIDTHS, 1)
            for hidden in (' hidden="1"' if at == len(_WIDTHS) else "",)
        )
        last = column_letters(len(HEADINGS) - 1)
        yield (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f"<worksheet xmlns={quoted(self.namespace)}>"
            '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            '<sheetViews><sheetView workbookViewId="0" showGridLines="0">'
            f'<pane ySplit="{HEADING_ROW}" topLeftCell="A{HEADING_ROW + 1}" activePane="bottomLeft" '
            f'state="frozen"/></sheetView></sheetViews><cols>{columns}</cols><sheetData>'
            f'<row r="1" ht="28" customHeight="1">{text_cell("A1", self.title, self.report.summary)}</row>'
            f'<row r="2" ht="24" customHeight="1">{text_cell("A2", self.help, _HELP)}</row>'
            f"{self._row(HEADING_ROW, 22, [(self.heading, text) for text in HEADINGS])}"
        ).encode()
        links: list[str] = []
        for number, line in enumerate(self.lines, HEADING_ROW + 1):
            yield self._line(number, line).encode()
            if line.place is not None and len(links) < _MOST_LINKS:
                target = quoted(f"{self.sheet}!{_reference(line.place)}")
                links.append(f'<hyperlink ref="B{number}" location={target}/>')
        if self.left:
            number = HEADING_ROW + 1 + len(self.lines)
            note = text_cell(f"A{number}", self.title, f"另有 {self.left} 条未列出，见 report.problems")
            yield f'<row r="{number}">{note}</row>'.encode()
        hyperlinks = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
        yield (
            f'</sheetData><mergeCells count="2"><mergeCell ref="A1:{last}1"/>'
            f'<mergeCell ref="A2:{last}2"/></mergeCells>'
            f"{hyperlinks}"
            '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            "<headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter></worksheet>"
        ).encode()

    def _line(self, number: int, line: ProblemLine) -> str:
        problem = line.problem
        cells = [
            (self.centred, "" if problem.row is None else str(problem.row)),
            (self.link, "" if line.place is None else _reference(line.place)),
            (self.levels[problem.severity], problem.severity.label),
            (self.text, problem.caption or ""),
            (self.text, problem.value or ""),
            (self.text, problem.message),
            (self.text, problem.fix or problem.mend),
            (self.text, words_of(problem.source)),
            (self.text, problem.code),
            (self.text, line.background),
        ]
        shown = zip(cells[:-1], _WIDTHS, strict=False)
        lines = max(lines_of(text[:1000], width) for (_, text), width in shown)
        return self._row(number, 16 * lines + 4, cells)

    @staticmethod
    def _row(number: int, height: int, cells: list[tuple[int, str]]) -> str:
        written = "".join(
            text_cell(f"{letters}{number}", style, text[: LONGEST // 2])
            for letters, (style, text) in zip(_LETTERS, cells, strict=True)
        )
        return f'<row r="{number}" ht="{min(height, 400)}" customHeight="1">{written}</row>'


def _reference(place: tuple[int, int]) -> str:
    return f"{column_letters(place[1])}{place[0]}"


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

"""问题清单: the sheet that lists every problem, with a link to its cell."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from sxbundle.batch import Report
from sxbundle.problem import Problem, Severity
from sxbundle.sheet.former_marks import HEADING_ROW, HEADINGS
from sxbundle.source import words_of
from sxbundle.workbook.cell_reference import LAST_ROW, column_letters
from sxbundle.workbook.xlsx.row_xml import LONGEST, lines_of, text_cell
from sxbundle.workbook.xlsx.styles import ERROR_FILL, WARNING_FILL, Styles
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

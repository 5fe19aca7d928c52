"""Whatever a clerk saves or pastes, as rows of text: .xlsx, .xls, .csv, a saved web page, plain text."""

import os
import re
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.workbook.grid import Cell, CellError, Visibility
from sxbundle.workbook.limits import MIB
from sxbundle.workbook.problems import TOO_LARGE, UNREADABLE
from sxbundle.workbook.read import read_grids

MOST_BYTES = 32 * MIB
_PAGE = re.compile(
    rb"^\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|div)\b", re.IGNORECASE | re.DOTALL
)
_PARTS = re.compile(r"\t|,|，|;|；|\||｜| {2,}|　+")


@frozen
class AnswerRow:
    """A row of a table, or a line of text.

    Attributes:
        place: where it stands, in words.
        cells: its texts, without blanks around them.
    """

    place: Bilingual
    cells: tuple[str, ...]


@frozen
class AnswerDocument:
    """What a file holds: tables of rows, and lines of text when it is plain text."""

    tables: tuple[tuple[AnswerRow, ...], ...]
    plain: bool = False


def read_paper(path: Path, content: bytes) -> AnswerDocument:
    """The rows of a file.

    Raises:
        FileRefused: it is nothing that can be read.
    """
    if _PAGE.match(content[:4096].removeprefix(b"\xef\xbb\xbf")):
        return AnswerDocument(_tables_of(_text(content)))
    if path.suffix.lower() in (".txt", ".text", ""):
        lines = _text(content).splitlines()
        rows = tuple(
            AnswerRow(
                Bilingual("第 {at} 行", "row {at}", at=at),
                tuple(part.strip() for part in _PARTS.split(line.strip())),
            )
            for at, line in enumerate(lines, 1)
            if line.strip()
        )
        return AnswerDocument((rows,), plain=True)
    grids = read_grids(content).grids
    return AnswerDocument(
        tuple(
            tuple(
                AnswerRow(Bilingual("第 {number} 行", "row {number}", number=number), tuple(map(_shown, row)))
                for number, row in enumerate(grid.rows, grid.first_row)
            )
            for grid in grids
            if grid.visibility is Visibility.VISIBLE
        )
    )


def read_bytes(path: Path) -> bytes:
    """The content of an answer.

    Raises:
        FileRefused: it is too large to be one; its size alone was looked at.
    """
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        content = stream.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    if (size := max(size, len(content))) > MOST_BYTES:
        raise FileRefused(TOO_LARGE.problem(size=f"{size // MIB} MB", most=f"{MOST_BYTES // MIB} MB"))
    return content


def _shown(cell: Cell) -> str:
    if cell is None or isinstance(cell, CellError):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def _text(content: bytes) -> str:
    """The text, in the encodings of Windows programs and the web.

    Raises:
        FileRefused: in none of them.
    """
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    names = ["utf-16"] if wide else ["utf-8-sig", "gb18030"]
    for name in names:
        try:
            return content.decode(name).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise FileRefused(
        UNREADABLE.problem(
            reason=Bilingual("不是文本，编码无法识别", "it is no text, the encoding is unknown")
        )
    )


class _Tables(HTMLParser):
    """The cells of all tables of a page; what stands elsewhere is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("table", "tr", "td", "th"):
            self._end_cell()  # HTML lets the end of a cell go without saying
        if tag == "table":
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            if not self._open[-1]:
                self._open[-1].append([])
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            self._open[-1][-1].append(" ".join("".join(self._cell).split()))
        self._cell = None


def _tables_of(page: str) -> tuple[tuple[AnswerRow, ...], ...]:
    parser = _Tables()
    parser.feed(page)
    parser.close()
    return tuple(
        tuple(
            AnswerRow(Bilingual("表格第 {at} 行", "row {at} of the table", at=at), tuple(row))
            for at, row in enumerate(table, 1)
            if any(row)
        )
        for table in parser.tables
        if any(any(row) for row in table)
    )

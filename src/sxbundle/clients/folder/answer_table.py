"""Reads the files of a clerk as rows of text: .xlsx, .xls, .csv, saved web pages, plain text."""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from pathlib import Path

from attrs import evolve, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.os_reason import os_reason
from sxbundle.workbook.grid import Cell, CellError, Visibility
from sxbundle.workbook.limits import MIB
from sxbundle.workbook.problems import TOO_LARGE, TOO_MANY_CELLS, UNREADABLE, refuse
from sxbundle.workbook.read import READING, read_grids

MOST_BYTES = 32 * MIB
_MOST_TEXT = 8 * MIB
"""Of plain text and saved web pages."""
_LIMITS = evolve(READING, rows=100_000, cells=1_000_000, area=2_000_000)
"""Ten thousand people with all their items; an answer is held as texts."""
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


def read_answer_document(path: Path, content: bytes) -> AnswerDocument:
    """The rows of a file.

    Raises:
        FileRefused: the file is of no readable kind.
    """
    page = _PAGE.match(content[:4096].removeprefix(b"\xef\xbb\xbf"))
    if page or path.suffix.lower() in (".txt", ".text", ""):
        if len(content) > _MOST_TEXT:
            raise _too_large(len(content), _MOST_TEXT)
        text = _text(content)
        return AnswerDocument(_tables_of(text)) if page else AnswerDocument((_lines_of(text),), plain=True)
    grids = read_grids(content, limits=_LIMITS).grids
    return AnswerDocument(
        tuple(
            tuple(
                AnswerRow(
                    Bilingual("第 {number} 行", "row {number}", number=number),
                    tuple(map(_shown, grid.row(number))),
                )
                for number in range(grid.first_row, grid.last_row + 1)
            )
            for grid in grids
            if grid.visibility is Visibility.VISIBLE
        )
    )


def _lines_of(text: str) -> tuple[AnswerRow, ...]:
    """The lines of a plain text, each as a row.

    Raises:
        FileRefused: `file.too-many-cells`.
    """
    rows: list[AnswerRow] = []
    cells = 0
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = tuple(part.strip() for part in _PARTS.split(line.strip()))
        cells += len(parts)
        rows.append(AnswerRow(Bilingual("第 {at} 行", "row {at}", at=at), parts))
        _bounded(len(rows), cells)
    return tuple(rows)


def _bounded(rows: int, cells: int) -> None:
    if rows > _LIMITS.rows or cells > _LIMITS.cells:
        extent = Bilingual("{rows} 行，{cells} 格", "{rows} rows, {cells} cells", rows=rows, cells=cells)
        refuse(TOO_MANY_CELLS, sheet="1", extent=extent)


def _too_large(size: int, most: int) -> FileRefused:
    return FileRefused(TOO_LARGE.problem(size=f"{size // MIB} MB", most=f"{most // MIB} MB"))


def read_bytes(path: Path) -> bytes:
    """The content of an answer.

    Raises:
        FileRefused: it may not be read, or is larger than `MOST_BYTES`; then it is not read.
    """
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            content = stream.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    except OSError as error:
        refuse(UNREADABLE, reason=os_reason(error))
    if (size := max(size, len(content))) > MOST_BYTES:
        raise _too_large(size, MOST_BYTES)
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


_MARKUP = re.compile(
    r"<!--(?P<comment>)|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*+)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>|<[!?/][^<>]*>"
)
"""A comment's beginning, a tag, or a declaration. Nothing crosses the next `<`, so the time is linear."""
_INVISIBLE = {"script", "style", "title"}
"""Elements whose content is not text of the page."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")


def _pieces(page: str) -> Iterator[tuple[str, str]]:
    """The tags of a page (`td`, `/td`), each with the text before it."""
    at = start = 0
    before: list[str] = []
    while (match := _MARKUP.search(page, at)) is not None:
        before.append(page[start : match.start()])
        at = start = match.end()
        if match["comment"] is not None:
            end = page.find("-->", at)
            at = start = len(page) if end < 0 else end + 3
        elif match["tag"]:
            tag = match["tag"].lower()
            yield match["end"] + tag, _ENTITY.sub(lambda entity: unescape(entity[0]), "".join(before))
            before.clear()
            if tag in _INVISIBLE and not match["end"]:
                end = page.find("</", at)
                while end >= 0 and page[end + 2 : end + 2 + len(tag)].lower() != tag:
                    end = page.find("</", end + 2)
                at = start = len(page) if end < 0 else end
    yield "", "".join((*before, page[start:]))


def _tables_of(page: str) -> tuple[tuple[AnswerRow, ...], ...]:
    """The cells of all tables of a page; text outside of tables is ignored.

    Not done with `html.parser`: it scans the rest of the page for each unclosed comment.
    """
    tables: list[list[list[str]]] = []
    open_tables: list[list[list[str]]] = []
    cell: list[str] | None = None
    rows = cells = 0
    for tag, text in _pieces(page):
        if cell is not None:
            cell.append(text)
        # HTML allows the end tag of a cell to be omitted.
        if cell is not None and tag.removeprefix("/") in ("td", "th", "tr", "table", ""):
            open_tables[-1][-1].append(" ".join("".join(cell).split()))
            cell = None
        if tag == "table":
            tables.append([])
            open_tables.append(tables[-1])
        elif tag == "/table" and open_tables:
            open_tables.pop()
        elif tag == "tr" and open_tables:
            open_tables[-1].append([])
            rows += 1
        elif tag in ("td", "th") and open_tables:
            if not open_tables[-1]:
                open_tables[-1].append([])
            cell = []
            cells += 1
        elif tag == "br" and cell is not None:
            cell.append(" ")
        _bounded(rows, cells)
    return tuple(
        tuple(
            AnswerRow(Bilingual("表格第 {at} 行", "row {at} of the table", at=at), tuple(row))
            for at, row in enumerate(table, 1)
            if any(row)
        )
        for table in tables
        if any(any(row) for row in table)
    )

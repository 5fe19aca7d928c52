"""Rows as the XML of a sheet: written piece by piece, text always as text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from sxbundle.text_width import display_width
from sxbundle.workbook.cell_reference import column_letters

LONGEST = 32_767
"""Characters (UTF-16 units) that a cell holds."""
_SPECIAL = re.compile("[&<>\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "\t", "\n": "\n"}
_PIECE = 256
_LINE, _ROOM, _TALLEST = 15.0, 6.0, 400.0


def escaped(text: str) -> str:
    r"""Text as it stands in XML; what XML cannot hold in the form that spreadsheets read.

    >>> escaped("a<b\x01"), escaped("_x0041_")
    ('a&lt;b_x0001_', '_x005F_x0041_')
    """
    return _SPECIAL.sub(_escape, text) if _SPECIAL.search(text) else text


def _escape(match: re.Match[str]) -> str:
    one = match[0]
    return _NAMED.get(one) or f"_x{ord(one):04X}_"


def too_long(text: str) -> bool:
    """True when a cell cannot hold `text`."""
    return len(text) > LONGEST // 2 and len(text.encode("utf-16-le", "surrogatepass")) > LONGEST * 2


def text_cell(reference: str, style: int, text: str, prefix: str = "") -> str:
    """One cell of text; `prefix` is that of the sheet's elements, with its colon."""
    content = f'<{prefix}is><{prefix}t xml:space="preserve">{escaped(text)}</{prefix}t></{prefix}is>'
    return f'<{prefix}c r="{reference}" s="{style}" t="inlineStr">{content}</{prefix}c>'


def row_pieces(
    columns: Sequence[Iterable[str | None] | None],
    styles: Sequence[int],
    widths: Sequence[float],
    first: int,
    count: int,
) -> Iterator[bytes]:
    """Rows `first` to `first + count - 1`.

    Args:
        columns: for each column of the sheet its texts, None for an empty cell; None for a column
            in which nothing is filled.
        styles: of each column.
        widths: of each column; a row is as high as its longest text needs.
        first: number of the first row.
        count: how many rows.
    """
    shapes = [
        (f'<c r="{column_letters(at)}', f'" s="{style}"', width, int(width) // 2 - 1)
        for at, (style, width) in enumerate(zip(styles, widths, strict=True), 1)
    ]
    filled = [repeat(None, count) if column is None else column for column in columns]
    piece: list[str] = []
    search = _SPECIAL.search
    for number, row in zip(range(first, first + count), zip(*filled, strict=True), strict=True):
        tag = len(piece)
        piece.append("")
        lines = 1
        for (start, style, width, surely), text in zip(shapes, row, strict=True):
            if not text:
                piece.append(f"{start}{number}{style}/>")
                continue
            if len(text) > surely and not (len(text) <= width - 2 and text.isascii()):
                lines = max(lines, lines_of(text[:LONGEST], width))
            if text.strip() == text and not search(text):
                piece.append(f'{start}{number}{style} t="inlineStr"><is><t>{text}</t></is></c>')
            else:
                kept = f'<t xml:space="preserve">{escaped(text)}</t>'
                piece.append(f'{start}{number}{style} t="inlineStr"><is>{kept}</is></c>')
        piece.append("</row>")
        height = min(_ROOM + _LINE * lines, _TALLEST)
        piece[tag] = f'<row r="{number}" ht="{height:g}" customHeight="1">'
        if number % _PIECE == 0:
            yield "".join(piece).encode()
            piece.clear()
    yield "".join(piece).encode()


def lines_of(text: str, room: float) -> int:
    """Lines that a text takes in a column of that width."""
    width = display_width(text)
    return 1 if width <= room - 2 else max(1, -(-int(width * 1.1) // max(int(room) - 1, 1)))

"""Rows as the XML of a sheet: written piece by piece, text always as text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat

from sxbundle.bilingual import display_width
from sxbundle.workbook.cell_reference import column_letters

LONGEST = 32_767
"""Characters (UTF-16 units) that a cell holds."""
_SPECIAL = re.compile("[&<>\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "\t", "\n": "\n"}
_PIECE = 256
_KEPT = 2_000
"""Texts of a column that are kept as cells."""
_LINE, _ROOM, _TALLEST = 15.0, 6.0, 400.0


def escaped(text: str) -> str:
    r"""Text as it stands in XML; what XML cannot hold in the form that spreadsheets read.

    >>> escaped("a<b\x01"), escaped("_x0041_")
    ('a&lt;b_x0001_', '_x005F_x0041_')
    """
    return _SPECIAL.sub(_escape, text) if _SPECIAL.search(text) else text


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _NAMED.get(character) or f"_x{ord(character):04X}_"


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
        columns: the texts of each column of the sheet, None for an empty cell or column.
        styles: of each column.
        widths: of each column; a row is as high as its longest text needs.
        first: number of the first row.
        count: how many rows.
    """
    letters = [column_letters(at) for at in range(1, len(columns) + 1)]
    after = [*(f'<c r="{other}' for other in letters[1:]), ""]
    cells = [_Cells(*shape) for shape in zip(styles, widths, after, strict=True)]
    texts = [repeat(None, count) if column is None else iter(column) for column in columns]
    beginning = f'<c r="{letters[0]}'
    for start in range(first, first + count, _PIECE):
        numbers = range(start, min(start + _PIECE, first + count))
        chunk = [list(islice(column, len(numbers))) for column in texts]
        written = [column.written(values) for column, values in zip(cells, chunk, strict=True)]
        heights = [1] * len(numbers)
        for column, some in zip(cells, chunk, strict=True):
            if column.tall:
                heights = list(map(max, heights, map(column.tall.get, some, repeat(1))))
        yield "".join(
            f'<row r="{number}" ht="{min(_ROOM + _LINE * lines, _TALLEST):g}" customHeight="1">'
            # Each cell's reference ends with the row's number, so the number joins them.
            f"{str(number).join((beginning, *row))}</row>"
            for number, lines, row in zip(numbers, heights, zip(*written, strict=True), strict=True)
        ).encode()


class _Cells(dict[str | None, str]):
    """The cells of a column by their text, from behind the row's number to that of the next cell.

    Attributes:
        tall: text to the lines that it needs, where these are several.
    """

    def __init__(self, style: int, width: float, after: str) -> None:
        self._style = f'" s="{style}"'
        self._width = width
        self._surely = int(width) // 2 - 1
        self._after = after
        self.tall: dict[str | None, int] = {}

    def written(self, texts: Sequence[str | None]) -> list[str]:
        """The cells of some rows; texts that repeat are written once."""
        if len(self) > _KEPT:
            self.clear()
            self.tall.clear()
        return list(map(self.__getitem__, texts))

    def __missing__(self, text: str | None) -> str:
        self[text] = cell = self._cell(text) + self._after
        return cell

    def _cell(self, text: str | None) -> str:
        if not text:
            return f"{self._style}/>"
        if len(text) > self._surely and not (len(text) <= self._width - 2 and text.isascii()):
            lines = lines_of(text[:LONGEST], self._width)
            if lines > 1:
                self.tall[text] = lines
        if text.strip() == text and not _SPECIAL.search(text):
            return f'{self._style} t="inlineStr"><is><t>{text}</t></is></c>'
        kept = f'<t xml:space="preserve">{escaped(text)}</t>'
        return f'{self._style} t="inlineStr"><is>{kept}</is></c>'


def lines_of(text: str, room: float) -> int:
    """Lines that a text takes in a column of that width."""
    width = display_width(text)
    return 1 if width <= room - 2 else max(1, -(-int(width * 1.1) // max(int(room) - 1, 1)))

"""Rows that a template does not have yet, as XML: a few hundred at a time, however many are filled."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

from attrs import field, frozen

from sxbundle.sheet.template.cells import Row
from sxbundle.workbook.cell_reference import column_letters
from sxbundle.workbook.xlsx.row_xml import escaped
from sxbundle.workbook.xlsx.xml_edit import Edit, with_attributes

_PIECE = 256


@frozen
class Block:
    """Texts of rows below each other.

    Attributes:
        first: number of the first row.
        count: of the rows, up to the last one that holds a text.
        columns: number of a column to its texts, of those that hold one; all of one length.
    """

    first: int
    count: int
    columns: Mapping[int, Sequence[str | None]] = field(repr=False)

    @classmethod
    def of(cls, first: int, columns: Mapping[int, Sequence[str | None]]) -> "Block":
        """What of the columns is filled."""
        filled = {at: texts for at, texts in columns.items() if any(texts)}
        behind = (next(at for at, text in enumerate(reversed(texts)) if text) for texts in filled.values())
        length = max(map(len, filled.values()), default=0)
        return cls(first, length - min(behind, default=0), filled)

    @property
    def last(self) -> int:
        """Number of the last row; less than `first` when nothing is filled."""
        return self.first + self.count - 1

    def row(self, number: int) -> dict[int, str]:
        """Column to text of one row."""
        if not self.first <= number <= self.last:
            return {}
        at = number - self.first
        return {column: text for column, texts in self.columns.items() if (text := texts[at])}


@frozen
class Adding:
    """How rows look that are new in a part.

    Attributes:
        data: the part.
        rows: that are there, in their order.
        end: where the sheet's data ends.
        styles: column to style, for cells of rows without a look of their own.
    """

    data: bytes = field(repr=False)
    rows: Sequence[Row] = field(repr=False)
    end: int
    styles: Mapping[int, int] = field(repr=False)

    def edits(self, block: Block, pattern: Row | None) -> Iterator[Edit]:
        """The rows of a block that are not there, each before the next one below it.

        Args:
            block: what to write.
            pattern: the row whose look they take; None for the look of the columns.
        """
        there = sorted((row.number, row.start) for row in self.rows if row.number >= block.first)
        first = block.first
        for number, place in (*there, (block.last + 1, self.end)):
            if first < (end := min(number, block.last + 1)):
                yield place, place, self._pieces(block, first, end, pattern)
            first = number + 1

    def _pieces(self, block: Block, first: int, end: int, pattern: Row | None) -> Iterator[bytes]:
        prefix = pattern.prefix if pattern else (self.rows[0].prefix if self.rows else "")
        look = {cell.column: cell.style for cell in pattern.cells} if pattern else {}
        shapes = []
        for column in sorted({*look, *block.columns}):
            style = look[column] if column in look else self.styles.get(column)
            shapes.append(
                (
                    f'<{prefix}c r="{column_letters(column)}',
                    f'" s="{style or 0}" t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">',
                    "" if style is None or column not in look else f'" s="{style}"/>',
                    block.columns.get(column),
                )
            )
        opened, behind = self._tag(pattern, prefix).split("\0")
        close, closed = f"</{prefix}t></{prefix}is></{prefix}c>", f"</{prefix}row>"
        for start in range(first, end, _PIECE):
            numbers = range(start, min(start + _PIECE, end))
            some = slice(start - block.first, numbers.stop - block.first)
            columns = [repeat(None) if texts is None else texts[some] for *_, texts in shapes]
            piece: list[str] = []
            for number, row in zip(numbers, zip(*columns, strict=False), strict=False):
                if not any(row):
                    continue
                piece.append(f"{opened}{number}{behind}")
                for (place, filled, empty, _), text in zip(shapes, row, strict=True):
                    if text:
                        piece.append(f"{place}{number}{filled}{escaped(text)}{close}")
                    elif empty:
                        piece.append(f"{place}{number}{empty}")
                piece.append(closed)
            yield "".join(piece).encode()

    def _tag(self, pattern: Row | None, prefix: str) -> str:
        """A row's first tag, NUL in the place of its number."""
        if pattern is None:
            return f'<{prefix}row r="\0">'
        tag = self.data[pattern.start : pattern.inner]
        text = with_attributes(tag, r="\0", spans=None, hidden=None, collapsed=None).decode()
        return text[:-2] + ">" if text.endswith("/>") else text

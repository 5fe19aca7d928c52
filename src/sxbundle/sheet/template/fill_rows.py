"""Texts put into the rows of a template: into those that it has, and into new ones like its last."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat

from attrs import Factory, define, field, frozen

from sxbundle.workbook.cell_reference import column_letters
from sxbundle.workbook.xlsx.row_xml import escaped, text_cell
from sxbundle.workbook.xlsx.worksheet_editor import CellSpan, RowPattern, RowSpan, WorksheetEditor
from sxbundle.workbook.xlsx.xml_edit import with_attributes

_PIECE = 256
_MOST_SHAPES = 64
_KEPT = 2_000
"""Texts of a column that are kept as cells."""
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")

Texts = Mapping[int, Mapping[int, str]]
"""Row to column to text."""


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
        filled = {column: texts for column, texts in columns.items() if any(texts)}
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


class _FilledCells(dict[str | None, str]):
    """The cells of a column by their text, with the XML before them; NUL stands for the row's number."""

    def __init__(self, style: int, before: str, empty: str) -> None:
        self._opened = f'{before}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        self._empty = before + empty

    def __missing__(self, text: str | None) -> str:
        if len(self) > _KEPT:
            self.clear()
        self[text] = cell = f"{self._opened}{escaped(text)}</t></is></c>" if text else self._empty
        return cell


@define
class RowFiller:
    """Fills the rows of one worksheet part.

    Attributes:
        editor: of the part; collects the edits.
        block: what stands below the captions.
        head: the fields above the table.
        pattern_number: of the row whose look the new ones take; 0 for the look of the columns.
        computed: places of the formulas in the rows that are filled.
    """

    editor: WorksheetEditor
    block: Block
    head: Texts
    pattern_number: int
    computed: set[tuple[int, int]] = Factory(set)
    _pattern: RowSpan | None = None
    _starts: list[tuple[int, int]] = Factory(list)
    _styles: Mapping[int, int] | None = None
    _cells: "dict[RowPattern, tuple[list[tuple[_FilledCells, Sequence[str | None]]], str]]" = Factory(dict)

    def fill(self) -> None:
        """Collects the edits that put all texts in their places.

        Raises:
            FileRefused: `file.broken` for XML that is not well formed.
        """
        self.editor.read(self._row)
        for number, texts in sorted(self.head.items()):
            self._add(Block.of(number, {column: (text,) for column, text in texts.items()}), None)
        self._add(self.block, self._pattern)

    @property
    def _column_styles(self) -> Mapping[int, int]:
        if self._styles is None:
            self._styles = self.editor.head.column_styles()
        return self._styles

    # ---- rows that are there ----

    def _row(self, row: RowSpan) -> None:
        self._starts.append((row.number, row.start))
        if row.number == self.pattern_number:
            self._pattern = row
        if row.plain and self._fill_plain(row):
            return
        texts = self.head.get(row.number) or self.block.row(row.number)
        if not texts:
            return
        there = {cell.column: cell for cell in row.cells}
        self.computed.update((row.number, cell.column) for cell in row.cells if cell.formula)
        for column, text in texts.items():
            if column in there:
                self.editor.replace(there[column], self._filled(row, there[column], text))
        missing = texts.keys() - there.keys()
        new = {
            column: text_cell(
                f"{column_letters(column)}{row.number}", self._style(row, column), texts[column], row.prefix
            ).encode()
            for column in missing
        }
        # A person in a hidden row would be filed without being seen.
        if new or _HIDDEN.search(self.editor.data, row.start, row.inner):
            self.editor.insert(row, new, hidden=None)

    def _fill_plain(self, row: RowSpan) -> bool:
        """Fills a row of the block whose cells are all there; what is not filled stays as it is."""
        number, block = row.number, self.block
        if not block.first <= number <= block.last or number in self.head:
            return False
        if _HIDDEN.search(self.editor.data, row.start, row.inner):
            return False
        shape = self.editor.shape(row)
        if not block.columns.keys() <= shape.columns:
            return False
        if shape not in self._cells:
            if len(self._cells) >= _MOST_SHAPES:
                self._cells.clear()
            self._cells[shape] = self._cells_of(shape)
        cells, behind = self._cells[shape]
        at = number - block.first
        filled = "".join([known[texts[at]] for known, texts in cells])
        xml = f"{filled}{behind}".replace("\0", str(number))
        self.editor.edits.append((row.inner, row.end, xml.encode()))
        return True

    def _cells_of(self, shape: RowPattern) -> tuple[list[tuple["_FilledCells", Sequence[str | None]]], str]:
        """The cells of the block with their texts, and the XML behind the last of them."""
        cells, before = [], ""
        for column, style, place, rest in shape.cells:
            before += f"{place}\0"
            if column in self.block.columns:
                cells.append((_FilledCells(style, before, rest), self.block.columns[column]))
                before = ""
            else:
                before += rest
        return cells, before

    def _filled(self, row: RowSpan, cell: CellSpan, text: str) -> bytes:
        if cell.formula is None:
            reference = f"{column_letters(cell.column)}{row.number}"
            return text_cell(reference, cell.style or 0, text, row.prefix).encode()
        # A formula is the template's; taking it away would also leave a calculation chain behind
        # that names it, which Excel calls damage. Only its saved result changes.
        tag = with_attributes(self.editor.first_tag(cell), t="str")
        result = f"<{row.prefix}v>{escaped(text)}</{row.prefix}v></{row.prefix}c>".encode()
        return tag + self.editor.formula(cell) + result

    def _style(self, row: RowSpan, column: int) -> int:
        if row.style is not None:
            return row.style
        pattern = self._pattern
        if pattern is not None and row.number > pattern.number:
            look = {cell.column: cell.style or 0 for cell in pattern.cells}
            if column in look:
                return look[column]
        return self._column_styles.get(column, 0)

    # ---- new rows ----

    def _add(self, block: Block, pattern: RowSpan | None) -> None:
        """The rows of a block that are not there, each before the next one below it."""
        body = self.editor.head.body
        assert body is not None
        there = [(number, start) for number, start in self._starts if number >= block.first]
        blocks: list[tuple[int, Iterator[bytes]]] = []
        first = block.first
        for number, place in (*there, (block.last + 1, body.inner_end)):
            if first < (end := min(number, block.last + 1)):
                blocks.append((place, self._pieces(block, first, end, pattern)))
            first = number + 1
        if body.empty and blocks:  # `<sheetData/>`
            tag = self.editor.data[body.start : body.inner_start - 2] + b">"
            closing = f"</{body.prefix}sheetData>".encode()
            pieces = chain((tag,), *(rows for _, rows in blocks), (closing,))
            self.editor.edits.append((body.start, body.inner_start, pieces))
        else:
            self.editor.edits += [(place, place, rows) for place, rows in blocks]

    def _pieces(self, block: Block, first: int, end: int, pattern: RowSpan | None) -> Iterator[bytes]:
        prefix = pattern.prefix if pattern else self.editor.head.prefix
        look = {cell.column: cell.style for cell in pattern.cells} if pattern else {}
        shapes = []
        for column in sorted({*look, *block.columns}):
            style = look[column] if column in look else self._column_styles.get(column)
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
            here = slice(start - block.first, numbers.stop - block.first)
            columns = [repeat(None) if texts is None else texts[here] for *_, texts in shapes]
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

    def _tag(self, pattern: RowSpan | None, prefix: str) -> str:
        """A row's first tag, NUL in the place of its number."""
        if pattern is None:
            return f'<{prefix}row r="\0">'
        tag = self.editor.data[pattern.start : pattern.inner]
        text = with_attributes(tag, r="\0", spans=None, hidden=None, collapsed=None).decode()
        return text[:-2] + ">" if text.endswith("/>") else text

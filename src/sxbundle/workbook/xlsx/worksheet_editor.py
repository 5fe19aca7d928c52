"""Edits of one worksheet part: its cells with the places of their bytes, and what changes there.

Used by annotating, filling and learning.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set

from attrs import Factory, define, field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.cell_reference import LAST_COLUMN, area, column_letters, column_number
from sxbundle.workbook.problems import broken
from sxbundle.workbook.xlsx.sheet_parser import SheetParser
from sxbundle.workbook.xlsx.xml_edit import Edit, Tag, tag_end, with_attributes

_HEAD = frozenset({"dimension", "cols", "col"})
_DIGITS = 9
_ROW_STYLE = re.compile(rb' s="([0-9]{1,9})"')
_CELL_PARTS = re.compile(rb'<c r="([A-Z]+)[0-9\0]+("(?: s="([0-9]{1,9})")?[^>]*?(?:/>|>.*?</c>))', re.DOTALL)
_MOST_SHAPES = 64
_CELL = re.compile(rb'<c r="([A-Z]+)[0-9]+"(?: s="([0-9]{1,9})")?[^>]*?(?:/>|>.*?</c>)', re.DOTALL)


def number_of(attributes: Mapping[str, str], name: str) -> int | None:
    """An attribute that is a whole number; None for anything else."""
    written = attributes.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _DIGITS else None


@define
class CellSpan:
    """A cell: where its first tag starts, and where its last one does (-1 for `<c/>`).

    `formula`: the same of its formula. `stop`: where it ends, or -1.
    """

    column: int
    start: int
    style: int | None
    close: int = -1
    formula: tuple[int, int] | None = None
    stop: int = -1


@define
class RowSpan:
    """A row: where its first tag starts and ends, and where its last one starts."""

    number: int
    start: int
    inner: int
    prefix: str
    style: int | None
    end: int = -1
    _split: "Callable[[RowSpan], list[CellSpan]] | None" = None
    _cells: list[CellSpan] | None = None
    shape: "RowPattern | None" = None

    @property
    def plain(self) -> bool:
        """True when one pattern took the row: its cells hold no formulas, and each names its place."""
        return self._split is not None

    @property
    def cells(self) -> list[CellSpan]:
        """Its cells, in the order in which they stand there."""
        if self._cells is None:
            self._cells = self._split(self) if self._split else []
        return self._cells


@frozen(eq=False)
class RowPattern:
    """The cells of plain rows that differ in nothing but their number.

    Attributes:
        cells: of each cell its column, its style, its XML before the row's number, and the XML behind it.
        columns: theirs.
    """

    cells: tuple[tuple[int, int, str, str], ...]
    columns: frozenset[int]


@define
class SheetHead:
    """What stands before the rows, and where these end.

    Attributes:
        prefix: of the sheet's elements, with its colon.
        body, dimension, cols: these elements, where they stand.
        runs: of columns, in their order, as first, last and element.
    """

    prefix: str = ""
    body: Tag | None = None
    dimension: Tag | None = None
    cols: Tag | None = None
    runs: list[tuple[int, int, Tag]] = Factory(list)

    def column_styles(self) -> Mapping[int, int]:
        """The style of each column that has one."""
        styles: list[int | None] = [None] * (LAST_COLUMN + 1)
        for first, last, tag in self.runs:
            styles[first : last + 1] = [number_of(tag.attributes, "style")] * (last + 1 - first)
        return {column: style for column, style in enumerate(styles) if style is not None}


@define
class WorksheetEditor:
    """Reads a worksheet part and collects edits.

    Attributes:
        data: the part, which the guard has seen.
        head: what stands before the rows; complete once the first row is given.
        edits: collected so far.
        rows: all of them, once somebody kept them; they are not read again then.
    """

    data: bytes = field(repr=False)
    head: SheetHead = Factory(SheetHead)
    edits: list[Edit] = field(factory=list, repr=False)
    rows: Sequence[RowSpan] | None = field(default=None, repr=False)
    _row: RowSpan | None = None
    _last: int = 0
    _letters: dict[bytes, int] = Factory(dict)
    _shapes: dict[bytes, RowPattern] = Factory(dict)

    def read(self, give: Callable[[RowSpan], None]) -> None:
        """Gives each row once it has ended.

        Raises:
            FileRefused: `file.broken` for XML that is not well formed.
        """
        if self.rows is not None:
            for row in self.rows:
                give(row)
            return
        data = self.data
        sheet = SheetParser(data)

        def start(written: str, attributes: dict[str, str]) -> None:
            prefix, colon, name = written.rpartition(":")
            if name == "c" and self._row is not None:
                cells = self._row.cells
                letters = attributes.get("r", "").rstrip("0123456789")
                column = self._column(letters.encode()) if letters else (cells[-1].column + 1 if cells else 1)
                cells.append(CellSpan(column, sheet.at, number_of(attributes, "s")))
            elif name == "f" and self._row is not None and self._row.cells:
                self._row.cells[-1].formula = sheet.at, -1
            elif name == "row":
                at = sheet.at
                self._last = number_of(attributes, "r") or self._last + 1
                style = number_of(attributes, "s")
                self._row = RowSpan(self._last, at, tag_end(data, at), prefix + colon, style)
            elif name in _HEAD or name == "sheetData":
                at = sheet.at
                self._head(Tag(name, prefix + colon, attributes, at, tag_end(data, at)))

        def end(written: str) -> None:
            name = written.rpartition(":")[2]
            row = self._row
            if row is not None and name == "c" and row.cells:
                row.cells[-1].close = sheet.at
            elif row is not None and name == "f" and row.cells and row.cells[-1].formula is not None:
                row.cells[-1].formula = row.cells[-1].formula[0], sheet.at
            elif row is not None and name == "row":
                row.end = sheet.at
                self._row = None
                give(row)
            elif name in _HEAD or name == "sheetData":
                self._head_end(name, sheet.at)

        def plain(match: re.Match[bytes]) -> None:
            row = self._plain(match)
            self._last = row.number
            give(row)

        sheet.parser.StartElementHandler = start
        sheet.parser.EndElementHandler = end
        sheet.parse(plain)
        if self.head.body is None:
            raise broken(Bilingual("工作簿没有工作表数据", "the workbook has no worksheet data"))

    def _plain(self, match: re.Match[bytes]) -> RowSpan:
        """A row that one pattern took; its cells are looked at when they are asked for."""
        start, stop = match.span()
        style = _ROW_STYLE.search(match[2])
        inner = tag_end(self.data, start)
        end = self.data.rfind(b"</row>", inner, stop)
        return RowSpan(int(match[1]), start, inner, "", int(style[1]) if style else None, end, self._cells)

    def _cells(self, row: RowSpan) -> list[CellSpan]:
        return [
            CellSpan(self._column(cell[1]), cell.start(), int(cell[2]) if cell[2] else None, stop=cell.end())
            for cell in _CELL.finditer(self.data, row.inner, max(row.end, row.inner))
        ]

    def columns(self, row: RowSpan) -> Set[int]:
        """The columns of a row's cells."""
        return self.shape(row).columns if row.plain else {cell.column for cell in row.cells}

    def shape(self, row: RowSpan) -> RowPattern:
        """The cells of a plain row; prepared rows are alike, so that one is looked at for all of them."""
        if row.shape is None:
            xml = self.data[row.inner : max(row.end, row.inner)]
            alike = xml.replace(b'%d"' % row.number, b'\0"')
            if alike.count(b"\0") != alike.count(b"<c "):
                alike = xml  # the number stands elsewhere as well, as a style or in a text
            if alike not in self._shapes:
                if len(self._shapes) >= _MOST_SHAPES:
                    self._shapes.clear()
                self._shapes[alike] = self._shape(alike)
            row.shape = self._shapes[alike]
        return row.shape

    def _shape(self, xml: bytes) -> RowPattern:
        cells = tuple(
            (self._column(letters), int(style or 0), f'<c r="{letters.decode()}', rest.decode())
            for letters, rest, style in _CELL_PARTS.findall(xml)
        )
        return RowPattern(cells, frozenset(column for column, *_ in cells))

    def _column(self, letters: bytes) -> int:
        if letters not in self._letters:
            self._letters[letters] = column_number(letters.decode())
        return self._letters[letters]

    def _head(self, tag: Tag) -> None:
        head = self.head
        match tag.name:
            case "sheetData":
                head.body, head.prefix = tag, tag.prefix
            case "dimension":
                head.dimension = tag
            case "cols":
                head.cols = tag
            case "col":
                first, last = number_of(tag.attributes, "min"), number_of(tag.attributes, "max")
                if first is not None and last is not None:
                    head.runs.append((first, last, tag))

    def _head_end(self, name: str, at: int) -> None:
        head = self.head
        last = head.runs[-1][2] if head.runs else None
        tag = {"sheetData": head.body, "dimension": head.dimension, "cols": head.cols, "col": last}[name]
        if tag is not None and tag.outer_end < 0:
            empty = self.data[tag.inner_start - 2 : tag.inner_start] == b"/>"
            tag.inner_end = tag.inner_start if empty else at
            tag.outer_end = tag.inner_start if empty else tag_end(self.data, at)

    # ---- places ----

    def first_tag(self, element: CellSpan | RowSpan) -> bytes:
        """The first tag of a cell or a row."""
        return self.data[element.start : tag_end(self.data, element.start)]

    def end_of(self, start: int, close: int) -> int:
        """Where an element ends that starts at `start` and whose last tag was reported at `close`."""
        first = tag_end(self.data, start)
        return first if self.data[first - 2 : first] == b"/>" else tag_end(self.data, close)

    def formula(self, cell: CellSpan) -> bytes:
        """The formula of a cell, as it is written; empty for none."""
        if cell.formula is None:
            return b""
        return self.data[cell.formula[0] : self.end_of(*cell.formula)]

    # ---- edits ----

    def replace(self, cell: CellSpan, new: bytes) -> None:
        """Puts XML in the place of a cell; nothing takes it away."""
        stop = cell.stop if cell.stop >= 0 else self.end_of(cell.start, cell.close)
        self.edits.append((cell.start, stop, new))

    def restyle(self, cell: CellSpan, style: int) -> None:
        """Gives a cell another style."""
        tag = self.first_tag(cell)
        self.edits.append((cell.start, cell.start + len(tag), with_attributes(tag, s=style)))

    def insert(self, row: RowSpan, cells: Mapping[int, bytes], **attributes: object) -> None:
        """Adds cells that a row does not have, each before the next one to its right.

        Args:
            row: the row.
            cells: column to XML.
            attributes: of the row that get another value, or None to take them away.
        """
        # `spans` is a hint for readers that the new cells may make wrong.
        tag = with_attributes(self.data[row.start : row.inner], spans=None, **attributes)
        if self.data[row.inner - 2 : row.inner] == b"/>":
            content = b"".join(cells[column] for column in sorted(cells))
            closing = f"</{row.prefix}row>".encode()
            self.edits.append((row.start, row.inner, tag[:-2] + b">" + content + closing))
            return
        self.edits.append((row.start, row.inner, tag))
        there = iter(sorted(row.cells, key=lambda cell: cell.column))
        right = next(there, None)
        places: dict[int, list[bytes]] = {}
        for column in sorted(cells):
            while right is not None and right.column < column:
                right = next(there, None)
            places.setdefault(row.end if right is None else right.start, []).append(cells[column])
        self.edits += [(at, at, b"".join(pieces)) for at, pieces in places.items()]

    def extend_dimension(self, rows: Sequence[int], columns: Sequence[int]) -> None:
        """Widens the extent of the sheet to cells that were added."""
        tag = self.head.dimension
        extent = area(tag.attributes.get("ref", "")) if tag is not None else None
        if tag is None or extent is None:
            return
        top, bottom = min((extent[0], *rows)), max((extent[2], *rows))
        left, right = min((extent[1], *columns)), max((extent[3], *columns))
        if (bottom, right) != (extent[2], extent[3]):
            reference = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
            head = self.data[tag.start : tag.inner_start]
            self.edits.append((tag.start, tag.inner_start, with_attributes(head, ref=reference)))

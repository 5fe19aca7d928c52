"""Marks in one worksheet part: backgrounds and added texts; every other byte stays as it is."""

from collections.abc import Mapping
from xml.parsers import expat

from attrs import Factory, define, frozen

from sxbundle.workbook.cell_reference import area, column_letters, column_number
from sxbundle.workbook.xlsx.row_xml import text_cell
from sxbundle.workbook.xlsx.styles import Styles
from sxbundle.workbook.xlsx.xml_edit import Tag, replaced, tag_end, with_attributes

_HEAD = frozenset({"dimension", "cols", "col"})
Place = tuple[int, int]
"""Row and column, 1-based."""


@frozen
class Marks:
    """What a sheet shall show.

    Attributes:
        fills: place to the number of the background it gets.
        texts: place to the style and text it gets, instead of what stands there.
        cleared: the column whose other cells below row `cleared_from` are taken away.
        backgrounds: what an earlier marking covered, as `Styles.background` gives it.
        width: of the columns that get texts.
    """

    fills: Mapping[Place, int]
    texts: Mapping[Place, tuple[int, str]]
    cleared: int | None
    cleared_from: int
    backgrounds: Mapping[Place, str]
    width: float


@define
class _Cell:
    column: int
    start: int
    inner: int
    end: int
    style: int | None


@define
class _Row:
    number: int
    start: int
    inner: int
    style: int | None
    prefix: str
    cells: list[_Cell] = Factory(list)


@frozen
class Marked:
    """A marked part: its pieces, and the backgrounds that the marks cover, by place."""

    pieces: list[bytes | memoryview]
    covered: Mapping[Place, str]


def marked(data: bytes, marks: Marks, styles: Styles) -> Marked:
    """The part with the marks set and those of an earlier marking gone."""
    return _Marking(data, marks, styles).run()


class _Marking:
    def __init__(self, data: bytes, marks: Marks, styles: Styles) -> None:
        self.data = data
        self.marks = marks
        self.styles = styles
        self.old = styles.marked()
        self.edits: list[tuple[int, int, bytes]] = []
        self.row: _Row | None = None
        self.covered: dict[Place, str] = {}
        self.last_row = 0
        self.by_row: dict[int, set[int]] = {}
        for row, column in (*marks.fills, *marks.texts):
            self.by_row.setdefault(row, set()).add(column)
        self.head: dict[str, list[Tag]] = {}
        self.letters: dict[str, int] = {}
        self.parser = expat.ParserCreate()

    def run(self) -> Marked:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.Parse(self.data, True)
        return Marked(list(replaced(self.data, self.edits)), self.covered)

    # ---- what stands before the rows ----

    def _header(self, start: int, prefix: str) -> None:
        """Room for the added column, and the extent of the sheet."""
        added = max((column for _, column in self.marks.texts), default=0)
        if not added:
            return
        for tag in self.head.get("dimension", ()):
            extent = area(tag.attributes.get("ref", ""))
            if extent is not None:
                corner = f"{column_letters(max(extent[3], added))}{extent[2]}"
                new = f"{column_letters(extent[1])}{extent[0]}:{corner}"
                head = self.data[tag.start : tag.inner_start]
                self.edits.append((tag.start, tag.inner_start, with_attributes(head, ref=new)))
        listed = self.head.get("col", [])
        width = {"width": self.marks.width, "customWidth": 1, "hidden": None, "collapsed": None}
        for tag in listed:
            first, last = _run(tag)
            if first <= added <= last:  # the new column is cut out of a run
                head = self.data[tag.start : tag.inner_start]
                runs = [
                    with_attributes(head, min=low, max=high, **(width if low == added == high else {}))
                    for low, high in ((first, added - 1), (added, added), (added + 1, last))
                    if low <= high
                ]
                # An element without content may be written with two tags.
                closing = self.data[tag.inner_start : tag.outer_end]
                self.edits.append((tag.start, tag.outer_end, b"".join(run + closing for run in runs)))
                return
        own = f'<{prefix}col min="{added}" max="{added}" width="{self.marks.width}" customWidth="1"/>'
        cols = self.head.get("cols")
        if not listed:
            place = (cols[0].start, cols[0].outer_end) if cols else (start, start)
            self.edits.append((*place, f"<{prefix}cols>{own}</{prefix}cols>".encode()))
            return
        before = [tag.outer_end for tag in listed if _run(tag)[0] < added]
        behind = before[-1] if before else listed[0].start
        self.edits.append((behind, behind, own.encode()))

    # ---- the rows ----

    def _start(self, written: str, attributes: dict[str, str]) -> None:
        prefix, colon, name = written.rpartition(":")
        if name == "c" and self.row is not None:
            row = self.row
            reference = attributes.get("r")
            if reference is None:
                column = row.cells[-1].column + 1 if row.cells else 1
            else:
                column = self._column(reference.rstrip("0123456789"))
            style = int(attributes["s"]) if "s" in attributes else None
            at = self.parser.CurrentByteIndex
            row.cells.append(_Cell(column, at, 0, 0, style))
        elif name == "row":
            number = int(attributes.get("r", self.last_row + 1))
            self.last_row = number
            at = self.parser.CurrentByteIndex
            style = int(attributes["s"]) if "s" in attributes else None
            self.row = _Row(number, at, tag_end(self.data, at), style, prefix + colon)
        elif name in _HEAD:
            at = self.parser.CurrentByteIndex
            tag = Tag(name, prefix + colon, attributes, at, tag_end(self.data, at))
            self.head.setdefault(name, []).append(tag)
        elif name == "sheetData":
            self._header(self.parser.CurrentByteIndex, prefix + colon)

    def _end(self, written: str) -> None:
        name = written.rpartition(":")[2]
        if name == "c" and self.row is not None and self.row.cells:
            self.row.cells[-1].end = self.parser.CurrentByteIndex
        elif name == "row" and self.row is not None:
            self._finish(self.row, self.parser.CurrentByteIndex)
            self.row = None
        elif name in _HEAD:
            tag = self.head[name][-1]
            empty = self.data[tag.inner_start - 2 : tag.inner_start] == b"/>"
            at = self.parser.CurrentByteIndex
            tag.outer_end = tag.inner_start if empty else tag_end(self.data, at)

    def _column(self, letters: str) -> int:
        if letters not in self.letters:
            self.letters[letters] = column_number(letters)
        return self.letters[letters]

    def _finish(self, row: _Row, end: int) -> None:
        wanted = self.by_row.get(row.number, set())
        old = any(cell.style in self.old for cell in row.cells)
        cleared = self.marks.cleared if row.number >= self.marks.cleared_from else None
        if not wanted and not old and cleared is None:
            return
        there = {cell.column for cell in row.cells}
        if not wanted and not old and cleared not in there:
            return
        for cell in row.cells:
            self._cell(row, cell, wanted, cleared)
        if missing := sorted(wanted - there):
            self._insert(row, missing, end)

    def _cell(self, row: _Row, cell: _Cell, wanted: set[int], cleared: int | None) -> None:
        if cell.column not in wanted and cell.column != cleared and cell.style not in self.old:
            return
        place = row.number, cell.column
        inner = tag_end(self.data, cell.start)
        empty = self.data[inner - 2 : inner] == b"/>"
        end = inner if empty else tag_end(self.data, cell.end)
        if place in self.marks.texts:
            style, text = self.marks.texts[place]
            new = text_cell(f"{column_letters(cell.column)}{row.number}", style, text, row.prefix)
            self.edits.append((cell.start, end, new.encode()))
        elif cell.column == cleared:
            self.edits.append((cell.start, end, b""))
        else:
            style = self._style(place, cell.style if cell.style is not None else 0)
            tag = with_attributes(self.data[cell.start : inner], s=style)
            self.edits.append((cell.start, inner, tag))

    def _style(self, place: Place, style: int) -> int:
        if style >= len(self.styles):
            style = 0
        before = self.styles.background(style)
        if style in self.old:
            before = self.marks.backgrounds.get(place, "")
        if place not in self.marks.fills:
            return self.styles.filled(style, self.styles.kept_fill(before))
        self.covered[place] = before
        return self.styles.filled(style, self.marks.fills[place])

    def _insert(self, row: _Row, missing: list[int], end: int) -> None:
        """Cells that are not there yet, each before the next one to its right."""
        empty = self.data[row.inner - 2 : row.inner] == b"/>"
        places: dict[int, list[bytes]] = {}
        for column in missing:
            right = [cell.start for cell in row.cells if cell.column > column]
            places.setdefault(right[0] if right else end, []).append(self._new(row, column))
        if empty:
            tag = self.data[row.start : row.inner - 2] + b">"
            content = b"".join(cell for cells in places.values() for cell in cells)
            self.edits.append(
                (row.start, row.inner, self._unspanned(tag) + content + f"</{row.prefix}row>".encode())
            )
            return
        self.edits.append((row.start, row.inner, self._unspanned(self.data[row.start : row.inner])))
        for at, cells in places.items():
            self.edits.append((at, at, b"".join(cells)))

    @staticmethod
    def _unspanned(tag: bytes) -> bytes:
        """Without `spans`, a hint for readers that the new cell would make wrong."""
        return with_attributes(tag, spans=None)

    def _new(self, row: _Row, column: int) -> bytes:
        place = row.number, column
        reference = f"{column_letters(column)}{row.number}"
        if place in self.marks.texts:
            style, text = self.marks.texts[place]
            return text_cell(reference, style, text, row.prefix).encode()
        base = row.style if row.style is not None else self._column_style(column)
        return f'<{row.prefix}c r="{reference}" s="{self._style(place, base)}"/>'.encode()

    def _column_style(self, column: int) -> int:
        for tag in self.head.get("col", ()):
            first, last = _run(tag)
            if first <= column <= last:
                return int(tag.attributes.get("style", "0"))
        return 0


def _run(tag: Tag) -> tuple[int, int]:
    return int(tag.attributes["min"]), int(tag.attributes["max"])

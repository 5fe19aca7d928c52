"""Texts put into the cells of a worksheet part; every other byte stays as it is."""

from collections.abc import Mapping, Sequence
from xml.parsers import expat

from attrs import Factory, define

from sxbundle.workbook.cell_reference import column_letters, column_number
from sxbundle.workbook.xlsx.row_xml import escaped, text_cell
from sxbundle.workbook.xlsx.xml_edit import Edit, tag_end, with_attributes

Texts = Mapping[int, Mapping[int, str]]
"""Row to column to text."""


@define
class Cell:
    """A cell with the places of its bytes; `formula` is where its formula stands."""

    column: int
    start: int
    end: int
    style: int | None
    formula: tuple[int, int] | None = None


@define
class Row:
    """A row with the places of its bytes: of its first tag, and of its last one."""

    number: int
    start: int
    inner: int
    end: int
    prefix: str
    style: int | None
    cells: list[Cell] = Factory(list)


def rows_of(data: bytes) -> list[Row]:
    """The rows of a worksheet part, in its order."""
    return _Reader(data).run()


@define
class _Reader:
    data: bytes
    rows: list[Row] = Factory(list)
    row: Row | None = None
    parser: expat.XMLParserType = Factory(expat.ParserCreate)

    def run(self) -> list[Row]:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.Parse(self.data, True)
        return self.rows

    def _start(self, written: str, attributes: dict[str, str]) -> None:
        prefix, colon, name = written.rpartition(":")
        at = self.parser.CurrentByteIndex
        if name == "row":
            number = int(attributes.get("r") or (self.rows[-1].number + 1 if self.rows else 1))
            style = int(attributes["s"]) if "s" in attributes else None
            self.row = Row(number, at, tag_end(self.data, at), 0, prefix + colon, style)
            self.rows.append(self.row)
        elif self.row is None:
            return
        elif name == "c":
            cells = self.row.cells
            letters = attributes.get("r", "").rstrip("0123456789")
            column = column_number(letters) if letters else (cells[-1].column + 1 if cells else 1)
            cells.append(Cell(column, at, 0, int(attributes["s"]) if "s" in attributes else None))
        elif name == "f" and self.row.cells:
            self.row.cells[-1].formula = at, 0

    def _end(self, written: str) -> None:
        name = written.rpartition(":")[2]
        if self.row is None or name not in ("row", "c", "f"):
            return
        at = self.parser.CurrentByteIndex
        if name == "row":
            self.row.end = at
            self.row = None
            return
        cell = self.row.cells[-1]
        start = cell.formula[0] if name == "f" and cell.formula else cell.start
        first = tag_end(self.data, start)
        end = first if self.data[first - 2 : first] == b"/>" else tag_end(self.data, at)
        if name == "c":
            cell.end = end
        elif cell.formula:
            cell.formula = start, end


@define
class Filling:
    """Texts put into the rows of a part.

    Attributes:
        data: the part.
        rows: as `rows_of` gives them.
        pattern: the row whose look the rows below it take; None for the look of the columns.
        styles: column to style, for cells of rows without a look of their own.
    """

    data: bytes
    rows: Sequence[Row]
    pattern: Row | None
    styles: Mapping[int, int]

    def edits(self, texts: Texts) -> list[Edit]:
        """What to change so that `texts` stand in the rows that are there."""
        return [
            edit
            for row in self.rows
            if (wanted := texts.get(row.number))
            for edit in self._changed(row, wanted)
        ]

    def _changed(self, row: Row, wanted: Mapping[int, str]) -> list[Edit]:
        edits: list[Edit] = []
        there = {cell.column: cell for cell in row.cells}
        for column, text in wanted.items():
            if column in there:
                cell = there[column]
                edits.append((cell.start, cell.end, self._new(row, cell, text)))
        missing = sorted(set(wanted) - set(there))
        if not missing:
            return edits
        places: dict[int, list[bytes]] = {}
        for column in missing:
            right = [cell.start for cell in row.cells if cell.column > column]
            new = text_cell(self._at(row, column), self._style(row, column), wanted[column], row.prefix)
            places.setdefault(right[0] if right else row.end, []).append(new.encode())
        # `spans` is a hint for readers that the new cells may make wrong.
        tag = with_attributes(self.data[row.start : row.inner], spans=None)
        if self.data[row.inner - 2 : row.inner] == b"/>":
            content = b"".join(one for some in places.values() for one in some)
            return [(row.start, row.inner, tag[:-2] + b">" + content + f"</{row.prefix}row>".encode())]
        edits.append((row.start, row.inner, tag))
        edits += [(at, at, b"".join(some)) for at, some in places.items()]
        return edits

    def _new(self, row: Row, cell: Cell, text: str) -> bytes:
        if cell.formula is None:
            return text_cell(self._at(row, cell.column), cell.style or 0, text, row.prefix).encode()
        # A formula is the template's; taking it away would also leave a calculation chain behind
        # that names it, which Excel calls damage. Only its saved result changes.
        tag = with_attributes(self.data[cell.start : tag_end(self.data, cell.start)], t="str")
        formula = self.data[slice(*cell.formula)]
        result = f"<{row.prefix}v>{escaped(text)}</{row.prefix}v></{row.prefix}c>".encode()
        return tag + formula + result

    def _style(self, row: Row, column: int) -> int:
        if row.style is not None:
            return row.style
        look = {cell.column: cell.style or 0 for cell in self.pattern.cells} if self.pattern else {}
        beyond = self.pattern is not None and row.number > self.pattern.number
        return look[column] if beyond and column in look else self.styles.get(column, 0)

    @staticmethod
    def _at(row: Row, column: int) -> str:
        return f"{column_letters(column)}{row.number}"

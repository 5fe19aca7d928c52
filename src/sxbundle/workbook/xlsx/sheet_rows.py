"""The rows of one sheet, taken out of its XML a run at a time."""

from collections.abc import Callable, Iterable, Sequence
from operator import lt

from sxbundle.workbook.cell_reference import column_number
from sxbundle.workbook.grid import Cell
from sxbundle.workbook.limits import DEFAULT
from sxbundle.workbook.row_chunk import Strip
from sxbundle.workbook.xlsx.cell_patterns import Kind, Patterns, RowShape, Shape
from sxbundle.workbook.xlsx.cell_values import Values, text_of
from sxbundle.workbook.xlsx.number_formats import Format
from sxbundle.workbook.xlsx.text import Unfit

_RUN = 192 * 1024
"""Bytes of rows taken out together; more would only cost memory."""
_MOST_COMPILED = 4_000
"""Columns of patterns, each half a millisecond; a sheet that asks for new ones all along goes without."""
_SPARSE = 4
"""A cell has some thirty bytes; a pattern with a place for each four of them is wider than the rows."""
_KEPT = 100_000


class SheetRows:
    """Takes the rows of a sheet; see `guard.taking.RowTaker`.

    Args:
        values: what cells mean.
        give: gets the rows, strip by strip, in ascending order.
        most: rows beyond about so many are not taken.
    """

    def __init__(self, values: Values, give: Callable[[Strip], None], most: int | None = None) -> None:
        self.unfit = False
        self._values = values
        self._give = give
        self._most = most
        self._patterns: Patterns | None = None
        self._shape: RowShape | None = None
        self._compiled = 0
        self._last = self._rows = self._bytes = 0
        self._columns: set[int] = set()
        self._known: dict[bytes, Cell] = {}
        self._repeating: dict[Shape, dict[bytes, Cell]] = {}
        self._pending: list[bytes] = []
        self._size = self._count = 0
        self._odd: dict[int, dict[int, Cell]] = {}

    def plain(self, rows: bytes, count: int, prefix: bytes) -> None:
        """Rows in the plain form."""
        if self.unfit or (self._most is not None and self._rows >= self._most):
            return
        if self._patterns is None:
            self._patterns = Patterns.of(prefix)
        self._pending.append(rows)
        self._count += count
        self._size += len(rows)
        self._bytes += len(rows)
        if self._size >= _RUN:
            self._flush()

    def cell(self, place: tuple[int, int], kind: str, style: str, written: str) -> None:
        """A cell in another form."""
        if self.unfit or (self._most is not None and self._rows >= self._most):
            return
        try:
            row = self._odd.setdefault(place[0], {})
            row[place[1]] = self._values.of(kind, style, written)
        except Unfit:
            self.unfit = True

    def close(self) -> None:
        """Gives what is left."""
        if not self.unfit:
            self._flush()

    def _flush(self) -> None:
        try:
            strip = self._strip(b"".join(self._pending), self._count) if self._count else Strip((), {})
            if self._odd:
                strip = _merged(strip, self._odd)
            if strip.numbers:
                if strip.numbers[0] <= self._last or not all(map(lt, strip.numbers, strip.numbers[1:])):
                    raise Unfit("order of rows")
                self._last = strip.numbers[-1]
                self._rows += len(strip.numbers)
                self._columns.update(strip.columns)
                # So far apart that they are better left to the guard to refuse.
                if self._rows * len(self._columns) > DEFAULT.area + self._bytes // 8:
                    raise Unfit("area")
                self._give(strip)
        except Unfit:
            self.unfit = True
        self._pending.clear()
        self._size = self._count = 0
        self._odd = {}

    def _strip(self, rows: bytes, count: int) -> Strip:
        patterns = self._patterns
        assert patterns is not None
        if len(self._known) > _KEPT:
            self._known.clear()
        found = self._found(rows, count)
        if found is None and self._compiled < _MOST_COMPILED:
            columns = patterns.columns(rows)
            before = dict(self._shape.shapes) if self._shape else {}
            columns |= before.keys()
            if len(columns) * count * _SPARSE <= len(rows):
                shapes = {column: shape for column, shape in before.items() if shape} | patterns.learn(rows)
                self._shape = RowShape.of(columns, shapes, patterns.prefix)
                self._compiled += len(columns)
                found = self._found(rows, count)
        return self._each(rows) if found is None else self._by_column(found)

    def _found(self, rows: bytes, count: int) -> list[Sequence[bytes]] | None:
        """Numbers and cells of the rows, by group of the pattern; None when it does not fit."""
        shape = self._shape
        if shape is None or len(shape.shapes) * count * _SPARSE > len(rows):
            return None
        found = shape.pattern.findall(rows)
        if len(found) != count:
            return None
        return list(zip(*found, strict=True)) if shape.shapes else [found]

    def _by_column(self, groups: Sequence[Sequence[bytes]]) -> Strip:
        assert self._shape is not None
        numbers = list(map(int, groups[0]))
        columns: dict[int, Sequence[Cell]] = {}
        others = 0
        at = 1
        for column, shape in self._shape.shapes:
            usual, other = (groups[at], groups[at + 1]) if shape else ((), groups[at])
            at += 2 if shape else 1
            cells: list[Cell] = self._bare(usual, shape) if shape and any(usual) else []
            if any(other):
                odd = self._raw(other)
                others += len(odd) - odd.count(None)
                cells = (
                    [one if two is None else two for one, two in zip(cells, odd, strict=True)]
                    if cells
                    else odd
                )
            if cells:
                columns[column] = cells
        if others > len(numbers) * len(columns) // 4:
            # Other shapes are usual by now.
            self._shape = None
        return Strip(numbers, columns)

    def _bare(self, written: Sequence[bytes], shape: Shape) -> list[Cell]:
        """The values of cells of a column's usual shape."""
        if shape.kind is Kind.SHARED:
            return self._values.shared.texts(written)  # type: ignore[return-value]
        if shape.kind is Kind.NUMBER:
            style = self._values.format(shape.style.decode())
            if style is Format.NUMBER:
                try:
                    return [float(one) if one else None for one in written]
                except ValueError as error:
                    raise Unfit("number") from error
            return self._once(written, lambda one: self._values.number(one.decode(), style), shape)
        inline, preserve = shape.kind is not Kind.STRING, shape.kind is Kind.KEPT
        return self._once(written, lambda one: text_of(one, inline=inline, preserve=preserve), shape)

    def _once(self, written: Sequence[bytes], value: Callable[[bytes], Cell], shape: Shape) -> list[Cell]:
        """Each distinct cell is read once; what repeats is kept, for later rows hold it again."""
        distinct = set(written)
        known: dict[bytes, Cell] = {b"": None}
        if 2 * len(distinct) <= len(written):
            known = self._repeating.setdefault(shape, known)
            if len(known) > _KEPT:
                known.clear()
            distinct.difference_update(known)
        known.update((one, value(one) if one else None) for one in distinct)
        return list(map(known.__getitem__, written))

    def _raw(self, cells: Iterable[bytes]) -> list[Cell]:
        known = self._known
        found: list[Cell] = []
        for cell in cells:
            if not cell:
                found.append(None)
                continue
            if cell not in known:
                known[cell] = self._value(cell)
            found.append(known[cell])
        return found

    def _value(self, cell: bytes) -> Cell:
        assert self._patterns is not None
        parts = self._patterns.parts.fullmatch(cell)
        if parts is None:
            raise Unfit("cell")
        style, kind, value, preserve, text = parts.groups()
        typed = kind.decode() if kind else "n"
        if text is not None:
            return text_of(text, inline=True, preserve=preserve is not None)
        if not value:
            return None
        if typed == "str":
            return text_of(value, inline=False, preserve=True)
        return self._values.of(typed, (style or b"").decode(), value.decode("utf-8", "replace"))

    def _each(self, rows: bytes) -> Strip:
        """Rows of which most columns are empty, or which are never alike: cell by cell."""
        assert self._patterns is not None
        numbers: list[int] = []
        columns: dict[bytes, dict[int, Cell]] = {}
        known = self._known
        for number, letters, cell in self._patterns.cells.findall(rows):
            if number:
                numbers.append(int(number))
                continue
            if cell not in known:
                known[cell] = self._value(cell)
            value = known[cell]
            if value is not None:
                columns.setdefault(letters, {})[len(numbers) - 1] = value
        found: dict[int, Sequence[Cell]] = {}
        for letters, by_row in columns.items():
            found[column_number(letters.decode())] = [by_row.get(at) for at in range(len(numbers))]
        return Strip(numbers, found)


def _merged(strip: Strip, odd: dict[int, dict[int, Cell]]) -> Strip:
    """The rows in other forms among the plain ones."""
    if not odd.keys().isdisjoint(strip.numbers):
        raise Unfit("a row twice")
    numbers = [*strip.numbers, *odd]
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    columns: dict[int, Sequence[Cell]] = {}
    for column in {*strip.columns, *(column for row in odd.values() for column in row)}:
        cells = [
            *strip.columns.get(column, [None] * len(strip.numbers)),
            *(row.get(column) for row in odd.values()),
        ]
        columns[column] = [cells[at] for at in order]
    return Strip([numbers[at] for at in order], columns)

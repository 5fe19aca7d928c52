"""The rows of one sheet, taken out of its XML a run at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NoReturn

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.cell_reference import column_letters, column_number
from sxbundle.workbook.grid import Cell
from sxbundle.workbook.limits import Limits
from sxbundle.workbook.problems import BOMB, CELL, TOO_MANY_CELLS, TOO_MANY_FILLED, refuse, refuse_area
from sxbundle.workbook.row_chunk import Strip
from sxbundle.workbook.xlsx.cell_patterns import Kind, Patterns, RowShape, Shape
from sxbundle.workbook.xlsx.cell_values import CellValues, text_of, texts_of
from sxbundle.workbook.xlsx.number_formats import Format
from sxbundle.workbook.xlsx.text import MalformedCell

_RUN = 192 * 1024
"""Bytes of rows taken out together; more would only cost memory."""
_LEARNT_FROM = 64 * 1024
"""Bytes of rows for which a pattern of whole rows pays: it takes a millisecond for each of its columns."""
_RUN_CELLS = 4_096
"""Cells in other forms that are kept until they join the plain rows around them."""
_MOST_COMPILED = 4_000
"""Columns of patterns, each half a millisecond; a sheet that asks for new ones all along goes without."""
_SPARSE = 4
"""A cell has some thirty bytes; a pattern with a place for each four of them is wider than the rows."""
_KEPT = 100_000
_NEVER_ALIKE = Bilingual("行内单元格顺序混乱或过于零散", "cells of rows out of order, or too scattered")
_LONG_TEXT = 256
"""Bytes from which a text that many cells share is counted in each of them."""


class RowBudget:
    """What the sheets of one file may hold together, counted down.

    Attributes:
        rows: that hold a value.
        cells: that do.
        text: bytes of long texts, counted in every cell that shows them.
        area: of the rectangles from the first to the last filled cell; see `Limits.area`.
        single: cells that are read one by one, since no pattern of whole rows takes them.
    """

    def __init__(self, limits: Limits) -> None:
        self.rows = limits.rows
        self.cells = limits.cells
        self.text = limits.text_bytes
        self.area = limits.area
        self.single = limits.single_cells

    def afford(self, sheet: str) -> None:
        """Refuses what is beyond the budget; `sheet` is where the counting stands."""
        if self.cells < 0 or self.rows < 0:
            refuse(TOO_MANY_CELLS, sheet=sheet, extent=TOO_MANY_FILLED)
        if self.single < 0:
            refuse(TOO_MANY_CELLS, sheet=sheet, extent=_NEVER_ALIKE)
        if self.text < 0:
            refuse(BOMB, part=Bilingual("同一段长文字重复过多", "one long text is repeated too often"))


class WorksheetRows:
    """Takes the rows of a sheet, in the order in which they stand in the part.

    Nothing may be done with them before the guard has let the whole file pass.

    Args:
        name: of the sheet, for messages.
        values: what cells mean.
        give: gets the rows, strip by strip, in the order of the part.
        budget: of the file.
        most: rows beyond about so many are not taken.
    """

    def __init__(
        self,
        name: str,
        values: CellValues,
        give: Callable[[Strip], None],
        budget: RowBudget,
        most: int | None = None,
    ) -> None:
        self._name = name
        self._values = values
        self._give = give
        self._budget = budget
        self._most = most
        self._patterns: Patterns | None = None
        self._shape: RowShape | None = None
        self._compiled = 0
        self._last = self._rows = self._filled = self._bytes = 0
        self._columns: set[int] = set()
        self._known: dict[bytes, Cell] = {}
        self._repeating: dict[Shape, dict[bytes, Cell]] = {}
        self._pending: list[bytes] = []
        self._size = self._count = 0
        self._odd: dict[int, dict[int, Cell]] = {}
        self._odd_cells = 0

    def plain(self, rows: bytes, count: int, prefix: bytes) -> None:
        """Takes the XML of `count` whole rows in a form of `row_patterns`; the prefix has its colon."""
        if self._most is not None and self._rows >= self._most:
            return
        values = rows.count(b"<%bv>" % prefix) + rows.count(b"<%bis>" % prefix)
        if not values:  # borders and colours below the last person
            return
        if self._patterns is None:
            self._patterns = Patterns.of(prefix)
        self._budget.cells -= values
        self._budget.afford(self._name)
        self._pending.append(rows)
        self._count += count
        self._size += len(rows)
        self._bytes += len(rows)
        if self._size >= _RUN:
            self._flush()

    def cell(self, place: tuple[int, int], kind: str, style: str, written: str) -> None:
        """Takes a cell in any other form, by its `t` (or `n`), `s` and `v`, or an inline string's text."""
        if self._most is not None and self._rows >= self._most:
            return
        number, column = place
        if number not in self._odd and self._odd_cells >= _RUN_CELLS:
            self._flush()
        row = self._odd.setdefault(number, {})
        if column in row:
            self._refuse(number, column, Bilingual("同一单元格出现两次", "the cell stands twice"))
        try:
            row[column] = self._values.of(kind, style, written)
        except MalformedCell as error:
            self._refuse(number, column, error.what)
        self._odd_cells += 1
        self._budget.cells -= 1
        self._budget.afford(self._name)

    def close(self) -> None:
        """Gives what is left."""
        self._flush()

    def _refuse(self, row: int, column: int, what: Bilingual) -> NoReturn:
        refuse(CELL, sheet=self._name, place=f"{column_letters(column)}{row}", what=what)

    def _flush(self) -> None:
        rows = b"".join(self._pending)
        strip = Strip((), {})
        if self._count:
            try:
                strip = self._strip(rows, self._count)
            except MalformedCell as error:
                self._locate(rows, error)
        if self._odd:
            strip = self._merged(strip)
        if strip.numbers:
            self._last = max(self._last, max(strip.numbers))
            self._rows += len(strip.numbers)
            filled = len(strip.numbers) if strip.columns else 0  # styles below the last person are no rows
            self._budget.rows -= filled
            self._filled += filled
            self._columns.update(strip.columns)
            if self._filled * len(self._columns) > self._budget.area + self._bytes // 8:
                refuse_area(self._name, self._last, max(self._columns))
            self._give(strip)
        self._pending.clear()
        self._size = self._count = self._odd_cells = 0
        self._odd = {}

    def _locate(self, rows: bytes, error: MalformedCell) -> NoReturn:
        """Refuses the first cell of the rows that is none."""
        assert self._patterns is not None
        row = 0
        for number, letters, cell in self._patterns.cells.findall(rows):
            if number:
                row = int(number)
                continue
            try:
                self._value(cell)
            except MalformedCell as found:
                self._refuse(row, column_number(letters.decode()), found.what)
        self._refuse(row, 1, error.what)

    def _strip(self, rows: bytes, count: int) -> Strip:
        patterns = self._patterns
        assert patterns is not None
        if len(self._known) > _KEPT:
            self._known.clear()
        groups = self._groups(rows, count)
        if groups is None and len(rows) >= _LEARNT_FROM and self._compiled < _MOST_COMPILED:
            columns = patterns.columns(rows)
            before = dict(self._shape.shapes) if self._shape else {}
            columns |= before.keys()
            if len(columns) * count * _SPARSE <= len(rows):
                shapes = {column: shape for column, shape in before.items() if shape} | patterns.learn(rows)
                self._shape = RowShape.of(columns, shapes, patterns.prefix)
                groups = self._groups(rows, count)
                self._compiled += len(columns) if groups else _MOST_COMPILED // 8
        return self._each(rows) if groups is None else self._by_column(groups)

    def _groups(self, rows: bytes, count: int) -> list[Sequence[bytes]] | None:
        """Numbers and cells of the rows, by group of the pattern; None when it does not fit."""
        shape = self._shape
        if shape is None or len(shape.shapes) * count * _SPARSE > len(rows):
            return None
        matches = shape.pattern.findall(rows)
        if len(matches) != count:
            return None
        return list(zip(*matches, strict=True)) if shape.shapes else [matches]

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
                filled = len(odd) - odd.count(None)
                if not filled and not cells:
                    continue
                others += filled
                cells = (
                    [cell if two is None else two for cell, two in zip(cells, odd, strict=True)]
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
            texts = self._values.shared.texts(written)
            if self._values.shared.longest > _LONG_TEXT:
                self._spread(texts)
            return texts  # type: ignore[return-value]
        if shape.kind is Kind.NUMBER:
            style = self._values.format(shape.style.decode())
            if style is Format.NUMBER:
                try:
                    return [float(content) if content else None for content in written]
                except ValueError as error:
                    raise MalformedCell(Bilingual("数字写法不合法", "the number is malformed")) from error
            number = self._values.number
            return self._once(
                written, lambda new: [number(content.decode(), style) for content in new], shape
            )
        inline, preserve = shape.kind is not Kind.STRING, shape.kind is Kind.KEPT
        return self._once(written, partial(texts_of, inline=inline, preserve=preserve), shape)

    def _spread(self, cells: Iterable[Cell]) -> None:
        """Counts long texts in each cell that shows them: whoever copies them needs the memory."""
        self._budget.text -= sum(
            len(cell) for cell in cells if isinstance(cell, str) and len(cell) > _LONG_TEXT // 4
        )
        self._budget.afford(self._name)

    def _once(
        self, written: Sequence[bytes], read: Callable[[Sequence[bytes]], Sequence[Cell]], shape: Shape
    ) -> list[Cell]:
        """Each distinct cell is read once; what repeats is kept, for later rows hold it again."""
        distinct = set(written)
        known: dict[bytes, Cell] = {b"": None}
        if 2 * len(distinct) <= len(written):
            known = self._repeating.setdefault(shape, known)
            if len(known) > _KEPT:
                known.clear()
                known[b""] = None
        contents = list(distinct.difference(known))
        known.update(zip(contents, read(contents), strict=True))
        return list(map(known.__getitem__, written))

    def _raw(self, cells: Iterable[bytes]) -> list[Cell]:
        known = self._known
        values: list[Cell] = []
        for cell in cells:
            if not cell:
                values.append(None)
                continue
            if cell not in known:
                known[cell] = self._value(cell)
            values.append(known[cell])
        if self._values.shared.longest > _LONG_TEXT:
            self._spread(values)
        return values

    def _value(self, cell: bytes) -> Cell:
        assert self._patterns is not None
        parts = self._patterns.parts.fullmatch(cell)
        if parts is None:
            raise MalformedCell(Bilingual("写法不合法", "it is malformed"))
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
        row: set[bytes] = set()
        pieces = self._patterns.cells.findall(rows)
        self._budget.single -= len(pieces)
        self._budget.afford(self._name)
        for number, letters, cell in pieces:
            if number:
                numbers.append(int(number))
                row.clear()
                continue
            if letters in row:
                self._refuse(
                    numbers[-1],
                    column_number(letters.decode()),
                    Bilingual("同一单元格出现两次", "the cell stands twice"),
                )
            row.add(letters)
            if cell not in known:
                known[cell] = self._value(cell)
            value = known[cell]
            if value is not None:
                columns.setdefault(letters, {})[len(numbers) - 1] = value
        if self._values.shared.longest > _LONG_TEXT:
            self._spread(value for by_row in columns.values() for value in by_row.values())
        cells: dict[int, Sequence[Cell]] = {}
        for letters, by_row in columns.items():
            cells[column_number(letters.decode())] = [by_row.get(at) for at in range(len(numbers))]
        return Strip(numbers, cells)

    def _merged(self, strip: Strip) -> Strip:
        """The rows in other forms among the plain ones."""
        odd = self._odd
        numbers = [*strip.numbers, *odd]
        order = sorted(range(len(numbers)), key=numbers.__getitem__)
        columns: dict[int, Sequence[Cell]] = {}
        for column in {*strip.columns, *_columns(odd)}:
            cells = [
                *strip.columns.get(column, [None] * len(strip.numbers)),
                *(row.get(column) for row in odd.values()),
            ]
            columns[column] = [cells[at] for at in order]
        return Strip([numbers[at] for at in order], columns)


def _columns(rows: Mapping[int, Mapping[int, Cell]]) -> set[int]:
    return {column for row in rows.values() for column in row}

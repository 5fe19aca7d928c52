"""Strips piled up to a grid."""

from sxbundle.workbook.grid import Cell, Grid, Visibility
from sxbundle.workbook.row_chunk import Strip
from sxbundle.workbook.sheet_facts import SheetFacts


class Pile:
    """All rows of a sheet."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.columns: dict[int, list[Cell]] = {}

    def add(self, strip: Strip) -> None:
        """Puts rows below those that are there."""
        for column, cells in strip.columns.items():
            below = self.columns.setdefault(column, [])
            below.extend([None] * (len(self.numbers) - len(below)))
            below.extend(cells)
        self.numbers.extend(strip.numbers)

    def grid(self, name: str, visibility: Visibility, facts: SheetFacts) -> Grid:
        """The sheet; the guard has found that it can be held."""
        height = len(self.numbers)
        for column, cells in list(self.columns.items()):
            cells.extend([None] * (height - len(cells)))
            if not any(cell is not None for cell in cells):
                del self.columns[column]
        first, last = self._ends()
        numbers = self.numbers[first:last]
        span = numbers[-1] - numbers[0] + 1 if numbers else 0
        nothing: list[Cell] = [None] * span
        columns = []
        for column in range(1, max(self.columns, default=0) + 1):
            cells = self.columns.get(column, nothing)
            if cells is not nothing and (first or last < height):
                cells = cells[first:last]
            if cells is not nothing and span > len(numbers):
                spread = list(nothing)
                for number, cell in zip(numbers, cells, strict=True):
                    spread[number - numbers[0]] = cell
                cells = spread
            columns.append(cells)
        return Grid.of_facts(name, columns, numbers[0] if numbers else 1, visibility, facts)

    def _ends(self) -> tuple[int, int]:
        """The first filled row, and the one after the last."""
        columns = list(self.columns.values())
        rows = range(len(self.numbers))
        first = next((at for at in rows if any(column[at] is not None for column in columns)), len(rows))
        last = next((at for at in reversed(rows) if any(column[at] is not None for column in columns)), -1)
        return first, last + 1

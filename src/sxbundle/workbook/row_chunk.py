"""Rows side by side, column by column: how large sheets travel from their reader."""

from collections.abc import Mapping, Sequence

from attrs import Factory, define, frozen

from sxbundle.workbook.grid import Cell, Grid, SheetFacts, Visibility


@frozen(repr=False)
class Strip:
    """Some rows of a sheet.

    Attributes:
        numbers: of the rows, ascending; those without a cell may be absent.
        columns: number of a column to its cells, one for each row; those without a value may be
            absent.
    """

    numbers: Sequence[int]
    columns: Mapping[int, Sequence[Cell]]

    def __repr__(self) -> str:
        return f"<Strip {len(self.numbers)} rows, {len(self.columns)} columns>"


@define
class GridBuilder:
    """Puts strips one below the other to a grid."""

    numbers: list[int] = Factory(list)
    columns: dict[int, list[Cell]] = Factory(dict)

    def add(self, strip: Strip) -> None:
        """Puts rows below those that are there."""
        for column, cells in strip.columns.items():
            below = self.columns.setdefault(column, [])
            below.extend([None] * (len(self.numbers) - len(below)))
            below.extend(cells)
        self.numbers.extend(strip.numbers)

    @property
    def height(self) -> int:
        """Rows so far."""
        return len(self.numbers)

    def grid(
        self,
        name: str,
        visibility: Visibility = Visibility.VISIBLE,
        facts: SheetFacts = SheetFacts(""),  # noqa: B008 - nothing changes it here
    ) -> Grid:
        """The sheet; the guard has found that it can be held, and that no row stands twice."""
        height = len(self.numbers)
        for column, cells in list(self.columns.items()):
            cells.extend([None] * (height - len(cells)))
            if not any(cell is not None for cell in cells):
                del self.columns[column]
        if not facts.ascending:
            self._sort()
        first, last = self._ends()
        numbers = self.numbers[first:last]
        span = numbers[-1] - numbers[0] + 1 if numbers else 0
        nothing: list[Cell] = [None] * span
        columns: list[Sequence[Cell]] = []
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

    def _sort(self) -> None:
        order = sorted(range(len(self.numbers)), key=self.numbers.__getitem__)
        self.numbers = [self.numbers[at] for at in order]
        self.columns = {column: [cells[at] for at in order] for column, cells in self.columns.items()}

    def _ends(self) -> tuple[int, int]:
        """The first filled row, and the one after the last."""
        columns = list(self.columns.values())
        rows = range(len(self.numbers))
        first = next((at for at in rows if any(column[at] is not None for column in columns)), len(rows))
        last = next((at for at in reversed(rows) if any(column[at] is not None for column in columns)), -1)
        return first, last + 1

"""A workbook as it lies in the file: cells at their true places, and what hides or merges them.

`read_grids` is the only way in to a workbook: the guard first, then the reader. Nothing here knows
what a column means.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from attrs import Factory, define, frozen

from sxbundle.workbook.cell_reference import Area


@define
class SheetFacts:
    """What the guard saw of a worksheet, beyond its values. All numbers are 1-based.

    Attributes:
        part: name of the part in the package.
        last_row, last_column: no filled cell lies beyond them.
        merges: merged ranges.
        hidden_rows: as numbers.
        hidden_columns: as numbers.
        errors: error cells with their text (`#N/A`), which the reader gives as empty.
        uncached: formulas saved without a value, which every reader gives as empty.
        bytes: of the part, inflated.
        ascending: True when the rows stand in their order.
        contiguous: True when from the first plain row on there are only plain rows, and nothing between them.
        tags: elements in no plain form, of this sheet and those before it.
        rows: elements of rows, empty ones, too.
    """

    part: str
    last_row: int = 0
    last_column: int = 0
    merges: list[Area] = Factory(list)
    hidden_rows: set[int] = Factory(set)
    hidden_columns: set[int] = Factory(set)
    errors: dict[tuple[int, int], str] = Factory(dict)
    uncached: list[tuple[int, int]] = Factory(list)
    bytes: int = 0
    ascending: bool = True
    contiguous: bool = False
    tags: int = 0
    rows: int = 0


@frozen
class CellError:
    """An error cell (`#N/A`, `#REF!`): it has a text to show and no value."""

    text: str

    @property
    def unresolved(self) -> str:
        """The text, by the name under which rules ask for it."""
        return self.text

    def __str__(self) -> str:
        return self.text


Cell = str | float | int | bool | date | datetime | time | timedelta | CellError | None
"""Numbers are floats, also whole ones; an empty cell is None; text keeps its blanks."""


class Visibility(StrEnum):
    """Whether people see a sheet."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"
    """Only a macro can show it again."""


@frozen(repr=False)
class Grid:
    """One sheet. Rows and columns are numbered from 1, as people see them.

    Attributes:
        name: as on the tab.
        columns: the cells of each column from A on, all from the first filled row to the last.
        first_row: the sheet row of their first cells.
        visibility: of the sheet.
        merges: first row, first column, last row, last column of each merged range.
        hidden_rows, hidden_columns: their numbers.
        uncached: row and column of formulas saved without a value: they read as empty, and only a
            spreadsheet program can work them out.
    """

    name: str
    columns: Sequence[Sequence[Cell]]
    first_row: int = 1
    visibility: Visibility = Visibility.VISIBLE
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncached: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of_facts(
        cls,
        name: str,
        columns: Sequence[Sequence[Cell]],
        first_row: int,
        visibility: Visibility,
        facts: SheetFacts,
    ) -> "Grid":
        """A sheet with what the guard saw of it."""
        return cls(
            name=name,
            columns=columns,
            first_row=first_row,
            visibility=visibility,
            merges=tuple(facts.merges),
            hidden_rows=frozenset(facts.hidden_rows),
            hidden_columns=frozenset(facts.hidden_columns),
            uncached=tuple(facts.uncached),
        )

    @property
    def height(self) -> int:
        """How many rows there are from the first filled one to the last."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def last_row(self) -> int:
        """The sheet row of the last filled row; less than `first_row` when none is."""
        return self.first_row + self.height - 1

    @property
    def width(self) -> int:
        """The last filled column."""
        return len(self.columns)

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The same cells row by row: for small sheets, for each cell is kept once more."""
        return list(map(list, zip(*self.columns, strict=True)))

    def row(self, number: int) -> list[Cell]:
        """The cells of a sheet row, from column A on; none beyond the filled rows."""
        at = number - self.first_row
        return [column[at] for column in self.columns] if 0 <= at < self.height else []

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a sheet row and column; None beyond the filled ones.

        >>> Grid("页", [["甲"], [1.0]], first_row=3).cell(3, 2)
        1.0
        """
        if not self.first_row <= row <= self.last_row or not 1 <= column <= self.width:
            return None
        return self.columns[column - 1][row - self.first_row]

    def merge_at(self, row: int, column: int) -> Area | None:
        """The merged range that covers a cell."""
        for area in self.merges:
            if area[0] <= row <= area[2] and area[1] <= column <= area[3]:
                return area
        return None

    def __repr__(self) -> str:
        return f"<Grid {self.name!r} {self.visibility} {self.height} rows from {self.first_row}>"

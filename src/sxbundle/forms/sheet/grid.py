"""A workbook as it lies in the file: cells at their true places, and what hides or merges them.

`read_grids` is the only way in to a workbook: the guard first, then the reader. Nothing here knows
what a column means.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from attrs import frozen

from sxbundle.guard.reference import Area


@frozen
class CellError:
    """An error cell (`#N/A`, `#REF!`): it has a text to show and no value."""

    text: str

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
        rows: from the first filled row to the last; each list begins with column A.
        first_row: the sheet row of `rows[0]`.
        visibility: of the sheet.
        merges: first row, first column, last row, last column of each merged range.
        hidden_rows, hidden_columns: their numbers.
        uncached: row and column of formulas saved without a value: they read as empty, and only a
            spreadsheet program can work them out.
    """

    name: str
    rows: list[list[Cell]]
    first_row: int = 1
    visibility: Visibility = Visibility.VISIBLE
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncached: tuple[tuple[int, int], ...] = ()

    @property
    def last_row(self) -> int:
        """The sheet row of the last filled row; less than `first_row` when none is."""
        return self.first_row + len(self.rows) - 1

    @cached_property
    def width(self) -> int:
        """The last filled column."""
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a sheet row and column; None beyond the filled ones.

        >>> Grid("页", [["甲", 1.0]], first_row=3).cell(3, 2)
        1.0
        """
        if not self.first_row <= row <= self.last_row or column < 1:
            return None
        cells = self.rows[row - self.first_row]
        return cells[column - 1] if column <= len(cells) else None

    def merge_at(self, row: int, column: int) -> Area | None:
        """The merged range that covers a cell."""
        for area in self.merges:
            if area[0] <= row <= area[2] and area[1] <= column <= area[3]:
                return area
        return None

    def __repr__(self) -> str:
        return f"<Grid {self.name!r} {self.visibility} {len(self.rows)} rows from {self.first_row}>"

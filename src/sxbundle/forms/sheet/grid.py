"""A workbook as it lies in the file: cells at their true places, and what hides or merges them.

`read_grids` is the only way in to a workbook: the guard first, then the reader. Nothing here knows
what a column means.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

import attrs
from attrs import field, frozen

from sxbundle.guard import DEFAULT, WORKBOOKS, File, FileKind, Limits, inspect
from sxbundle.guard.opened import opened
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

    @property
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


@frozen
class Workbook:
    """What `read_grids` gives: the sheets in their order; a CSV is one sheet named `csv`.

    Attributes:
        kind: what the file is, whatever its name.
        encoding: of a CSV.
        separator: of a CSV.
    """

    kind: FileKind
    grids: tuple[Grid, ...] = field(repr=False)
    encoding: str | None = None
    separator: str | None = None


READING = attrs.evolve(DEFAULT, macros=True)
"""A reader runs nothing, so the macros of a true .xlsm do no harm here."""


def read_grids(file: File, *, limits: Limits = READING) -> Workbook:
    r"""Reads all sheets of an .xlsx, .xlsm, .xls or .csv, after the guard has let it pass.

    Raises:
        FileRefused: what is wrong with the file and what to do; nothing else, for any bytes.

    >>> read_grids("姓名,人数\n张三,001\n".encode()).grids[0].rows
    [['姓名', '人数'], ['张三', '001']]
    """
    # Read once, so that guard and reader see the same bytes whatever happens to the file.
    with opened(file, limits) as stream:
        content = stream.read()
    seen = inspect(content, expect=WORKBOOKS, limits=limits)
    if seen.kind is FileKind.CSV:
        from sxbundle.forms.sheet.delimited import read_delimited

        grid, separator = read_delimited(content, seen.encoding or "utf-8")
        return Workbook(seen.kind, (grid,), seen.encoding, separator)
    from sxbundle.forms.sheet.excel import read_excel

    return Workbook(seen.kind, read_excel(content, seen))

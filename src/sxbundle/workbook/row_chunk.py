"""Rows side by side, column by column: how large sheets travel from their reader."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from sxbundle.workbook.grid import Cell


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

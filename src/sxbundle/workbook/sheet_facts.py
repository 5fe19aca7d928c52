"""What the guard tells of a worksheet."""

from attrs import Factory, define

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

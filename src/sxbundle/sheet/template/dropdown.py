"""A drop-down of a template: what it offers and where that stands."""

from enum import StrEnum

from attrs import frozen

from sxbundle.workbook.grid import Visibility


class ListKind(StrEnum):
    """Where the entries of a drop-down come from."""

    INLINE = "inline"
    """They stand in the validation itself."""
    RANGE = "range"
    """A range of cells."""
    NAME = "name"
    """A defined name that means a range or a list."""
    INDIRECT = "indirect"
    """What another cell holds chooses the list; nothing fixed can be read."""
    FORMULA = "formula"
    """Any other formula, such as OFFSET; nothing fixed can be read."""


@frozen
class DropDown:
    """A drop-down as the workbook holds it.

    Attributes:
        kind: where its entries come from.
        formula: as written.
        labels: the entries in their order; empty when only a spreadsheet program can tell.
        first_row, last_row: the rows that have it.
        extension: True for one that stands in the extension list (x14), which Excel uses for
            ranges on other sheets and most libraries drop.
        strict: True when other values are refused.
        sheet: the sheet that holds the entries.
        visibility: of that sheet.
        depends_on: letters of the columns that an INDIRECT looks at.
    """

    kind: ListKind
    formula: str
    labels: tuple[str, ...]
    first_row: int
    last_row: int
    extension: bool = False
    strict: bool = False
    sheet: str | None = None
    visibility: Visibility | None = None
    depends_on: tuple[str, ...] = ()

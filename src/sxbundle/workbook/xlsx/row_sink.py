"""Who takes the cells out of a workbook while the guard looks at it, so that it is inflated once."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sxbundle.workbook.zip_reader import Archive


class RowTaker(Protocol):
    """Takes the rows of one sheet, in the order in which they stand in the part.

    Nothing may be done with them before the guard has let the whole file pass.
    """

    def plain(self, rows: bytes, count: int, prefix: bytes) -> None:
        """Whole rows in a form of `plain_rows`, one after the other.

        Args:
            rows: their XML.
            count: how many they are.
            prefix: of their elements, with its colon; empty for none.
        """
        ...

    def cell(self, place: tuple[int, int], kind: str, style: str, written: str) -> None:
        """A cell in any other form.

        Args:
            place: its row and column.
            kind: its `t`; `n` when it has none, `inlineStr` when it holds an `is`.
            style: its `s`; empty when it has none.
            written: what stands in `v`; of an inline string, its text as people see it.
        """
        ...


class Taker(Protocol):
    """Takes a workbook."""

    def book(self, archive: "Archive", folder: str, *, date1904: bool) -> None:
        """The workbook, before its sheets.

        Args:
            archive: for its other parts.
            folder: of the main part, with its slash; empty for none.
            date1904: True when day numbers count from 1904.
        """
        ...

    def sheet(self, at: int) -> RowTaker | None:
        """Who takes the rows of the sheet at this place of the workbook's list; None for nobody."""
        ...

"""What the rows of a batch came from: it knows how to write the marked copy, and imports that when needed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from sxbundle.batch import Report, Table
from sxbundle.schema import Plan
from sxbundle.sheet.former_marks import Spot, backgrounds, is_list
from sxbundle.sheet.header import Header
from sxbundle.workbook.atomic_write import Target, fitting_target
from sxbundle.workbook.cell_reference import LAST_COLUMN
from sxbundle.workbook.file_kind import FileKind
from sxbundle.workbook.grid import Grid


@frozen(repr=False)
class FilersFile:
    """An .xlsx or .xlsm as it was read: gives back a copy of the same bytes, marked.

    Only the cells concerned, the added column and the added sheet differ; every other part of the
    package stays byte for byte, so drop-downs, pictures and hidden sheets survive.

    Attributes:
        path: where it was read from, None for content; never written to.
        content: what was read.
        kind: of workbook.
        spot: where the table stands.
    """

    path: Path | None
    content: bytes
    kind: FileKind
    spot: Spot

    @classmethod
    def of(
        cls,
        path: Path | None,
        content: bytes,
        kind: FileKind,
        grids: Sequence[Grid],
        grid: Grid,
        header: Header,
        columns: Mapping[str, int],
    ) -> "FilersFile":
        """The origin of a table that was read from `grid`."""
        beside = max(grid.width, *columns.values(), 0) + 1
        former = next((sheet for sheet in grids if is_list(sheet)), None)
        spot = Spot(
            sheet=grid.name,
            caption_row=header.top,
            bottom=header.bottom,
            columns=columns,
            reasons=header.reasons or (beside if beside <= LAST_COLUMN else None),
            known=header.reasons is not None,
            former_list=former.name if former else None,
            backgrounds=backgrounds(former) if former else {},
        )
        return cls(path, content, kind, spot)

    def annotate(self, report: Report, path: Target) -> None:
        """Writes the marked copy.

        Raises:
            FileRefused: the target is the filer's own file, has the wrong ending, or cannot be
                written.
        """
        from sxbundle.sheet.annotate import mark

        fitting_target(path, [self.path], ".xlsm" if self.kind is FileKind.XLSM else ".xlsx")
        mark(self.content, self.spot, report, path)


@frozen(repr=False)
class OwnSheet:
    """A sheet of our own for rows that came as records, .csv or .xls, marked.

    Attributes:
        plan: what was ticked.
        table: the raw cells; None for no rows.
        path: the file they came from, which is never written to; None for records.
    """

    plan: Plan[Any]
    table: Table | None = None
    path: Path | None = None

    def annotate(self, report: Report, path: Target) -> None:
        """Writes our sheet with the raw cells, marked.

        Raises:
            FileRefused: the target is the filer's own file, has the wrong ending, or cannot be
                written.
        """
        from sxbundle.sheet.annotate import mark_own_sheet

        fitting_target(path, [self.path], ".xlsx")
        mark_own_sheet(self.plan, self.table or Table({}, ()), report, path)

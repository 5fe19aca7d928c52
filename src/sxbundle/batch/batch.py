"""A filled sheet (报盘): the rows of one filing, checked."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from sxbundle.batch.check import check
from sxbundle.batch.checked import Checked
from sxbundle.batch.paused import collector_paused
from sxbundle.batch.records import typed_rows
from sxbundle.batch.report import Report
from sxbundle.batch.table import Origin, Table
from sxbundle.schema import Plan

RowT = TypeVar("RowT")


@frozen(repr=False, slots=False)  # what is derived is kept once computed
class Batch(Generic[RowT]):
    """The rows of one filing with all that is wrong with them.

    Made by `Selection.read` or `Selection.batch`; the check runs once, when first asked for.

    Attributes:
        plan: what was ticked.
        table: the raw cells.
        fallback: marks a workbook of our own when the rows did not come from one.
    """

    plan: Plan[RowT]
    table: Table
    fallback: Origin = field(repr=False)

    @cached_property
    def checked(self) -> Checked:
        """Typed values and problems by column: what halls and forms work on."""
        return check(self.plan, self.table)

    @cached_property
    def report(self) -> Report:
        """Every problem at once."""
        return Report(self.checked.problems, len(self.table))

    @cached_property
    def rows(self) -> tuple[RowT, ...]:
        """The typed rows that hold no error, in order."""
        with collector_paused():
            return tuple(self._rows(self.good))

    @cached_property
    def good(self) -> tuple[int, ...]:
        """Indexes of the rows that hold no error."""
        return tuple(index for index in range(len(self.table)) if index not in self.checked.wrong)

    def row(self, index: int) -> RowT:
        """The typed row at `index`, one of `good`."""
        (row,) = self._rows([index])
        return row

    def _rows(self, indexes: Sequence[int]) -> Iterator[RowT]:
        return typed_rows(self.plan, self.checked.values, self.checked.filled, indexes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is filed (bundle, items, rows), hexadecimal; the layout does not matter."""
        import hashlib  # brings OpenSSL, which checking does without

        seal = hashlib.sha256()
        seal.update(repr((self.plan.bundle, [item.key for item in self.plan.items])).encode())
        for key in sorted(self.table.cells):
            seal.update(repr((key, [_stable(cell) for cell in self.table.cells[key]])).encode())
        return seal.hexdigest()

    def annotate(self, path: str | Path) -> Path:
        """Writes the filer's own document to `path`, wrong cells marked, reasons in words.

        A batch that came as records gets a sheet of our own. Gives the path back.

        Raises:
            FileRefused: the target is the filer's own file, or cannot be written.
        """
        target = Path(path)
        (self.table.origin or self.fallback).annotate(self.report, target)
        return target

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return f"<Batch {self.plan.bundle} {len(self.table)} rows>"


def _stable(cell: object) -> Any:
    return None if cell is None else (type(cell).__name__, str(cell))

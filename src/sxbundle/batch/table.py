"""The raw cells of a sheet by column, with the row numbers that the filer sees."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from attrs import field, frozen

from sxbundle.problem import Problem
from sxbundle.rules.base import is_blank, written

if TYPE_CHECKING:
    from sxbundle.batch.report import Report


class Origin(Protocol):
    """Where the rows came from; can give the filer's own document back, marked."""

    def annotate(self, report: "Report", path: "Path | BinaryIO") -> None:
        """Writes a copy of the document to `path` with the problems of `report` marked."""
        ...


@frozen(repr=False)
class SheetExcerpt:
    """What the rest of a sheet determines for an excerpt of its rows.

    Attributes:
        found: what the rules over all rows found: row number to column key and problem.
        refused: True when the header has an error, which makes every row wrong.
        mended: column key to the values of these rows that such a rule has put in place of theirs.
    """

    found: Mapping[int, Sequence[tuple[str, Problem]]]
    refused: bool = False
    mended: Mapping[str, Sequence[object]] = field(factory=dict)


@frozen(repr=False)
class Table:
    """Raw cells, column by column; all lists are as long as `rows`.

    Attributes:
        cells: column key to its cells, None for an empty one. A column that the document does not
            have is absent.
        rows: number of each row as the filer sees it.
        problems: what is wrong with the document: its header, and rows of which its layout tells.
        head: fields above the table, by key.
        origin: gives the marked document; None when the rows came as records.
        part: of some rows of a larger sheet; what concerns the whole is then reported for all its parts
            together.
        keys: what the caller calls each row; None when nothing was said.
        typed: True when a program handed the cells over: a day is meant as a day, a number as it is.
    """

    cells: Mapping[str, Sequence[object]]
    rows: Sequence[int]
    problems: tuple[Problem, ...] = ()
    head: Mapping[str, object] = field(factory=dict)
    origin: Origin | None = None
    part: SheetExcerpt | None = None
    typed: bool = False
    keys: Sequence[str | None] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Table {len(self.rows)} rows, {len(self.cells)} columns>"


def key_text(cell: object) -> str | None:
    """A caller's key as text, a whole number without `.0`; None for an empty cell.

    >>> key_text("A17"), key_text(1017.0), key_text(None)
    ('A17', '1017', None)
    """
    if is_blank(cell) or cell != cell:
        return None
    whole = isinstance(cell, float) and cell.is_integer()
    return written(int(cell) if whole and isinstance(cell, float) else cell).strip()

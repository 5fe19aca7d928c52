"""The header of a document: its cells, the captions that a caller names, and the matched columns."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.batch.problems import COLUMNS_DIFFER
from sxbundle.problem import Problem
from sxbundle.rules.base import is_blank, written
from sxbundle.schema import Column

OwnCaptions = Mapping[str, str | int]
"""Official caption (or key, or `section.caption`) to the document's own: its caption, the caption and
which one of several (`工资#2`), or the place of the column (`B`, 2)."""


NUMBERED = re.compile(r"(.+)#(\d{1,3})")


@frozen
class HeaderCell:
    """One caption of a document's header.

    Attributes:
        caption: as written; empty for a column without one, which only its place can name.
        section: what stands above it (the section's title, a group), empty for nothing.
        place: number of its column from 1; the next one unless given.
    """

    caption: str
    section: str = ""
    place: int = 0


@frozen
class Matching:
    """Which header cell is which column.

    Attributes:
        positions: column key to the index of its header cell.
        problems: of the header.
        constants: column key to what every row holds, as another column's caption says.
        fallbacks: column key to the header cells that are read where the one in `positions` is blank.
        duplicates: key of a personal column to the header cells that must hold the same in every row.
        key: the header cell with the rows' own keys.
    """

    positions: Mapping[str, int]
    problems: tuple[Problem, ...]
    constants: Mapping[str, str] = field(factory=dict)
    fallbacks: Mapping[str, Sequence[int]] = field(factory=dict)
    duplicates: Mapping[str, Sequence[int]] = field(factory=dict)
    key: int | None = None


def expect_captions(own: OwnCaptions | None) -> OwnCaptions:
    """Lets captions that a caller gives as `columns=` pass; none for None.

    Raises:
        TypeError: it is no mapping of texts to texts or numbers.
    """
    if own is None:
        return {}
    expect("columns", own, Mapping)
    for official, theirs in own.items():
        expect("columns: a key", official, str)
        expect("columns: a value", theirs, str, int)
    return own


def captions_in(own: OwnCaptions) -> Iterator[str]:
    """The captions that the caller names, without the number of one of several."""
    for theirs in own.values():
        if isinstance(theirs, str):
            numbered = NUMBERED.fullmatch(theirs)
            yield theirs
            if numbered is not None:
                yield numbered[1]


def with_fallbacks(
    cells: Sequence[Any] | None, fallbacks: Iterable[Sequence[Any] | None]
) -> Sequence[Any] | None:
    """`cells`, each blank one replaced by what the first of `fallbacks` holds there.

    None stands for a column without any cell.

    >>> with_fallbacks(["13800000000", None, " "], [[None, "0351-0000000", None], ["1", "2", "3"]])
    ['13800000000', '0351-0000000', '3']
    """
    for fallback in fallbacks:
        if cells is None:
            cells = fallback
        elif fallback is not None:
            cells = [other if is_blank(cell) else cell for cell, other in zip(cells, fallback, strict=True)]
    return cells


def differing(
    column: Column,
    captions: tuple[str, str],
    cells: Sequence[Any] | None,
    others: Sequence[Any] | None,
    rows: Sequence[int],
) -> Iterator[Problem]:
    """The rows in which two columns that both mean a personal one hold different things.

    Args:
        column: what both mean.
        captions: of the column that is read, and of the other one.
        cells: of the column that is read; None for a column without any cell.
        others: of the other one.
        rows: their row numbers.
    """
    if cells is None or others is None:
        return
    for at, (cell, other) in enumerate(zip(cells, others, strict=True)):
        if (
            cell != other
            and not is_blank(cell)
            and not is_blank(other)
            and comparable(cell) != comparable(other)
        ):
            problem = COLUMNS_DIFFER.problem(caption=column.caption, taken=captions[0], other=captions[1])
            yield problem.at(rows[at], column.key, column.caption, written(cell), column.personal)


def comparable(cell: object) -> str:
    """A cell as two columns of the same are compared: letters and digits alone; empty for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "".join(character for character in written(cell).upper() if character.isalnum())

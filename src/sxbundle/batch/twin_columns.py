"""Several columns of a document for one declared column: a fallback for blank cells, or both must agree."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sxbundle.batch.problems import COLUMNS_DIFFER
from sxbundle.problem import Problem
from sxbundle.rules.base import is_blank, written
from sxbundle.schema import Column


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

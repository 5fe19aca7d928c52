"""A column that gives way to another, and serves in the rows that leave the other one blank."""

from collections.abc import Iterable, Sequence
from typing import Any

from sxbundle.rules.base import is_blank


def served(cells: Sequence[Any] | None, spares: Iterable[Sequence[Any] | None]) -> Sequence[Any] | None:
    """`cells`, each blank one replaced by what the first of `spares` holds there.

    None stands for a column without any cell.

    >>> served(["13800000000", None, " "], [[None, "0351-0000000", None], ["1", "2", "3"]])
    ['13800000000', '0351-0000000', '3']
    """
    for spare in spares:
        if cells is None:
            cells = spare
        elif spare is not None:
            cells = [other if is_blank(one) else one for one, other in zip(cells, spare, strict=True)]
    return cells

"""Rules that look at several columns of a row, or at one column of all rows."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from sxbundle.problem import Problem, ProblemKind

RowCheck = Callable[..., Problem | None]
BatchCheck = Callable[[Sequence[Any]], Iterable[tuple[int, Problem]]]


@frozen
class RowRule:
    """Holds typed values of one row against each other.

    Attributes:
        check: gets the columns' typed values in order, gives a problem or None.
        columns: keys of the columns it looks at.
        blames: key of the column at which the problem is shown; one of `columns`.
        kinds: what it can find.
        needs: how many of the first columns must be filled for it to be asked; the others may
            be empty, and then come as None. All of them unless told.
    """

    check: RowCheck
    columns: tuple[str, ...]
    blames: str
    kinds: tuple[ProblemKind, ...]
    needs: int | None = None

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns without which it has nothing to say."""
        return self.columns[: self.needs]


@frozen
class BatchRule:
    """Holds one column's typed values of all rows against each other.

    Attributes:
        check: gets the values (None where empty or wrong), gives index and problem; `others` of
            the problem are indexes, too.
        column: key of the column.
        kinds: what it can find.
    """

    check: BatchCheck
    column: str
    kinds: tuple[ProblemKind, ...]

"""The plain form of a rule's cells: texts in which nothing can be wrong, told apart at the speed of C."""

from collections.abc import Callable, Sequence
from itertools import compress
from operator import not_
from typing import Any, Generic, TypeGuard, TypeVar

from attrs import frozen

T_co = TypeVar("T_co", covariant=True)

_TEXT = frozenset({str})


@frozen
class Plain(Generic[T_co]):
    """Texts that a rule takes as they stand, and says nothing about.

    Nearly all cells are such texts. A rule's `read` looks here first, and so does the checker, for a
    whole column at once; every other cell goes through `read`, which alone knows what is wrong.

    Attributes:
        holds: true for such a text. False is no verdict: `read` may take the text all the same.
        make: the typed value of such a text.
        same: True when that value equals the text.
    """

    holds: Callable[[str], object]
    make: Callable[[str], T_co]
    same: bool = False

    def take(self, cell: object) -> T_co | None:
        """The typed value of a cell in plain form, None for every other cell."""
        return self.make(cell) if type(cell) is str and self.holds(cell) else None

    def others(self, cells: Sequence[object]) -> list[int]:
        """Indexes of the cells that are not in plain form."""
        if _all_texts(cells):
            return list(compress(range(len(cells)), map(not_, map(self.holds, cells))))
        holds = self.holds
        return [at for at, cell in enumerate(cells) if type(cell) is not str or not holds(cell)]


def _all_texts(cells: Sequence[Any]) -> TypeGuard[Sequence[str]]:
    return set(map(type, cells)) <= _TEXT

"""The plain form of a rule's cells: texts in which nothing can be wrong, told apart at the speed of C."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import compress
from operator import not_
from typing import Any, Generic, TypeGuard, TypeVar

from attrs import field, frozen

T_co = TypeVar("T_co", covariant=True)

_TEXT = frozenset({str})
_MANY = 500
"""Cells for which compiling a second pattern pays."""
_RUN = 500
"""Lines that one match may run over: it remembers something of each."""


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
            return self._others(cells)
        holds = self.holds
        return [at for at, cell in enumerate(cells) if type(cell) is not str or not holds(cell)]

    def _others(self, cells: Sequence[str]) -> list[int]:
        return list(compress(range(len(cells)), map(not_, map(self.holds, cells))))


@frozen
class _Pattern(Plain[T_co]):
    """Texts that fit a regular expression, which looks at a column as the lines of one text."""

    pattern: str = field(kw_only=True)

    def _others(self, cells: Sequence[str]) -> list[int]:
        """Each match goes as far as the next line that does not fit: half the time of a match a cell."""
        if len(cells) < _MANY:
            return super()._others(cells)
        run = _run_of(self.pattern)
        text = "\n".join((*cells, ""))
        if text.count("\n") > len(cells):  # some cell is of several lines
            return super()._others(cells)
        others: list[int] = []
        line = at = 0
        while at < len(text):
            end = run.match(text, at).end()  # type: ignore[union-attr]  # no line at all fits, too
            fitting = text.count("\n", at, end)
            line, at = line + fitting, end
            if fitting < _RUN and at < len(text):
                others.append(line)
                line, at = line + 1, text.index("\n", at) + 1
        return others


def in_pattern(pattern: str, make: Callable[[str], T_co], *, same: bool = False) -> Plain[T_co]:
    """Texts that fit a regular expression from end to end; it fits no line break."""
    return _Pattern(re.compile(pattern).fullmatch, make, same, pattern=pattern)


@cache
def _run_of(pattern: str) -> re.Pattern[str]:
    """Lines that fit the pattern, one after the other."""
    return re.compile(rf"(?:(?:{pattern})\n){{0,{_RUN}}}")


def _all_texts(cells: Sequence[Any]) -> TypeGuard[Sequence[str]]:
    return set(map(type, cells)) <= _TEXT

"""One column on its way through the checker: it dominates the check of a large sheet, so it runs in C."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import is_
from typing import Any

from attrs import frozen

from sxbundle.problem import Problem
from sxbundle.rules.base import Rule, is_blank

# A text never equals a value of another type, so texts alone need no type beside them as a key.
_TEXTS = frozenset({str, type(None)})


@frozen
class Reading:
    """What a rule made of a column.

    Attributes:
        values: the typed values, None where a cell is empty or wrong.
        found: index of a cell and what is wrong with it.
        gaps: True when some value is None.
    """

    values: list[Any]
    found: list[tuple[int, Problem]]
    gaps: bool


class Cells:
    """The cells of a column, with None for those that hold nothing but blanks.

    They are told apart once. Blanks, types and, in a column whose cells repeat, such as dates and
    codes, the rule itself then look at distinct cells only.

    Attributes:
        all: the cells in their order.
        distinct: the different ones; None when some have no hash.
    """

    __slots__ = ("all", "distinct")

    def __init__(self, cells: Sequence[object]) -> None:
        self.all = cells
        self.distinct: set[object] | None = None
        try:
            distinct = set(cells)
        except TypeError:
            self.all = [None if is_blank(cell) else cell for cell in cells]
            return
        blank = set(filter(is_blank, distinct)) - {None}
        if blank:
            self.all = [None if cell in blank else cell for cell in cells]
            distinct = distinct - blank | {None}
        self.distinct = distinct

    @property
    def gaps(self) -> bool:
        """True when some cell is empty."""
        return None in self.distinct if self.distinct is not None else _gaps(self.all)

    @property
    def empty(self) -> bool:
        """True when every cell is."""
        return self.distinct is not None and self.distinct <= {None}

    @property
    def repeat(self) -> bool:
        """True when it pays to ask for each distinct cell once."""
        return self.distinct is not None and 2 * len(self.distinct) <= len(self.all)

    def read(self, rule: Rule[Any]) -> Reading:
        """The column as `rule` reads it."""
        if self.distinct is None or not self.repeat:
            return _each(rule, self.all)
        if set(map(type, self.distinct)) <= _TEXTS:
            return _once(rule, self.all, dict(zip(self.distinct, self.distinct, strict=True)))
        # 1, 1.0 and True are equal and are read differently.
        keys = [None if cell is None else (type(cell), cell) for cell in self.all]
        return _once(rule, keys, dict(zip(keys, self.all, strict=True)))


def _each(rule: Rule[Any], cells: Sequence[object]) -> Reading:
    read = rule.read
    values: list[Any] = []
    said: list[Problem] = []
    found: list[tuple[int, Problem]] = []
    for index, cell in enumerate(cells):
        values.append(None if cell is None else read(cell, said))
        if said:
            found.extend((index, problem) for problem in said)
            said.clear()
    return Reading(values, found, _gaps(values))


def _once(rule: Rule[Any], keys: Sequence[object], cells: dict[object, object]) -> Reading:
    known: dict[object, Any] = {}
    said: dict[object, list[Problem]] = {}
    for key, cell in cells.items():
        problems: list[Problem] = []
        known[key] = None if cell is None else rule.read(cell, problems)
        if problems:
            said[key] = problems
    values = list(map(known.__getitem__, keys))
    places = enumerate(keys) if said else ()
    found = [(index, problem) for index, key in places for problem in said.get(key, ())]
    return Reading(values, found, _gaps(known.values()))


def _gaps(values: Iterable[object]) -> bool:
    """True when one is None; asked by identity, for values' `==` costs."""
    return any(map(is_, values, repeat(None)))

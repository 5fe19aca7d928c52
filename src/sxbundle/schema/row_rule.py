"""Rules that look at several columns of a row, or at one column of all rows."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from attrs import evolve, frozen

from sxbundle.codes import Lists
from sxbundle.problem import Problem, ProblemKind

RowCheck = Callable[..., Problem | None]
BatchCheck = Callable[[Sequence[Any]], Iterable[tuple[int, Problem]]]


@frozen
class Facet:
    """What a rule asks of a column when it does not ask for all of its value: the birth date in a number.

    Numbers all differ, but many people have a birthday in common: the checker asks each one once.

    Attributes:
        see: gets a typed value, returns what the rule is handed, which has a hash; None when the value
            tells nothing.
        column: key of the column.
        part: the first character on which the answer depends, and the one after the last.
        otherwise: key of the column that is handed where `see` returns None; the rule is not asked
            where `column` itself is empty.
    """

    see: Callable[[Any], Any]
    column: str
    part: tuple[int, int]
    otherwise: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the columns it looks at."""
        return (self.column,) if self.otherwise is None else (self.column, self.otherwise)


@frozen
class Clear:
    """What settles a rule for nearly all rows at a glance: by the years alone, nobody is too young.

    Attributes:
        holds: gets the facets' values; true where the rule's check cannot find anything.
        facets: what it looks at, of few different values each. A row where one tells nothing is not clear.
    """

    holds: Callable[..., bool]
    facets: tuple[Facet, ...]


@frozen
class RowRule:
    """Holds typed values of one row against each other.

    Attributes:
        check: gets the columns' typed values in order, returns a problem or None.
        columns: what it looks at: keys of columns, or facets of them.
        blames: key of the column at which the problem is shown; one of those it looks at.
        kinds: what it can find.
        needs: how many of the first columns must be filled for it to be asked; the others may
            be empty, and then come as None. All of them unless given.
        dated: True when `check` also gets the day for which the rows are checked, before the values.
        listed: True when `check` also gets the code lists, as `lists`: for a fix or a fact that stands there.
        details: what `check` is handed besides, once it has found something: it shapes the problem and
            never decides whether there is one.
        clear: tells the rows at which `check` need not look.
    """

    check: RowCheck
    columns: tuple[str | Facet, ...]
    blames: str
    kinds: tuple[ProblemKind, ...]
    needs: int | None = None
    dated: bool = False
    listed: bool = False
    details: tuple[str | Facet, ...] = ()
    clear: Clear | None = None

    def with_lists(self, lists: Lists) -> "RowRule":
        """The rule looking into these code lists, when it looks into any."""
        return evolve(self, check=partial(self.check, lists=lists)) if self.listed else self

    def without(self, column: str) -> "RowRule | None":
        """The rule where that column is not there: as it is, without what it only may look at, or None."""
        if column not in self.keys:
            return self
        columns = tuple(
            evolve(other_column, otherwise=None)
            if isinstance(other_column, Facet) and other_column.otherwise == column
            else other_column
            for other_column in self.columns
        )
        if self.needs is not None and self.needs < len(columns) and columns[-1] == column:
            columns = columns[:-1]
        details = () if column in _keys_of(self.details) else self.details
        remaining = evolve(self, columns=columns, details=details)
        return None if column in (*remaining.keys, self.blames) else remaining

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all columns it looks at, each once."""
        return _keys_of((*self.columns, *self.details))

    @property
    def needed(self) -> tuple[str, ...]:
        """Keys of the columns without which it has nothing to say."""
        return tuple(_keys(column)[0] for column in self.columns[: self.needs])


@frozen
class CellFix:
    """Settles how certain the mend of a wrong cell is, by what the rest of its row says.

    Attributes:
        settle: gets the problem, the cell as written and the typed values of the other columns (None
            where empty or wrong); returns the problem with what is certain as its fix.
        column: key of the column whose errors it is asked about.
        others: keys of the columns that it is handed.
    """

    settle: Callable[..., Problem]
    column: str
    others: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all columns it looks at."""
        return (self.column, *self.others)


def _keys(text: str | Facet) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text.keys


def _keys_of(columns: Iterable[str | Facet]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for column in columns for key in _keys(column)))


@frozen
class BatchRule:
    """Holds one column's typed values of all rows against each other.

    Attributes:
        check: gets the values (None where empty or wrong), returns index and problem; `others` of
            the problem are indexes, too.
        column: key of the column.
        kinds: what it can find.
        alike: True when plain texts do for the typed values that equal them. Unless it is `apart`, it asks
            only which values are equal.
        apart: True when it looks at each value by itself, so that rows may come in parts.
        mend: gets the values, returns those that take their place when `check` found something: for a
            rule that says what it has put right.
    """

    check: BatchCheck
    column: str
    kinds: tuple[ProblemKind, ...]
    alike: bool = False
    apart: bool = False
    mend: Callable[[Sequence[Any]], Sequence[Any]] | None = None

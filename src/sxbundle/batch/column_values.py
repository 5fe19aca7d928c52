"""The typed values of a column, made when they are first used."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from attrs import field, frozen

from sxbundle.batch.whole_sheet import FilledRows
from sxbundle.problem import Problem
from sxbundle.rules.fast_path import Plain

Found = Sequence[tuple[int, Problem]]
"""Index of a cell, and what is wrong with it."""


class Reading(ABC):
    """A column that was read.

    Few ask for all of its values; the rules across a row ask for those that differ. So every row has
    a key, and a key has a value: making a hundred thousand names takes as long as checking them.

    Attributes:
        found: what is wrong.
        distinct: all keys, where they are known to be few; None where nobody counted.
    """

    def __init__(self, problems: Found, distinct: Sequence[Any] | None = None) -> None:
        self.found = problems
        self.distinct = distinct

    @property
    @abstractmethod
    def keys(self) -> Sequence[Any]:
        """One a row; rows of one key have one value."""

    @abstractmethod
    def value(self, key: Any) -> Any:
        """The typed value of a key, None for a cell that is empty or wrong."""

    def of(self, keys: Sequence[Any]) -> Iterator[Any]:
        """The typed values of several keys."""
        return map(self.value, keys)

    @cached_property
    def values(self) -> Sequence[Any]:
        """The typed values, one a row."""
        return list(self.of(self.keys))

    @property
    def alike(self) -> Sequence[Any]:
        """The values, or texts that equal them: enough to tell what stands twice."""
        return self.values

    def mapped(self, part: slice, function: Callable[[Any], Any]) -> "Reading | None":
        """The column with `function` applied to each value; it depends only on `part` of a text.

        None when the column is not known to have few results, or when some value has none.
        """
        return None

    def __reduce__(self) -> tuple[Any, ...]:
        return Listed, (self.values, self.found)


class Listed(Reading):
    """Values as a list; they may be unhashable."""

    def __init__(self, values: Sequence[Any], problems: Found = ()) -> None:
        super().__init__(problems)
        self.values = values

    @property
    def keys(self) -> Sequence[Any]:
        """Every row has its own."""
        return range(len(self.values))

    def value(self, key: Any) -> Any:
        """The value of a row."""
        return self.values[key]


class RepeatedReading(Reading):
    """A column of few different cells, each read once."""

    def __init__(self, keys: Sequence[Any], known: Mapping[Any, Any], problems: Found = ()) -> None:
        super().__init__(problems, list(known))
        self._keys = keys
        self._known = known

    @property
    def keys(self) -> Sequence[Any]:
        """The cells."""
        return self._keys

    def value(self, key: Any) -> Any:
        """The value of a cell."""
        return self._known[key]

    def of(self, keys: Sequence[Any]) -> Iterator[Any]:
        """Looked up."""
        return map(self._known.__getitem__, keys)

    def mapped(self, part: slice, function: Callable[[Any], Any]) -> Reading | None:
        """Every value is asked once."""
        return _mapped(self._keys, self._known, function)


class InPlainForm(Reading):
    """A column of many different texts, in the plain form of their rule; the others were read one by one.

    `others` are the values of those, by row, in the order of the rows.
    """

    def __init__(
        self, cells: Sequence[Any], plain: Plain[Any], others: Mapping[int, Any], problems: Found
    ) -> None:
        super().__init__(problems)
        self._cells = cells
        self._plain = plain
        self._others = others
        self._keys: Sequence[Any] | None = None

    @property
    def keys(self) -> Sequence[Any]:
        """The texts; of the others the row, which equals no text."""
        if self._keys is None:
            self._keys = patched(self._cells, {at: at for at in self._others})
        return self._keys

    def value(self, key: Any) -> Any:
        """The value of a text in plain form, or of the row of another."""
        return self._others[key] if type(key) is int else self._plain.make(key)

    def of(self, keys: Sequence[Any]) -> Iterator[Any]:
        """Where every text is in plain form, each is made without another look."""
        return map(self.value if self._others else self._plain.make, keys)

    @cached_property
    def values(self) -> Sequence[Any]:
        """In runs between the others: a third of the time of asking text by text."""
        values: list[Any] = []
        start = 0
        for at, value in self._others.items():
            values += map(self._plain.make, self._cells[start:at])
            values.append(value)
            start = at + 1
        values += map(self._plain.make, self._cells[start:])
        return values

    @property
    def alike(self) -> Sequence[Any]:
        """The texts as they stand, where the rule's values equal them."""
        return patched(self._cells, self._others) if self._plain.same else self.values

    def mapped(self, part: slice, function: Callable[[Any], Any]) -> Reading | None:
        """One text of those that have `part` in common is asked."""
        texts = patched(self._cells, dict.fromkeys(self._others, ""))
        parts = patched(list(map(itemgetter(part), texts)), {at: at for at in self._others})
        key_by_part = dict(zip(parts, self.keys, strict=True))
        return _mapped(parts, {key: self.value(value) for key, value in key_by_part.items()}, function)


def _mapped(keys: Sequence[Any], known: Mapping[Any, Any], function: Callable[[Any], Any]) -> Reading | None:
    answers = {key: None if value is None else function(value) for key, value in known.items()}
    if any(answers[key] is None and value is not None for key, value in known.items()):
        return None
    several = set(answers.values())
    if 2 * len(several) > len(answers):
        return RepeatedReading(keys, answers)
    numbers = {answer: number for number, answer in enumerate(several)}
    keys = list(map({key: numbers[answer] for key, answer in answers.items()}.__getitem__, keys))
    return RepeatedReading(keys, dict(enumerate(several)))


def nothing(rows: int) -> Reading:
    """A column without a single value."""
    return RepeatedReading([None] * rows, {None: None})


def patched(cells: Sequence[Any], there: Mapping[int, Any]) -> Sequence[Any]:
    """The cells, with others put in some places."""
    if not there:
        return cells
    cells = list(cells)
    for at, cell in there.items():
        cells[at] = cell
    return cells


@frozen(repr=False)
class ColumnValues(Mapping[str, Sequence[Any]]):
    """Column key to typed values, made when they are asked for."""

    readings: Mapping[str, Reading]

    def __getitem__(self, key: str) -> Sequence[Any]:
        return self.readings[key].values

    def __iter__(self) -> Iterator[str]:
        return iter(self.readings)

    def __len__(self) -> int:
        return len(self.readings)


@frozen(repr=False)
class Checked:
    """What the checker found.

    Attributes:
        values: column key to typed values, None where a cell is empty or wrong.
        filled: section key to which rows fill it.
        problems: in the order of rows and columns; those of the whole batch come first.
        wrong: indexes of the rows that hold an error.
        uncovered: keys of the ticked items of which no row fills anything.
        idle: key of a section that no ticked item reads to the rows that fill it.
    """

    values: ColumnValues
    filled: dict[str, list[bool]]
    problems: tuple[Problem, ...]
    wrong: frozenset[int]
    uncovered: frozenset[str] = frozenset()
    idle: Mapping[str, FilledRows] = field(factory=dict)

    def __repr__(self) -> str:
        return f"<Checked {len(self.problems)} problems {len(self.wrong)} wrong rows>"

"""What the checker found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from sxbundle.batch.reading import Reading
from sxbundle.problem import Problem


@frozen(repr=False)
class Values(Mapping[str, Sequence[Any]]):
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
    """

    values: Values
    filled: dict[str, list[bool]]
    problems: tuple[Problem, ...]
    wrong: frozenset[int]
    uncovered: frozenset[str] = frozenset()

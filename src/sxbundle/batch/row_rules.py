"""The rules across a row; each is evaluated once for rows with the same values."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import compress, product
from math import prod
from typing import Any

from attrs import evolve

from sxbundle.batch.column_values import Reading, RepeatedReading, nothing
from sxbundle.problem import Problem
from sxbundle.schema import Clear, Facet, RowRule
from sxbundle.schema.row_rule import RowCheck


class RowRuleChecker:
    """Evaluates rules across a row on columns that were read.

    Args:
        readings: column key to the column; looked up when a rule asks.
        rows: how many there are.
        on: the day for which they are checked.
    """

    def __init__(self, readings: Mapping[str, Reading], rows: int, on: date) -> None:
        self._readings = readings
        self._rows = rows
        self._on = on
        self._facets: dict[Facet, Reading] = {}
        self._mapped: dict[Facet, Reading | None] = {}

    def wrong(self, rule: RowRule) -> Iterator[tuple[int, Problem]]:
        """Indexes of the rows with which something is wrong, and what."""
        rows = range(self._rows) if rule.clear is None else self._unclear(rule.clear)
        if not rows:
            return
        looked_at = [self._looked_at(column) for column in rule.columns]
        check = partial(rule.check, self._on) if rule.dated else rule.check
        keys = [reading.keys for reading in looked_at]
        if len(rows) < self._rows:
            keys = [[column_keys[index] for index in rows] for column_keys in keys]
        wrong = _wrong(check, rule.needs, looked_at, keys)
        if not wrong:
            return
        details = [self._looked_at(column) for column in rule.details]
        for index in compress(rows, map(wrong.__contains__, zip(*keys, strict=True))):
            row = tuple(reading.keys[index] for reading in looked_at)
            problem = wrong[row]
            if details:
                row_values = [reading.value(reading.keys[index]) for reading in (*looked_at, *details)]
                problem = check(*row_values) or problem
            yield index, problem

    def _unclear(self, clear: Clear) -> Sequence[int]:
        """Indexes of the rows that a rule must look at."""
        looked_at = [self._looked_at(facet) for facet in clear.facets]
        keys = [reading.keys for reading in looked_at]
        rows = _combinations(looked_at, keys)
        unclear = {
            row
            for row, values in zip(rows, _values(looked_at, rows), strict=True)
            if None in values or not clear.holds(*values)
        }
        if not unclear:
            return ()
        return list(compress(range(self._rows), map(unclear.__contains__, zip(*keys, strict=True))))

    def _looked_at(self, text: str | Facet) -> Reading:
        if isinstance(text, str):
            return self._readings[text]
        if text not in self._facets:
            bare = evolve(text, otherwise=None)  # nearly always every value has its answer
            if bare not in self._mapped:
                self._mapped[bare] = self._readings[text.column].mapped(slice(*text.part), text.see)
            self._facets[text] = self._mapped[bare] or self._row_by_row(text)
        return self._facets[text]

    def _row_by_row(self, facet: Facet) -> Reading:
        """Where some values tell nothing: passports among citizen IDs."""
        others = nothing(self._rows) if facet.otherwise is None else self._readings[facet.otherwise]
        values = self._readings[facet.column].values
        mapped = [None if value is None else facet.see(value) for value in values]
        pairs = zip(values, mapped, others.values, strict=True)
        mapped = [one if one is not None or value is None else other for value, one, other in pairs]
        return RepeatedReading(mapped, {one: one for one in set(mapped)})


def _wrong(
    check: RowCheck, needs: int | None, looked_at: Sequence[Reading], keys: Sequence[Sequence[Any]]
) -> dict[tuple[Any, ...], Problem]:
    """The rows, as keys of what the rule looks at, with which something is wrong."""
    rows = _combinations(looked_at, keys)
    return {
        row: problem
        for row, values in zip(rows, _values(looked_at, rows), strict=True)
        if None not in values[:needs] and (problem := check(*values)) is not None
    }


def _combinations(looked_at: Sequence[Reading], keys: Sequence[Sequence[Any]]) -> Sequence[tuple[Any, ...]]:
    """The different rows, as keys.

    Where there are few combinations, all are tried, whether they occur or not: that spares telling
    apart the rows, which takes longer.
    """
    few = [reading.distinct for reading in looked_at if reading.distinct is not None]
    if len(few) == len(looked_at):
        count = prod(map(len, few))
        if count <= len(keys[0]) // (_FEW if len(few) > 1 else 1):
            return list(product(*few))
    return list(set(zip(*keys, strict=True)))


def _values(looked_at: Sequence[Reading], rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The values of rows that are given as keys."""
    columns = zip(looked_at, zip(*rows, strict=True), strict=False)
    return zip(*(reading.of(keys) for reading, keys in columns), strict=True)


_FEW = 4

"""Reads one column by its rule; it dominates the check of a large sheet, so loops run in C."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import compress
from typing import Any

from sxbundle.batch.column_values import InPlainForm, Listed, Reading, RepeatedReading, patched
from sxbundle.problem import Problem, Severity
from sxbundle.rules.base import Rule, is_blank
from sxbundle.rules.fast_path import Plain

# A text never equals a value of another type, so texts alone need no type beside them as a key.
_TEXTS = frozenset({str, type(None)})
_WORDS = ("-", "/", "无", "nan")
_SAMPLE = 1000
_HARDLY = 0.99
MOST_LISTED = 100_000
"""Problems of cells in one report: beyond so many errors nothing is checked and nobody passes."""


def _text(cell: Any) -> str | None:
    """The text of a cell that may be a word for nothing: a string, or the last day there is, 9999-12-31."""
    if isinstance(cell, str):
        return cell.strip()
    return "99991231" if isinstance(cell, date) and (cell.year, cell.month) == (9999, 12) else None


class Cells:
    """The cells of a column, with None for those that hold nothing but blanks.

    They are distinguished once. Where they repeat, as days and codes do, blanks, types and the rule
    itself then look at distinct cells only; where they do not, as with names and numbers, at those
    that are not in the plain form of the column's rule.

    Args:
        cells: as they were handed over.
        plain: the plain form of the column's rule.
        means_none: true for a text that stands for an empty cell in this column.

    Attributes:
        all: the cells in their order.
        emptied: index of a cell that holds a sign or a word for nothing, to what it holds.
        distinct: the different ones; None where they hardly repeat, or have no hash.
        others: indexes of those not in plain form; None where that was not asked.
    """

    __slots__ = ("_plain", "all", "distinct", "emptied", "others")

    def __init__(
        self,
        cells: Sequence[Any],
        plain: Plain[Any] | None = None,
        means_none: Callable[[str], bool] = lambda text: False,
    ) -> None:
        self.all = cells
        self.distinct = _distinct(cells)
        self.others: Sequence[int] | None = None
        self.emptied: dict[int, str] = {}
        self._plain = plain

        def is_empty(cell: Any) -> bool:
            text = _text(cell)
            return cell is None if text is None else is_blank(text) or means_none(text)

        # No plain text is blank; where one may be a word for nothing, all are looked at.
        clear = plain is not None and not any(means_none(word) and plain.holds(word) for word in _WORDS)
        if self.distinct is not None:
            different = list(self.distinct)
            unclear = [different[at] for at in plain.others(different)] if plain and clear else different
            empty = set(filter(is_empty, unclear)) - {None}
            if empty:
                self.all = [None if cell in empty else cell for cell in cells]
                self.distinct = self.distinct - empty | {None}
                words = {cell: _text(cell) or "" for cell in empty if not is_blank(cell)}
                if words:
                    self.emptied = {at: words[cell] for at, cell in enumerate(cells) if cell in words}
        else:
            if plain and clear:
                self.others = plain.others(cells)
            indexes = range(len(cells)) if self.others is None else self.others
            empty_at = [at for at in indexes if is_empty(cells[at])]
            self.all = patched(cells, dict.fromkeys(empty_at))
            self.emptied = {at: _text(cells[at]) or "" for at in empty_at if not is_blank(cells[at])}

    @property
    def empty(self) -> bool:
        """True when every cell is."""
        return self.distinct is not None and self.distinct <= {None}

    @property
    def gaps(self) -> Sequence[int]:
        """Indexes of the empty cells."""
        if self.distinct is not None and None not in self.distinct:
            return ()
        indexes = range(len(self.all)) if self.others is None else self.others
        return [at for at in indexes if self.all[at] is None]

    def read(self, rule: Rule[Any]) -> Reading:
        """The column as `rule` reads it."""
        if self.distinct is not None:
            return _once(rule, self.all, self.distinct)
        known = self.others is not None and rule.plain is self._plain
        return _each(rule, self.all, self.others if known else None)


def _distinct(cells: Sequence[Any]) -> set[Any] | None:
    """The different cells, where each stands twice on average.

    A sample tells where counting is vain: of a thousand cells that each stand twice among a hundred
    thousand, ten are repetitions. Numbers and names have none, or those of one error. It keeps no even
    step, for days and errors often do.
    """
    sample = [cells[at] for at in {n * (n + 1) // 2 % len(cells) for n in range(min(_SAMPLE, len(cells)))}]
    try:
        if len(set(sample)) > _HARDLY * len(sample):
            return None
        distinct = set(cells)
    except TypeError:
        return None
    return distinct if 2 * len(distinct) <= len(cells) else None


def _each(rule: Rule[Any], cells: Sequence[Any], others: Sequence[int] | None = None) -> Reading:
    """Every cell for itself; `others` are those that are not in plain form, where that is known."""
    plain = rule.plain
    if others is None:
        others = range(len(cells)) if plain is None else plain.others(cells)
    read = rule.read
    values: dict[int, Any] = dict.fromkeys(others)
    row_problems: list[Problem] = []
    problems: list[tuple[int, Problem]] = []
    errors = 0
    for at in others:
        cell = cells[at]
        values[at] = None if cell is None else read(cell, row_problems)
        if row_problems:
            wrong = any(problem.severity is Severity.ERROR for problem in row_problems)
            if wrong or len(problems) <= MOST_LISTED:
                problems.extend((at, problem) for problem in row_problems)
            row_problems.clear()
            errors += wrong
            if errors > MOST_LISTED:  # the report lists no more, and no row passes
                break
    return (
        Listed(list(values.values()), problems)
        if plain is None
        else InPlainForm(cells, plain, values, problems)
    )


def _once(rule: Rule[Any], cells: Sequence[Any], distinct: set[Any]) -> Reading:
    """Every different cell for all that equal it."""
    keys, different = cells, {cell: cell for cell in distinct}
    if not set(map(type, distinct)) <= _TEXTS:  # 1, 1.0 and True are equal and are read differently
        keys = [None if cell is None else (type(cell), cell) for cell in cells]
        different = dict(zip(keys, cells, strict=True))
    reading = _each(rule, list(different.values()))
    names = list(different)
    known = dict(zip(names, reading.values, strict=True))
    problems: dict[Any, list[Problem]] = {}
    for at, problem in reading.found:
        problems.setdefault(names[at], []).append(problem)
    where = compress(range(len(keys)), map(problems.__contains__, keys)) if problems else ()
    return RepeatedReading(keys, known, [(at, problem) for at in where for problem in problems[keys[at]]])

"""Reading the cells of one column: it dominates the check of a large sheet, so it runs in C where it can."""

from collections.abc import Sequence
from typing import Any

from sxbundle.problem import Problem
from sxbundle.rules.base import Rule, is_blank

Found = list[tuple[int, Problem]]
"""Index of the cell and what is wrong with it."""

# A text never equals a value of another type, so texts alone need no type beside them as a key.
_TEXTS = frozenset({str, type(None)})


def without_blanks(cells: Sequence[object]) -> Sequence[object]:
    """The cells, with None for those that hold nothing but blanks."""
    try:
        blank = {cell for cell in set(cells) if type(cell) is str and not cell.strip()}
    except TypeError:  # something that has no hash
        return [None if is_blank(cell) else cell for cell in cells]
    blank |= {cell for cell in set(cells) - blank if type(cell) is str and cell[0] > "~" and is_blank(cell)}
    return [None if cell in blank else cell for cell in cells] if blank else cells


def read_cells(rule: Rule[Any], cells: Sequence[object]) -> tuple[list[Any], Found]:
    """The typed values of the cells, None where empty or wrong, and all that is wrong.

    Of a column in which cells repeat, such as dates and codes, each distinct cell is read once.
    """
    if not rule.repeats:
        return _each(rule, cells)
    if set(map(type, cells)) <= _TEXTS:
        return _distinct(rule, cells, cells)
    # 1, 1.0 and True are equal and are read differently.
    keys = [None if cell is None else (type(cell), cell) for cell in cells]
    try:
        return _distinct(rule, cells, keys)
    except TypeError:  # something that has no hash
        return _each(rule, cells)


def _each(rule: Rule[Any], cells: Sequence[object]) -> tuple[list[Any], Found]:
    read = rule.read
    values: list[Any] = []
    said: list[Problem] = []
    found: Found = []
    for index, cell in enumerate(cells):
        values.append(None if cell is None else read(cell, said))
        if said:
            found.extend((index, problem) for problem in said)
            said.clear()
    return values, found


def _distinct(rule: Rule[Any], cells: Sequence[object], keys: Sequence[object]) -> tuple[list[Any], Found]:
    known: dict[object, Any] = {}
    said: dict[object, list[Problem]] = {}
    for key, cell in dict(zip(keys, cells, strict=True)).items():
        problems: list[Problem] = []
        known[key] = None if cell is None else rule.read(cell, problems)
        if problems:
            said[key] = problems
    values = list(map(known.__getitem__, keys))
    if not said:
        return values, []
    return values, [(index, problem) for index, key in enumerate(keys) for problem in said.get(key, ())]

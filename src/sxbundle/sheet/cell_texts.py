"""Raw cells as the text that a sheet holds."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sxbundle.batch import Table
from sxbundle.problem import Problem, Severity
from sxbundle.rules.base import Rule
from sxbundle.schema import Plan


def texts_of(plan: Plan[Any], table: Table) -> dict[str, list[str | None]]:
    """Column key to texts: what can be read in the sheet's own spelling, all else as it is.

    A cell that is wrong or doubtful is not mended here: whoever reads the sheet shall see it.
    """
    givers = {column.given for column in plan.columns}
    values: dict[str, list[Any]] = {}
    texts: dict[str, list[str | None]] = {}
    for column in plan.columns:
        cells = table.cells.get(column.key)
        if cells is None:
            continue
        others = values.get(column.given) if column.given else None
        if others is not None:
            rule_given = cache(column.rule_given)  # the values of such columns are few
            read = [_read(rule_given(other), cell) for other, cell in zip(others, cells, strict=True)]
        elif column.rule.repeats:
            read = _read_once(column.rule, cells)
        else:
            read = [_read(column.rule, cell) for cell in cells]
        texts[column.key] = [text for _, text in read]
        if column.key in givers:
            values[column.key] = [value for value, _ in read]
    return texts


def _read_once(rule: Rule[Any], cells: Sequence[object]) -> list[tuple[Any, str | None]]:
    """For columns of few distinct cells."""
    known: dict[tuple[type, object], tuple[Any, str | None]] = {}
    read = []
    for cell in cells:
        if cell.__hash__ is None:
            read.append(_read(rule, cell))
            continue
        key = (type(cell), cell)
        if key not in known:
            known[key] = _read(rule, cell)
        read.append(known[key])
    return read


def _read(rule: Rule[Any], cell: object) -> tuple[Any, str | None]:
    if cell is None:
        return None, None
    problems: list[Problem] = []
    value = rule.read(cell, problems)
    if value is None or (problems and any(problem.severity is not Severity.NOTICE for problem in problems)):
        return value, raw_text(cell)
    return value, rule.write(value)


def raw_text(cell: object) -> str:
    """A cell that no rule could read, as text.

    >>> raw_text(date(2026, 11, 2)), raw_text(3.0), raw_text("=1+1")
    ('20261102', '3', '=1+1')
    """
    match cell:
        case str():
            return cell
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime() if cell.time() != datetime.min.time():
            return f"{cell:%Y%m%d %H:%M:%S}"
        case date():
            return f"{cell.year:04}{cell.month:02}{cell.day:02}"
        case Decimal():
            return f"{cell:f}"
        case _:
            return str(cell)

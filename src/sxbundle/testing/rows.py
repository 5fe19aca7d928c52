"""Rows that break the declarations, one at a time, generated from them: what a checker must find.

A new column, rule or kind of problem is covered as soon as it is declared.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import field, frozen
from hypothesis import given, settings

from sxbundle.batch.caption import fold
from sxbundle.batch.problems import ITEM_UNUSED, MISSING, NOT_COVERED, NOT_TICKED
from sxbundle.bundle import Bundle
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.errors import DeclarationError
from sxbundle.problem import ProblemKind
from sxbundle.rules.base import REQUIRED, Dependent, Rule
from sxbundle.rules.one_of import OneOf
from sxbundle.schema import Column, Plan, RowRule
from sxbundle.testing import people
from sxbundle.testing.examples import asked
from sxbundle.testing.values import covers, invalid

Cells = dict[str, object]


@frozen
class WrongRows:
    """Rows of a sheet, of which one is wrong.

    Attributes:
        cells: one mapping of column keys to cells a row.
        row: the number of the wrong one, from 1; None when the problem is the whole sheet's.
        column: key of the column at which the problem is shown; None for a section or the sheet.
        code: of the problem to expect.
        breaks: what is broken, in words, for messages.
    """

    cells: tuple[Cells, ...] = field(repr=False)
    row: int | None
    column: str | None
    code: str
    breaks: str


def wrong_rows(plan: Plan[Any], catalog: Catalog = CATALOG) -> Iterator[WrongRows]:
    """For every column, section and rule that `plan` reads, rows that break it.

    A rule of your own is broken with odd cells; a kind across a row only by its `failing=`.

    Args:
        plan: what is ticked.
        catalog: where its bundle is.

    Raises:
        DeclarationError: a kind of a rule across has no example that shows a row.
    """
    right: Cells = dict(people.row(plan, 0))
    for column in plan.columns:
        if column.section in plan.active:
            yield from _of_column(plan, right, column)
    yield from _of_sections(plan, right, catalog.bundles[plan.bundle])
    for rule in plan.row_rules:
        if all(key.partition(".")[0] in plan.active for key in rule.needed):
            for kind in filter(lambda kind: kind.failing, rule.kinds):
                cells = _breaking(plan, right, rule, kind)
                yield WrongRows((cells,), 1, rule.blames, kind.code, f"{kind.code} at {rule.blames}")
    for batch_rule in plan.batch_rules:
        if batch_rule.column.partition(".")[0] in plan.active:
            for kind in batch_rule.kinds:
                yield from _of_batch(plan, batch_rule.column, kind)


def _of_column(plan: Plan[Any], right: Cells, column: Column) -> Iterator[WrongRows]:
    alone = not any(key.startswith(f"{column.section}.") for key in right.keys() - {column.key})
    if column.required and not alone:  # without its only cell, the section is missing
        cells = right | {column.key: None}
        yield WrongRows((cells,), 1, column.key, REQUIRED.code, f"{column.key} empty")
    for others, rule in _rules(plan, column):
        for code, cell in _samples(rule).items():
            cells = right | others | {column.key: cell}
            yield WrongRows((cells,), 1, column.key, code, f"{column.key} {others}")


def _rules(plan: Plan[Any], column: Column) -> Iterator[tuple[Cells, Rule[Any]]]:
    """The rules of a column, each with the other cell on which it depends."""
    if column.given is None:
        yield {}, column.rule
        return
    other = plan.column(column.given).rule
    if not isinstance(other, OneOf) or not isinstance(column.rule, Dependent):
        raise DeclarationError(f"{column.key}: depends on something that is no code")
    for code in other.codes:
        yield {column.given: code.label}, column.rule.given(code)


_ODD = ("βγδЖЩ", "-1", "0" * 60, "示例", "2026-13-45")
"""Cells that hardly any rule takes all of."""


@cache
def _samples(rule: Rule[Any]) -> Mapping[str, object]:
    """One cell for each code that cells alone can give; the same in every run."""
    samples: dict[str, object] = {}
    if not covers(rule):
        for cell in _ODD:
            for problem in rule.check(cell):
                samples.setdefault(problem.code, cell)
        return samples

    @settings(database=None, derandomize=True, max_examples=80, deadline=None)
    @given(invalid(rule))
    def collect(wrong: tuple[object, str]) -> None:
        samples.setdefault(wrong[1], wrong[0])

    collect()
    return samples


def _of_sections(plan: Plan[Any], right: Cells, bundle: Bundle[Any]) -> Iterator[WrongRows]:
    whole: Cells = dict(people.row(bundle.plan(bundle.items, plan.on, plan.vouched), 0))
    for section in plan.sections:
        without = _without(right, section.key)
        if section.key not in plan.active:
            cells = right | {key: cell for key, cell in whole.items() if key.startswith(f"{section.key}.")}
            yield WrongRows((cells,), None, None, NOT_TICKED.code, f"{section.key} filled")
        elif section.key in plan.mandatory and not section.always:
            yield WrongRows((without,), 1, None, MISSING.code, f"{section.key} empty")
    for item in plan.items:
        cover = plan.covers[item.key]
        if cover is None or cover.every_row:
            continue
        cells = _without(right, cover.section)
        yield WrongRows((cells,), None, None, ITEM_UNUSED.code, f"{item.key} covers nobody")
        if cover.when is not None:
            column = plan.column(f"{cover.section}.{cover.when[0]}")
            ticked = {cover.when[1] for cover in plan.covers.values() if cover and cover.when}
            for code in column.rule.codes if isinstance(column.rule, OneOf) else ():
                if code.code not in ticked:
                    cells = right | {column.key: code.label}
                    yield WrongRows((cells,), 1, column.key, NOT_COVERED.code, f"{code.label} not ticked")


def _breaking(plan: Plan[Any], right: Cells, rule: RowRule, kind: ProblemKind) -> Cells:
    """The row of the kind's failing example, brought to the columns of this rule."""
    changes: Cells = {_key(plan, rule, name): cell for name, cell in _example(kind).items()}
    if rule.blames not in changes:
        # The same rule stands over other columns than those of the example: what it blames is meant.
        for key in changes.keys() - rule.keys:
            changes[rule.blames] = changes.pop(key)
    cells = dict(right)
    for key in set(rule.keys) - set(rule.needed):
        if key not in changes:
            section = key.partition(".")[0]
            cells = cells | {key: None} if section in plan.mandatory else _without(cells, section)
    return cells | changes


def _example(kind: ProblemKind) -> Mapping[str, object]:
    example = asked(kind.failing)
    if example is None:
        raise DeclarationError(f"{kind.code}: its failing example shows no row")
    return {name: cell for name, cell in example.items() if name not in {"without", "times"}}


def _key(plan: Plan[Any], rule: RowRule, name: str) -> str:
    keys = [column.key for column in plan.columns if name == column.key or fold(name) == fold(column.caption)]
    return next((key for key in keys if key in rule.keys), keys[0] if keys else rule.blames)


def _of_batch(plan: Plan[Any], column: str, kind: ProblemKind) -> Iterator[WrongRows]:
    example = asked(kind.failing) or {}
    times = int(str(example.get("times", 1)))
    cells = [cell for name, cell in example.items() if name != "times"]
    changes: Cells = {column: cells[0]} if cells else {}
    rows = tuple(dict(people.row(plan, 0)) | changes for _ in range(times))
    yield WrongRows(rows, times, column, kind.code, f"{kind.code} in {column}")


def _without(cells: Cells, section: str) -> Cells:
    return {key: cell for key, cell in cells.items() if not key.startswith(f"{section}.")}

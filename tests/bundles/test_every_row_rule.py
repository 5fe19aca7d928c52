"""For every column, section and rule of every bundle a row that breaks it, from the declarations."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from attrs import evolve

import sxbundle as sx
from sxbundle.bundle import Bundle
from sxbundle.rules.base import REQUIRED
from sxbundle.schema import Item, Plan
from sxbundle.schema.select_items import tick
from sxbundle.selection import Selection
from sxbundle.testing import people
from sxbundle.testing.examples import ON
from sxbundle.testing.rows import WrongRows, wrong_rows


def opened(item: Item) -> Item:
    return evolve(item, availability=())


def plans(bundle: Bundle[Any]) -> Iterator[Plan[Any]]:
    """Everything that can be filled, and each item by itself, closed ones too."""
    fillable = [item for item in bundle.items if item.cover is not None or item.offline]
    yield bundle.plan(bundle.items, ON, frozenset())
    for item in fillable:
        ticked = tick(bundle.title, [opened(one) for one in bundle.items], [item.key], ON)
        yield bundle.plan(ticked, ON, frozenset())


ALL = [(key, plan) for key, bundle in sx.BUNDLES.items() for plan in plans(bundle)]
IDS = [f"{key}: {'+'.join(item.key for item in plan.items)}"[:90] for key, plan in ALL]


def found(plan: Plan[Any], wrong: WrongRows) -> set[tuple[int | None, str | None, str]]:
    # A column that is empty is still a column of the sheet.
    empty = {column.key: None for column in plan.columns}
    report = Selection(plan).batch([empty | row for row in wrong.cells]).report
    return {(problem.row, problem.column, problem.code) for problem in report.problems}


@pytest.mark.parametrize(("key", "plan"), ALL, ids=IDS)
def test_every_wrong_row_gets_its_code_in_its_place(key, plan):
    lost = []
    for wrong in wrong_rows(plan):
        problems = found(plan, wrong)
        if (wrong.row, wrong.column, wrong.code) not in problems:
            lost.append((wrong.breaks, wrong.code, sorted(map(str, problems))))
    assert lost == []


@pytest.mark.parametrize(("key", "plan"), ALL, ids=IDS)
def test_the_right_row_has_none_of_these_problems(key, plan):
    report = Selection(plan).batch(list(people.rows(plan, 4))).report
    assert report.problems == ()


@pytest.mark.parametrize("key", sx.BUNDLES)
def test_nothing_that_is_declared_is_left_out(key):
    bundle = sx.BUNDLES[key]
    made = [wrong for one, plan in ALL if one == key for wrong in wrong_rows(plan)]
    places = {(one.column, one.code) for one in made}
    columns = [column for section in bundle.sections for column in section.columns]
    assert {column.key for column in columns} - {column for column, _ in places} == set()
    required = {column.key for column in columns if column.required or column.needed_by}
    assert required - {column for column, code in places if code == REQUIRED.code} == set()
    for rule in bundle.row_rules:
        assert {(rule.blames, kind.code) for kind in rule.kinds} - places == set()
    for rule in bundle.whole_sheet_rules:
        assert {(rule.column, kind.code) for kind in rule.kinds} - places == set()


@pytest.mark.parametrize("key", sx.BUNDLES)
def test_nobody_is_born_after_the_day_of_filing(key):
    bundle = sx.BUNDLES[key]
    number = "110105202611200019"  # born on 2026-11-20
    for on, told in ((date(2026, 11, 19), True), (date(2026, 11, 20), False)):
        plan = bundle.plan(bundle.items, on, frozenset())
        report = Selection(plan).batch([people.row(plan, 0) | {"basic.certificate_number": number}]).report
        found = [(one.severity, one.column) for one in report if one.code == "birth.future"]
        assert found == ([("error", "basic.certificate_number")] if told else [])


@pytest.mark.parametrize("key", ["hire", "institution_hire"])
def test_the_birth_date_beside_a_passport_is_not_after_the_day_of_filing_either(key):
    bundle = sx.BUNDLES[key]
    plan = bundle.plan(bundle.items, ON, frozenset())
    passport = {"basic.certificate_type": "08", "basic.certificate_number": "E12345678"}
    rows = [people.row(plan, 0) | passport | {"basic.birth_date": day} for day in ("20500101", "19800101")]
    found = [one for one in Selection(plan).batch(rows).report if one.code == "birth.future"]
    assert [(one.row, one.column) for one in found] == [(1, "basic.birth_date")]

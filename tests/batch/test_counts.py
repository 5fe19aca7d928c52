"""What the checker does is counted, so that it stays linear and asks nothing twice."""

from collections import Counter
from datetime import date
from typing import Any

import attrs
import pytest

import sxbundle as sx
from sxbundle.batch import Table, check
from sxbundle.rules.dates import Day
from sxbundle.schema import RowRule
from sxbundle.testing import people

ON = date(2026, 11, 23)


@pytest.fixture
def plan():
    return sx.HIRE.select("职工参保登记", on=ON).plan


def table(plan, number: int) -> Table:
    rows = list(people.rows(plan, number))
    return Table({key: [row[key] for row in rows] for key in rows[0]}, range(1, number + 1))


@pytest.fixture
def reads(monkeypatch):
    """How often each text was read as a day."""
    counts: Counter[object] = Counter()
    read = Day.read

    def counted(self: Day, cell: object, found: list[sx.Problem]) -> Any:
        counts[cell] += 1
        return read(self, cell, found)

    monkeypatch.setattr(Day, "read", counted)
    return counts


def test_a_cell_that_repeats_is_read_once_a_column_and_a_plain_one_not_at_all(plan, reads):
    some = table(plan, 500)
    written = [f"{ON:%Y-%m-%d}"] * 499 + ["2026-13-01"]
    reads.clear()  # making the rows reads, too
    check(plan, attrs.evolve(some, cells=some.cells | {"enrolment.change_date": written}))
    assert reads == {f"{ON:%Y-%m-%d}": 1, "2026-13-01": 1}


def counting(rule: RowRule, counts: Counter[tuple[str, ...]]) -> RowRule:
    def asked(*values: Any) -> sx.Problem | None:
        counts[rule.columns] += 1
        return rule.check(*values)

    return attrs.evolve(rule, check=asked)


def test_rows_that_repeat_are_held_against_a_rule_once(plan):
    counts: Counter[tuple[str, ...]] = Counter()
    plan = attrs.evolve(plan, row_rules=tuple(counting(rule, counts) for rule in plan.row_rules))
    check(plan, table(plan, 500))
    days = [
        columns for columns in counts if columns[:2] == ("enrolment.enrolled_date", "enrolment.change_date")
    ]
    assert {counts[day] for day in days} == {1}
    assert max(counts.values()) <= 500


def test_problems_of_repeated_cells_stand_in_every_row(plan):
    some = table(plan, 100)
    some = attrs.evolve(some, cells=some.cells | {"enrolment.change_date": ["20260231"] * 100})
    found = [problem for problem in check(plan, some).problems if problem.code == "date.not-a-day"]
    assert [one.row for one in found] == list(range(1, 101))


@pytest.mark.parametrize("numbers", [[1, 1.0, True, "1"], [True, 1, "1", 1.0]])
def test_equal_cells_of_different_types_are_read_each_for_itself(plan, numbers):
    some = table(plan, 40)
    cells = numbers * 10
    some = attrs.evolve(some, cells=some.cells | {"enrolment.wage": cells})
    wrong = {problem.row for problem in check(plan, some).problems if problem.code == "money.shape"}
    assert wrong == {index for index, cell in enumerate(cells, 1) if cell is True}

"""A column is read as its cells are, each for itself, however much is told apart at once."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxbundle import rules
from sxbundle.batch.column_reader import Cells
from sxbundle.problem import Problem
from sxbundle.rules import Rule
from sxbundle.rules.base import is_blank

RIGHT = {
    "citizen ID": (rules.citizen_id(), ("11010519491231002X", "440524188001010014", "14010619900101123X")),
    "certificate": (rules.certificate_number(), ("11010519491231002X", "E12345678", "军字第1号")),
    "day": (rules.day(), ("20261123", "19900101", "2026-1-2")),
    "count": (rules.count(), ("1", "01", "2", "1.0")),
    "count of twelve": (rules.count(most=12), ("1", "2", "13")),
    "name": (rules.person_name(), ("测试甲", "测试乙", "样例·买买提")),
    "code": (rules.one_of("education"), ("21.大学本科", "本科", "31")),
}
every_rule = pytest.mark.parametrize(("rule", "right"), RIGHT.values(), ids=RIGHT)


def columns(right: tuple[str, ...]) -> st.SearchStrategy[list[Any]]:
    """Of few different cells, and of many; blanks, numbers and what has no hash among them."""
    odd: st.SearchStrategy[Any] = st.sampled_from(
        (None, "", "　", 1, 1.0, True, 20261123, "12345", [], "1", "一\n二", float("nan"))
    )
    some = st.sampled_from(right)
    return st.one_of(
        st.lists(some, max_size=12),
        st.lists(some | odd, max_size=12),
        st.lists(some | st.text(max_size=4) | st.integers(0, 99).map(str), max_size=12),
        st.lists(odd, max_size=6),
    )


@every_rule
@given(data=st.data())
def test_values_and_problems_are_those_of_the_cells(
    rule: Rule[Any], right: tuple[str, ...], data: Any
) -> None:
    column = data.draw(columns(right))
    cells = Cells(column, data.draw(st.sampled_from((rule.plain, None))))
    reading = cells.read(rule)
    values: list[Any] = []
    found: list[tuple[int, str]] = []
    for at, cell in enumerate(column):
        said: list[Problem] = []
        values.append(None if is_blank(cell) else rule.read(cell, said))
        found += [(at, one.code) for one in said]
    assert list(reading.values) == values
    assert [type(one) for one in reading.values] == [type(one) for one in values]
    assert [(at, one.code) for at, one in reading.found] == found
    assert list(cells.gaps) == [at for at, cell in enumerate(column) if is_blank(cell)]
    assert [reading.value(key) for key in reading.keys] == values
    assert list(reading.alike) == values
    assert reading.distinct is None or set(reading.distinct) == set(reading.keys)
    assert list(pickle.loads(pickle.dumps(reading)).values) == values


@given(
    column=st.lists(
        st.sampled_from(("11010519491231002X", "440524188001010014", "110105194912310021", "1", "", None))
    )
)
def test_what_a_rule_sees_of_a_number_is_what_the_number_says(column: list[Any]) -> None:
    def born(number: Any) -> Any:
        return number.birth_date

    reading = Cells(column).read(rules.citizen_id())
    seen = reading.mapped(slice(6, 14), born)
    expected = [None if value is None else born(value) for value in reading.values]
    assert seen is None or list(seen.values) == expected


def test_a_column_of_many_numbers_is_seen_by_the_few_birthdays_in_them() -> None:
    numbers = ["11010519491231002X", "11010519491231002X"[:-4] + "0046", "440524188001010014"]
    reading = Cells(numbers).read(rules.citizen_id())
    seen = reading.mapped(slice(6, 14), lambda number: number.birth_date)
    assert seen is not None
    assert seen.distinct is not None
    assert len(seen.distinct) <= 3
    assert list(seen.values) == [None if one is None else one.birth_date for one in reading.values]
    assert reading.mapped(slice(6, 14), lambda number: None) is None

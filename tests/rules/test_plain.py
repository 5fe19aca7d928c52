"""The plain form of cells: what it lets through unread, reading would let through without a word."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxbundle import rules
from sxbundle.problem import Problem
from sxbundle.rules import Rule
from sxbundle.testing.values import valid

RULES: dict[str, tuple[Rule[Any], str]] = {
    "citizen ID": (rules.citizen_id(), "11010519491231002X"),
    "certificate 01": (rules.certificate_number("01"), "11010519491231002X"),
    "certificate": (rules.certificate_number(), "11010519491231002X"),
    "day": (rules.day(), "20261123"),
    "birth day": (rules.birth_day(), "19901123"),
    "phone": (rules.phone(), "13800000000"),
    "mobile": (rules.mobile(), "13800000000"),
    "bank account": (rules.bank_account(), "6222020000000000000"),
    "money": (rules.money(), "4500.50"),
    "count": (rules.count(), "12"),
    "name": (rules.person_name(), "测试甲"),
    "text": (rules.text(20), "测试 1 号"),
    "address": (rules.address(), "测试路 1 号"),
}
every_rule = pytest.mark.parametrize(("rule", "example"), RULES.values(), ids=RULES)


class Cell(str):
    """A text that is not asked for its plain form: the whole of `read` looks at it."""

    __slots__ = ()


def cells(rule: Rule[Any], example: str) -> st.SearchStrategy[str]:
    """Right cells, cells that are nearly so, and any text."""
    right: st.SearchStrategy[str] = st.just(example) | valid(rule).filter(lambda one: type(one) is str).map(
        str
    )
    characters = st.sampled_from("0123456789Xx１Ａ一〇𠀀·.,，- \u3000\u200b\n\t'’é") | st.characters()

    @st.composite
    def nearly(draw: st.DrawFn) -> str:
        cell = draw(right)
        at = draw(st.integers(0, len(cell)))
        return cell[:at] + draw(characters) + cell[at + draw(st.integers(0, 1)) :]

    return st.one_of(right, nearly(), st.text(max_size=30), st.text("0123456789.X", max_size=20))


@every_rule
def test_the_usual_cell_is_in_plain_form(rule: Rule[Any], example: str) -> None:
    assert rule.plain is not None
    assert rule.plain.holds(example)
    assert rule.plain.take(Cell(example)) is None


@every_rule
@given(data=st.data())
def test_reading_takes_a_plain_cell_without_a_word(
    rule: Rule[Any], example: str, data: st.DataObject
) -> None:
    plain = rule.plain
    assert plain is not None
    cell = data.draw(cells(rule, example))
    if plain.holds(cell):
        found: list[Problem] = []
        value = rule.read(Cell(cell), found)
        assert found == []
        assert value == plain.make(cell) == plain.take(cell) == rule.read(cell, found)
        assert type(value) is type(plain.make(cell))
        assert not plain.same or value == cell


@every_rule
@given(data=st.data())
def test_a_column_is_told_apart_as_its_cells_are(rule: Rule[Any], example: str, data: st.DataObject) -> None:
    plain = rule.plain
    assert plain is not None
    column: list[Any] = data.draw(st.lists(cells(rule, example) | st.none() | st.integers(), max_size=8))
    others = [at for at, cell in enumerate(column) if not (type(cell) is str and plain.holds(cell))]
    assert plain.others(column) == others

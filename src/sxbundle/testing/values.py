"""Hypothesis strategies for cells, right and wrong, of every rule for one value.

`valid(rule)` returns cells that a rule takes, `invalid(rule)` cells that it does not, each with the
code of the problem to expect.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sxbundle.codes import Code, code_list, divisions
from sxbundle.rules.bank import BankAccountRule
from sxbundle.rules.base import Rule
from sxbundle.rules.certificate import CertificateRule
from sxbundle.rules.check_digit import check_digit
from sxbundle.rules.citizen_id import CitizenIDRule
from sxbundle.rules.count import Count
from sxbundle.rules.credit_code import CreditCodeRule
from sxbundle.rules.dates import BirthDay, Day
from sxbundle.rules.division import DivisionRule
from sxbundle.rules.insurance import LIST, InsuranceTypes
from sxbundle.rules.money import Money
from sxbundle.rules.name import PersonNameRule
from sxbundle.rules.one_of import OneOf
from sxbundle.rules.organisation_code import OrganisationCodeRule
from sxbundle.rules.phone import PhoneRule
from sxbundle.rules.registration_number import RegistrationNumber
from sxbundle.rules.text import Text
from sxbundle.testing.numbers import (
    CHECK_ALPHABET,
    CREDIT_ALPHABET,
    DIGITS,
    GIVEN,
    cards,
    citizen_ids,
    credit_code_from,
    credit_codes,
    days,
    digits,
    fixed_lines,
    mobiles,
    names,
    organisation_codes,
)

Wrong = tuple[object, str]
"""A cell, and the code of the problem that it must get."""

_OUTLANDISH = st.text(alphabet="ĐŁŦβγδЖЩ", min_size=3, max_size=12)
"""Text that no code list, number or date contains."""


def valid(rule: Rule[Any]) -> SearchStrategy[object]:
    """Cells that `rule` reads without an error.

    Raises:
        LookupError: when the rule is none of the package's.
    """
    return _strategies(rule)[0](rule)


def invalid(rule: Rule[Any]) -> SearchStrategy[Wrong]:
    """Cells in which `rule` finds a problem, each with its code.

    A rule that only doubts (`bank_account`) returns cells with the warning to expect.

    Raises:
        LookupError: when the rule is none of the package's.
    """
    return _strategies(rule)[1](rule)


def covers(rule: Rule[Any]) -> bool:
    """True when there are strategies for the rule: it is one of the package's."""
    return any(kind in _OF for kind in type(rule).__mro__)


def _strategies(
    rule: Rule[Any],
) -> tuple[Callable[[Any], SearchStrategy[object]], Callable[[Any], SearchStrategy[Wrong]]]:
    for kind in type(rule).__mro__:
        if kind in _OF:
            return _OF[kind]
    raise LookupError(f"no strategies for {type(rule).__name__}")


def _coded(code: str, *cells: SearchStrategy[Any]) -> SearchStrategy[Wrong]:
    return st.one_of(*cells).map(lambda cell: (cell, code))


def _bumped(last: str, alphabet: str) -> str:
    return alphabet[(alphabet.index(last) + 1) % len(alphabet)]


def _wrong_citizen_ids(_: object) -> SearchStrategy[Wrong]:
    right = citizen_ids()
    old = citizen_ids(born=st.dates(date(1930, 1, 1), date(1999, 12, 31)))
    return st.one_of(
        _coded(
            "id.check-digit",
            right.map(lambda value: value[:17] + _bumped(value[17], CHECK_ALPHABET)).filter(
                _ends_not_in_zeros
            ),
        ),
        _coded("id.shape", right.map(lambda value: value[:16]), _OUTLANDISH),
        _coded("id.not-a-day", right.map(_on_no_day).filter(_ends_not_in_zeros)),
        _coded("id.legacy", old.map(lambda value: value[:6] + value[8:17])),
        _coded("id.digits-lost", right.map(lambda value: f"{value[0]}.{value[1:6]}E+17")),
        _coded("id.digits-lost", right.map(lambda value: float(value[:17] + "0"))),
    )


def _ends_not_in_zeros(number: str) -> bool:
    """A wrong number that ends in 000 is what a spreadsheet left of one, and is called so."""
    return not number.endswith("000")


def _on_no_day(number: str) -> str:
    body = f"{number[:10]}0230{number[14:17]}"
    return body + check_digit(body)


def _certificates(rule: CertificateRule) -> SearchStrategy[object]:
    match rule.shape:
        case "citizen" | None:
            return citizen_ids()
        case "residence-permit":
            return st.sampled_from(("81", "82", "83")).flatmap(lambda head: citizen_ids(province=head))
        case "hong-kong" | "macao":
            letter = "H" if rule.shape == "hong-kong" else "M"
            return (digits(8) | digits(10)).map(lambda value: letter + value)
        case "taiwan":
            return digits(8) | digits(10) | digits(10).map(lambda value: value + "B")
        case "permanent-residence":
            old = digits(12).map(lambda value: "ABC" + value)
            new = (
                citizen_ids()
                .map(lambda value: f"911156{value[6:17]}")
                .map(lambda value: value + check_digit(value))
            )
            return old | new
        case "passport":
            return digits(8).map(lambda value: "E" + value)
        case _:
            return digits(7).map(lambda value: f"样字第{value}号")


def _wrong_certificates(rule: CertificateRule) -> SearchStrategy[Wrong]:
    match rule.shape:
        case "citizen" | None:
            number = citizen_ids().map(lambda value: value[:17] + _bumped(value[17], CHECK_ALPHABET))
            return _coded("id.check-digit", number.filter(_ends_not_in_zeros))
        case "residence-permit":
            return _coded("certificate.residence-permit", citizen_ids())
        case "hong-kong" | "macao":
            return _coded(
                "certificate.hong-kong-macao", digits(7).map(lambda value: "H" + value), _OUTLANDISH
            )
        case "taiwan":
            return _coded("certificate.taiwan", digits(7), digits(9), _OUTLANDISH)
        case "permanent-residence":
            new = digits(16).map(
                lambda value: "9" + value + _bumped(check_digit("9" + value), CHECK_ALPHABET)
            )
            return st.one_of(
                _coded("certificate.permanent-residence", digits(12), _OUTLANDISH),
                _coded("certificate.check-digit", new),
            )
        case "passport":
            return _coded("certificate.passport", _OUTLANDISH)
        case _:
            return _coded("certificate.long", st.just("样" * 65))


def _written_codes(rule: OneOf) -> SearchStrategy[object]:
    entries = st.sampled_from(rule.codes.entries)
    return st.one_of(entries.map(lambda code: code.label), entries.map(_name_of), entries.map(_code_of))


def _name_of(code: Code) -> str:
    return code.name


def _code_of(code: Code) -> str:
    return code.code


def _insurances(rule: InsuranceTypes) -> SearchStrategy[object]:
    separators = st.sampled_from((",", "，", ";", "；", "、", "/", " ", "\n"))
    search_strategy = st.lists(st.sampled_from(rule.codes), min_size=1, unique=True)
    written = st.sampled_from((_code_of, _name_of, str))
    return st.builds(
        lambda codes, separator, how: separator.join(how(code_list(LIST)[code]) for code in codes),
        search_strategy,
        separators,
        written,
    )


def _wrong_insurances(rule: InsuranceTypes) -> SearchStrategy[Wrong]:
    offered = st.sampled_from(rule.codes)
    wrong = [
        _coded("insurance.unknown", _OUTLANDISH, offered.map(lambda value: f"{value},999")),
        _coded("insurance.twice", offered.map(lambda value: f"{value},{value}")),
    ]
    if rule.unsupported:
        refused = st.sampled_from([code for code, _ in rule.unsupported])
        wrong.append(_coded("insurance.unsupported", refused))
    return st.one_of(wrong)


def _phones(rule: PhoneRule) -> SearchStrategy[object]:
    return mobiles() | fixed_lines() if rule.fixed else mobiles()


def _wrong_phones(rule: PhoneRule) -> SearchStrategy[Wrong]:
    code = "phone.shape" if rule.fixed else "phone.mobile"
    return _coded(code, digits(10).map(lambda value: "12" + value[1:]), digits(6), _OUTLANDISH)


def _wrong_cards(_: object) -> SearchStrategy[Wrong]:
    return st.one_of(
        _coded("bank.luhn", cards().map(lambda value: value[:-1] + _bumped(value[-1], DIGITS))),
        _coded("bank.shape", digits(6).map(lambda value: "62" + value), _OUTLANDISH),
        _coded("bank.digits-lost", digits(5).map(lambda value: f"6.{value}E+18")),
    )


def _days_written(_: object) -> SearchStrategy[object]:
    return days().map(lambda day: f"{day:%Y%m%d}") | days().map(
        lambda day: f"{day.year}-{day.month}-{day.day}"
    )


def _wrong_days(_: object) -> SearchStrategy[Wrong]:
    return st.one_of(
        _coded("date.not-a-day", days().map(lambda day: f"{day.year}0230")),
        _coded("date.shape", digits(6), _OUTLANDISH),
        _coded("date.serial", st.integers(10000, 99999)),
        _coded("date.year", days().map(lambda day: f"1899{day.month:02}15")),
    )


def _wrong_credit_codes(_: object) -> SearchStrategy[Wrong]:
    return st.one_of(
        _coded(
            "credit.check-digit",
            credit_codes().map(lambda value: value[:17] + _bumped(value[17], CREDIT_ALPHABET)),
        ),
        _coded("credit.shape", credit_codes().map(lambda value: value[:17]), _OUTLANDISH),
        _coded("credit.organisation", credit_codes().map(_with_wrong_organisation)),
    )


def _with_wrong_organisation(code: str) -> str:
    return credit_code_from(code[:16] + _bumped(code[16], CHECK_ALPHABET))


def _wrong_organisation_codes(_: object) -> SearchStrategy[Wrong]:
    right = organisation_codes()
    return st.one_of(
        _coded(
            "organisation.check-digit", right.map(lambda value: value[:9] + _bumped(value[9], CHECK_ALPHABET))
        ),
        _coded("organisation.shape", right.map(lambda value: value[:7]), _OUTLANDISH),
    )


def _amounts(_: object) -> SearchStrategy[object]:
    return st.decimals(Decimal(0), Decimal(10**9), places=2, allow_nan=False, allow_infinity=False).map(
        lambda value: f"{abs(value):f}"
    )


def _wrong_amounts(_: object) -> SearchStrategy[Wrong]:
    positive = st.integers(1, 10**6)
    return st.one_of(
        _coded("money.negative", positive.map(lambda value: f"-{value}")),
        _coded("money.places", positive.map(lambda value: f"{value}.005")),
        _coded("money.shape", _OUTLANDISH),
    )


def _counts(rule: Count) -> SearchStrategy[object]:
    return st.integers(0, rule.most if rule.most is not None else 10**6).flatmap(
        lambda value: st.sampled_from((value, str(value), float(value)))
    )


def _wrong_counts(rule: Count) -> SearchStrategy[Wrong]:
    wrong = _coded("count.shape", _OUTLANDISH, st.integers(-99, -1), st.just("1.5"))
    if rule.most is None:
        return wrong
    return wrong | _coded("count.most", st.integers(rule.most + 1, rule.most + 10**6))


def _wrong_names(_: object) -> SearchStrategy[Wrong]:
    return st.one_of(
        _coded("name.digits", names().map(lambda value: value + "2")),
        _coded("name.control", names().map(lambda value: value[:1] + "\x07" + value[1:])),
        _coded("name.long", names().map(lambda value: (value * 65)[:70])),
        _coded("name.lost", names().map(lambda value: value + "?")),
        _coded("name.remark", names().map(lambda value: value + "（男）")),
        _coded("name.blank", st.sampled_from(GIVEN).map(lambda value: f"测 {value}")),
    )


def _texts(rule: Text) -> SearchStrategy[object]:
    return st.text(alphabet="山西省太原市测试样例路号甲乙丙", min_size=1, max_size=rule.most)


def _wrong_texts(rule: Text) -> SearchStrategy[Wrong]:
    return st.one_of(
        _coded("text.long", st.integers(1, 50).map(lambda more: "测" * (rule.most + more))),
        _coded("text.control", st.just("测\x07试")),
    )


def _divisions(_: object) -> SearchStrategy[object]:
    current = [division for division in divisions().by_code.values() if division.current]
    unique = [division.full_name for division in current if len(divisions().named(division.full_name)) == 1]
    return st.sampled_from([division.code for division in current]) | st.sampled_from(unique)


def _wrong_divisions(_: object) -> SearchStrategy[Wrong]:
    abolished = [division.code for division in divisions().by_code.values() if not division.current]
    return st.one_of(
        _coded("division.unknown", digits(4).map(lambda value: "99" + value), _OUTLANDISH),
        _coded("division.ambiguous", st.just("朝阳区")),
        _coded("division.abolished", st.sampled_from(abolished)),
    )


_OF: dict[type, tuple[Callable[[Any], SearchStrategy[object]], Callable[[Any], SearchStrategy[Wrong]]]] = {
    BankAccountRule: (lambda _: cards(), _wrong_cards),
    CertificateRule: (_certificates, _wrong_certificates),
    CitizenIDRule: (lambda _: citizen_ids(), _wrong_citizen_ids),
    Count: (_counts, _wrong_counts),
    CreditCodeRule: (lambda _: credit_codes(), _wrong_credit_codes),
    Day: (_days_written, _wrong_days),
    BirthDay: (_days_written, _wrong_days),
    DivisionRule: (_divisions, _wrong_divisions),
    InsuranceTypes: (_insurances, _wrong_insurances),
    Money: (_amounts, _wrong_amounts),
    OneOf: (_written_codes, lambda _: _coded("code.unknown", _OUTLANDISH)),
    OrganisationCodeRule: (lambda _: organisation_codes(), _wrong_organisation_codes),
    PersonNameRule: (lambda _: names(), _wrong_names),
    PhoneRule: (_phones, _wrong_phones),
    RegistrationNumber: (
        lambda _: credit_codes() | digits(10).map(lambda value: f"14{value[2:]}-1"),
        lambda _: _coded("registration.shape", digits(3), digits(21), _OUTLANDISH),
    ),
    Text: (_texts, _wrong_texts),
}

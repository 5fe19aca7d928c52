"""People who do not exist: right rows for any selection, the same for the same index.

Names are visibly made up (测试甲子…), certificate numbers have valid check digits, real Shanxi
divisions and birth dates spread by arithmetic: nobody is meant.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from attrs import frozen

from sxbundle.codes import divisions
from sxbundle.errors import DeclarationError
from sxbundle.masking import Personal
from sxbundle.rules.check_digit import organisation_check
from sxbundle.rules.insurance import InsuranceTypes
from sxbundle.rules.money import Money
from sxbundle.rules.one_of import OneOf
from sxbundle.rules.organisation_code import OrganisationCodeRule
from sxbundle.rules.retirement import Group, retirement_date
from sxbundle.schema import Column, Plan, Role

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_YOUNGEST, _YEARS = 22, 30
Maker = Callable[["SyntheticPerson"], str]
_RETIRING = {"retirement", "retiree_death"}
"""Bundles whose people have reached the retirement age in the month of `on`."""


@frozen(repr=False)
class SyntheticPerson:
    """Somebody made up.

    Attributes:
        index: makes the person; any whole number from 0.
        on: the day on which the person is hired, leaves or retires; everything fits it.
        retires: True for somebody who retires on that day, by the calendar of the law.
    """

    index: int
    on: date
    retires: bool = False

    @property
    def name(self) -> str:
        """测试 and two to four of the sixty-year cycle's characters."""
        rest, name = self.index, ""
        for characters in (_BRANCHES, _STEMS, _BRANCHES, _STEMS):
            rest, at = divmod(rest, len(characters))
            name = characters[at] + name
            if not rest and len(name) >= 2:
                break
        return "测试" + name

    @property
    def birth_date(self) -> date:
        """22 to 52 years before `on`; of who retires, the month that the calendar asks for."""
        if self.retires:
            return _born_to_retire(self.on, Group.MEN if self.sex == "1" else Group.WOMEN_50)
        days = self.index * 379 % (_YEARS * 365)
        return self.on - timedelta(days=_YOUNGEST * 366 + days)

    @property
    def division(self) -> str:
        """A current county of Shanxi."""
        counties = _counties()
        return counties[self.index % len(counties)]

    @property
    def sex(self) -> str:
        """Code: odd order numbers are men."""
        return "1" if self._order % 2 else "2"

    @property
    def _order(self) -> int:
        # 998 order numbers of each county and day: a million people share none (see the test).
        return self.index // len(_counties()) % 998 + 1

    @property
    def certificate_number(self) -> str:
        """An 18-digit citizen ID with the right check digit."""
        digits = f"{self.division}{self.birth_date:%Y%m%d}{self._order:03d}"
        total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
        return digits + _CHECKS[total % 11]

    @property
    def phone(self) -> str:
        """A mobile number of no known network's range 199 0000 …."""
        return f"199{self.index % 100_000_000:08d}"

    def __repr__(self) -> str:
        return f"<SyntheticPerson {self.index}>"


def row(plan: Plan[Any], index: int) -> dict[str, str]:
    """A right row for the sections that `plan` reads: column key to text.

    Raises:
        DeclarationError: a required column for which nothing is made up yet.
    """
    return _row(plan, _makers(plan), index)


def rows(plan: Plan[Any], number: int, *, start: int = 0) -> Iterator[dict[str, str]]:
    """`number` right rows, numbered from 1."""
    makers, ordinal = _makers(plan), plan.person(Role.ORDINAL)
    for index in range(start, start + number):
        cells = _row(plan, makers, index)
        if ordinal is not None:
            cells[ordinal.key] = str(index - start + 1)
        yield cells


def _row(plan: Plan[Any], makers: dict[str, Maker], index: int) -> dict[str, str]:
    person = SyntheticPerson(index, plan.on, plan.bundle in _RETIRING)
    cells = {key: make(person) for key, make in makers.items()}
    ticked: dict[str, list[str]] = {}
    for cover in plan.covers.values():
        if cover is not None and cover.when is not None:
            ticked.setdefault(f"{cover.section}.{cover.when[0]}", []).append(cover.when[1])
    for key, codes in ticked.items():  # nobody fills a section for an item that is not ticked
        if cells[key].partition(".")[0] not in codes:
            cells[key] = plan.column(key).rule.parse(codes[0]).label
    roles = {column.role: column.key for column in plan.columns if column.key in cells}
    for item in plan.items:
        cells |= {roles[role]: cell for role, cell in item.example.items() if role in roles}
    return cells


def _makers(plan: Plan[Any]) -> dict[str, Maker]:
    """Column key to what makes its cell, for the columns that `plan` reads."""
    makers: dict[str, Maker] = {}
    for column in plan.columns:
        if column.section not in plan.active:
            continue
        make = _maker(column, plan)
        if make is not None:
            makers[column.key] = make
        elif column.required:
            raise DeclarationError(f"testing.people makes up nothing for {column.key}; declare an example=")
    return makers


def _maker(column: Column, plan: Plan[Any]) -> Maker | None:
    """What the column declares as an example, or what its role, its name or its rule says."""
    make = _declared(column) or _CELLS.get(column.attribute)
    if make is None or column.rule.check(make(SyntheticPerson(0, plan.on))):
        make = _by_rule(column, plan)
    if make is None or plan.section(column.section).always or column.rule.personal not in _OTHERS:
        return make
    of_another: Maker = make  # such as a dependant

    def make_other(person: SyntheticPerson) -> str:
        return of_another(SyntheticPerson(person.index + 1_000_003, person.on))

    return make_other


def _declared(column: Column) -> Maker | None:
    match column.example:
        case int(days):
            return _day(days)
        case str(cell):
            return _text(cell)
        case tuple(cells):
            return _alternating(*cells)
        case None:
            return None if column.role is None else _ROLES.get(column.role)
    make = column.example
    return lambda person: make(person.index)


def _by_rule(column: Column, plan: Plan[Any]) -> Maker | None:
    """What the rule of a column takes, for bundles that this module has never heard of."""
    match column.rule:
        case OneOf() as rule:
            return _text(rule.codes.labels[0])
        case InsuranceTypes() as rule:
            return _text(",".join(rule.codes))
        case _ if not column.required:
            return None
        case Money():
            return _text("5000.00")
        case OrganisationCodeRule():
            return _organisation
    somebody = SyntheticPerson(0, plan.on)
    return next((make for make in _CANDIDATES if not column.rule.check(make(somebody))), None)


def card_number(index: int) -> str:
    """A 19-digit debit card of 中国工商银行 that passes the Luhn check."""
    digits = f"622202{index % 10**12:012d}"
    total = sum(int(digit) for digit in digits[-2::-2])
    total += sum(int("0246813579"[int(digit)]) for digit in digits[::-2])
    return digits + str(-total % 10)


@cache
def _born_to_retire(on: date, group: Group) -> date:
    """A birth date whose retirement month is that of `on`, or the nearest before."""
    born = on.replace(year=on.year - group.old_age, day=15)
    while retirement_date(born, group).month > on:
        born = (born.replace(day=1) - timedelta(days=1)).replace(day=15)
    return born


@cache
def _counties() -> tuple[str, ...]:
    return tuple(
        division.code
        for division in divisions().by_code.values()
        if division.code.startswith("14") and not division.code.endswith("00") and division.current
    )


def _day(days: int) -> Callable[[SyntheticPerson], str]:
    return lambda person: f"{person.on + timedelta(days=days):%Y%m%d}"


def _organisation(person: SyntheticPerson) -> str:
    body = f"{person.index + 1:08d}"
    return f"{body}-{organisation_check(body)}"


def _text(text: str) -> Callable[[SyntheticPerson], str]:
    return lambda _: text


def _alternating(*texts: str) -> Callable[[SyntheticPerson], str]:
    return lambda person: texts[person.index % len(texts)]


_OTHERS = {Personal.NAME, Personal.CERTIFICATE}

_ROLES: dict[Role, Callable[[SyntheticPerson], str]] = {
    Role.ORDINAL: lambda person: str(person.index + 1),
    Role.NAME: lambda person: person.name,
    Role.CERTIFICATE_TYPE: _text("01.居民身份证(户口簿)"),
    Role.CERTIFICATE_NUMBER: lambda person: person.certificate_number,
    Role.PHONE: lambda person: person.phone,
    Role.SEX: lambda person: {"1": "1.男性", "2": "2.女性"}[person.sex],
    Role.BIRTH_DATE: lambda person: f"{person.birth_date:%Y%m%d}",
    Role.FIRST_WORK_DATE: lambda person: f"{person.birth_date + timedelta(days=_YOUNGEST * 365):%Y%m%d}",
    Role.CHANGE_DATE: _day(0),
}
_CELLS: dict[str, Callable[[SyntheticPerson], str]] = {
    "name": lambda person: person.name,
    "certificate_type": _text("01.居民身份证(户口簿)"),
    "certificate_number": lambda person: person.certificate_number,
    "ethnic_group": _alternating("01.汉族", "03.回族", "11.满族"),
    "education": _alternating("21.大学本科", "31.大学专科", "14.硕士研究生"),
    "household_type": _alternating("51.本地居民户口", "52.外地居民户口"),
    "household_division": lambda person: person.division,
    "address": _text("测试路 1 号"),
    "employment_form": _text("41.订立固定期限劳动合同"),
    "wage": lambda person: f"{4500 + person.index % 90 * 100}.00",
    "enrolled_date": _day(-5),
    "insurances": _text("110,210"),
    "from_division": _text("140105"),
    "from_unit": _text("示例原单位有限公司"),
    "transfer_date": _day(0),
    "school": _text("示例大学"),
    "major": _text("测试工程"),
    "graduation_date": _day(-120),
    "keeper": _text("示例市人才服务中心"),
    "employment_date": _day(-5),
    "work_kind": _alternating("2.专业技术人员", "3.管理人员"),
    "post": _text("测试员"),
    "signing": _text("1.签订"),
    "term": _text("1.固定期限"),
    "probation": _text("3"),
    "political_status": _alternating("13.群众", "03.共青团员"),
    "personal_status": _text("干部"),
    "appointment_number": _text("示例人社备〔2026〕1号"),
    "remark": _text("示例"),
    "administrative_post": _text("190.无行政职务级别"),
    "title_level": _text("4.初级技术职务"),
    "post_wage_level": _text("五级"),
    "annuity_payment": _text("1.实账"),
    "leading_post": _text("0.非领导职务"),
    "change_type": _text("22.停保"),
    "years": _text("3"),
    "category": _text("1.终止"),
    "ended": _day(-5),
    "compensation": _text("1.是"),
    "account": lambda person: card_number(person.index),
    "bank": _text("102.中国工商银行"),
    "uses_card": _text("0.否"),
    "applied_date": _day(0),
    "group": lambda person: {"1": "M60.男职工", "2": "F50.原法定退休年龄五十周岁的女职工"}[person.sex],
    "accident_date": _day(-30),
    "death_date": _day(-29),
    "decision_number": _text("示例工伤认字〔2026〕1号"),
    "relation": _text("配偶"),
    "special_work": _text("0.否"),
    "monthly_wage": lambda person: f"{4500 + person.index % 90 * 100}.00",
}
_CANDIDATES: tuple[Callable[[SyntheticPerson], str], ...] = (
    _day(0),
    _text("1"),
    _text("5000.00"),
    lambda person: person.phone,
    lambda person: person.certificate_number,
    lambda person: person.name,
    lambda person: person.division,
    lambda person: card_number(person.index),
    _text("示例"),
)

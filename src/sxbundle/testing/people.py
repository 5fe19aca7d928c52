"""People who do not exist: right rows for any selection, the same for the same index.

Names are visibly made up (测试甲子…), certificate numbers have valid check digits, real Shanxi
divisions and birth dates spread by arithmetic: nobody is meant.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from sxbundle.codes import divisions
from sxbundle.errors import DeclarationError
from sxbundle.schema import Plan

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_YOUNGEST, _YEARS = 22, 30


@frozen(repr=False)
class SyntheticPerson:
    """Somebody made up.

    Attributes:
        index: makes the person; any whole number from 0.
        on: the day on which the person is hired, leaves or retires; everything fits it.
    """

    index: int
    on: date

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
        """22 to 52 years before `on`."""
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
    person = SyntheticPerson(index, plan.on)
    cells: dict[str, str] = {}
    for column in plan.columns:
        if column.section not in plan.active:
            continue
        if make := _CELLS.get(column.key, _CELLS.get(column.attribute)):
            cells[column.key] = make(person)
        elif column.required:
            raise DeclarationError(f"testing.people makes up nothing for {column.key}")
    if "unemployment_transfer" in plan.active and "enrolment.reason" in cells:
        cells["enrolment.reason"] = "在职人员续保"
    return cells


def rows(plan: Plan[Any], number: int, *, start: int = 0) -> Iterator[dict[str, str]]:
    """`number` right rows, numbered from 1."""
    for index in range(start, start + number):
        cells = row(plan, index)
        if "basic.ordinal" in cells:
            cells["basic.ordinal"] = str(index - start + 1)
        yield cells


def _counties() -> tuple[str, ...]:
    global _shanxi
    if not _shanxi:
        _shanxi = tuple(
            one.code
            for one in divisions().by_code.values()
            if one.code.startswith("14") and not one.code.endswith("00") and one.current
        )
    return _shanxi


_shanxi: tuple[str, ...] = ()


def _day(days: int) -> Callable[[SyntheticPerson], str]:
    return lambda person: f"{person.on + timedelta(days=days):%Y%m%d}"


def _contract_end(person: SyntheticPerson) -> str:
    start = person.on - timedelta(days=5)
    return f"{start + timedelta(days=3 * 366):%Y%m%d}"


def _text(text: str) -> Callable[[SyntheticPerson], str]:
    return lambda _: text


def _alternating(*texts: str) -> Callable[[SyntheticPerson], str]:
    return lambda person: texts[person.index % len(texts)]


_CELLS: dict[str, Callable[[SyntheticPerson], str]] = {
    "ordinal": lambda person: str(person.index + 1),
    "name": lambda person: person.name,
    "certificate_type": _text("01.居民身份证(户口簿)"),
    "certificate_number": lambda person: person.certificate_number,
    "phone": lambda person: person.phone,
    "sex": lambda person: {"1": "1.男性", "2": "2.女性"}[person.sex],
    "birth_date": lambda person: f"{person.birth_date:%Y%m%d}",
    "ethnic_group": _alternating("01.汉族", "03.回族", "11.满族"),
    "education": _alternating("21.大学本科", "31.大学专科", "14.硕士研究生"),
    "household_type": _alternating("51.本地居民户口", "52.外地居民户口"),
    "household_division": lambda person: person.division,
    "address": _text("测试路 1 号"),
    "employment_form": _text("41.订立固定期限劳动合同"),
    "first_work_date": lambda person: f"{person.birth_date + timedelta(days=_YOUNGEST * 365):%Y%m%d}",
    "wage": lambda person: f"{4000 + person.index % 90 * 100}.00",
    "enrolment.reason": _text("111.在职人员新参保"),
    "enrolled_date": _day(-5),
    "change_date": _day(0),
    "insurances": _text("110,210"),
    "from_division": _text("140105"),
    "from_unit": _text("示例原单位有限公司"),
    "transfer_date": _day(0),
    "archive.kind": _alternating("1.高等学校等毕业生接收", "2.流动人员人事档案接收"),
    "school": _text("示例大学"),
    "major": _text("测试工程"),
    "graduation_date": _day(-120),
    "keeper": _text("示例市人才服务中心"),
    "employment_date": _day(-5),
    "work_kind": _alternating("2.专业技术人员", "3.管理人员"),
    "post": _text("测试员"),
    "signing": _text("1.签订"),
    "term": _text("1.固定期限"),
    "labour_contract.start": _day(-5),
    "labour_contract.end": _contract_end,
    "probation": _text("3"),
    "special_work": _text("0.否"),
    "monthly_wage": lambda person: f"{4000 + person.index % 90 * 100}.00",
}

"""When people retire: the calendar of the decision of 2024-09-13 (渐进式延迟法定退休年龄).

Until 2024 men retired at 60, women at 55 or 50. From 2025-01 on the month of the old age counts as
n (2025-01 is 1), and retirement is delayed by ceil(n/4) months, 36 at most, for men and women of 55, by
ceil(n/2), 60 at most, for women of 50.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import frozen

from sxbundle.argument_checks import expect
from sxbundle.bilingual import Bilingual
from sxbundle.codes import Code
from sxbundle.errors import DeclarationError
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.citizen_id import CitizenID
from sxbundle.rules.insurance import INJURY
from sxbundle.rules.working_life import age
from sxbundle.source import assumed, law

DECISION = law("全国人大常委会关于实施渐进式延迟法定退休年龄的决定", "2024-09-13")

TOO_EARLY = ProblemKind(
    "retirement.too-early",
    Severity.WARNING,
    (
        "退休时间早于按出生年月推算的退休年月 {month}，请核对是否符合提前退休条件。",
        "The date lies before the month of retirement {month} that follows from the date of birth. "
        "Compare the grounds for early retirement.",
    ),
    (
        "日期早于此人达到退休年龄的月份。",
        "The date lies before the month in which the person reaches the retirement age.",
    ),
    (
        "核对日期；提前退休有单独的事项和条件。",
        "Check the date; early retirement needs its own item and grounds.",
    ),
    DECISION,
    passing='check_row("retirement", 终止或解除劳动合同时间="20261120")',
    failing='check_row("retirement", 证件号码="140105198001010011", 终止或解除劳动合同时间="20261120")',
)
TOO_LATE = ProblemKind(
    "retirement.too-late",
    Severity.WARNING,
    (
        "退休时间晚于按出生年月推算的退休年月 {month}，也晚于弹性延迟退休的最晚年月 {latest}，请核对。",
        "The date lies after the month of retirement {month} that follows from the date of birth, and "
        "after the last month of a delay {latest}. Compare it.",
    ),
    (
        "日期晚于弹性延迟退休的最晚月份：最多三年，2025 年之前不能延迟。",
        "The date lies after the last month to which retirement may be delayed: three years, none "
        "before 2025.",
    ),
    ("核对日期。", "Check the date."),
    DECISION,
    passing='check_row("retirement", 终止或解除劳动合同时间="20261120")',
    failing='check_row("retirement", 证件号码="11010519491231002X", 终止或解除劳动合同时间="20261120")',
)
FLEXIBLE_BOUND = ProblemKind(
    "retirement.flexible-bound",
    Severity.WARNING,
    (
        "弹性提前退休最早可自 {month} 起，不得低于原法定退休年龄，提前不超过三年。",
        "Flexible early retirement starts in {month} at the earliest: three years early at most, and "
        "never below the old age.",
    ),
    (
        "弹性提前退休提前超过三年，或低于原法定退休年龄。",
        "Flexible early retirement lies more than three years early, or below the old age.",
    ),
    ("改为较晚的日期，或另选提前退休类别。", "Choose a later date, or another kind of early retirement."),
    DECISION,
    passing='check_row("retirement", 提前退休类型="弹性提前退休", 申请退休日期="20261130")',
    failing='check_row("retirement", 证件号码="140105198001010011", 提前退休类型="弹性提前退休")',
)
GROUP_AND_SEX = ProblemKind(
    "retirement.group",
    Severity.WARNING,
    (
        "原法定退休年龄与证件号码表示的性别不一致。",
        "The original retirement age does not fit the sex that the certificate number says.",
    ),
    (
        "退休年龄类别与身份证号码表示的性别不符。",
        "The retirement group does not fit the sex that the citizen ID tells.",
    ),
    ("更正有误的一项。", "Correct whichever is wrong."),
    assumed("the group's title names the sex; the decision prints the groups"),
    passing='check_row("retirement", 提前退休类型="弹性提前退休")',
    failing='check_row("retirement", 证件号码="11010519491231002X", 提前退休类型="弹性提前退休")',
)

PAST_RETIREMENT = ProblemKind(
    "age.past-retirement",
    Severity.WARNING,
    (
        "按出生年月推算，参保时已过法定退休年月 {month}，一般不再参加职工养老、失业保险，请核对；"
        "延长缴费年限或弹性延迟退休的除外。",
        "By the date of birth the statutory retirement month {month} had passed at enrolment; pension "
        "and unemployment insurance normally end there. Compare, unless contributions are paid on or "
        "retirement is delayed.",
    ),
    (
        "参保时已过法定退休年月，除例外情形外，养老、失业保险到此为止。",
        "Enrolled after the month of retirement, when pension and unemployment insurance end, "
        "exceptions aside.",
    ),
    (
        "核对日期；延长缴费或协议延迟退休的照常申报。",
        "Check the dates; file it when contributions are paid on, or retirement is delayed by agreement.",
    ),
    law("社会保险法 §16、失业保险条例 §2；" + DECISION.work, DECISION.place),
    passing='check_hire("职工参保登记", 证件号码="11010519491231002X", 性别=None, 出生日期=None, '
    '参加工作日期="19900101", 进入本单位参保日期="19960101", 变更时间="19960101")',
    failing='check_hire("职工参保登记", 证件号码="11010519491231002X")',
)
RETIREE_AGE = ProblemKind(
    "retirement.retiree-age",
    Severity.WARNING,
    (
        "按证件号码推算为 {age} 岁，退休人员一般为 {least} 至 {most} 岁，请核对是否为退休人员本人的号码。",
        "By the certificate number the person is {age} years old; pensioners are between {least} and "
        "{most}. Compare whether the number is the pensioner's own.",
    ),
    (
        "证件号码推算的年龄不像退休人员，可能填了家属的号码。",
        "By the age in the number this is no pensioner: it may be a relative's number.",
    ),
    ("核对证件号码。", "Compare the number with the certificate."),
    law("国务院关于工人退休、退职的暂行办法（国发〔1978〕104号）", "§1"),
    passing='check_row("retiree_death", 证件号码="140105195001010018")',
    failing='check_row("retiree_death", 证件号码="14010519960101001X")',
)
EARLY_AGE = ProblemKind(
    "retirement.early-age",
    Severity.WARNING,
    (
        "申请退休日期早于该类提前退休的最低年龄（{age} 周岁），请核对。",
        "The date lies before the lowest age of this early retirement ({age}). Compare it.",
    ),
    (
        "早于该类提前退休的法定年龄：特殊工种男 55、女 45，因病男 50、女 45。",
        "Early retirement below the age of the law: special work 55 (men) and 45 (women), illness 50 and 45.",
    ),
    ("核对提前退休类别和日期。", "Check the kind of early retirement, and the date."),
    law("国务院关于工人退休、退职的暂行办法（国发〔1978〕104号）", "§1"),
    passing='check_row("retirement", 提前退休类型="特殊工种提前退休", 申请退休日期="20261130")',
    failing='check_row("retirement", 证件号码="14010519960101001X", 提前退休类型="特殊工种提前退休")',
)

_FIRST = 2025 * 12
FLEXIBLE_MONTHS = 36
"""How much earlier or later than the retirement age a person may retire by choice."""
FLEXIBLE = "1"
_EARLIEST = {"2": (45, 55), "3": (45, 50)}
"""Entries of the list `early_retirement`: by choice; special work and illness, women's and men's age."""
NO_LONGER = 75
"""Who paid on from 60 to reach fifteen years has done so by then: nobody of that age is enrolled."""


class Group(StrEnum):
    """Who retires when; codes of the list `retirement_group`."""

    MEN = "M60"
    WOMEN_60 = "F60"
    """女干部 of 县处级 and women with 高级职称 (组通字〔2015〕14号)."""
    WOMEN_55 = "F55"
    WOMEN_50 = "F50"

    @property
    def old_age(self) -> int:
        """Years, before 2025."""
        return int(self[1:])


@frozen
class Retirement:
    """A month of retirement.

    Attributes:
        month: first day of the month in which the age is reached.
        delay: months later than the old age.
        earliest: first day of the month from which flexible early retirement is possible.
        latest: first day of the last month up to which it may be delayed by agreement.
    """

    month: date
    delay: int
    earliest: date
    latest: date


def retirement_date(birth_month: date, group: Group | str) -> Retirement:
    """The month in which somebody born in `birth_month` (any day of it) retires.

    Raises:
        DeclarationError: no such group.

    >>> one = retirement_date(date(1971, 4, 1), "F55")
    >>> one.month, one.delay
    (datetime.date(2026, 8, 1), 4)
    """
    expect("birth_month", birth_month, date)
    if group not in set(Group):
        raise DeclarationError(
            Bilingual(
                "没有这种退休年龄分组；可用：{value}。",
                "There is no such retirement group; there are {value}.",
                value="、".join(Group),
            )
        )
    group = Group(group)
    old = birth_month.year * 12 + birth_month.month - 1 + group.old_age * 12
    n = old - _FIRST + 1
    step, most = (2, 60) if group is Group.WOMEN_50 else (4, 36)
    delay = 0 if n < 1 else min(-(-n // step), most)
    month = old + delay
    return Retirement(
        _month(month),
        delay,
        # Flexible retirement exists since the decision took force, and never below the old age.
        _month(max(month - FLEXIBLE_MONTHS, old)),
        _month(month + FLEXIBLE_MONTHS if n >= 1 else month),
    )


def minimum_contribution_months(year: int) -> int:
    """Months of contribution that a pension needs for those who retire in `year`.

    15 years until 2029, then 6 months more each year, 20 years from 2039 on.

    >>> [minimum_contribution_months(year) for year in (2029, 2030, 2039, 2050)]
    [180, 186, 240, 240]
    """
    return 180 + 6 * min(max(year - 2029, 0), 10)


def age_reached(number: Any, retires: date, early: Code | None = None) -> Problem | None:
    """A retirement on that day against the calendar; who applies for an early one is asked elsewhere.

    Of women all groups are allowed for, because the sheet does not tell the group.
    """
    if early is not None or not isinstance(number, CitizenID):
        return None
    groups = (Group.MEN,) if number.male else (Group.WOMEN_50, Group.WOMEN_55, Group.WOMEN_60)
    months = [retirement_date(number.birth_date, group) for group in groups]
    return _against(retires, min(month.month for month in months), max(month.latest for month in months))


def age_of_a_pensioner(on: date, born: date) -> Problem | None:
    """Not younger than who retires first, and not older than anybody is."""
    years = age(born, on)
    if _YOUNGEST_PENSIONER <= years <= _OLDEST or born > on:
        return None
    return RETIREE_AGE.problem(age=years, least=_YOUNGEST_PENSIONER, most=_OLDEST)


_YOUNGEST_PENSIONER = min(least for ages in _EARLIEST.values() for least in ages)
_OLDEST = 115


def not_yet_due(born: int, enrolled: int) -> bool:
    """True when who was born in one year retires on no day of the other, or before: nearly everybody."""
    return enrolled - born < _FIRST_RETIREMENT


def enrolled_before_retirement(
    born: date, sex: Code, enrolled: date, types: Sequence[Code] = ()
) -> Problem | None:
    """进入本单位参保日期 not after the month of retirement; of women the latest group counts.

    A doubt, because contributions may be paid on up to fifteen years; at 75 no doubt is left. Who is past
    that month may still be insured against accidents at work alone.
    """
    if types and all(code.means == INJURY for code in types):
        return None
    due = retirement_date(born, Group.MEN if sex.means == _MALE else Group.WOMEN_60).latest
    if enrolled.replace(day=1) <= due:
        return None
    beyond = age(born, enrolled) >= NO_LONGER
    return PAST_RETIREMENT.problem(month=f"{due:%Y-%m}", severity=Severity.ERROR if beyond else None)


_MALE = "1"  # GB/T 2261.1
_FIRST_RETIREMENT = 60
"""Years of age that men, and women of the latest group, reach first."""


def early_by_the_law(number: Any, kind: Code, applied: date, group: Code) -> Problem | None:
    """弹性提前退休 at most three years early and never below the old age."""
    if not isinstance(number, CitizenID):
        return None
    if group.means not in set(Group):
        return None
    if number.male != (group.means == Group.MEN):
        return GROUP_AND_SEX.problem()
    if (ages := _EARLIEST.get(kind.means)) is not None:
        least = ages[number.male]
        return EARLY_AGE.problem(age=least) if age(number.birth_date, applied) < least else None
    if kind.means != FLEXIBLE:
        return None
    earliest = retirement_date(number.birth_date, group.means).earliest
    if applied < earliest:
        return FLEXIBLE_BOUND.problem(month=f"{earliest:%Y-%m}")
    return None


def _against(retires: date, due: date, latest: date) -> Problem | None:
    month = retires.replace(day=1)
    if month < due:
        return TOO_EARLY.problem(month=f"{due:%Y-%m}")
    if month > latest:
        return TOO_LATE.problem(month=f"{due:%Y-%m}", latest=f"{latest:%Y-%m}")
    return None


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


KINDS = (PAST_RETIREMENT, RETIREE_AGE, EARLY_AGE, TOO_EARLY, TOO_LATE, FLEXIBLE_BOUND, GROUP_AND_SEX)

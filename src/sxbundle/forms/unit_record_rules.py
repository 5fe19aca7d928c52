"""How the numbers of the unit page agree with each other.

The sums follow from the captions of figure 10; the page wants every number, so nothing here is left open.
"""

import re
from decimal import Decimal

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed

_ARITHMETIC = assumed("图10 只印出各栏，未印出各栏之间的数量关系")

BY_SEX = ProblemKind(
    code="unit.people-by-sex",
    severity=Severity.ERROR,
    message=(
        "劳动关系人员数 {people} 应等于男职工 {men} 与女职工 {women} 之和 {total}。",
        "The people in an employment relation ({people}) must be the sum of men ({men}) and women "
        "({women}), {total}.",
    ),
    meaning=(
        "劳动关系人员数与男、女职工之和不符。",
        "The people in an employment relation are not the men and the women together.",
    ),
    mend=("更正有误的数。", "Correct whichever number is wrong."),
    source=_ARITHMETIC,
)
BY_POST = ProblemKind(
    code="unit.people-by-post",
    severity=Severity.ERROR,
    message=(
        "劳动关系人员数 {people} 应等于在岗职工人数 {on_post} 与非在岗职工人数 {off_post} 之和 {total}。",
        "The people in an employment relation ({people}) must be the sum of on post ({on_post}) and off "
        "post ({off_post}), {total}.",
    ),
    meaning=(
        "劳动关系人员数与在岗、非在岗之和不符。",
        "The people in an employment relation are not those on and off post together.",
    ),
    mend=("更正有误的数。", "Correct whichever number is wrong."),
    source=_ARITHMETIC,
)
DUE = ProblemKind(
    code="unit.contracts-due",
    severity=Severity.ERROR,
    message=(
        "应签订劳动合同人数 {due} 不能多于劳动关系人员数 {people}。",
        "The contracts due ({due}) cannot exceed the people in an employment relation ({people}).",
    ),
    meaning=(
        "应签订合同的人数多于劳动关系人员数。",
        "More contracts are due than people stand in an employment relation.",
    ),
    mend=("更正有误的数。", "Correct whichever number is wrong."),
    source=_ARITHMETIC,
)
BY_TERM = ProblemKind(
    code="unit.contracts-by-term",
    severity=Severity.ERROR,
    message=(
        "实签订人数 {signed} 应等于各期限劳动合同人数之和 {total}。",
        "The contracts signed ({signed}) must be the sum by term ({total}).",
    ),
    meaning=(
        "各期限的合同数之和与实签订人数不符。",
        "The contracts by term do not add up to the contracts signed.",
    ),
    mend=("更正有误的数。", "Correct whichever number is wrong."),
    source=assumed("figure 10 is cut after the second of the terms"),
)
RATE = ProblemKind(
    code="unit.signing-rate",
    severity=Severity.ERROR,
    message=(
        "合同签订率 {rate}% 与实签订人数 {signed}、应签订人数 {due} 不符。",
        "The signing rate {rate}% does not fit {signed} contracts signed of {due} due.",
    ),
    meaning=(
        "合同签订率不等于实签订除以应签订（取整百分数）。",
        "The signing rate is not the contracts signed over the contracts due, in whole percent.",
    ),
    mend=(
        "用实签订除以应签订；舍入方式不限。",
        "Divide the contracts signed by those due; both roundings are accepted.",
    ),
    source=_ARITHMETIC,
)
ARREARS = ProblemKind(
    code="unit.arrears",
    severity=Severity.ERROR,
    message=(
        "累计拖欠职工工资总额与拖欠工资涉及职工人数应同时为 0，或同时大于 0。",
        "Wages owed and people owed are both 0, or both more than 0.",
    ),
    meaning=(
        "有欠薪却没有人数，或有人数却没有欠薪。",
        "Wages are owed to nobody, or people are owed nothing.",
    ),
    mend=("更正有误的数。", "Correct whichever number is wrong."),
    source=_ARITHMETIC,
)
POSTCODE = ProblemKind(
    code="unit.postcode",
    severity=Severity.ERROR,
    message=("邮政编码应为 6 位数字。", "A postcode has 6 digits."),
    meaning=("邮政编码不是六位数字。", "The postcode is not six digits."),
    mend=("填写六位数字；以 0 开头的按文本填写。", "Write the six digits, as text when they begin with 0."),
    source=assumed("Chinese postcodes have six digits"),
)


def by_sex(people: int, men: int, women: int) -> Problem | None:
    """劳动关系人员数 = 男职工 + 女职工."""
    total = men + women
    return None if people == total else BY_SEX.problem(people=people, men=men, women=women, total=total)


def by_post(people: int, on_post: int, off_post: int) -> Problem | None:
    """劳动关系人员数 = 在岗 + 非在岗."""
    total = on_post + off_post
    if people == total:
        return None
    return BY_POST.problem(people=people, on_post=on_post, off_post=off_post, total=total)


def due(contracts_due: int, people: int) -> Problem | None:
    """应签 ≤ 劳动关系人员数."""
    return DUE.problem(due=contracts_due, people=people) if contracts_due > people else None


def by_term(signed: int, *terms: int) -> Problem | None:
    """实签 = 任务 + 3年以下 + 3至10年 + 10年以上和无固定."""
    return None if signed == sum(terms) else BY_TERM.problem(signed=signed, total=sum(terms))


def rate(percent: int, signed: int, contracts_due: int) -> Problem | None:
    """签订率 = 实签 / 应签 in whole percent, cut or rounded; with nobody due any rate will do."""
    if not contracts_due or abs(percent * contracts_due - 100 * signed) < contracts_due:
        return None
    right = (200 * signed + contracts_due) // (2 * contracts_due)
    suggestion = str(right) if right <= 100 else None
    return RATE.problem(suggestion=suggestion, rate=percent, signed=signed, due=contracts_due)


def arrears(amount: Decimal, people: int) -> Problem | None:
    """拖欠总额 > 0 exactly when 涉及人数 > 0."""
    return None if (amount > 0) == (people > 0) else ARREARS.problem()


def postcode(text: str) -> Problem | None:
    """Six digits, not all of them 0; a number cell drops the 0 at the front."""
    if re.fullmatch("(?!000000)[0-9]{6}", text):
        return None
    return POSTCODE.problem(suggestion=f"0{text}" if re.fullmatch("[1-9][0-9]{4}", text) else None)


KINDS = (BY_SEX, BY_POST, DUE, BY_TERM, RATE, ARREARS, POSTCODE)

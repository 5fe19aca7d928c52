"""Across a row: birth, start of work, enrolment and the day of filing; the law's ages and deadlines."""

from datetime import date

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed, law, standard

_GBT40217 = standard("GB/T 40217-2021", "首次参保年月不早于参加工作日期")

WORK_BEFORE_BIRTH = ProblemKind(
    "work.before-birth",
    Severity.ERROR,
    ("参加工作日期不晚于出生日期。", "Work started on or before the day of birth."),
    ("参加工作不晚于出生。", "The start of work is not after the birth date."),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    _GBT40217,
    passing='check_hire(参加工作日期="20261101")',
    failing='check_hire(参加工作日期="19000101")',
)
ENROLLED_BEFORE_WORK = ProblemKind(
    "work.enrolled-before",
    Severity.ERROR,
    (
        "进入本单位参保日期的年月早于参加工作日期的年月。",
        "The month of enrolment in this unit lies before that of the first work.",
    ),
    (
        "进入本单位参保的月份早于首次参加工作的月份。",
        "The month of enrolment in this unit lies before the month of the first work ever.",
    ),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    _GBT40217,
    passing='check_hire(参加工作日期="20261129", 进入本单位参保日期="20261101")',
    failing='check_hire(参加工作日期="20261201", 进入本单位参保日期="20261101")',
)
BEFORE_1986 = ProblemKind(
    "work.before-1986",
    Severity.WARNING,
    (
        "参保日期早于 1986 年，当时尚未实行养老保险缴费，请核对。",
        "The enrolment lies before 1986, when there were no pension contributions yet. Compare it.",
    ),
    (
        "参保日期早于养老保险缴费开始的时间。",
        "The enrolment date lies before pension insurance contributions existed.",
    ),
    ("核对日期。", "Check the date."),
    law("国营企业实行劳动合同制暂行规定（国发〔1986〕77号）", "§26"),
    passing='check_hire(参加工作日期="20261101", 进入本单位参保日期="20261101")',
    failing='check_hire(参加工作日期="19800101", 进入本单位参保日期="19800101")',
)
STARTED_BEFORE_BIRTH = ProblemKind(
    "work.started-before-birth",
    Severity.ERROR,
    ("进入本单位的日期不晚于出生日期。", "The first day in the unit lies on or before the day of birth."),
    ("进入本单位不晚于出生。", "The first day in the unit is not after the birth date."),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    _GBT40217,
    passing='check_hire(就业日期="20261102")',
    failing='check_hire(证件号码="11010519491231002X", 就业日期="19400101")',
)
UNDER_16 = ProblemKind(
    "age.under-16",
    Severity.ERROR,
    (
        "开始工作时未满 16 周岁。文艺、体育、特种工艺单位依照国家规定招用的，请在勾选时声明担保。",
        "Less than 16 years old when starting work. Units of art, sport and crafts that hire by the "
        "state's rules vouch for it when the items are selected.",
    ),
    (
        "进入本单位时未满 16 周岁；若指多年前首次参加工作，只作提醒。",
        "Less than 16 years old on entering the unit; of the first work ever, long ago, only a warning.",
    ),
    (
        '核对日期；依法可以例外的单位在选择事项时担保：`select(..., vouched=["age.under-16"])`。',
        'Check the dates; a unit exempt by the article vouches: `select(..., vouched=["age.under-16"])`.',
    ),
    law("劳动法（2018 修正）", "§15"),
    passing='check_hire("就业登记", 就业日期="20261102")',
    failing='check_hire(证件号码="11010519491231002X", 参加工作日期="19650101")',
)
MINOR = ProblemKind(
    "age.minor",
    Severity.WARNING,
    (
        "入职时为 16–17 周岁的未成年工，须按规定保护和登记。",
        "A minor worker of 16 or 17 when starting work: to be protected and registered as the law asks.",
    ),
    ("入职时为 16 至 17 周岁的未成年工。", "A minor worker of 16 or 17 on entering the unit."),
    ("核对日期；依法落实未成年工的特殊保护。", "Check the date; keep the protection that the law asks for."),
    law("劳动法", "§58"),
    passing='check_hire(参加工作日期="20261101", 进入本单位参保日期="20261101")',
    failing='check_hire(证件号码="140105201001010016", 进入本单位参保日期="20261101")',
)
LATE = ProblemKind(
    "work.late-registration",
    Severity.WARNING,
    (
        "变更时间距用工之日超过 30 日，属于逾期办理参保登记。",
        "The change lies more than 30 days after work started: a late registration.",
    ),
    (
        "用工之日起超过 30 日才办理参保登记。",
        "Registered more than 30 days after the start of work in the unit.",
    ),
    ("核对日期；逾期登记可能产生补缴。", "Check the dates; a late registration may cost arrears."),
    law("社会保险法", "§58"),
    passing='check_hire(进入本单位参保日期="20261101", 变更时间="20261130")',
    failing='check_hire(进入本单位参保日期="20260901", 变更时间="20261130")',
)
CHANGE_BEFORE = ProblemKind(
    "work.change-before",
    Severity.WARNING,
    (
        "变更时间的年月早于进入本单位参保日期的年月，请核对。",
        "The change lies in a month before the enrolment in this unit. Compare them.",
    ),
    ("变更时间早于它所申报的参保。", "The change is dated before the enrolment that it declares."),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    assumed("a change is declared for the month of the enrolment or later"),
    passing='check_hire(进入本单位参保日期="20261101", 变更时间="20261130")',
    failing='check_hire(进入本单位参保日期="20261101", 变更时间="20260901")',
)

FAR_AHEAD = ProblemKind(
    "date.far-ahead",
    Severity.WARNING,
    (
        "日期比申报日期晚三个月以上，请核对年份。",
        "The date lies more than three months after the day of filing. Compare the year.",
    ),
    (
        "日期比核对所用的日期晚三个月以上。",
        "The date lies more than three months after the day for which the rows are checked.",
    ),
    (
        "更正日期；若按以后的日期申报，请核对 `on=`。",
        "Correct the date; check `on=` when the rows are for a later day.",
    ),
    assumed("nobody files that long before; a wrong year does it"),
    passing='check_hire("职工参保登记", 变更时间="20261130")',
    failing='check_hire("职工参保登记", 变更时间="20361130")',
)
EXPIRED = ProblemKind(
    "certificate.expired",
    Severity.WARNING,
    (
        "证件有效期早于申报日期，证件可能已过期，请核对。",
        "The certificate ran out before the day of filing and may have expired. Compare it.",
    ),
    (
        "证件有效期早于核对所用的日期。",
        "The certificate ran out before the day for which the rows are checked.",
    ),
    ("核对日期；过期的请先换证。", "Check the date; have the certificate renewed."),
    assumed("an expired certificate proves nothing; the hall's check is not known"),
    passing='check_hire("职工参保登记", 证件有效期="20361130")',
    failing='check_hire("职工参保登记", 证件有效期="20160101")',
)

DAYS_TO_REGISTER = 30
DAYS_AHEAD = 92
CHILD = 12
"""Nobody began to work under this age in the times that contracts of today's workers go back to."""
WORKING_AGE = 16
ADULT = 18


def age(birth: date, on: date) -> int:
    """Full years on a day; the birthday counts (民法典 §201: the day of birth is left out).

    >>> age(date(2010, 11, 23), date(2026, 11, 22)), age(date(2010, 11, 23), date(2026, 11, 23))
    (15, 16)
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def work_after_birth(born: date, work: date) -> Problem | None:
    """参加工作日期 after the birth date, and the worker at least 16 in its month.

    Who took over a parent's place (顶替) often was younger, and many papers tell only the month.
    """
    if work <= born:
        return WORK_BEFORE_BIRTH.problem()
    young = _months(work) - _months(born) < WORKING_AGE * 12
    return UNDER_16.problem(severity=Severity.WARNING) if young else None


def year(day: date) -> int:
    """The year of a day."""
    return day.year


def grown_up(born: int, start: int) -> bool:
    """True when who was born in one year is of full age on each day of the other, so for nearly everybody."""
    return start - born > ADULT


def of_working_age(born: int, work: int) -> bool:
    """The same of the age at which people may work, to the month."""
    return work - born > WORKING_AGE


def of_age(born: date, start: date) -> Problem | None:
    """On entering the unit: born, at least 16; a minor worker until 18."""
    if start <= born:
        return STARTED_BEFORE_BIRTH.problem()
    years = age(born, start)
    if years < WORKING_AGE:
        return UNDER_16.problem()
    return MINOR.problem() if years < ADULT else None


def enrolled_after_work(work: date, enrolled: date) -> Problem | None:
    """进入本单位参保日期 not in a month before 参加工作日期, and not before insurance existed."""
    if _months(enrolled) < _months(work):
        return ENROLLED_BEFORE_WORK.problem()
    return BEFORE_1986.problem() if enrolled.year < 1986 else None


def _months(day: date) -> int:
    return day.year * 12 + day.month


def change_follows(enrolled: date, change: date) -> Problem | None:
    """变更时间 not in a month before 进入本单位参保日期."""
    return CHANGE_BEFORE.problem() if _months(change) < _months(enrolled) else None


def began_of_age(born: date, start: date) -> Problem | None:
    """The start of a contract that ended: after birth, and not as a child; under 16 is a doubt, long ago."""
    if start <= born:
        return STARTED_BEFORE_BIRTH.problem()
    years = age(born, start)
    if years < CHILD:
        return UNDER_16.problem()
    return UNDER_16.problem(severity=Severity.WARNING) if years < WORKING_AGE else None


def registered_in_time(enrolled: date, change: date, start: date | None = None) -> Problem | None:
    """变更时间 within 30 days of the start of work: the contract's start, or the enrolment's date."""
    begun = start or enrolled
    return LATE.problem() if (change - begun).days > DAYS_TO_REGISTER else None


def not_far_ahead(on: date, day: date) -> Problem | None:
    """A day on which something happened or is about to."""
    return FAR_AHEAD.problem() if (day - on).days > DAYS_AHEAD else None


def still_valid(on: date, expires: date) -> Problem | None:
    """证件有效期 not before the day of filing."""
    return EXPIRED.problem() if expires < on else None


KINDS = (
    FAR_AHEAD,
    EXPIRED,
    WORK_BEFORE_BIRTH,
    ENROLLED_BEFORE_WORK,
    BEFORE_1986,
    STARTED_BEFORE_BIRTH,
    UNDER_16,
    MINOR,
    LATE,
    CHANGE_BEFORE,
)

"""Across a row: the terms of a labour contract (劳动合同法 §12–§19)."""

from calendar import monthrange
from datetime import date

from sxbundle.codes import Code
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import law

END_BEFORE_START = ProblemKind(
    "contract.end-before-start",
    Severity.ERROR,
    ("合同终止时间早于合同开始时间。", "The contract ends before it starts."),
    ("合同终止早于开始。", "The contract ends before it starts."),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    law("劳动合同法", "§12"),
    passing='check_hire(合同开始时间="20261101", 合同终止时间="20291031")',
    failing='check_hire(合同开始时间="20261101", 合同终止时间="20261031")',
)
END_MISSING = ProblemKind(
    "contract.end-missing",
    Severity.ERROR,
    ("固定期限劳动合同须填写合同终止时间。", "A fixed-term contract needs an end."),
    ("固定期限合同没有终止时间。", "A fixed-term contract has no end."),
    ("填写合同终止时间。", "Fill the end."),
    law("劳动合同法", "§13"),
    passing='check_hire(合同期限类型="固定期限", 合同终止时间="20311031")',
    failing='check_hire(合同期限类型="固定期限", 合同终止时间=None)',
)
END_IN_OPEN = ProblemKind(
    "contract.end-in-open",
    Severity.ERROR,
    (
        "无固定期限劳动合同没有终止时间，请删去合同终止时间或改合同期限类型。",
        "An open-ended contract has no end. Empty the end, or change the kind of term.",
    ),
    ("无固定期限合同填了终止时间。", "An open-ended contract has an end."),
    ("清空终止时间，或更改合同期限类型。", "Empty the end, or change the kind of term."),
    law("劳动合同法", "§14"),
    passing='check_hire(合同期限类型="无固定期限", 合同终止时间=None)',
    failing='check_hire(合同期限类型="无固定期限", 合同终止时间="20291031")',
)
PROBATION = ProblemKind(
    "contract.probation",
    Severity.ERROR,
    (
        "试用期 {months} 个月超过法定上限 {most} 个月。",
        "A probation of {months} months exceeds the {most} that the law allows.",
    ),
    ("试用期超过该合同期限的法定上限。", "The probation is longer than the law allows for this term."),
    ("缩短试用期。", "Shorten the probation."),
    law("劳动合同法", "§19"),
    passing='check_hire(合同开始时间="20261101", 合同终止时间="20291031", 试用期="6")',
    failing='check_hire(合同开始时间="20261101", 合同终止时间="20271031", 试用期="6")',
)

PROBATION_AGAIN = ProblemKind(
    "contract.probation-again",
    Severity.ERROR,
    (
        "续签的劳动合同不得再约定试用期：同一单位与同一劳动者只能约定一次。",
        "A renewed contract has no probation: one unit and one worker agree on one only once.",
    ),
    (
        "续签的合同填了试用期，同一单位与同一劳动者只能约定一次。",
        "A renewed contract has a probation; one unit and one worker may agree on one only once.",
    ),
    ("清空试用期，或更正签订类型。", "Empty the probation, or correct 「签订类型」."),
    law("劳动合同法", "§19"),
    passing='check_hire(签订类型="续签", 试用期=None)',
    failing='check_hire(签订类型="续签", 试用期="1")',
)
PART_TIME_PROBATION = ProblemKind(
    "contract.part-time-probation",
    Severity.ERROR,
    ("非全日制用工双方不得约定试用期。", "Part-time work has no probation."),
    ("非全日制用工填了试用期。", "Part-time work has a probation."),
    ("清空试用期，或更正用工形式。", "Empty the probation, or correct 「用工形式」."),
    law("劳动合同法", "§70"),
    passing='check_hire("职工参保登记", "劳动用工备案", 用工形式="非全日制用工", 试用期=None)',
    failing='check_hire("职工参保登记", "劳动用工备案", 用工形式="非全日制用工", 试用期="1")',
)
FORM_AND_TERM = ProblemKind(
    "contract.form-and-term",
    Severity.WARNING,
    (
        "用工形式“{form}”与合同期限类型“{term}”不一致，请核对。",
        "The form of employment 「{form}」 and the kind of term 「{term}」 disagree. Compare them.",
    ),
    (
        "用工形式所指的期限与合同不同；用工形式代码表取自外省。",
        "The form of employment names another term than the contract; the list of forms is another "
        "province's.",
    ),
    ("更正有误的一项。", "Correct whichever is wrong."),
    law("劳动合同法", "§12"),
    passing='check_hire("职工参保登记", "劳动用工备案", 用工形式="固定期限", 合同期限类型="固定期限")',
    failing='check_hire("职工参保登记", "劳动用工备案", 用工形式="无固定期限", 合同期限类型="固定期限")',
)
DISPATCH_TERM = ProblemKind(
    "contract.dispatch-term",
    Severity.ERROR,
    (
        "劳务派遣单位应与被派遣劳动者订立二年以上的固定期限劳动合同，请核对用工形式和合同期限。",
        "Dispatched workers need a fixed term of two years or more. Compare form of employment and term.",
    ),
    (
        "劳务派遣人员的合同以任务为期限，或固定期限不满两年。",
        "A dispatched worker's contract is by task, or fixed for less than two years.",
    ),
    ("更正用工形式、期限类型或起止日期。", "Correct 「用工形式」, the term, or its dates."),
    law("劳动合同法", "§58"),
    passing='check_hire("职工参保登记", "劳动用工备案", 用工形式="劳务派遣", 合同期限类型="固定期限")',
    failing='check_hire("职工参保登记", "劳动用工备案", 用工形式="劳务派遣", '
    '合同期限类型="以完成一定工作任务为期限")',
)
DISPATCH_OPEN = ProblemKind(
    "contract.dispatch-open",
    Severity.WARNING,
    (
        "劳务派遣一般订立二年以上的固定期限劳动合同，此处为无固定期限，请核对用工形式。",
        "Dispatched workers usually have a fixed term of two years or more; this contract is "
        "open-ended. Compare the form of employment.",
    ),
    (
        "劳务派遣人员订立了无固定期限合同，而法律规定的是固定期限。",
        "A dispatched worker has an open-ended contract, where the law speaks of fixed ones.",
    ),
    (
        "核对用工形式和期限；约定对劳动者更有利的可以照常申报。",
        "Check 「用工形式」 and the term; a term that is better for the worker may be agreed.",
    ),
    law("劳动合同法", "§58"),
    passing='check_hire("职工参保登记", "劳动用工备案", 用工形式="劳务派遣", 合同期限类型="固定期限")',
    failing='check_hire("职工参保登记", "劳动用工备案", 用工形式="劳务派遣", '
    '合同期限类型="无固定期限", 合同终止时间=None)',
)

FIXED, OPEN_ENDED, BY_TASK = "1", "2", "3"
"""What entries of the list `contract_term` mean."""
RENEWED = "2"
"""What the entry of the list `contract_signing` means."""
DISPATCH, PART_TIME = "51", "52"
_TERM_OF_FORM = {"41": FIXED, "42": OPEN_ENDED, "43": BY_TASK}
"""What entries of the list `employment_form` mean, and which term they name."""
_DISPATCH_MONTHS = 24
_TERMS = frozenset({FIXED, OPEN_ENDED, BY_TASK})


def ends_as_its_term(term: Code, start: date, end: date | None) -> Problem | None:
    """固定期限 has an end, 无固定期限 none, and no contract ends before it starts."""
    if end is None:
        return END_MISSING.problem() if term.means == FIXED else None
    if term.means == OPEN_ENDED:
        return END_IN_OPEN.problem()
    return END_BEFORE_START.problem() if end < start else None


def probation_fits(term: Code, start: date, months: int, end: date | None) -> Problem | None:
    """The probation against the contract's term, when that is known."""
    if term.means not in _TERMS or (term.means == FIXED and (end is None or end < start)):
        return None
    most = longest_probation(term, start, end)
    return PROBATION.problem(months=months, most=most) if months > most else None


def probation_once(signing: Code, months: int) -> Problem | None:
    """A renewed contract has no probation (§19)."""
    return PROBATION_AGAIN.problem() if signing.means == RENEWED and months else None


def part_time_without_probation(form: Code, months: int) -> Problem | None:
    """非全日制用工 has no probation (§70)."""
    return PART_TIME_PROBATION.problem() if form.means == PART_TIME and months else None


def form_fits_term(
    form: Code, term: Code, start: date | None = None, end: date | None = None
) -> Problem | None:
    """用工形式 against the term of the contract; 劳务派遣 is for a fixed term of two years at least (§58)."""
    named = _TERM_OF_FORM.get(form.means)
    if named is not None and term.means in _TERMS and named != term.means:
        return FORM_AND_TERM.problem(form=form.name, term=term.name)
    if form.means != DISPATCH or term.means not in _TERMS:
        return None
    if term.means == OPEN_ENDED:
        return DISPATCH_OPEN.problem()
    if term.means == BY_TASK:
        return DISPATCH_TERM.problem()
    known = start is not None and end is not None and end >= start
    return DISPATCH_TERM.problem() if known and not lasts(start, end, _DISPATCH_MONTHS) else None  # type: ignore[arg-type]


def longest_probation(term: Code, start: date, end: date | None) -> int:
    """The longest probation in months that §19 allows.

    Under 3 months or by task none; under 1 year 1; under 3 years 2; from 3 years on, or
    open-ended, 6.
    """
    if term.means == OPEN_ENDED:
        return 6
    if term.means == BY_TASK or end is None:
        return 0
    if lasts(start, end, 36):
        return 6
    if lasts(start, end, 12):
        return 2
    return 1 if lasts(start, end, 3) else 0


def lasts(start: date, end: date, months: int) -> bool:
    """True when a contract from `start` to `end`, both days included, runs that many months.

    >>> lasts(date(2026, 11, 1), date(2029, 10, 31), 36), lasts(date(2026, 11, 1), date(2029, 10, 30), 36)
    (True, False)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    anniversary = date(year, month + 1, min(start.day, last))
    # A term from 31 January runs out on the last day of a shorter month, not on the one before.
    reached = anniversary.toordinal() - (1 if start.day <= last else 0)
    return end.toordinal() >= reached


KINDS = (
    END_BEFORE_START,
    END_MISSING,
    END_IN_OPEN,
    PROBATION,
    PROBATION_AGAIN,
    PART_TIME_PROBATION,
    FORM_AND_TERM,
    DISPATCH_TERM,
    DISPATCH_OPEN,
)

"""Across a row: the terms of a labour contract (劳动合同法 §12–§19)."""

from calendar import monthrange
from datetime import date

from sxbundle.codes import Code
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import law

END_BEFORE_START = ProblemKind(
    "contract.end-before-start",
    Severity.ERROR,
    "合同终止时间早于合同开始时间。",
    "The contract ends before it starts.",
    "Correct whichever date is wrong.",
    law("劳动合同法", "§12"),
    passing='check_hire(合同开始时间="20261101", 合同终止时间="20291031")',
    failing='check_hire(合同开始时间="20261101", 合同终止时间="20261031")',
)
END_MISSING = ProblemKind(
    "contract.end-missing",
    Severity.ERROR,
    "固定期限劳动合同须填写合同终止时间。",
    "A fixed-term contract has no end.",
    "Fill the end.",
    law("劳动合同法", "§13"),
    passing='check_hire(合同期限类型="固定期限", 合同终止时间="20291031")',
    failing='check_hire(合同期限类型="固定期限", 合同终止时间=None)',
)
END_IN_OPEN = ProblemKind(
    "contract.end-in-open",
    Severity.ERROR,
    "无固定期限劳动合同没有终止时间，请删去合同终止时间或改合同期限类型。",
    "An open-ended contract has an end.",
    "Empty the end, or change the kind of term.",
    law("劳动合同法", "§14"),
    passing='check_hire(合同期限类型="无固定期限", 合同终止时间=None)',
    failing='check_hire(合同期限类型="无固定期限", 合同终止时间="20291031")',
)
PROBATION = ProblemKind(
    "contract.probation",
    Severity.ERROR,
    "试用期 {months} 个月超过法定上限 {most} 个月。",
    "The probation is longer than the law allows for this term.",
    "Shorten the probation.",
    law("劳动合同法", "§19"),
    passing='check_hire(合同开始时间="20261101", 合同终止时间="20291031", 试用期="6")',
    failing='check_hire(合同开始时间="20261101", 合同终止时间="20271031", 试用期="6")',
)

FIXED, OPEN_ENDED, BY_TASK = "1", "2", "3"
"""What entries of the list `contract_term` mean."""
_TERMS = frozenset({FIXED, OPEN_ENDED, BY_TASK})


def ends_as_its_term(term: Code, start: date, end: date | None) -> Problem | None:
    """固定期限 has an end, 无固定期限 none, and no contract ends before it starts."""
    if end is None:
        return END_MISSING.problem() if term.means == FIXED else None
    if term.means == OPEN_ENDED:
        return END_IN_OPEN.problem()
    return END_BEFORE_START.problem() if end < start else None


def probation_fits(term: Code, start: date, months: int, end: date | None) -> Problem | None:
    """The probation against the contract's term, when that is known; one without an end is told elsewhere."""
    if term.means not in _TERMS or (term.means == FIXED and (end is None or end < start)):
        return None
    most = longest_probation(term, start, end)
    return PROBATION.problem(months=months, most=most) if months > most else None


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


KINDS = (END_BEFORE_START, END_MISSING, END_IN_OPEN, PROBATION)

"""Across a row: dates against the day for which the rows are filed."""

from datetime import date

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed

FAR_AHEAD = ProblemKind(
    "date.far-ahead",
    Severity.WARNING,
    "日期比申报日期晚三个月以上，请核对年份。",
    "The date lies more than three months after the day for which the rows are checked.",
    "Correct the date; check `on=` when the rows are for a later day.",
    assumed("nobody files that long before; a wrong year does it"),
    passing='check_hire("职工参保登记", 变更时间="20261130")',
    failing='check_hire("职工参保登记", 变更时间="20361130")',
)
EXPIRED = ProblemKind(
    "certificate.expired",
    Severity.WARNING,
    "证件有效期早于申报日期，证件可能已过期，请核对。",
    "The certificate ran out before the day for which the rows are checked.",
    "Check the date; have the certificate renewed.",
    assumed("an expired certificate proves nothing; the hall's check is not known"),
    passing='check_hire("职工参保登记", 证件有效期="20361130")',
    failing='check_hire("职工参保登记", 证件有效期="20160101")',
)

DAYS_AHEAD = 92


def not_far_ahead(on: date, day: date) -> Problem | None:
    """A day on which something happened or is about to."""
    return FAR_AHEAD.problem() if (day - on).days > DAYS_AHEAD else None


def still_valid(on: date, expires: date) -> Problem | None:
    """证件有效期 not before the day of filing."""
    return EXPIRED.problem() if expires < on else None


KINDS = (FAR_AHEAD, EXPIRED)

"""Across a row: the document number of an appointment record (聘用备案, 3.4.4.1)."""

import re
from datetime import date

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed, standard

FUTURE_YEAR = ProblemKind(
    "appointment.future-year",
    Severity.ERROR,
    (
        "文件号的年份 {year} 晚于办理年份，请核对聘用备案文件号。",
        "The document number bears the year {year}, later than the year of filing. Compare it with the "
        "document.",
    ),
    (
        "批准聘用的文件号上的年份还没有到。",
        "The document that allows the appointment bears a year that has not come yet.",
    ),
    ("对照文件重新填写文件号。", "Copy the number from the document again."),
    standard("党政机关公文处理工作条例", "§9"),
    passing='check_row("institution_hire", 聘用备案文件号="示例人社备〔2026〕1号")',
    failing='check_row("institution_hire", 聘用备案文件号="示例人社备〔2027〕1号")',
)
OLD_YEAR = ProblemKind(
    "appointment.old-year",
    Severity.WARNING,
    (
        "文件号的年份 {year} 早于办理年份两年以上，请核对聘用备案文件号。",
        "The document number bears the year {year}, two years or more before the year of filing. "
        "Compare it with the document.",
    ),
    ("批准聘用的文件已有两年或更久。", "The document that allows the appointment is two years old or older."),
    ("核对文件号；文件无误的照常申报。", "Check the number; if the document is right, file it."),
    assumed("a doubt: an appointment is recorded shortly before the people are enrolled"),
    passing='check_row("institution_hire", 聘用备案文件号="示例人社备〔2025〕1号")',
    failing='check_row("institution_hire", 聘用备案文件号="示例人社备〔2016〕1号")',
)

_YEAR = re.compile(r"[〔\[［【(（]\s*((?:19|20)[0-9]{2})\s*[〕\]］】)）]")


def year_fits(on: date, number: str) -> Problem | None:
    """The year in brackets against the day of filing; a number without one says nothing."""
    match = _YEAR.search(number)
    if match is None:
        return None
    year = int(match[1])
    if year > on.year:
        return FUTURE_YEAR.problem(year=year)
    return OLD_YEAR.problem(year=year) if year <= on.year - 2 else None


KINDS = (FUTURE_YEAR, OLD_YEAR)

"""Across a row: the document number of an appointment record (聘用备案, 3.4.4.1)."""

import re
from datetime import date

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed, manual, standard

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

NO_NUMBER = ProblemKind(
    "appointment.no-number",
    Severity.ERROR,
    (
        "“{number}”不是文件号：拟聘人员备案须先在线下办理，办理缴费人员增加时须提供备案文件号。",
        "「{number}」 is no document number: the appointment is recorded offline first, and its number is "
        "asked for here.",
    ),
    (
        "文件号一栏写的是“无”“办理中”一类的字。",
        "A word such as 「无」 or 「办理中」 stands in place of the document number.",
    ),
    ("办妥备案后填写文件号。", "Have the appointment recorded, then write its number."),
    manual("3.4.4.1"),
    passing='check_row("institution_hire", 聘用备案文件号="示例人社备〔2026〕1号")',
    failing='check_row("institution_hire", 聘用备案文件号="办理中")',
)

_NOTHING = re.compile(
    r"(?:暂|尚|还)?(?:无|没有|未办|未备案|未批|缺|待定|待办|待批|待补|办理中|审批中|备案中|认定中|未认定|不详|不清楚|没有文件号|无文件号)"
)
_YEAR = re.compile(r"[〔\[［【(（]\s*((?:19|20)[0-9]{2})\s*[〕\]］】)）]")


def names_no_document(number: str) -> bool:
    """True for a word that stands where a document number is wanted: 无, 办理中."""
    return _NOTHING.fullmatch(number.strip()) is not None


def year_fits(on: date, number: str) -> Problem | None:
    """A number at all, and its year against the day of filing; one without a year says nothing."""
    if names_no_document(number):
        return NO_NUMBER.problem(number=number.strip())
    match = _YEAR.search(number)
    if match is None:
        return None
    year = int(match[1])
    if year > on.year:
        return FUTURE_YEAR.problem(year=year)
    return OLD_YEAR.problem(year=year) if year <= on.year - 2 else None


KINDS = (FUTURE_YEAR, OLD_YEAR, NO_NUMBER)

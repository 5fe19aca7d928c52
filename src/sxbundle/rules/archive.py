"""Across a row: what the reception of an archive needs for a graduate."""

from datetime import date

from sxbundle.codes import Code
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed

GRADUATE, FLEXIBLE = "1", "2"
"""What entries of the list `archive_kind` mean."""

_SOURCE = assumed("手册 3.2.4.6 只说预约高校毕业生档案接收，必填列由本软件所拟")

SCHOOL_MISSING = ProblemKind(
    "archive.school-missing",
    Severity.ERROR,
    ("接收类型为高校毕业生时须填写毕业院校。", "A graduate needs the name of the school."),
    (
        "接收高校毕业生档案，却没有毕业院校。",
        "A graduate's archive is received without the name of the school.",
    ),
    ("填写毕业院校。", "Fill the school."),
    _SOURCE,
    passing='check_hire("高校毕业生报到", 接收类型="毕业生", 毕业院校="示例大学")',
    failing='check_hire("高校毕业生报到", 接收类型="毕业生", 毕业院校=None)',
)
GRADUATION_MISSING = ProblemKind(
    "archive.graduation-missing",
    Severity.ERROR,
    ("接收类型为高校毕业生时须填写毕业日期。", "A graduate needs the day of graduation."),
    (
        "接收高校毕业生档案，却没有毕业日期。",
        "A graduate's archive is received without the day of graduation.",
    ),
    ("填写毕业日期。", "Fill the day."),
    _SOURCE,
    passing='check_hire("高校毕业生报到", 接收类型="毕业生", 毕业日期="20260701")',
    failing='check_hire("高校毕业生报到", 接收类型="毕业生", 毕业日期=None)',
)


def graduate_has_school(kind: Code, school: str | None) -> Problem | None:
    """毕业院校 is required of graduates."""
    return SCHOOL_MISSING.problem() if kind.means == GRADUATE and school is None else None


def graduate_has_day(kind: Code, day: date | None) -> Problem | None:
    """毕业日期 is required of graduates."""
    return GRADUATION_MISSING.problem() if kind.means == GRADUATE and day is None else None


KINDS = (SCHOOL_MISSING, GRADUATION_MISSING)

"""What is done offline first: records of which the hall only knows the document number (3.4.4.1)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from sxbundle.codes.fold import fold
from sxbundle.errors import NotFound, StepRefused, refusal
from sxbundle.hall.clock import stamp
from sxbundle.hall.context import Work
from sxbundle.hall.filings import Filing
from sxbundle.hall.tables import appointments, units
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema import Plan
from sxbundle.source import assumed, manual

_LONGEST = 60

OFFLINE_FIRST = ProblemKind(
    "hall.offline-first",
    Severity.ERROR,
    "请先在线下办理：{items}；完成备案后本包内的业务才可正常申报。",
    "What must be done offline first has no record at the hall yet.",
    "Have it recorded by the office; the hall then goes on.",
    manual("3.4.4.1"),
)
UNKNOWN_NUMBER = ProblemKind(
    "hall.offline-number",
    Severity.ERROR,
    "“{caption}”不是本单位已完成的“{item}”的文件号，请核对，或先完成备案。",
    "The document number of the row is none that the hall has on record for the unit.",
    "Correct the number, or have the record made first.",
    manual("3.4.4.1"),
)
NO_UNIT = ProblemKind(
    "hall.no-unit",
    Severity.ERROR,
    "大厅没有这个单位，请核对统一社会信用代码。",
    "The hall knows no unit of that credit code.",
    "Enter the unit first, or correct the code.",
    assumed("a record belongs to a unit"),
)
BAD_NUMBER = ProblemKind(
    "hall.offline-number-shape",
    Severity.ERROR,
    "备案文件号须为 1 至 {most} 个字符。",
    "The document number is empty or too long.",
    "Give the number as the document prints it.",
    assumed("as long as the sheet's column takes"),
)


def record(conn: Connection, now: datetime, credit_code: str, item: str, number: str) -> int:
    """Notes a record of a unit; twice does no harm. Gives the unit's number in the store.

    Raises:
        NotFound: no such unit.
        StepRefused: no number.
    """
    number = number.strip()
    if not 0 < len(number) <= _LONGEST:
        raise refusal(StepRefused, BAD_NUMBER, most=_LONGEST)
    unit = conn.execute(select(units.c.id).where(units.c.credit_code == credit_code)).scalar()
    if unit is None:
        raise refusal(NotFound, NO_UNIT)
    if fold(number) not in _known(conn, unit).get(item, ()):
        conn.execute(insert(appointments).values(unit=unit, item=item, number=number, at=stamp(now)))
    return int(unit)


def missing(work: Work, filing: Filing) -> tuple[str, ...]:
    """Keys of the filing's offline items of which the hall has no record of the unit."""
    offline = [item.key for item in filing.plan.items if item.offline]
    known = _known(work.conn, work.unit) if offline else {}
    return tuple(key for key in offline if key not in known)


def unknown_numbers(work: Work, plan: Plan[Any]) -> "Numbers":
    """Holds rows against the records."""
    results = {item.key: item.result for item in plan.items if item.result is not None}
    return Numbers(plan, results, _known(work.conn, work.unit) if results else {})


class Numbers:
    """The document numbers that the hall knows of a unit."""

    def __init__(self, plan: Plan[Any], results: Mapping[str, str], known: Mapping[str, set[str]]) -> None:
        self._plan = plan
        self._results = results
        self._known = known

    def against(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        """The problems of one row's typed values."""
        for item, key in self._results.items():
            number = values.get(key)
            if number is not None and fold(str(number)) not in self._known.get(item, ()):
                column = self._plan.column(key)
                title = next(one.title for one in self._plan.items if one.key == item)
                problem = UNKNOWN_NUMBER.problem(caption=column.caption, item=title)
                yield problem.at(None, key, column.caption, str(number), column.personal)


def result_columns(plan: Plan[Any]) -> Iterable[str]:
    """Keys of the columns in which rows tell the results of offline items."""
    return [item.result for item in plan.items if item.result is not None]


def _known(conn: Connection, unit: int) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in conn.execute(select(appointments).where(appointments.c.unit == unit)):
        found.setdefault(one.item, set()).add(fold(one.number))
    return found


KINDS = (OFFLINE_FIRST, UNKNOWN_NUMBER, NO_UNIT, BAD_NUMBER)

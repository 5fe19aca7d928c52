"""What is done offline first: records of which a hall only knows the document number (3.4.4.1)."""

from collections.abc import Iterator, Mapping
from typing import Any

from sxbundle.codes.fold import fold
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.insurance_checks import KnownFacts
from sxbundle.schema import Plan
from sxbundle.source import manual

OFFLINE_FIRST = ProblemKind(
    "hall.offline-first",
    Severity.ERROR,
    (
        "请先在线下办理：{items}；完成备案后本包内的业务才可正常申报。",
        "Do this offline first: 「{items}」. The bundle can be filed once it is on record.",
    ),
    (
        "须先线下办理的内容，大厅还没有记录。",
        "What must be done offline first has no record at the hall yet.",
    ),
    ("请受理机构备案，之后网厅即可办理。", "Have it recorded by the office; the hall then goes on."),
    manual("3.4.4.1"),
)
UNKNOWN_NUMBER = ProblemKind(
    "hall.offline-number",
    Severity.ERROR,
    (
        "“{caption}”不是本单位已完成的“{item}”的文件号，请核对，或先完成备案。",
        "「{caption}」 is no document number of a finished 「{item}」 of this unit. Check it, or have "
        "it recorded first.",
    ),
    (
        "这一行的文件号不是大厅为本单位记录的。",
        "The document number of the row is none that the hall has on record for the unit.",
    ),
    ("更正文件号，或先完成备案。", "Correct the number, or have the record made first."),
    manual("3.4.4.1"),
)


def missing_records(plan: Plan[Any], known: KnownFacts) -> tuple[str, ...]:
    """Keys of the offline items of which the hall has no record of the unit."""
    if known.offline is None:
        return ()
    return tuple(item.key for item in plan.items if item.offline and not known.offline.get(item.key))


class NumberCheck:
    """Holds the document numbers of rows against those on record."""

    def __init__(self, plan: Plan[Any], known: KnownFacts) -> None:
        self._columns = {
            item.result: item for item in plan.items if item.result is not None and known.offline is not None
        }
        self._plan = plan
        self._offline = known.offline or {}

    def problems(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        """The problems of one row's typed values."""
        for key, item in self._columns.items():
            number = values.get(key)
            if number is not None and fold(str(number)) not in self._offline.get(item.key, ()):
                column = self._plan.column(key)
                problem = UNKNOWN_NUMBER.problem(caption=column.caption, item=item.title)
                yield problem.at(None, key, column.caption, str(number), column.personal)


def result_columns(plan: Plan[Any]) -> list[str]:
    """Keys of the columns that hold the results of offline items."""
    return [item.result for item in plan.items if item.result is not None]


KINDS = (OFFLINE_FIRST, UNKNOWN_NUMBER)

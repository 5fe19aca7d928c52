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
        "请先在线下办理：{items}；办妥后本包内的业务才可正常申报。",
        "Do this offline first: 「{items}」. The bundle can be filed once it is done.",
    ),
    (
        "须先线下办理的内容，大厅还没有记录。",
        "What must be done offline first has no record at the hall yet.",
    ),
    ("请受理机构办理，之后网厅即可办理。", "Have it done by the office; the hall then goes on."),
    manual("3.4.4.1"),
)
UNKNOWN_NUMBER = ProblemKind(
    "hall.offline-number",
    Severity.ERROR,
    (
        "“{caption}”与本单位已办妥的“{item}”不符，请核对，或先办妥。",
        "「{caption}」 is no result of a finished 「{item}」 of this unit. Check it, or have it done first.",
    ),
    (
        "这一行填写的线下办理结果不是大厅为本单位记录的。",
        "The result of what was done offline is none that the hall has on record for the unit.",
    ),
    ("更正这一栏，或先在线下办妥。", "Correct the cell, or have it done offline first."),
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

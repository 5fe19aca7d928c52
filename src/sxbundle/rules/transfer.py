"""Whose insurance is transferred, and the rule across a row that goes with it (3.2.4.2, 3.2.4.3)."""

from collections.abc import Sequence

from sxbundle.codes import Code, Division
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed, manual

POOL = "14"
"""First digits of the divisions in the pool (统筹区): the province (assumed: the manual does not name it)."""
PENSION, UNEMPLOYMENT = "110", "210"
_NEWLY = ("新参保", "统筹范围外")
_CONTINUED = ("续保", "统筹范围内")
"""In names of reasons: official templates bring codes of their own."""

NEWLY_AND_TRANSFER = ProblemKind(
    "transfer.new-enrolment",
    Severity.WARNING,
    (
        "原参保地在统筹区（山西省）内，变更原因却是“{reason}”：统筹内转入按续保办理。",
        "The former place lies in the pool (the province), yet the reason is 「{reason}」: people of "
        "the pool are continued.",
    ),
    (
        "统筹区内参保过的人员应续保，变更原因却是新参保。",
        "Who was insured in the pool continues; the reason says that the person is enrolled anew.",
    ),
    ("变更原因改为续保，或清空转入一段。", "Change the reason to 「续保」, or empty the transfer section."),
    manual("3.2.4.3"),
    passing='check_hire(变更原因="续保", 原参保地行政区划="140105")',
    failing='check_hire(变更原因="新参保", 原参保地行政区划="140105")',
)
OUT_OF_POOL = ProblemKind(
    "transfer.out-of-pool",
    Severity.WARNING,
    (
        "原参保地不在统筹区（山西省）内，变更原因却是“{reason}”：统筹外转入按新参保登记办理。",
        "The former place lies outside the pool (the province), yet the reason is 「{reason}」: such "
        "people are enrolled anew.",
    ),
    (
        "统筹区外参保过的人员应按新参保登记，变更原因却是续保。",
        "Who was insured outside the pool is enrolled anew; the reason says that the person continues.",
    ),
    ("变更原因改为新参保，或更正行政区划。", "Change the reason to 「新参保」, or correct the division."),
    manual("3.2.4.3"),
    passing='check_hire(变更原因="续保", 原参保地行政区划="140105")',
    failing='check_hire(变更原因="续保", 原参保地行政区划="110105")',
)
NO_UNEMPLOYMENT = ProblemKind(
    "transfer.not-insured",
    Severity.WARNING,
    (
        "填写了失业关系转入，险种却没有失业保险（210），请核对。",
        "The transfer of unemployment insurance is filled, but the insurance types lack it (210). "
        "Compare them.",
    ),
    (
        "转入失业保险，却没有在本单位参加失业保险。",
        "Unemployment insurance is transferred to a unit that does not insure the person against it.",
    ),
    ("险种加上 210，或清空转入一段。", "Add 210 to the insurance types, or empty the transfer section."),
    assumed("手册 3.2.4.3 未写险种须含失业保险；转入的关系须有人续缴"),
    passing='check_hire(变更原因="续保", 险种="110,210", 原参保地行政区划="140105")',
    failing='check_hire(变更原因="续保", 险种="养老", 原参保地行政区划="140105")',
)
ENROLLED_ANEW = ProblemKind(
    "transfer.enrolled-anew",
    Severity.NOTICE,
    (
        "原参保地不在统筹区（山西省）内，此人按新参保登记办理，不另办失业保险关系转入。",
        "The former place lies outside the pool (the province): the person is enrolled anew, without a "
        "transfer of unemployment insurance.",
    ),
    (
        "统筹区外参保过的人员，只办新参保登记。",
        "Who was insured outside the pool is filed by the enrolment alone.",
    ),
    ("不用处理；转入一段可以不填。", "Nothing has to be done; the transfer section may stay empty."),
    manual("3.2.4.3"),
    passing='check_hire(变更原因="续保", 原参保地行政区划="140105")',
    failing='check_hire(变更原因="新参保", 原参保地行政区划="110105")',
)


def in_pool(origin: Division) -> bool:
    """True for a division of the pool; an abolished code of the province is one, too."""
    return origin.code.startswith(POOL)


def continues(reason: Code) -> bool:
    """True for a reason that says the person was insured before and goes on."""
    return _names(reason, _CONTINUED)


def pension_continues(reason: Code, types: Sequence[Code]) -> bool:
    """True for whom there is a pension account of the province's enterprises to transfer (3.2.4.2)."""
    return continues(reason) and any(code.code == PENSION for code in types)


def transfer_fits(origin: Division, reason: Code, types: Sequence[Code] | None = None) -> Problem | None:
    """失业关系转入 against 变更原因 and 险种."""
    if in_pool(origin):
        if _names(reason, _NEWLY):
            return NEWLY_AND_TRANSFER.problem(reason=reason.name)
    elif continues(reason):
        return OUT_OF_POOL.problem(reason=reason.name)
    if types is not None and all(code.code != UNEMPLOYMENT for code in types):
        return NO_UNEMPLOYMENT.problem()
    return None if in_pool(origin) else ENROLLED_ANEW.problem()


def _names(reason: Code, words: Sequence[str]) -> bool:
    return any(word in reason.name for word in words)


KINDS = (NEWLY_AND_TRANSFER, OUT_OF_POOL, NO_UNEMPLOYMENT, ENROLLED_ANEW)

"""信息填写: 用人单位劳动用工基本情况备案表 (3.2.2.5)."""

from sxbundle.clients.values import State
from sxbundle.errors import StepRefused
from sxbundle.forms import UnitRecord, check_unit_record
from sxbundle.hall.cause import UNIT_PAGE
from sxbundle.hall.filings import Filing, save
from sxbundle.hall.lines import anybody, lines_of
from sxbundle.hall.refusal import refusal
from sxbundle.hall.reopen import reopen
from sxbundle.hall.standing import ROWS_FIRST
from sxbundle.hall.work import Work
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import manual

NO_UNIT_PAGE = ProblemKind(
    "hall.no-unit-page",
    Severity.ERROR,
    "本次申报没有勾选“劳动用工备案”，不需要填写《用人单位劳动用工基本情况备案表》。",
    "The filing has no unit page.",
    "Leave the step out.",
    manual("3.2.2.5"),
)


def record_unit(work: Work, filing: Filing, record: UnitRecord) -> tuple[Problem, ...]:
    """Keeps the unit page when nothing is wrong with it; gives everything that is.

    Other content lets what was returned be submitted again, unless it was returned for something else.
    """
    if not filing.plan.unit_page:
        raise refusal(StepRefused, NO_UNIT_PAGE, reference=filing.reference)
    if not anybody(work, filing):
        raise refusal(StepRefused, ROWS_FIRST, reference=filing.reference)
    found = check_unit_record(record)
    if any(one.severity is Severity.ERROR for one in found):
        return found
    told = record.to_mapping()
    if told != filing.unit_record:
        save(work, filing, unit_record=told)
        pages = {item.key for item in filing.plan.items if item.unit_page}
        returned = [one for one in lines_of(work, filing, state=State.RETURNED) if one.item in pages]
        reopen(work, filing, [(UNIT_PAGE, returned)])
        work.note("record unit", filing.id)
    return found


KINDS = (NO_UNIT_PAGE,)

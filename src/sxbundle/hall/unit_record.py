"""信息填写: 用人单位劳动用工基本情况备案表 (3.2.2.5)."""

from collections.abc import Iterable

from sxbundle.errors import StepRefused, refusal
from sxbundle.forms import UnitRecord, check_unit_record
from sxbundle.hall.bulk_sql import change_many
from sxbundle.hall.context import Work
from sxbundle.hall.entries import Line, anybody, lines_of
from sxbundle.hall.filings import Filing, save
from sxbundle.hall.status import ROWS_FIRST
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.model import State
from sxbundle.procedure.return_reason import UNIT_PAGE, mended
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


def reopen(work: Work, filing: Filing, mends: Iterable[tuple[str, Iterable[Line]]]) -> None:
    """Looks at the returned entries that stand on each new content, and makes pending which it may mend.

    What was returned for its own row stays: a new stamp for others is no answer to it.

    Args:
        work: the call.
        filing: which.
        mends: key of a material, or `cause.UNIT_PAGE`, and the returned entries that want it.
    """
    found = {
        (filing.id, line.person, line.item): None
        for key, lines in mends
        for line in lines
        if mended(filing.plan, line.about.split(), line.reason, key)
    }
    change_many(
        work.conn,
        f"UPDATE entries SET state = '{State.PENDING}' WHERE filing = ? AND person = ? AND item = ?",
        list(found),
    )

"""信息填写: 用人单位劳动用工基本情况备案表 (3.2.2.5)."""

from attrs import evolve

from sxbundle.errors import StepRefused, refusal
from sxbundle.forms import UnitRecord, check_unit_record
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.change import Note, StepChange
from sxbundle.procedure.entries import EntryRow
from sxbundle.procedure.ledger import State
from sxbundle.procedure.return_reason import UNIT_PAGE, mended
from sxbundle.procedure.state import ROWS_FIRST, FilingState
from sxbundle.source import manual

NO_UNIT_PAGE = ProblemKind(
    "hall.no-unit-page",
    Severity.ERROR,
    (
        "本次申报没有勾选“劳动用工备案”，不需要填写《用人单位劳动用工基本情况备案表》。",
        "「劳动用工备案」 is not ticked; the unit page 「用人单位劳动用工基本情况备案表」 is not wanted.",
    ),
    ("本次申报没有单位页。", "The filing has no unit page."),
    ("跳过这一步。", "Leave the step out."),
    manual("3.2.2.5"),
)


def record_unit(state: FilingState, record: UnitRecord) -> tuple[tuple[Problem, ...], StepChange]:
    """Keeps the unit page when nothing is wrong with it; returns everything that is.

    Other content lets what was returned be submitted again, unless it was returned for something else.
    The state needs the returned entries only, besides one of anybody who is staged.

    Raises:
        StepRefused: the filing has no unit page, or nobody is staged.
    """
    filing = state.filing
    if not filing.plan.unit_page:
        raise refusal(StepRefused, NO_UNIT_PAGE, reference=filing.reference)
    if not state.entries:
        raise refusal(StepRefused, ROWS_FIRST, reference=filing.reference)
    problems = check_unit_record(record)
    content = record.to_mapping()
    if any(problem.severity is Severity.ERROR for problem in problems) or content == filing.unit_record:
        return problems, StepChange(filing)
    change = StepChange(
        evolve(filing, unit_record=content),
        changed=tuple(
            reopened(entry)
            for entry in state.entries
            if entry.state is State.RETURNED
            and filing.items[entry.item].unit_page
            and mended(filing.plan, entry.about.split(), entry.reason, UNIT_PAGE)
        ),
        fields=("state",),
        notes=(Note("record unit"),),
    )
    return problems, change


def reopened(entry: EntryRow) -> EntryRow:
    """A returned entry that can be submitted again."""
    return entry._replace(state=State.PENDING)


KINDS = (NO_UNIT_PAGE,)

"""撤回: people are taken out of a filing for good, by name; nothing of them is deleted."""

from collections.abc import Sequence

from sxbundle.errors import NotFound, StepRefused, refusal
from sxbundle.hall.attach import NO_PERSON
from sxbundle.hall.bulk_sql import change_many
from sxbundle.hall.context import Work
from sxbundle.hall.entries import OPEN, lines_of
from sxbundle.hall.filings import Filing, save
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import State
from sxbundle.source import assumed

NOT_OPEN = ProblemKind(
    "hall.nothing-to-withdraw",
    Severity.ERROR,
    "有 {count} 人的事项均已提交、审核通过或审核不通过，不能撤回；已提交的请待审核退回后再办理。",
    "Nothing of somebody is pending or returned, so nothing can be withdrawn.",
    "Wait for the review; what it returns can be withdrawn.",
    assumed("what is with the office is the office's to decide"),
)


def withdraw(work: Work, filing: Filing, people: Sequence[str]) -> int:
    """Withdraws what is open of these people; see `Withdraws.withdraw`."""
    lines = lines_of(work, filing, people=people)
    if set(people) - {line.person for line in lines}:
        raise refusal(NotFound, NO_PERSON, reference=filing.reference)
    gone = [line for line in lines if line.state is State.WITHDRAWN]
    open_ = [line for line in lines if line.state in OPEN]
    stuck = set(people) - {line.person for line in (*gone, *open_)}
    if stuck:
        raise refusal(StepRefused, NOT_OPEN, reference=filing.reference, count=len(stuck))
    if open_:
        change_many(
            work.conn,
            f"UPDATE entries SET state = '{State.WITHDRAWN}', closed = 1 "
            "WHERE filing = ? AND person = ? AND item = ?",
            [(filing.id, line.person, line.item) for line in open_],
        )
        if any(line.state is State.PENDING for line in open_):  # they stand on what was printed
            save(work, filing, version=filing.version + 1)
        count = len({line.person for line in open_})
        work.note("withdraw", filing.id, people=count, entries=len(open_))
    return len(gone) + len(open_)


KINDS = (NOT_OPEN,)

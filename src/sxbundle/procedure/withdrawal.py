"""撤回: people are taken out of a filing for good, by name; nothing of them is deleted."""

from collections.abc import Sequence

from attrs import evolve

from sxbundle.errors import StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import Note, StepChange
from sxbundle.procedure.entries import OPEN
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import State
from sxbundle.procedure.state import FilingState
from sxbundle.source import assumed

NOT_OPEN = ProblemKind(
    "hall.nothing-to-withdraw",
    Severity.ERROR,
    (
        "有 {count} 人的事项均已提交、审核通过或审核不通过，不能撤回；已提交的请待审核退回后再办理。",
        "Everything of {count} people is submitted, approved or rejected and cannot be withdrawn; for "
        "what is submitted, wait for a return.",
    ),
    (
        "有人没有任何待办或退回的内容可以撤回。",
        "Nothing of somebody is pending or returned, so nothing can be withdrawn.",
    ),
    ("等待审核；退回的可以撤回。", "Wait for the review; what it returns can be withdrawn."),
    assumed("what is with the office is the office's to decide"),
)


def withdraw(state: FilingState, people: Sequence[str]) -> tuple[int, StepChange]:
    """Withdraws what is pending or returned of these people; see `Withdraws.withdraw`.

    Returns:
        The number of their entries that are withdrawn, earlier ones included.

    Raises:
        NotFound: somebody is not in the filing.
        StepRefused: nothing of somebody is, or can be, withdrawn.
    """
    filing, entries = state.filing, state.of_people(people)
    before = [entry for entry in entries if entry.state is State.WITHDRAWN]
    open_entries = [entry for entry in entries if entry.state in OPEN]
    if stuck := set(map(PersonId, people)) - {entry.person for entry in (*before, *open_entries)}:
        raise refusal(StepRefused, NOT_OPEN, reference=filing.reference, count=len(stuck))
    if not open_entries:
        return len(before), StepChange(filing)
    if any(entry.state is State.PENDING for entry in open_entries):  # they stand on what was printed
        filing = evolve(filing, version=filing.version + 1)
    count = len({entry.person for entry in open_entries})
    change = StepChange(
        filing,
        changed=tuple(entry._replace(state=State.WITHDRAWN) for entry in open_entries),
        fields=("state",),
        notes=(Note("withdraw", {"people": count, "entries": len(open_entries)}),),
    )
    return len(before) + len(open_entries), change


KINDS = (NOT_OPEN,)

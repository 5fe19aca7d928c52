"""提交申报: once a person and item, with one receipt each (3.2.2.8); 撤回: people are taken out for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve

from sxbundle.errors import StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import Note, StepChange
from sxbundle.procedure.entries import OPEN, EntryKey, EntryRow
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Receipt, State, Submitted
from sxbundle.procedure.ledger_view import sentences
from sxbundle.procedure.state import ROWS_FIRST, FilingState
from sxbundle.procedure.wording import prompts
from sxbundle.schema import Level
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


def ready(state: FilingState, people: Sequence[str] | None = None) -> list[EntryRow]:
    """The pending entries of these people that lack nothing.

    Raises:
        StepRefused: nobody is staged, or a page before the submission is open.
        NotFound: somebody is not in the filing.
    """
    if not state.entries:
        raise refusal(StepRefused, ROWS_FIRST, reference=state.filing.reference)
    pending = [entry for entry in state.of_people(people) if entry.state is State.PENDING]
    if pending:
        state.check_pages()
    return [entry for entry in pending if not state.lacking(entry)]


def submit(
    state: FilingState, people: Sequence[str] | None, now: datetime, *, most: int | None = None
) -> tuple[Submitted, StepChange]:
    """Submits what lacks nothing; the state holds the receipts of what was submitted before.

    Args:
        state: how the filing stands.
        people: certificate numbers; None for all.
        now: the hall's time, in seconds.
        most: how many entries the hall takes before it fails; for faults on demand.

    Returns:
        Every receipt of these people, earlier ones included, and for each of them what happened.
    """
    filing, entries = state.filing, ready(state, people)[:most]
    # What was returned and is submitted again keeps the receipt it has.
    fresh = [entry for entry in entries if entry.receipt is None]
    new = {
        entry.key: Receipt(f"{filing.id}-{number:05d}", PersonId.stored(entry.person), entry.item, now)
        for number, entry in enumerate(fresh, filing.next_receipt)
    }
    receipts = {**state.receipts, **new}
    submitted = tuple(
        entry._replace(
            state=State.SUBMITTED,
            receipt=receipts[entry.key].number,
            reason="",
            about="",
            submissions=entry.submissions + 1,
        )
        for entry in entries
    )
    note = Note("submit", {"entries": len(entries), "receipts": len(fresh)})
    change = StepChange(
        evolve(filing, next_receipt=filing.next_receipt + len(fresh)),
        changed=submitted,
        fields=("state", "receipt", "reason", "about", "submissions"),
        receipts=tuple(new.values()),
        evidence=_evidence(state, entries),
        notes=(note,) if entries else (),
    )
    return answer(state, people, {entry.key: entry for entry in submitted}, receipts), change


def answer(
    state: FilingState,
    people: Sequence[str] | None,
    submitted: Mapping[EntryKey, EntryRow],
    receipts: Mapping[EntryKey, Receipt],
) -> Submitted:
    """The receipts of these people, and for each what happened; `submitted` are entries as they are now."""
    concerned = [submitted.get(entry.key, entry) for entry in state.of_people(people)]
    granted = [receipts[entry.key] for entry in concerned if entry.key in receipts]
    return Submitted(granted, prompts(state.filing, sentences(state, concerned), receipts))


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


def _evidence(state: FilingState, entries: Sequence[EntryRow]) -> dict[tuple[str, str], dict[str, str]]:
    """Which contents the entries stand on, whatever is uploaded later."""
    wanted = {
        item: [(material.key, material.level is Level.UNIT) for material in materials]
        for item, materials in state.wanted.items()
    }
    digests = {key: held.digest for key, held in state.held.items()}
    return {
        entry.key: {
            material: digests[material, "" if of_unit else entry.person]
            for material, of_unit in wanted[entry.item]
        }
        for entry in entries
    }


KINDS = (NOT_OPEN,)

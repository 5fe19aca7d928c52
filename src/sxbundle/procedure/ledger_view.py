"""查看申报/审批记录: a filing as the contract shows it, and what a hall knows from its filings (3.2.2.9)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sxbundle.bilingual import Bilingual
from sxbundle.procedure.entries import IN_FORCE, OPEN, EntryRow
from sxbundle.procedure.identity import FilingId, PersonId, Unit
from sxbundle.procedure.insurance_checks import KnownFacts
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.procedure.model import FilingSummary
from sxbundle.procedure.state import FilingState
from sxbundle.procedure.wording import in_words, mends_of
from sxbundle.schema import Step


def ledger(state: FilingState, *, offline: tuple[str, ...] = ()) -> Ledger:
    """The whole filing as the contract shows it.

    Args:
        state: how it stands.
        offline: keys of the items that are done offline first and have no record yet.
    """
    filing = state.filing
    titles = {item.key: item.title for item in filing.plan.items}
    missing = state.missing_commitments() if is_under_way(state.entries) else ()
    return Ledger(
        filing=filing.id,
        reference=filing.reference,
        bundle=filing.plan.bundle,
        items=tuple(filing.items),
        step=_next_step(state, (*offline, *missing)),
        staged=filing.staged,
        errors=filing.answer.errors,
        first=filing.first,
        commitments=missing,
        unit_record=filing.wants_unit_record,
        printed=filing.plan.declaration and not filing.wants_print,
        lacking=state.unit_lacking(),
        entries=_entries(state),
        offline=offline,
        warnings=filing.answer.warnings,
        vouched=tuple(sorted(filing.plan.vouched)),
        titles=tuple(titles.get(key, key) for key in filing.items),
    )


def is_under_way(entries: Sequence[EntryRow]) -> bool:
    """True while something can be done; what was needed before cannot be missing afterwards."""
    return not entries or any(entry.state in OPEN for entry in entries)


def summary(state: FilingState) -> FilingSummary:
    """The filing as one line of the list of filings."""
    pending = {entry.person for entry in state.entries if entry.state is State.PENDING}
    filing = state.filing
    return FilingSummary(
        filing.id,
        filing.reference,
        filing.plan.bundle,
        filing.opened,
        len(state.of_person),
        len(pending),
    )


def known_of(
    unit: Unit,
    filing: FilingId,
    states: Iterable[FilingState],
    insured: Mapping[str, Mapping[str, str]] | None = None,
) -> KnownFacts:
    """What a hall knows of people, for one filing.

    Args:
        unit: the unit that files.
        filing: which filing.
        states: the unit's filings.
        insured: person to insurance type to the credit code of the unit with which the person is
            insured now, "" for somebody who was insured before; None when the hall does not know.
    """
    elsewhere: dict[str, dict[str, str]] = {}
    here: dict[str, dict[str, bool]] = {}
    for state in states:
        for entry in state.entries if state.filing.id != filing else ():
            if entry.state in IN_FORCE:
                elsewhere.setdefault(entry.person, {})[entry.item] = state.filing.reference
    for person, systems in (insured or {}).items():
        here[person] = {system: code == unit.credit_code for system, code in systems.items()}
    return KnownFacts(unit.insured, None if insured is None else here, elsewhere)


def sentences(state: FilingState, entries: Iterable[EntryRow]) -> Iterator[tuple[EntryRow, Bilingual]]:
    """Each entry with how it stands, in words; thousands that stand alike are worded once."""
    known: dict[tuple[object, ...], Bilingual] = {}
    for entry in entries:
        lacking = state.lacking(entry)
        alike = entry.item, entry.state, lacking, entry.reason, entry.about
        if alike not in known:
            mends = mends_of(state.filing, entry, state.wanted[entry.item])
            known[alike] = in_words(state.filing, entry, lacking, mends)
        yield entry, known[alike]


def _entries(state: FilingState) -> tuple[Entry, ...]:
    return tuple(
        [
            Entry(
                person=PersonId.stored(entry.person),
                name=entry.name,
                row=entry.sheet_row,
                item=entry.item,
                state=entry.state,
                lacking=state.lacking(entry),
                reason=entry.reason if entry.state in (State.RETURNED, State.REJECTED) else "",
                receipt=entry.receipt,
                sentence=text,
                mends=mends_of(state.filing, entry, state.wanted[entry.item]),
                at=datetime.fromisoformat(entry.at) if entry.at else None,
                by=entry.by,
            )
            for entry, text in sentences(state, state.entries)
        ]
    )


def _next_step(state: FilingState, missing: tuple[str, ...]) -> Step:
    filing = state.filing
    pending = [entry for entry in state.entries if entry.state is State.PENDING]
    if missing:
        return Step.SELECT
    if filing.staged is None:
        return Step.IMPORT
    if not state.entries:
        return Step.RESULT
    if not pending:
        return Step.RECORDS
    if filing.wants_unit_record:
        return Step.UNIT_PAGE
    if filing.wants_print:
        return Step.PRINT
    if any(state.lacking(entry) for entry in pending):
        return Step.MATERIALS
    return Step.SUBMIT

"""What happens to a filing, as one stream of frozen values for logs, queues and webhooks."""

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import attrs
from attrs import field, frozen

from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.procedure.need import Need


class EventKind(StrEnum):
    """What happened."""

    STAGED = "staged"
    """The sheet was imported; `count` people are pending now."""
    REFUSED = "refused"
    """The hall did not keep a row; `row` and `code` say which and why."""
    PRINTED = "printed"
    """The declaration was printed."""
    NEEDED = "needed"
    """Something waits for people; `code` is the kind of the need."""
    SUBMITTED = "submitted"
    """Everything of `count` people that was ready went off."""
    RECEIPT = "receipt"
    """The hall gave a receipt for an item of a person."""
    VERDICT = "verdict"
    """An item of a person was accepted, rejected or withdrawn; `code` is its state."""
    RETURNED = "returned"
    """An item of a person came back."""


@frozen
class Event:
    """One thing that happened. `repr` shows nothing personal.

    Attributes:
        kind: what.
        reference: the caller's name of the filing.
        filing: the hall's name of it.
        person: whom it concerns, when it is one.
        item, material: keys, when it concerns one.
        receipt: number of the receipt.
        row: of the sheet.
        code: of a problem, a need or a state.
        count: of people.
    """

    kind: EventKind
    reference: str
    filing: str
    person: PersonId | None = None
    item: str | None = None
    material: str | None = None
    receipt: str | None = field(default=None)
    row: int | None = None
    code: str | None = None
    count: int | None = None

    @property
    def id(self) -> str:
        """Name of the event: the same thing has the same name, so that who hears it twice can tell."""
        facts = "\0".join(str(value) for value in attrs.astuple(self))
        return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, `id` included; `person` in full, because a program acts on it."""
        return {
            "id": self.id,
            **{key: value for key, value in attrs.asdict(self).items() if value is not None},
        }


def ledger_events(before: Ledger | None, after: Ledger) -> Iterator[Event]:
    """What a ledger shows that an earlier one did not; everything when there is no earlier one."""
    if before is not None and before.importing is not None and after.importing is None:
        people = {entry.person for entry in after.entries if entry.state is State.PENDING}
        yield Event(EventKind.STAGED, after.reference, after.filing, count=len(people))
        for error in after.errors:
            code = error.problems[0].code
            yield Event(EventKind.REFUSED, after.reference, after.filing, row=error.row, code=code)
    known = {} if before is None else {(entry.person, entry.item): entry for entry in before.entries}
    for entry in after.entries:
        yield from _entry_events(after, known.get((entry.person, entry.item)), entry)


def need_events(ledger: Ledger, needs: tuple[Need, ...]) -> Iterator[Event]:
    """One event for each need."""
    for need in needs:
        yield Event(
            EventKind.NEEDED,
            ledger.reference,
            ledger.filing,
            item=need.item,
            material=need.material,
            code=str(need.kind),
            count=len(need.people) or None,
        )


def _entry_events(ledger: Ledger, before: Entry | None, entry: Entry) -> Iterator[Event]:
    def event(kind: EventKind, **facts: Any) -> Event:
        return Event(kind, ledger.reference, ledger.filing, person=entry.person, item=entry.item, **facts)

    if entry.receipt is not None and (before is None or before.receipt != entry.receipt):
        yield event(EventKind.RECEIPT, receipt=entry.receipt)
    if before is not None and before.state is entry.state:
        return
    if entry.state is State.RETURNED:
        yield event(EventKind.RETURNED, row=entry.row)
    elif entry.state in (State.ACCEPTED, State.REJECTED, State.WITHDRAWN):
        yield event(EventKind.VERDICT, code=str(entry.state))

"""提交申报: exactly once a person and item, with one receipt each (3.2.2.8)."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, update

from sxbundle.clients.values import PersonId, Receipt, State
from sxbundle.errors import NotFound, StepRefused
from sxbundle.hall.clock import stamp
from sxbundle.hall.filings import Filing, save
from sxbundle.hall.refusal import refusal
from sxbundle.hall.standing import ROWS_FIRST, Line, Standing, receipts_at, stand
from sxbundle.hall.tables import entries, evidence, receipts
from sxbundle.hall.uploads import NO_PERSON
from sxbundle.hall.work import Work
from sxbundle.schema import Level


def submit(
    work: Work, filing: Filing, people: Sequence[str] | None, *, most: int | None = None
) -> tuple[Receipt, ...]:
    """Submits what lacks nothing; gives every receipt of these people.

    Args:
        work: the call.
        filing: which.
        people: certificate numbers; None for all.
        most: how many entries the hall takes before it fails; for faults on demand.
    """
    standing = stand(work, filing)
    if not standing.lines:
        raise refusal(StepRefused, ROWS_FIRST, reference=filing.reference)
    concerned = _concerned(standing, people)
    pending = [line for line in concerned if line.state is State.PENDING]
    if pending:
        standing.pages_done()
    ready = [line for line in pending if not standing.lacking(line)][:most]
    numbers = _write(work, standing, ready) if ready else {}
    times = receipts_at(work, filing)
    found = []
    for line in concerned:
        number = numbers.get((line.person, line.item), line.receipt)
        if number is not None:
            found.append(Receipt(number, PersonId(line.person), line.item, times[number]))
    return tuple(found)


def _concerned(standing: Standing, people: Sequence[str] | None) -> list[Line]:
    if people is None:
        return list(standing.lines)
    known = {line.person for line in standing.lines}
    if any(person not in known for person in people):
        raise refusal(NotFound, NO_PERSON, reference=standing.filing.reference)
    wanted = set(people)
    return [line for line in standing.lines if line.person in wanted]


def _write(work: Work, standing: Standing, ready: list[Line]) -> dict[tuple[str, str], str]:
    """Marks the entries submitted; gives (person, item) to the receipt of each."""
    filing = standing.filing
    numbers: dict[tuple[str, str], str] = {}
    new: list[dict[str, object]] = []
    for line in ready:
        # What was returned and is submitted again keeps the receipt it has.
        number = line.receipt
        if number is None:
            number = f"{filing.name}-{filing.next_receipt + len(new):05d}"
            key = {"filing": filing.id, "person": line.person, "item": line.item}
            new.append({"number": number, "at": stamp(work.now), **key})
        numbers[line.person, line.item] = number
    if new:
        work.conn.execute(insert(receipts), new)
        save(work, filing, next_receipt=filing.next_receipt + len(new))
    mine = (
        entries.c.filing == filing.id,
        entries.c.person == bindparam("of_person"),
        entries.c.item == bindparam("of_item"),
    )
    values = [
        {"of_person": person, "of_item": item, "number": number} for (person, item), number in numbers.items()
    ]
    submitted = update(entries).where(*mine)
    submitted = submitted.values(state=str(State.SUBMITTED), receipt=bindparam("number"), reason="")
    work.conn.execute(submitted, values)
    _stand_on(work, standing, ready)
    work.note("submit", filing.id, entries=len(ready), receipts=len(new))
    return numbers


def _stand_on(work: Work, standing: Standing, ready: list[Line]) -> None:
    """Keeps which contents the submitted entries stand on, whatever is uploaded later."""
    filing = standing.filing
    again = [{"of_person": line.person, "of_item": line.item} for line in ready if line.receipt is not None]
    if again:
        work.conn.execute(
            delete(evidence).where(
                evidence.c.filing == filing.id,
                evidence.c.person == bindparam("of_person"),
                evidence.c.item == bindparam("of_item"),
            ),
            again,
        )
    wanted = {
        item.key: [(one.key, one.level is Level.UNIT) for one in standing.wanted(item)]
        for item in filing.plan.items
    }
    values = [
        {
            "filing": filing.id,
            "person": line.person,
            "item": line.item,
            "material": material,
            "digest": standing.held[material, "" if units else line.person][0],
        }
        for line in ready
        for material, units in wanted[line.item]
    ]
    if values:
        work.conn.execute(insert(evidence), values)

"""提交申报: exactly once a person and item, with one receipt each (3.2.2.8)."""

from collections.abc import Sequence
from datetime import datetime

from sxbundle.errors import NotFound, StepRefused, refusal
from sxbundle.hall.attach import NO_PERSON
from sxbundle.hall.bulk_sql import change_many, insert_many
from sxbundle.hall.clock import stamp
from sxbundle.hall.context import Work
from sxbundle.hall.entries import Line
from sxbundle.hall.filings import Filing, save
from sxbundle.hall.status import ROWS_FIRST, Standing, receipts_at, stand
from sxbundle.hall.tables import evidence, receipts
from sxbundle.procedure.model import PersonId, Receipt, State
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
    now = datetime.fromisoformat(stamp(work.now))
    times = receipts_at(work, filing) if any(line.receipt for line in concerned) else {}
    told = [
        (line.receipt or numbers.get((line.person, line.item)), line.person, line.item) for line in concerned
    ]
    return tuple(
        [
            Receipt(number, PersonId(person), item, times.get(number, now))
            for number, person, item in told
            if number is not None
        ]
    )


def _concerned(standing: Standing, people: Sequence[str] | None) -> list[Line]:
    if people is None:
        return list(standing.lines)
    known = {line.person for line in standing.lines}
    if any(person not in known for person in people):
        raise refusal(NotFound, NO_PERSON, reference=standing.filing.reference)
    wanted = set(people)
    return [line for line in standing.lines if line.person in wanted]


def _write(work: Work, standing: Standing, ready: list[Line]) -> dict[tuple[str, str], str]:
    """Marks the entries submitted; gives (person, item) to the new receipts."""
    filing, conn = standing.filing, work.conn
    # What was returned and is submitted again keeps the receipt it has.
    fresh = [line for line in ready if line.receipt is None]
    name = filing.name
    numbers = {
        (line.person, line.item): f"{name}-{number:05d}"
        for number, line in enumerate(fresh, filing.next_receipt)
    }
    at = stamp(work.now)
    insert_many(
        conn,
        receipts,
        ("number", "filing", "person", "item", "at"),
        [(number, filing.id, person, item, at) for (person, item), number in numbers.items()],
    )
    if fresh:
        save(work, filing, next_receipt=filing.next_receipt + len(fresh))
    change_many(
        conn,
        f"UPDATE entries SET state = '{State.SUBMITTED}', receipt = ?, reason = '', about = '', "
        "submissions = submissions + 1 WHERE filing = ? AND person = ? AND item = ?",
        [
            (line.receipt or numbers[line.person, line.item], filing.id, line.person, line.item)
            for line in sorted(ready)
        ],
    )
    _stand_on(work, standing, ready)
    work.note("submit", filing.id, entries=len(ready), receipts=len(fresh))
    return numbers


def _stand_on(work: Work, standing: Standing, ready: list[Line]) -> None:
    """Keeps which contents the submitted entries stand on, whatever is uploaded later."""
    filing = standing.filing
    change_many(
        work.conn,
        "DELETE FROM evidence WHERE filing = ? AND person = ? AND item = ?",
        [(filing.id, line.person, line.item) for line in ready if line.receipt is not None],
    )
    wanted = {
        item: [(one.key, one.level is Level.UNIT) for one in materials]
        for item, materials in standing.wanted.items()
    }
    held = {key: digest for key, (digest, _) in standing.held.items()}
    insert_many(
        work.conn,
        evidence,
        ("filing", "person", "item", "material", "digest"),
        sorted(
            (filing.id, line.person, line.item, material, held[material, "" if units else line.person])
            for line in ready
            for material, units in wanted[line.item]
        ),
    )

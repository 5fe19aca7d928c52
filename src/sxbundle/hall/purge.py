"""What the hall forgets of filings that are long done: all but the receipts."""

from datetime import date, datetime, time

from sqlalchemy import Connection, delete, func, select, update

from sxbundle.clock import CHINA, stamp
from sxbundle.hall import audit
from sxbundle.hall.tables import audit as trail
from sxbundle.hall.tables import (
    contents,
    entries,
    evidence,
    filings,
    imports,
    materials,
    rows,
    sessions,
    wrong_tries,
)
from sxbundle.procedure.ledger import State

_WITH_THE_OFFICE = (str(State.SUBMITTED), str(State.RETURNED))


def purge(conn: Connection, before: date, now: datetime) -> int:
    """Forgets names, rows, materials and pages of filings not touched since; returns how many filings.

    Args:
        conn: the transaction.
        before: the first day whose filings stay.
        now: the hall's time.
    """
    start = stamp(datetime.combine(before, time(), CHINA))
    latest = select(trail.c.filing).group_by(trail.c.filing).having(func.max(trail.c.at) >= start)
    under_way = select(entries.c.filing).where(
        entries.c.state.in_(_WITH_THE_OFFICE)
        | ((entries.c.state == str(State.PENDING)) & entries.c.receipt.is_not(None))
    )
    old = conn.execute(
        select(filings.c.id).where(
            filings.c.id.not_in(latest.where(trail.c.filing.is_not(None))),
            filings.c.id.not_in(under_way),
            filings.c.opened < start,
        )
    )
    count = 0
    for filing in old.scalars().all():
        result = conn.execute(
            select(rows.c.number).where(rows.c.filing == filing, rows.c.name != "").limit(1)
        )
        held = conn.execute(select(materials.c.digest).where(materials.c.filing == filing).limit(1))
        if result.first() is None and held.first() is None:
            continue  # forgotten before, or nothing was ever staged
        _forget(conn, filing)
        audit.note(conn, now, "hall", "purge", filing=filing)
        count += 1
    used = select(materials.c.digest).union(select(evidence.c.digest))
    conn.execute(delete(contents).where(contents.c.digest.not_in(used)))
    conn.execute(delete(sessions).where(sessions.c.expires <= stamp(now)))
    conn.execute(delete(wrong_tries).where(wrong_tries.c.last < start))
    return count


def _forget(conn: Connection, filing: int) -> None:
    conn.execute(delete(imports).where(imports.c.filing == filing))
    conn.execute(delete(evidence).where(evidence.c.filing == filing))
    conn.execute(delete(materials).where(materials.c.filing == filing))
    conn.execute(delete(entries).where(entries.c.filing == filing, entries.c.receipt.is_(None)))
    used = select(entries.c.row).where(entries.c.filing == filing)
    conn.execute(delete(rows).where(rows.c.filing == filing, rows.c.number.not_in(used)))
    conn.execute(update(rows).where(rows.c.filing == filing).values(name="", cells="{}"))
    conn.execute(update(filings).where(filings.c.id == filing).values(answer={}, unit_record=None))

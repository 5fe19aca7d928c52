"""The audit trail: who did what, when, to which filing. Append-only; no names, no numbers of people."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import field, frozen
from sqlalchemy import Connection, insert, select

from sxbundle.clock import stamp
from sxbundle.hall.driver import insert_many, stored_time
from sxbundle.hall.tables import audit, filings
from sxbundle.procedure.filing_record import filing_id
from sxbundle.procedure.model import Changes, FilingChange


@frozen
class AuditEntry:
    """One line of the trail.

    Attributes:
        at: the hall's time.
        who: the account, or `hall` for what the hall did itself.
        what: the act, such as `stage` or `submit`.
        facts: counts, digests, keys of items and materials; never personal data.
    """

    at: datetime
    who: str
    what: str
    facts: dict[str, Any] = field(factory=dict)


def note(
    conn: Connection,
    now: datetime,
    who: str,
    what: str,
    *,
    unit: int | None = None,
    filing: int | None = None,
    **facts: object,
) -> None:
    """Adds a line, in the transaction of what it tells."""
    conn.execute(
        insert(audit).values(at=stamp(now), who=who, unit=unit, filing=filing, what=what, facts=facts)
    )


def note_each(
    conn: Connection,
    now: datetime,
    who: str,
    what: str,
    unit: int,
    filing: int,
    facts: Sequence[Mapping[str, object]],
) -> None:
    """Adds a line for each of these facts."""
    at = stamp(now)
    lines = [(at, who, unit, filing, what, json.dumps(fact)) for fact in facts]
    insert_many(conn, audit, ("at", "who", "unit", "filing", "what", "facts"), lines)


def changes(conn: Connection, unit: int | None, since: int) -> Changes:
    """The changes of filings after `since`, of one unit or of all."""
    query = (
        select(audit.c.id, audit.c.at, audit.c.what, filings.c.id.label("filing"), filings.c.reference)
        .join(filings, audit.c.filing == filings.c.id)
        .where(audit.c.id > since)
        .order_by(audit.c.id)
        .limit(_CHANGES)
    )
    if unit is not None:
        query = query.where(filings.c.unit == unit)
    items = tuple(
        FilingChange(
            line.id, datetime.fromisoformat(line.at), filing_id(line.filing), line.reference, line.what
        )
        for line in conn.execute(query)
    )
    return Changes(items, items[-1].id if items else since)


_CHANGES = 500


def notes(conn: Connection, filing: int | None) -> Sequence[AuditEntry]:
    """The lines of a filing, or all of them, in order."""
    query = select(audit).order_by(audit.c.id)
    if filing is not None:
        query = query.where(audit.c.filing == filing)
    return [
        AuditEntry(stored_time(row.at), row.who, row.what, dict(row.facts)) for row in conn.execute(query)
    ]

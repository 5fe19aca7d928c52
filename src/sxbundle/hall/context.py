"""The unit of work of one call: its transaction, session, time and bundles."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import field, frozen
from sqlalchemy import Connection, select

from sxbundle.hall import audit
from sxbundle.hall.sessions import Session
from sxbundle.hall.tables import units
from sxbundle.procedure.filing_record import Bundles


@frozen
class Work:
    """What every step of a call uses.

    Attributes:
        conn: the transaction of the call.
        session: of the caller.
        now: the hall's time.
        bundles: what the hall offers, by key.
    """

    conn: Connection = field(repr=False)
    session: Session
    now: datetime
    bundles: Bundles = field(repr=False)

    @property
    def unit(self) -> int:
        """Id of the unit; every query is held to it."""
        return self.session.unit

    def lock(self) -> None:
        """Lets one call at a time change the filings of a unit (SQLite lets one write anyway)."""
        self.conn.execute(select(units.c.id).where(units.c.id == self.unit).with_for_update())

    def note(self, what: str, filing: int | None = None, **facts: object) -> None:
        """Adds a line to the audit trail."""
        audit.note(self.conn, self.now, self.session.user, what, unit=self.unit, filing=filing, **facts)

    def note_each(self, what: str, filing: int, facts: Sequence[Mapping[str, object]]) -> None:
        """Adds a line for each of these facts."""
        audit.note_each(self.conn, self.now, self.session.user, what, self.unit, filing, facts)

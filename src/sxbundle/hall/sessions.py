"""Who is at the desk: signing in, the registration to act for, sessions that end (3.1, 3.2.3)."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import field, frozen
from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from sxbundle.clock import Clock, stamp
from sxbundle.errors import SessionExpired, SignInFailed, refusal
from sxbundle.hall import audit, tables
from sxbundle.hall.database import Store
from sxbundle.hall.passwords import NOBODY, matches
from sxbundle.hall.tables import accounts, filings, registrations, sessions, units
from sxbundle.procedure.model import Credentials, Registration, SignIn, Unit
from sxbundle.procedure.problems import EXPIRED
from sxbundle.procedure.sign_in import LOCKED_OUT, WRONG, Registrations

SESSION = timedelta(minutes=30)
"""How long a session lasts (assumed; the manual only says that it ends while paper is stamped)."""
TRIES = 5
LOCKED = timedelta(minutes=15)


@frozen
class Session:
    """A session that is good: whose it is, and for which registrations it acts.

    Attributes:
        token, account, user: whose.
        unit, first_record: of which unit.
        registrations: the unit's registrations, and which were chosen.
        asked, stamp: the unit's filing that was asked for with the session, and its last line in the trail.
    """

    token: str = field(repr=False)
    account: int
    user: str
    unit: int
    first_record: int | None
    registrations: Registrations
    asked: int | None = None
    stamp: int | None = None

    @property
    def present(self) -> Unit:
        """The unit, which must have chosen.

        Raises:
            StepRefused: it has not.
        """
        return self.registrations.unit


def sign_in(store: Store, clock: Clock, credentials: Credentials) -> tuple[str, SignIn]:
    """A new session: its token, which is kept hashed, and what the clerk must choose.

    Raises:
        SignInFailed: wrong, or locked after too many wrong tries.
    """
    user = credentials.user.encode(errors="replace").decode().replace("\0", "")
    with store.read() as conn:
        kept = conn.execute(select(accounts.c.secret).where(accounts.c.user == user)).scalar()
    right = matches(credentials.password, kept or NOBODY) and kept is not None
    now = clock.now()
    token = secrets.token_urlsafe(32)
    with store.write() as conn:
        known = conn.execute(
            select(accounts.c.id, accounts.c.unit, accounts.c.wrong_tries, accounts.c.locked_until)
            .where(accounts.c.user == user)
            .with_for_update()
        ).one_or_none()
        if known is None:
            raise _wrong()
        refused = _judge(conn, known, right, now)
        what = "sign-in refused" if refused else "sign-in"
        audit.note(conn, now, user, what, unit=known.unit)
        if refused is None:
            _begin(conn, known.id, token, now)
            session = resume(conn, token, now)
            return token, session.registrations.sign_in
    raise refused


def _judge(conn: Connection, known: Any, right: bool, now: datetime) -> SignInFailed | None:
    """Counts a wrong try; the refusal is raised once the count is committed. None: let in."""
    if known.locked_until is not None and known.locked_until > stamp(now):
        return refusal(SignInFailed, LOCKED_OUT, until=known.locked_until[:16].replace("T", " "))
    tries = 0 if right else known.wrong_tries + 1
    until = stamp(now + LOCKED) if tries >= TRIES else None
    conn.execute(
        update(accounts)
        .where(accounts.c.id == known.id)
        .values(wrong_tries=0 if until else tries, locked_until=until)
    )
    return None if right else _wrong()


def _wrong() -> SignInFailed:
    return refusal(SignInFailed, WRONG, tries=TRIES, minutes=LOCKED // timedelta(minutes=1))


def _begin(conn: Connection, account: int, token: str, now: datetime) -> None:
    conn.execute(delete(sessions).where(sessions.c.account == account, sessions.c.expires <= stamp(now)))
    conn.execute(insert(sessions).values(token=_sealed(token), account=account, expires=stamp(now + SESSION)))


def resume(conn: Connection, token: str, now: datetime, which: ColumnElement[bool] | None = None) -> Session:
    """The session of a token, in one question.

    Args:
        conn: the transaction.
        token: the session's.
        now: the hall's time.
        which: what tells the filing that is asked for from the unit's others.

    Raises:
        SessionExpired: it ended, or there never was one.
    """
    asked = (
        select(
            accounts.c.id,
            accounts.c.user,
            accounts.c.unit,
            accounts.c.choice,
            units.c.name,
            units.c.credit_code,
            units.c.first_record,
            registrations.c.number,
            registrations.c.system,
            registrations.c.name.label("registered"),
            *((literal(None), literal(None)) if which is None else (filings.c.id, _last_line())),
        )
        .join_from(sessions, accounts)
        .join(units, units.c.id == accounts.c.unit)
        .outerjoin(registrations, registrations.c.unit == accounts.c.unit)
        .where(sessions.c.token == _sealed(token), sessions.c.expires > stamp(now))
        .order_by(registrations.c.system, registrations.c.number)
    )
    if which is not None:
        asked = asked.outerjoin(filings, (filings.c.unit == accounts.c.unit) & which)
    found = conn.execute(asked).fetchall()
    if not found:
        raise refusal(SessionExpired, EXPIRED)
    account, user, unit, choice, name, credit_code, first_record, *_, filing, last = found[0]
    offered = tuple(
        Registration(one.number, one.system, one.registered) for one in found if one.number is not None
    )
    registered = Registrations(name, credit_code, offered, choice)
    return Session(token, account, user, unit, first_record, registered, filing, last)


def _last_line() -> ScalarSelect[int]:
    return (
        select(func.max(tables.audit.c.id))
        .where(tables.audit.c.filing == filings.c.id)
        .correlate(filings)
        .scalar_subquery()
    )


def choose(conn: Connection, session: Session, wanted: Mapping[str, str], now: datetime) -> Unit:
    """Keeps the choice, until it is made anew.

    Raises:
        StepRefused: a system without a choice, or a number that is none of its own.
    """
    chosen = session.registrations.choose(wanted)
    choice = dict(chosen.choice)
    if choice != session.registrations.choice:
        conn.execute(update(accounts).where(accounts.c.id == session.account).values(choice=choice))
        audit.note(conn, now, session.user, "choose", unit=session.unit, registrations=choice)
    return chosen.unit


def end(conn: Connection, token: str) -> None:
    """Ends a session; one that ended before is no matter."""
    conn.execute(delete(sessions).where(sessions.c.token == _sealed(token)))


def _sealed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

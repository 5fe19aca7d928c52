"""Signing in: passwords as kept, registrations, sessions that end (3.1, 3.2.3); one call's unit of work."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

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
from sxbundle.hall.driver import stored_time
from sxbundle.hall.tables import accounts, filings, registrations, sessions, units, wrong_tries
from sxbundle.procedure.filing_record import Bundles
from sxbundle.procedure.identity import Credentials, Registration, SignIn, Unit
from sxbundle.procedure.problems import EXPIRED
from sxbundle.procedure.sign_in import WRONG, Registrations, WrongTries

_COST = (2**14, 8, 5)
"""n, r, p: as the OWASP password storage cheat sheet of 2025 recommends for 16 MiB."""
_PUBLISHED = "published"


def hashed(password: str) -> str:
    """What is kept for `password`: parameters, salt and hash."""
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", *map(str, _COST), salt.hex(), _scrypt(password, salt, *_COST).hex()))


def published(password: str) -> str:
    """What is kept for a password that stands in the documentation: nothing is gained by hiding it."""
    return f"{_PUBLISHED}${hashlib.sha256(password.encode()).hexdigest()}"


def matches(password: str, kept: str) -> bool:
    """True when `kept` was made of `password`; takes the same time either way."""
    scheme, *rest = kept.split("$")
    if scheme == _PUBLISHED:
        digest_of_password = hashlib.sha256(password.encode(errors="surrogatepass")).hexdigest()
        return hmac.compare_digest(digest_of_password, rest[0])
    n, r, p, salt, digest = rest
    password_hash = _scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(password_hash, bytes.fromhex(digest))


def needs_rehash(kept: str) -> bool:
    """True for what was hashed at another cost than today's; it is hashed anew at the next sign-in."""
    scheme, *rest = kept.split("$")
    return scheme != _PUBLISHED and tuple(map(int, rest[:3])) != _COST


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(errors="surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=2**27)


UNKNOWN_ACCOUNT = "$".join(("scrypt", *map(str, _COST), "00" * 16, "00" * 64))
"""Compared for an unknown account, so that it takes as long as a known one."""


SESSION = timedelta(minutes=30)
"""How long a session lasts (assumed; the manual only says that it ends while paper is stamped)."""


@frozen
class Session:
    """A session that is good: whose it is, and for which registrations it acts.

    Attributes:
        token, account, user: whose.
        unit, first_record: of which unit.
        registrations: the unit's registrations, and which were chosen.
        asked_filing: number of the filing that the call asks for; None when none, or not the unit's.
        stamp: number of its last line in the audit trail.
    """

    token: str = field(repr=False)
    account: int
    user: str
    unit: int
    first_record: int | None
    registrations: Registrations
    asked_filing: int | None = None
    stamp: int | None = None

    @property
    def present(self) -> Unit:
        """The unit, which must have chosen.

        Raises:
            StepRefused: it has not.
        """
        return self.registrations.unit


def sign_in(store: Store, clock: Clock, credentials: Credentials, address: str) -> tuple[str, SignIn]:
    """A new session: its token, which is kept hashed, and what the clerk must choose.

    Each wrong try makes the next one from that address for that account wait longer, whether there is
    such an account or not.

    Raises:
        SignInFailed: wrong, or too soon after wrong tries.
    """
    user = credentials.user.encode(errors="replace").decode().replace("\0", "")
    key = hashlib.sha256(f"{address}\0{user}".encode()).hexdigest()
    with store.read() as conn:
        _tries(conn, key).check(clock.now())
        secret = conn.execute(select(accounts.c.secret).where(accounts.c.user == user)).scalar()
    is_right = matches(credentials.password, secret or UNKNOWN_ACCOUNT) and secret is not None
    renewed = hashed(credentials.password) if is_right and needs_rehash(secret or "") else None
    now = clock.now()
    token = secrets.token_urlsafe(32)
    with store.write() as conn:
        tries = _tries(conn, key)
        tries.check(now)  # somebody else was wrong meanwhile
        known = conn.execute(
            select(accounts.c.id, accounts.c.unit, accounts.c.secret).where(accounts.c.user == user)
        ).one_or_none()
        is_right = is_right and known is not None and known.secret == secret
        _count(conn, key, tries, tries.after(is_right, now))
        audit.note(
            conn,
            now,
            user if known else "",
            "sign-in" if is_right else "sign-in refused",
            unit=None if known is None else known.unit,
        )
        if is_right and known is not None:
            if renewed is not None:
                conn.execute(update(accounts).where(accounts.c.id == known.id).values(secret=renewed))
            _begin(conn, known.id, token, now)
            return token, resume(conn, token, now).registrations.sign_in
    raise refusal(SignInFailed, WRONG)


def _tries(conn: Connection, key: str) -> WrongTries:
    record = conn.execute(select(wrong_tries).where(wrong_tries.c.key == key)).one_or_none()
    return WrongTries() if record is None else WrongTries(record[1], stored_time(record.last))


def _count(conn: Connection, key: str, before: WrongTries, after: WrongTries) -> None:
    """Writes the tries down; forgets those of yesterday."""
    if before == after:
        return
    old = stamp(after.last - timedelta(days=1)) if after.last else ""
    conn.execute(delete(wrong_tries).where((wrong_tries.c.key == key) | (wrong_tries.c.last < old)))
    if after.last is not None:
        conn.execute(insert(wrong_tries).values(key=key, count=after.count, last=stamp(after.last)))


def _begin(conn: Connection, account: int, token: str, now: datetime) -> None:
    conn.execute(delete(sessions).where(sessions.c.account == account, sessions.c.expires <= stamp(now)))
    conn.execute(
        insert(sessions).values(token=_token_hash(token), account=account, expires=stamp(now + SESSION))
    )


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
    asked_filing = (
        select(
            accounts.c.id,
            accounts.c.user,
            accounts.c.unit,
            sessions.c.choice,
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
        .where(sessions.c.token == _token_hash(token), sessions.c.expires > stamp(now))
        .order_by(registrations.c.system, registrations.c.number)
    )
    if which is not None:
        asked_filing = asked_filing.outerjoin(filings, (filings.c.unit == accounts.c.unit) & which)
    records = conn.execute(asked_filing).fetchall()
    if not records:
        raise refusal(SessionExpired, EXPIRED)
    account, user, unit, choice, name, credit_code, first_record, *_, filing, last = records[0]
    offered = tuple(
        Registration(record.number, record.system, record.registered)
        for record in records
        if record.number is not None
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
    """Keeps the choice for this session; the next sign-in asks again (3.1.3).

    Raises:
        StepRefused: a system without a choice, or a number that is none of its own.
    """
    chosen = session.registrations.choose(wanted)
    choice = dict(chosen.choice)
    if choice != session.registrations.choice:
        this_session = sessions.c.token == _token_hash(session.token)
        conn.execute(update(sessions).where(this_session).values(choice=choice))
        audit.note(conn, now, session.user, "choose", unit=session.unit, registrations=choice)
    return chosen.unit


def end(conn: Connection, token: str) -> None:
    """Ends a session; one that ended before is no matter."""
    conn.execute(delete(sessions).where(sessions.c.token == _token_hash(token)))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


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

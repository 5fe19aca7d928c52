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

from sxbundle.errors import SessionExpired, SignInFailed, StepRefused, refusal
from sxbundle.hall import audit, tables
from sxbundle.hall.clock import Clock, stamp
from sxbundle.hall.database import Store
from sxbundle.hall.passwords import NOBODY, matches
from sxbundle.hall.tables import accounts, filings, registrations, sessions, units
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import Credentials, Registration, SignIn, Unit
from sxbundle.procedure.problems import EXPIRED
from sxbundle.source import assumed, manual

SESSION = timedelta(minutes=30)
"""How long a session lasts (assumed; the manual only says that it ends while paper is stamped)."""
TRIES = 5
LOCKED = timedelta(minutes=15)

WRONG = ProblemKind(
    "hall.sign-in",
    Severity.ERROR,
    "用户名或密码不正确，请核对后重试；连续输错 {tries} 次将锁定 {minutes} 分钟。",
    "The user name or the password is wrong.",
    "Check both; too many wrong tries lock the account for some minutes.",
    assumed("the hall does not say which of the two is wrong"),
)
LOCKED_OUT = ProblemKind(
    "hall.locked",
    Severity.ERROR,
    "密码连续输错，账号已锁定，请在 {until} 之后再登录。",
    "Too many wrong passwords in a row.",
    "Wait until the time in the message.",
    assumed("how many tries and how long"),
)
CHOOSE_FIRST = ProblemKind(
    "hall.choose-first",
    Severity.ERROR,
    "本单位在同一参保系统有多条参保信息（{systems}），请先确认登录信息。",
    "The unit has several registrations in one insured system and has not chosen.",
    "Call `choose` with one number for each system in `SignIn.choices`.",
    manual("3.1.3"),
)
NO_SUCH_REGISTRATION = ProblemKind(
    "hall.registration",
    Severity.ERROR,
    "参保系统 {system} 没有这个单位编号，可选：{numbers}。",
    "The number chosen is none of the unit's registrations in that system.",
    "Take a number from `SignIn.choices`.",
    manual("3.1.3"),
)


@frozen
class Session:
    """A session that is good: whose it is, and for which registrations it acts.

    Attributes:
        token, account, user: whose.
        unit, name, credit_code, first_record: of which unit.
        offered, choice: its registrations, and the one chosen in each system with several.
        asked, stamp: the unit's filing that was asked for with the session, and its last line in the trail.
    """

    token: str = field(repr=False)
    account: int
    user: str
    unit: int
    name: str
    credit_code: str
    first_record: int | None
    offered: tuple[Registration, ...]
    choice: Mapping[str, str]
    asked: int | None = None
    stamp: int | None = None

    @property
    def chosen(self) -> Unit | None:
        """The unit with one registration a system; None while a choice is missing."""
        systems = {one.system for one in self.offered}
        picked = [
            self._picked(system, [one for one in self.offered if one.system == system])
            for system in sorted(systems)
        ]
        if None in picked:
            return None
        return Unit(self.name, self.credit_code, tuple(one for one in picked if one is not None))

    @property
    def choices(self) -> dict[str, tuple[Registration, ...]]:
        """System to its registrations, where there are several."""
        grouped: dict[str, tuple[Registration, ...]] = {}
        for one in self.offered:
            grouped[one.system] = (*grouped.get(one.system, ()), one)
        return {system: some for system, some in grouped.items() if len(some) > 1}

    @property
    def present(self) -> Unit:
        """The unit, which must have chosen.

        Raises:
            StepRefused: it has not.
        """
        if (unit := self.chosen) is None:
            raise refusal(StepRefused, CHOOSE_FIRST, systems="、".join(self.choices))
        return unit

    def _picked(self, system: str, some: list[Registration]) -> Registration | None:
        if len(some) == 1:
            return some[0]
        return next((one for one in some if one.number == self.choice.get(system)), None)


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
            return token, SignIn(session.chosen, session.choices)
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
    return Session(token, account, user, unit, name, credit_code, first_record, offered, choice, filing, last)


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
    for system, number in wanted.items():
        numbers = [one.number for one in session.offered if one.system == system]
        if number not in numbers:
            raise refusal(
                StepRefused, NO_SUCH_REGISTRATION, system=system[:10], numbers="、".join(numbers) or "无"
            )
    missing = [system for system in session.choices if system not in wanted]
    if missing:
        raise refusal(StepRefused, CHOOSE_FIRST, systems="、".join(missing))
    choice = {system: wanted[system] for system in session.choices}
    if choice != session.choice:
        conn.execute(update(accounts).where(accounts.c.id == session.account).values(choice=choice))
        audit.note(conn, now, session.user, "choose", unit=session.unit, registrations=choice)
    systems = {one.system: one for one in session.offered} | {
        one.system: one for one in session.offered if choice.get(one.system) == one.number
    }
    return Unit(session.name, session.credit_code, tuple(systems[key] for key in sorted(systems)))


def end(conn: Connection, token: str) -> None:
    """Ends a session; one that ended before is no matter."""
    conn.execute(delete(sessions).where(sessions.c.token == _sealed(token)))


def _sealed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


KINDS = (WRONG, LOCKED_OUT, CHOOSE_FIRST, NO_SUCH_REGISTRATION)

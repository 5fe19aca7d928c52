"""The office's register of units: accounts, registrations, the insured, records made offline."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from attrs import field, frozen
from sqlalchemy import Connection, bindparam, insert, select, update

from sxbundle.clock import stamp
from sxbundle.codes.fold import fold
from sxbundle.errors import NotFound, StepRefused, refusal
from sxbundle.hall import audit
from sxbundle.hall.driver import is_storable
from sxbundle.hall.problems import BAD_NUMBER, NO_UNIT, UNIT_EXISTS
from sxbundle.hall.sessions import hashed
from sxbundle.hall.tables import accounts, appointments, insured, registrations, units
from sxbundle.procedure.identity import Credentials, Registration
from sxbundle.procedure.insurance_checks import Move

_LONGEST = 60
"""Characters of a document number."""
_AT_ONCE = 5_000
"""People asked for in one question; databases limit the parameters of a statement."""


@frozen
class Insured:
    """Somebody who is, or was, insured with a unit before the hall's records begin."""

    person: str = field(repr=False)
    systems: tuple[str, ...]
    since: str = "20200101"
    until: str | None = None


@frozen
class NewUnit:
    """A unit to be entered.

    Attributes:
        name, credit_code: official name and 统一社会信用代码.
        credentials: of its clerk.
        registrations: its accounts in the insured systems, several in one for 3.1.3.
        division: six digits.
        recorded: its first labour record was approved before.
        insured: people whom it insures, or insured.
    """

    name: str
    credit_code: str
    credentials: Credentials
    registrations: tuple[Registration, ...]
    division: str = "140100"
    recorded: bool = False
    insured: tuple[Insured, ...] = ()


def add(conn: Connection, now: datetime, new: NewUnit, secret: str) -> int:
    """Enters a unit; returns its number. `secret` is its password, hashed.

    Raises:
        StepRefused: the credit code or the user name is taken.
    """
    known = (
        conn.execute(select(units.c.id).where(units.c.credit_code == new.credit_code)).first()
        or conn.execute(select(accounts.c.id).where(accounts.c.user == new.credentials.user)).first()
    )
    if known is not None:
        raise refusal(StepRefused, UNIT_EXISTS)
    unit = conn.execute(
        insert(units)
        .values(
            name=new.name,
            credit_code=new.credit_code,
            division=new.division,
            first_record=0 if new.recorded else None,
        )
        .returning(units.c.id)
    ).scalar_one()
    conn.execute(insert(accounts).values(unit=unit, user=new.credentials.user, secret=secret))
    if new.registrations:
        conn.execute(
            insert(registrations),
            [
                {
                    "unit": unit,
                    "system": registration.system,
                    "number": registration.number,
                    "name": registration.name,
                }
                for registration in new.registrations
            ],
        )
    insure(conn, unit, new.insured)
    audit.note(conn, now, "hall", "add unit", unit=unit, registrations=len(new.registrations))
    return int(unit)


def insure(conn: Connection, unit: int, people: Iterable[Insured]) -> None:
    """Enters people who are insured, or were."""
    joined = [
        Move(person.person, system, True, person.since) for person in people for system in person.systems
    ]
    left = [
        Move(person.person, system, False, person.until)
        for person in people
        if person.until is not None
        for system in person.systems
    ]
    for moves in (joined, left):
        if moves:
            take_effect(conn, unit, moves)


def known(conn: Connection, users: Sequence[str]) -> set[str]:
    """Which of these accounts there are."""
    return set(conn.execute(select(accounts.c.user).where(accounts.c.user.in_(users))).scalars())


def secret_of(new: NewUnit) -> str:
    """The unit's password as it is kept; takes a while, so it is made outside of transactions."""
    return hashed(new.credentials.password)


def record_offline(conn: Connection, now: datetime, credit_code: str, item: str, number: str) -> int:
    """Notes what a unit did offline first (3.4.4.1); twice does no harm. Returns the unit's number.

    Raises:
        NotFound: no such unit.
        StepRefused: no number.
    """
    number = number.strip()
    if not 0 < len(number) <= _LONGEST or not is_storable(number):
        raise refusal(StepRefused, BAD_NUMBER, most=_LONGEST)
    matches = units.c.credit_code == credit_code
    unit = conn.execute(select(units.c.id).where(matches)).scalar() if is_storable(credit_code) else None
    if unit is None:
        raise refusal(NotFound, NO_UNIT)
    if fold(number) not in recorded_offline(conn, unit).get(item, ()):
        conn.execute(insert(appointments).values(unit=unit, item=item, number=number, at=stamp(now)))
    return int(unit)


def recorded_offline(conn: Connection, unit: int) -> dict[str, frozenset[str]]:
    """Offline item to the document numbers on record for the unit, folded."""
    numbers: dict[str, set[str]] = {}
    for record in conn.execute(select(appointments).where(appointments.c.unit == unit)):
        numbers.setdefault(record.item, set()).add(fold(record.number))
    return {item: frozenset(texts) for item, texts in numbers.items()}


def take_effect(conn: Connection, unit: int, part: Sequence[Move]) -> None:
    """Writes who is insured now, in a few statements for all of them."""
    known = {
        (row.person, row.system): row.since
        for people in chunks(sorted({move.person for move in part}))
        for row in conn.execute(select(insured).where(insured.c.unit == unit, insured.c.person.in_(people)))
    }
    new: dict[tuple[str, str], dict[str, Any]] = {}
    changed: dict[tuple[str, str], dict[str, Any]] = {}
    for move in part:
        key = (move.person, move.system)
        since = move.day if move.joins else known.get(key, move.day)
        until = None if move.joins else move.day
        if key in known:
            names = {"of_person": move.person, "of_unit": unit, "of_system": move.system}
            changed[key] = {**names, "since": since, "until": until}
        else:
            names = {"person": move.person, "unit": unit, "system": move.system}
            new[key] = {**names, "since": since, "until": until}
    if new:
        conn.execute(insert(insured), list(new.values()))
    if changed:
        conn.execute(
            update(insured)
            .where(
                insured.c.person == bindparam("of_person"),
                insured.c.unit == bindparam("of_unit"),
                insured.c.system == bindparam("of_system"),
            )
            .values(since=bindparam("since"), until=bindparam("until")),
            list(changed.values()),
        )


def chunks(people: Iterable[str]) -> Iterator[list[str]]:
    """The people in parts that a statement can hold."""
    iterator = iter(people)
    while part := list(islice(iterator, _AT_ONCE)):
        yield part

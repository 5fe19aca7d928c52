"""The office's register of units: accounts, registrations, people who are insured already."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import field, frozen
from sqlalchemy import Connection, insert, select

from sxbundle.errors import StepRefused, refusal
from sxbundle.hall import audit
from sxbundle.hall.insured import take_effect
from sxbundle.hall.passwords import hashed
from sxbundle.hall.problems import UNIT_EXISTS
from sxbundle.hall.tables import accounts, registrations, units
from sxbundle.procedure.identity import Credentials, Registration
from sxbundle.procedure.movements import Move


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

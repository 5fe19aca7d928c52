"""The office's records of what units did offline (3.4.4.1)."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from sxbundle.clock import stamp
from sxbundle.codes.fold import fold
from sxbundle.errors import NotFound, StepRefused, refusal
from sxbundle.hall.bulk_sql import is_storable
from sxbundle.hall.problems import BAD_NUMBER, NO_UNIT
from sxbundle.hall.tables import appointments, units

_LONGEST = 60


def record(conn: Connection, now: datetime, credit_code: str, item: str, number: str) -> int:
    """Notes a record of a unit; twice does no harm. Returns the unit's number in the store.

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
    if fold(number) not in recorded(conn, unit).get(item, ()):
        conn.execute(insert(appointments).values(unit=unit, item=item, number=number, at=stamp(now)))
    return int(unit)


def recorded(conn: Connection, unit: int) -> dict[str, frozenset[str]]:
    """Offline item to the document numbers on record for the unit, folded."""
    numbers: dict[str, set[str]] = {}
    for record in conn.execute(select(appointments).where(appointments.c.unit == unit)):
        numbers.setdefault(record.item, set()).add(fold(record.number))
    return {item: frozenset(texts) for item, texts in numbers.items()}

"""Who is insured with which unit: the table that accepted filings change."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from sxbundle.hall.tables import insured
from sxbundle.procedure.movements import Move

_AT_ONCE = 5_000
"""People asked for in one question; databases limit the parameters of a statement."""


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

"""Who is insured with which unit, and which items change it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, bindparam, insert, select, update

from sxbundle.hall.tables import insured
from sxbundle.schema import Plan

_AT_ONCE = 5_000
"""People asked for in one question; databases limit the parameters of a statement."""


@frozen
class Movement:
    """Which item changes who is insured: the sections it may read, and how.

    Attributes:
        item: key of the item; its acceptance takes effect.
        sections: keys of the sections with `insurances`, `reason` and the dates.
        joins: True for increases.
        day: attribute of the day from which, or until which, it counts.
    """

    item: str
    sections: tuple[str, ...]
    joins: bool
    day: str


MOVEMENTS = (
    Movement("contributor_increase", ("enrolment", "institution_enrolment"), True, "enrolled_date"),
    Movement("contributor_decrease", ("decrease",), False, "change_date"),
)


def movements(plan: Plan[Any]) -> Iterator[tuple[Movement, str]]:
    """The movements that a plan files, each with the section it reads."""
    items = {item.key for item in plan.items}
    present = {section.key for section in plan.sections} & plan.active
    for one in MOVEMENTS:
        for section in one.sections:
            if one.item in items and section in present:
                yield one, section


@frozen
class Move:
    """One person who joins or leaves one insured system."""

    person: str
    system: str
    joins: bool
    day: str


def moves_of(plan: Plan[Any], item: str, person: str, cells: Mapping[str, str]) -> Iterator[Move]:
    """What the acceptance of that item changes; `cells` are the row's, as they were staged."""
    for movement, section in movements(plan):
        written = cells.get(f"{section}.insurances")
        if movement.item != item or written is None:
            continue
        day = cells.get(f"{section}.{movement.day}", "")
        for system in plan.column(f"{section}.insurances").rule.parse(written):
            yield Move(person, system.code, movement.joins, day)


def take_effect(conn: Connection, unit: int, moves: Sequence[Move]) -> None:
    """Writes who is insured now, in a few statements for all of them."""
    known = {
        (one.person, one.system): one.since
        for some in chunks(sorted({move.person for move in moves}))
        for one in conn.execute(select(insured).where(insured.c.unit == unit, insured.c.person.in_(some)))
    }
    new: dict[tuple[str, str], dict[str, Any]] = {}
    changed: dict[tuple[str, str], dict[str, Any]] = {}
    for move in moves:
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
    each = iter(people)
    while some := list(islice(each, _AT_ONCE)):
        yield some

"""Which items change who is insured with the unit, in which system, from which day."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from sxbundle.schema import Plan


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

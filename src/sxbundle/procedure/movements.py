"""Which items change who is insured with the unit, in which system, from which day: as they declare it."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from sxbundle.schema import InsuranceEffect, Plan


def effects(plan: Plan[Any]) -> dict[str, InsuranceEffect]:
    """Item key to what its acceptance does to who is insured, for the ticked items that say so."""
    return {
        item.key: item.effect
        for item in plan.items
        if item.effect is not None
        and all(plan.column(key).section in plan.active for key in item.effect.columns)
    }


@frozen
class Move:
    """One person who joins or leaves one insured system."""

    person: str = field(repr=False)
    system: str
    joins: bool
    day: str


def moves_of(plan: Plan[Any], item: str, person: str, cells: Mapping[str, str]) -> Iterator[Move]:
    """What the acceptance of that item changes; `cells` are the row's, as they were staged."""
    effect = effects(plan).get(item)
    if effect is None or effect.insurances not in cells:
        return
    day = cells.get(effect.day, "")
    for system in plan.column(effect.insurances).rule.parse(cells[effect.insurances]):
        yield Move(person, system.code, effect.begins, day)

"""Who is insured: what an item changes of it, and what only a hall knows of a person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from sxbundle.codes import Code
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.one_of import OneOf
from sxbundle.schema import Column, InsuranceEffect, Plan
from sxbundle.source import assumed, manual

NEWLY, CONTINUED = "新参保", "续保"  # by name: official templates bring codes of their own

ELSEWHERE = ProblemKind(
    "hall.person-elsewhere",
    Severity.ERROR,
    (
        "此人在申报“{reference}”中已办理“{items}”且尚未办结，请先办结该申报，或从其报盘中去掉此人后再导入。",
        "The person has 「{items}」 open in the filing 「{reference}」. Finish that one, or take the "
        "person off its batch first.",
    ),
    (
        "此人同一事项在本单位另一份申报中尚未办结。",
        "The person is pending, submitted or returned for the same item in another filing of the unit.",
    ),
    (
        "办结那份申报，或从其中去掉此人后重新导入。",
        "Finish that filing, or stage it again without the person.",
    ),
    assumed("one person and item can be in force once"),
)
KNOWN = ProblemKind(
    "hall.insured-before",
    Severity.ERROR,
    (
        "此人在险种 {systems} 已有参保记录，变更原因不能是“新参保”，请改为“续保”。",
        "The person has been insured before for 「{systems}」; the reason cannot be 「新参保」. Give "
        "「续保」.",
    ),
    (
        "此人已有参保记录，变更原因不能是新参保。",
        "The person has been insured before, so the reason cannot be 「新参保」.",
    ),
    ("变更原因改为续保。", "Give 「续保」 as the reason."),
    manual("3.2.4.1"),
)
STILL_INSURED = ProblemKind(
    "hall.insured-here",
    Severity.WARNING,
    (
        "此人险种 {systems} 目前仍在本单位参保，请核实是否需要增员。",
        "The person is insured here at present for 「{systems}」. Check whether the increase is needed.",
    ),
    (
        "此人目前在本单位参保，增员可能多余。",
        "The person is insured here at present, so the increase may be superfluous.",
    ),
    (
        "核实其间是否离职；可能漏报了减员。",
        "Check whether the person left in between; a decrease may be missing.",
    ),
    assumed("a doubt: several contracts, or a decrease that was never filed"),
)
NOT_INSURED_HERE = ProblemKind(
    "hall.not-insured-here",
    Severity.ERROR,
    (
        "此人险种 {systems} 未在本单位参保，不能减员，请核对证件号码和险种。",
        "The person is not insured here for 「{systems}」; a decrease is not possible. Check the number and "
        "the types.",
    ),
    ("减员的人没有在本单位参保。", "A decrease of somebody who is not insured with this unit."),
    ("核对证件号码和险种。", "Check the certificate number and the insurance types."),
    assumed("手册 3.3.4.1 只说停缴费申报，未写网厅核对参保单位"),
)
NO_REGISTRATION = ProblemKind(
    "hall.not-insured",
    Severity.ERROR,
    (
        "本单位没有险种 {systems} 的参保登记，不能为职工填报，请去掉该险种，或先为单位办理参保登记。",
        "The unit has no registration for 「{systems}」 and cannot file it. Leave it out, or register the "
        "unit first.",
    ),
    ("单位没有该险种的参保登记。", "The unit has no registration for an insurance type."),
    ("去掉该险种，或先为单位登记。", "Leave the type out, or register the unit for it first."),
    manual("3.2.4.1"),
)


@frozen
class KnownFacts:
    """What a hall knows besides the filing. Give what you know; what is left out is not checked.

    Attributes:
        registered: codes of the insurance types for which the unit is registered; None: unknown.
        insured: person to insurance type to whether the person is insured with this unit now;
            None: unknown.
        elsewhere: person to item to the reference of the other filing in which it is in force.
        offline: offline item to the document numbers on record for the unit, folded; None: unknown.
    """

    registered: frozenset[str] | None = None
    insured: Mapping[str, Mapping[str, bool]] | None = field(default=None, repr=False)
    elsewhere: Mapping[str, Mapping[str, str]] = field(factory=dict, repr=False)
    offline: Mapping[str, frozenset[str]] | None = field(default=None, repr=False)


class InsuranceCheck:
    """Holds the rows of one import against what the hall knows."""

    def __init__(self, plan: Plan[Any], known: KnownFacts) -> None:
        self._plan = plan
        self._known = known
        self._effects = effects(plan)

    def problems(self, person: str, items: Sequence[str], values: Mapping[str, Any]) -> Iterator[Problem]:
        """The problems of one row, in their columns; `values` are its typed values by column."""
        by_filing: dict[str, list[str]] = {}
        elsewhere = self._known.elsewhere.get(person, {})
        for item in items if elsewhere else ():
            if reference := elsewhere.get(item):
                by_filing.setdefault(reference, []).append(item)
        for reference, keys in by_filing.items():
            titles = "、".join(item.title for item in self._plan.items if item.key in keys)
            number = self._plan.number
            problem = ELSEWHERE.problem(reference=reference, items=titles)
            yield problem.at(None, number.key, number.caption, person, number.personal)
        for item, effect in self._effects.items():
            if item in items:
                yield from self._moved(person, effect, values)

    def _moved(self, person: str, effect: InsuranceEffect, values: Mapping[str, Any]) -> Iterator[Problem]:
        key = effect.insurances
        types: tuple[Code, ...] = values[key] or ()
        reason: Code | None = None if effect.reason is None else values[effect.reason]
        registered = self._known.registered
        if unregistered := [code for code in types if registered is not None and code.code not in registered]:
            problem = NO_REGISTRATION.problem(systems=_labels(unregistered))
            yield problem.at(None, key, self._plan.column(key).caption, _labels(types))
        if self._known.insured is None:
            return
        systems = self._known.insured.get(person, {})
        insured = [code for code in types if systems.get(code.code)]
        contradiction: Problem | None = None
        if not effect.begins:
            if absent := [code for code in types if code not in insured]:
                contradiction = NOT_INSURED_HERE.problem(systems=_labels(absent))
        elif effect.reason is not None and reason is not None and NEWLY in reason.name:
            if before := [code for code in types if code.code in systems]:
                key = effect.reason
                contradiction = KNOWN.problem(systems=_labels(before), fix=_continued(self._plan.column(key)))
        elif insured:
            contradiction = STILL_INSURED.problem(systems=_labels(insured))
        if contradiction is not None:
            value = values[key]
            shown = value.label if isinstance(value, Code) else _labels(types)
            yield contradiction.at(None, key, self._plan.column(key).caption, shown)


def _labels(types: Iterable[Code]) -> str:
    return "、".join(code.label for code in types)


def _continued(column: Column) -> str | None:
    """What the column holds for 续保."""
    codes = column.rule.codes if isinstance(column.rule, OneOf) else ()
    return next((code.label for code in codes if CONTINUED in code.name), None)


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


KINDS = (ELSEWHERE, KNOWN, STILL_INSURED, NOT_INSURED_HERE, NO_REGISTRATION)

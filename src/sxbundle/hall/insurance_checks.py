"""What only a hall knows of a person: other open filings, who is insured here and was before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from sxbundle.codes import Code
from sxbundle.hall.context import Work
from sxbundle.hall.entries import of_people
from sxbundle.hall.insured import Movement, movements
from sxbundle.hall.tables import entries, filings, insured
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.one_of import OneOf
from sxbundle.schema import Column, Plan
from sxbundle.source import assumed, manual

NEWLY, CONTINUED = "新参保", "续保"  # by name: official templates bring codes of their own

ELSEWHERE = ProblemKind(
    "hall.person-elsewhere",
    Severity.ERROR,
    "此人在申报“{reference}”中已办理“{items}”且尚未办结，请先办结该申报，或从其报盘中去掉此人后再导入。",
    "The person is pending, submitted or returned for the same item in another filing of the unit.",
    "Finish that filing, or stage it again without the person.",
    assumed("one person and item can be in force once"),
)
KNOWN = ProblemKind(
    "hall.insured-before",
    Severity.ERROR,
    "此人在险种 {systems} 已有参保记录，变更原因不能是“新参保”，请改为“续保”。",
    "The person has been insured before, so the reason cannot be 新参保.",
    "Give 续保 as the reason.",
    manual("3.2.4.1"),
)
STILL_INSURED = ProblemKind(
    "hall.insured-here",
    Severity.WARNING,
    "此人险种 {systems} 目前仍在本单位参保，请核实是否需要增员。",
    "The person is insured here at present, so the increase may be superfluous.",
    "Check whether the person left in between; a decrease may be missing.",
    assumed("a doubt: several contracts, or a decrease that was never filed"),
)
NOT_INSURED_HERE = ProblemKind(
    "hall.not-insured-here",
    Severity.ERROR,
    "此人险种 {systems} 未在本单位参保，不能减员，请核对证件号码和险种。",
    "A decrease of somebody who is not insured with this unit.",
    "Check the certificate number and the insurance types.",
    manual("3.3.4.1"),
)
NO_REGISTRATION = ProblemKind(
    "hall.not-insured",
    Severity.ERROR,
    "本单位没有险种 {systems} 的参保登记，不能为职工填报，请去掉该险种，或先为单位办理参保登记。",
    "The unit has no registration for an insurance type.",
    "Leave the type out, or register the unit for it first.",
    manual("3.2.4.1"),
)


class Register:
    """What is known of the people of one import, asked in a few questions for all of them."""

    def __init__(self, work: Work, plan: Plan[Any], people: Sequence[str], *, filing: int) -> None:
        self._work = work
        self._plan = plan
        self._movements = tuple(movements(plan))
        self._registered = work.session.present.insured
        self._elsewhere = _elsewhere(work, filing, people)
        self._insured: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for one in _insured(work, people):
            systems = self._insured[one.person]
            systems[one.system].add(one.unit if one.until is None else 0)

    def against(self, person: str, items: Sequence[str], values: Mapping[str, Any]) -> Iterator[Problem]:
        """The problems of one row, in their columns; `values` are its typed values by column."""
        by_filing: dict[str, list[str]] = {}
        for item in items if person in self._elsewhere else ():
            if reference := self._elsewhere[person].get(item):
                by_filing.setdefault(reference, []).append(item)
        for reference, named in by_filing.items():
            titles = "、".join(item.title for item in self._plan.items if item.key in named)
            number = self._plan.column("basic.certificate_number")
            problem = ELSEWHERE.problem(reference=reference, items=titles)
            yield problem.at(None, number.key, number.caption, person, number.personal)
        for movement, section in self._movements:
            if movement.item in items:
                yield from self._moved(person, movement, section, values)

    def _moved(
        self, person: str, movement: Movement, section: str, values: Mapping[str, Any]
    ) -> Iterator[Problem]:
        types: tuple[Code, ...] = values[f"{section}.insurances"] or ()
        reason: Code | None = values[f"{section}.reason"]
        systems = self._insured.get(person, {})
        here = [one for one in types if self._work.unit in systems.get(one.code, ())]
        found: Problem | None = None
        key = f"{section}.insurances"
        if strange := [one for one in types if one.code not in self._registered]:
            problem = NO_REGISTRATION.problem(systems=_labels(strange))
            yield problem.at(None, key, self._plan.column(key).caption, _labels(types))
        if not movement.joins:
            if absent := [one for one in types if one not in here]:
                found = NOT_INSURED_HERE.problem(systems=_labels(absent))
        elif reason is not None and NEWLY in reason.name:
            if before := [one for one in types if one.code in systems]:
                key = f"{section}.reason"
                found = KNOWN.problem(systems=_labels(before), fix=_continued(self._plan.column(key)))
        elif here:
            found = STILL_INSURED.problem(systems=_labels(here))
        if found is not None:
            written = values[key]
            shown = written.label if isinstance(written, Code) else _labels(types)
            yield found.at(None, key, self._plan.column(key).caption, shown)


def _elsewhere(work: Work, filing: int, people: Sequence[str]) -> dict[str, dict[str, str]]:
    """Person to item to the reference of the other filing in which they are in force."""
    asked = (
        select(entries.c.person, entries.c.item, filings.c.reference)
        .join_from(entries, filings, filings.c.id == entries.c.filing)
        .where(entries.c.unit == work.unit, entries.c.filing != filing, entries.c.closed == 0)
    )
    found: dict[str, dict[str, str]] = {}
    for some in of_people(work, asked, entries.c.person, people):
        for person, item, reference in some:
            found.setdefault(person, {})[item] = reference
    return found


def _insured(work: Work, people: Sequence[str]) -> Iterator[Any]:
    for some in of_people(work, select(insured), insured.c.person, people):
        yield from some


def _labels(types: Iterable[Code]) -> str:
    return "、".join(one.label for one in types)


def _continued(column: Column) -> str | None:
    """What the column holds for 续保."""
    listed = column.rule.codes if isinstance(column.rule, OneOf) else ()
    return next((one.label for one in listed if CONTINUED in one.name), None)


KINDS = (ELSEWHERE, KNOWN, STILL_INSURED, NOT_INSURED_HERE, NO_REGISTRATION)

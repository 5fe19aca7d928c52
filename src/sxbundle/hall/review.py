"""审批: the office's side: what waits for it, and what it decides, a person and item at a time."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen
from sqlalchemy import Connection, bindparam, select, update

from sxbundle.clock import Clock, stamp
from sxbundle.hall import audit
from sxbundle.hall.database import Store
from sxbundle.hall.driver import stored
from sxbundle.hall.tables import entries, filings, rows, units
from sxbundle.hall.units import take_effect
from sxbundle.procedure.entries import IN_FORCE
from sxbundle.procedure.filing_record import Bundles, filing_id, offered_bundle, plan_of
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.insurance_checks import Move, moves_of
from sxbundle.procedure.ledger import State
from sxbundle.procedure.verdicts import Verdict, accepted, bound
from sxbundle.schema import Plan


@frozen
class Case:
    """One thing that waits for the office.

    Attributes:
        filing, reference, unit, bundle: which filing, of whom (the unit's official name).
        item: key of the item.
        first: the unit's 首次备案审批 (3.2.4.9), for the whole filing; nobody is named then.
        person, name, row, cells: whom it concerns and what was staged; hidden in `repr`.
        receipt: number of the receipt.
        submission: how often the entry was submitted: the verdict is of this time only.
    """

    filing: FilingId
    reference: str
    unit: str
    bundle: str
    item: str
    first: bool
    person: PersonId
    name: str = field(repr=False)
    row: int
    cells: Mapping[str, str] = field(repr=False)
    receipt: str = ""
    submission: int = field(default=0, repr=False)
    unit_id: int = field(default=0, repr=False)
    filing_id: int = field(default=0, repr=False)


Rule = Callable[[Case], Verdict | None]
"""Decides a case; None leaves it for later."""


def review(store: Store, clock: Clock, bundles: Bundles, decide: Rule) -> int:
    """Lets `decide` look at everything that waits; returns the number of entries decided.

    A unit's first labour record is a case of its own, and comes before the entries of its filing:
    when it is returned or rejected, so are they; while it waits, so do they.
    """
    decided = 0
    for unit, cases in _by_unit(_waiting(store, bundles)).items():
        verdicts, recorded_by = _decide(cases, decide)
        verdicts = _bound(bundles, cases, verdicts, clock.now().date())
        if not verdicts and recorded_by is None:
            continue
        with store.write() as conn:
            conn.execute(select(units.c.id).where(units.c.id == unit).with_for_update())
            waiting = _still_waiting(conn, unit)
            if recorded_by is not None and not _record(conn, clock, cases, recorded_by, waiting):
                verdicts = _without_record(cases, verdicts)
            valid = _unchanged(verdicts, waiting)
            decided += _write(conn, clock, bundles, unit, valid)
    return decided


Key = tuple[int, str, str, int]
"""Filing, person, item, and how often it was submitted."""


def _key(case: Case) -> Key:
    return case.filing_id, str(case.person), case.item, case.submission


def _still_waiting(conn: Connection, unit: int) -> frozenset[Key]:
    """What waits now: what was decided or submitted anew in the meantime is not what was judged."""
    result = conn.execute(
        select(entries.c.filing, entries.c.person, entries.c.item, entries.c.submissions).where(
            entries.c.unit == unit, entries.c.state == str(State.SUBMITTED)
        )
    )
    return frozenset((record[0], record[1], record[2], record[3]) for record in result)


def _record(
    conn: Connection, clock: Clock, cases: Sequence[Case], filing: int, waiting: frozenset[Key]
) -> bool:
    """Notes the unit's first labour record; False when what it was judged with has changed since."""
    unit = cases[0].unit_id
    if conn.execute(select(units.c.first_record).where(units.c.id == unit)).scalar_one() is not None:
        return True  # another review was first
    gates = {case.item for case in cases if case.first and case.filing_id == filing}
    gated = [case for case in cases if not case.first and case.filing_id == filing and case.item in gates]
    if any(_key(case) not in waiting for case in gated):
        return False
    conn.execute(update(units).where(units.c.id == unit).values(first_record=filing))
    audit.note(conn, clock.now(), "hall", "first record", unit=unit, filing=filing)
    return True


def _without_record(
    cases: Sequence[Case], verdicts: Sequence[tuple[Case, Verdict]]
) -> list[tuple[Case, Verdict]]:
    """The verdicts without acceptances that depend on a first record, when it could not be recorded."""
    gates = {(case.filing_id, case.item) for case in cases if case.first}
    return [
        (case, verdict)
        for case, verdict in verdicts
        if verdict.state is not State.ACCEPTED or (case.filing_id, case.item) not in gates
    ]


def _decide(cases: Sequence[Case], decide: Rule) -> tuple[list[tuple[Case, Verdict]], int | None]:
    """What is decided of one unit's cases, and which filing became its first record."""
    verdicts: list[tuple[Case, Verdict]] = []
    recorded_by: int | None = None
    gates: dict[tuple[int, str], Verdict | None] = {}
    for case in cases:
        gate = (case.filing_id, case.item)
        if case.first:
            verdict = accepted() if recorded_by is not None else decide(case)
            gates[gate] = verdict
            if verdict is not None and verdict.state is State.ACCEPTED and recorded_by is None:
                recorded_by = case.filing_id
            continue
        verdict = gates.get(gate, accepted())
        if verdict is None:  # the first record waits, so nothing of it is accepted yet
            early = decide(case)
            verdict = None if early is None or early.state is State.ACCEPTED else early
        elif verdict.state is State.ACCEPTED:
            verdict = decide(case)
        if verdict is not None:
            verdicts.append((case, verdict))
    return verdicts, recorded_by


def _bound(
    bundles: Bundles, cases: Sequence[Case], verdicts: Sequence[tuple[Case, Verdict]], on: date
) -> list[tuple[Case, Verdict]]:
    """One verdict for what belongs together or follows, in each filing."""
    by_case = {id(case): verdict for case, verdict in verdicts}
    decided = []
    for filing in dict.fromkeys(case.filing_id for case in cases):
        by_entry = {
            (str(case.person), case.item): case
            for case in cases
            if case.filing_id == filing and not case.first
        }
        if not by_entry:
            continue
        first = next(iter(by_entry.values()))
        plan = plan_of(bundles, first.bundle, [item.key for item in bundles[first.bundle].items], [], on)
        by_key = {key: by_case[id(case)] for key, case in by_entry.items() if id(case) in by_case}
        decided += [(by_entry[key], verdict) for key, verdict in bound(plan, by_key, by_entry).items()]
    return decided


def _unchanged(
    verdicts: Sequence[tuple[Case, Verdict]], waiting: frozenset[Key]
) -> list[tuple[Case, Verdict]]:
    """The verdicts on people of whom no entry changed meanwhile; the others wait for the next review."""
    changed = {(case.filing_id, case.person) for case, _ in verdicts if _key(case) not in waiting}
    return [(case, verdict) for case, verdict in verdicts if (case.filing_id, case.person) not in changed]


def _write(
    conn: Connection, clock: Clock, bundles: Bundles, unit: int, verdicts: Iterable[tuple[Case, Verdict]]
) -> int:
    values = []
    moves: list[Move] = []
    counts: dict[int, dict[str, int]] = {}
    on = clock.now().date()
    plans: dict[tuple[str, str], Plan[Any]] = {}
    for case, verdict in verdicts:
        key = {"of_filing": case.filing_id, "of_person": str(case.person), "of_item": case.item}
        verdict_facts = {"why": verdict.reason, "what": " ".join(verdict.about)}
        end = int(verdict.state not in IN_FORCE)
        now = {"when": stamp(clock.now()), "who": verdict.by}
        values.append({**key, **verdict_facts, **now, "to": str(verdict.state), "end": end})
        count = counts.setdefault(case.filing_id, {})
        count[str(verdict.state)] = count.get(str(verdict.state), 0) + 1
        if verdict.state is State.ACCEPTED:
            what = (case.bundle, case.item)
            if what not in plans:
                plans[what] = plan_of(bundles, case.bundle, [case.item], [], on)
            moves += moves_of(plans[what], case.item, str(case.person), case.cells)
    if values:
        conn.execute(
            update(entries)
            .where(
                entries.c.filing == bindparam("of_filing"),
                entries.c.person == bindparam("of_person"),
                entries.c.item == bindparam("of_item"),
            )
            .values(
                state=bindparam("to"),
                closed=bindparam("end"),
                reason=bindparam("why"),
                about=bindparam("what"),
                at=bindparam("when"),
                by=bindparam("who"),
            ),
            values,
        )
    if moves:
        take_effect(conn, unit, moves)
    for filing, count in counts.items():
        audit.note(conn, clock.now(), "hall", "review", unit=unit, filing=filing, **count)
    return len(values)


def _waiting(store: Store, bundles: Bundles) -> list[Case]:
    """Every case, first records before the entries of their filing, in order of submission."""
    with store.read() as conn:
        records = conn.execute(
            select(
                entries.c.person,
                entries.c.item,
                entries.c.receipt,
                entries.c.submissions,
                rows.c.name,
                rows.c.sheet_row,
                rows.c.number,
                rows.c.cells,
                filings.c.id.label("filing"),
                filings.c.reference,
                filings.c.bundle,
                units.c.id.label("unit"),
                units.c.name.label("unit_name"),
                units.c.first_record,
            )
            .join_from(entries, rows, (rows.c.filing == entries.c.filing) & (rows.c.number == entries.c.row))
            .join(filings, filings.c.id == entries.c.filing)
            .join(units, units.c.id == entries.c.unit)
            .where(entries.c.state == str(State.SUBMITTED))
            .order_by(filings.c.id, rows.c.sheet_row, entries.c.receipt)
        ).all()
    firsts: dict[tuple[int, str], Case] = {}
    cases = []
    items = {
        (bundle, item.key): item
        for bundle in {record.bundle for record in records}
        for item in offered_bundle(bundles, bundle).items
    }
    with stored():
        wants_first = {
            (record.bundle, record.item)
            for record in records
            if items[record.bundle, record.item].first_materials
        }
    contents: dict[tuple[int, int], dict[str, str]] = {}
    for record in records:
        if (record.filing, record.number) not in contents:
            with stored():
                contents[record.filing, record.number] = json.loads(record.cells)
        base = {"filing": filing_id(record.filing), "reference": record.reference, "unit": record.unit_name}
        ids = {"unit_id": record.unit, "filing_id": record.filing}
        what = {"bundle": record.bundle, "item": record.item}
        if record.first_record is None and (record.bundle, record.item) in wants_first:
            first = Case(**base, **what, **ids, first=True, person=PersonId(""), name="", row=0, cells={})
            firsts.setdefault((record.filing, record.item), first)
        cases.append(
            Case(
                **base,
                **what,
                **ids,
                first=False,
                person=PersonId(record.person),
                name=record.name,
                row=record.sheet_row,
                cells=contents[record.filing, record.number],
                receipt=record.receipt,
                submission=record.submissions,
            )
        )
    return [*firsts.values(), *cases]


def _by_unit(cases: Iterable[Case]) -> dict[int, list[Case]]:
    grouped: dict[int, list[Case]] = {}
    for case in cases:
        grouped.setdefault(case.unit_id, []).append(case)
    return grouped

"""Reads the state of a filing from the tables, as far as a step needs it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal, select

from sxbundle.hall.driver import is_storable, stored, stored_time
from sxbundle.hall.sessions import Work
from sxbundle.hall.tables import (
    commitments,
    entries,
    evidence,
    filings,
    insured,
    materials,
    receipts,
    rows,
)
from sxbundle.hall.units import chunks, recorded_offline
from sxbundle.procedure.entries import OPEN, STATES, EntryKey, EntryRow
from sxbundle.procedure.filing_record import FilingRecord, filing_number
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.insurance_checks import KnownFacts
from sxbundle.procedure.ledger import Receipt, State
from sxbundle.procedure.materials import AffectedEntries
from sxbundle.procedure.state import FilingState, Held, in_sheet_order
from sxbundle.procedure.upload_file import File
from sxbundle.schema import Plan


def has_entries(work: Work, filing: FilingRecord) -> bool:
    """Whether anybody is staged."""
    in_filing = entries.c.filing == filing_number(filing.id)
    return work.conn.execute(select(entries.c.person).where(in_filing).limit(1)).first() is not None


def entries_of(
    work: Work,
    filing: FilingRecord,
    *,
    cells: bool = False,
    sheet: bool = False,
    people: Sequence[str] | None = None,
    state: State | None = None,
) -> tuple[EntryRow, ...]:
    """The entries of a filing.

    Args:
        work: the call.
        filing: which.
        cells: bring the rows' contents, too.
        sheet: bring names and rows, and keep the order of the sheet.
        people: of these people alone.
        state: only those that stand so.
    """
    row_columns: list[Any] = [rows.c.sheet_row, rows.c.name] if sheet or cells else [literal(0), literal("")]
    query = select(
        entries.c.person,
        entries.c.item,
        entries.c.state,
        entries.c.row,
        *row_columns,
        entries.c.reason,
        entries.c.about,
        entries.c.receipt,
        entries.c.submissions,
        rows.c.cells if cells else literal(""),
        entries.c.at,
        entries.c.by,
    ).where(entries.c.filing == filing_number(filing.id))
    if state is not None:
        query = query.where(entries.c.state == str(state))
    if sheet or cells:
        same = (rows.c.filing == entries.c.filing) & (rows.c.number == entries.c.row)
        query = query.select_from(entries.join(rows, same))
    parts = rows_of_people(work, query, entries.c.person, people)
    with stored():
        entry_rows = [
            EntryRow(person, item, STATES[word], *rest)
            for part in parts
            for person, item, word, *rest in part
        ]
        return in_sheet_order(filing, entry_rows) if sheet else tuple(entry_rows)


def state_of(
    work: Work,
    filing: FilingRecord,
    *,
    cells: bool = False,
    sheet: bool = True,
    people: Sequence[str] | None = None,
) -> FilingState:
    """Entries and materials, in two questions; see `entries_of`."""
    entries = entries_of(work, filing, cells=cells, sheet=sheet, people=people)
    return FilingState(filing, entries, held(work, filing, people))


def held(
    work: Work, filing: FilingRecord, people: Sequence[str] | None = None
) -> dict[tuple[str, str], Held]:
    """(material, person) to what is there, of these people and the unit."""
    query = select(materials.c.material, materials.c.person, materials.c.digest, materials.c.version)
    query = query.where(materials.c.filing == filing_number(filing.id))
    holders = None if people is None else (*people, "")
    return {
        (material, person): Held(digest, version)
        for part in rows_of_people(work, query, materials.c.person, holders)
        for material, person, digest, version in part
    }


def accepted(work: Work, filing: FilingRecord) -> dict[str, str]:
    """Key of an item whose 承诺须知 is accepted to the clerk's name; no query when there is none."""
    if not filing.plan.commitments:
        return {}
    in_filing = commitments.c.filing == filing_number(filing.id)
    query = select(commitments.c.item, commitments.c.by).where(in_filing)
    return {row.item: row.by for row in work.conn.execute(query)}


def receipts_of(work: Work, filing: FilingRecord) -> dict[EntryKey, Receipt]:
    """(person, item) to the receipt."""
    query = select(receipts.c.number, receipts.c.person, receipts.c.item, receipts.c.at)
    records = work.conn.execute(query.where(receipts.c.filing == filing_number(filing.id))).fetchall()
    return {
        (person, item): Receipt(number, PersonId.stored(person), item, stored_time(at))
        for number, person, item, at in records
    }


def submitted_with(
    work: Work, filing: FilingRecord, people: Sequence[str], files: Iterable[File]
) -> dict[tuple[str, str], set[str]]:
    """See `FilingState.submitted_with`; of these contents, and these people when any are named."""
    digests = {file.digest for file in files}
    query = select(evidence.c.material, evidence.c.digest, evidence.c.person).where(
        evidence.c.filing == filing_number(filing.id), evidence.c.digest.in_(digests)
    )
    submitted: dict[tuple[str, str], set[str]] = {}
    for part in rows_of_people(work, query, evidence.c.person, people or None):
        for material, digest, person in part:
            submitted.setdefault((material, digest), set()).add(person)
    return submitted


def affected_by_unit(work: Work, filing: FilingRecord, items: Iterable[str]) -> AffectedEntries:
    """The entries that a unit material of these items affects, without reading all entries."""
    wanted = sorted(items)
    wanting = entries.c.filing == filing_number(filing.id), entries.c.item.in_(wanted)
    is_open = entries.c.state.in_(map(str, OPEN))
    people = frozenset(
        work.conn.execute(select(entries.c.person).where(*wanting, is_open).distinct()).scalars()
    )
    known = (
        bool(people) or work.conn.execute(select(entries.c.item).where(*wanting).limit(1)).first() is not None
    )
    returned = entries_of(work, filing, state=State.RETURNED)
    return AffectedEntries(known, people, tuple(entry for entry in returned if entry.item in wanted))


def knowledge(work: Work, filing: FilingRecord, people: Sequence[str]) -> KnownFacts:
    """What the hall knows of these people besides the filing."""
    number = filing_number(filing.id)
    query = (
        select(entries.c.person, entries.c.item, filings.c.reference)
        .join_from(entries, filings, filings.c.id == entries.c.filing)
        .where(entries.c.unit == work.unit, entries.c.filing != number, entries.c.closed == 0)
    )
    elsewhere: dict[str, dict[str, str]] = {}
    for part in rows_of_people(work, query, entries.c.person, people):
        for person, item, reference in part:
            elsewhere.setdefault(person, {})[item] = reference
    systems: dict[str, dict[str, bool]] = {}
    for part in rows_of_people(work, select(insured), insured.c.person, people):
        for row in part:
            insured_here = row.unit == work.unit and row.until is None
            known = systems.setdefault(row.person, {})
            known[row.system] = known.get(row.system, False) or insured_here
    return KnownFacts(work.session.present.insured, systems, elsewhere, offline_of(work, filing.plan))


def offline_of(work: Work, plan: Plan[Any]) -> dict[str, frozenset[str]]:
    """Offline item to the numbers on record; not asked for when nothing is done offline first."""
    offline = any(item.offline for item in plan.items)
    return recorded_offline(work.conn, work.unit) if offline else {}


def rows_of_people(
    work: Work, query: Select[*tuple[Any, ...]], column: ColumnElement[str], people: Iterable[str] | None
) -> Iterator[Sequence[Any]]:
    """The answers to a query for these people, in parts; for everybody in one when None."""
    if people is None:
        yield work.conn.execute(query).fetchall()
        return
    # What no text of a database holds is nobody's; PostgreSQL would refuse the whole question.
    people = filter(is_storable, people)
    # One parameter that expands: as many of their own take longer to prepare than to look up.
    among = query.where(column.in_(bindparam("people", expanding=True)))
    for part in chunks(dict.fromkeys(people)):
        yield work.conn.execute(among, {"people": part}).fetchall()

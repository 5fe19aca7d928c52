"""个人中心 of the embedded hall: filings, entries across filings, files of a filing, the last unit page."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, distinct, func, select

from sxbundle.clock import CHINA, stamp
from sxbundle.forms import UnitRecord
from sxbundle.hall.driver import is_storable, stored_time
from sxbundle.hall.sessions import Work
from sxbundle.hall.tables import contents, entries, filings, materials
from sxbundle.procedure.filing_record import Bundles, FilingRecord, filing_id, filing_number
from sxbundle.procedure.held_materials import FileFacts
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.ledger import Ledger, State
from sxbundle.procedure.model import FilingSummary, Page, check_page
from sxbundle.procedure.records import Record, RecordFilter, RecordPage, record_page, records_in

_MOST_PEOPLE = 500
"""Certificate numbers in one question; more are compared outside the database."""

Counts = Sequence[tuple[FilingId, int]]
"""Filings, the newest first, and how many entries of each are wanted."""


def counts(work: Work, record_filter: RecordFilter) -> Counts:
    """The unit's filings that hold wanted entries; of more people than one question takes, of anybody."""
    counted = work.conn.execute(
        select(entries.c.filing, func.count())
        .where(*_conditions(work, record_filter))
        .group_by(entries.c.filing)
        .order_by(entries.c.filing.desc())
    )
    return [(filing_id(number), count) for number, count in counted]


def page_of(
    counts: Counts,
    record_filter: RecordFilter,
    page: int,
    size: int,
    ledger: Callable[[FilingId], Ledger],
    bundles: Bundles,
) -> RecordPage:
    """A page of the unit's entries; only the filings that hold some of the page are read.

    Args:
        counts: see `counts`.
        record_filter: which entries.
        page: from 1.
        size: of a page.
        ledger: how a filing stands.
        bundles: what the hall offers, by key.
    """
    check_page(page, size)
    if len(record_filter.people or ()) > _MOST_PEOPLE:
        ledgers = (ledger(filing) for filing, _ in counts)
        return record_page(records_in(ledgers, record_filter, bundles), page, size)
    first, before = (page - 1) * size, 0
    records: list[Record] = []
    for filing, count in counts:
        if before + count > first and len(records) < size:
            wanted = records_in([ledger(filing)], record_filter, bundles)
            records += list(wanted)[max(first - before, 0) :]
        before += count
    total = sum(count for _, count in counts)
    return RecordPage(tuple(records[:size]), total, page + 1 if page * size < total else None)


def _conditions(work: Work, record_filter: RecordFilter) -> Iterator[ColumnElement[bool]]:
    yield entries.c.unit == work.unit
    if record_filter.states is not None:
        yield entries.c.state.in_(map(str, record_filter.states))
    if record_filter.items is not None:
        yield entries.c.item.in_(record_filter.items)
    if record_filter.people is not None and len(record_filter.people) <= _MOST_PEOPLE:
        yield entries.c.person.in_(filter(is_storable, map(str, record_filter.people)))
    if record_filter.since is not None or record_filter.until is not None:
        yield entries.c.at != ""
    if record_filter.since is not None:
        yield entries.c.at >= _start(record_filter.since)
    if record_filter.until is not None and record_filter.until < date.max:
        yield entries.c.at < _start(record_filter.until + timedelta(days=1))


def _start(day: date) -> str:
    return stamp(datetime.combine(day, time(), CHINA))


def file_facts(work: Work, filing: FilingRecord) -> dict[tuple[str, str], FileFacts]:
    """(material, person) to what is kept of the file."""
    result = work.conn.execute(
        select(
            materials.c.material,
            materials.c.person,
            contents.c.media,
            func.length(contents.c.content),
            materials.c.at,
        )
        .join_from(materials, contents, contents.c.digest == materials.c.digest)
        .where(materials.c.filing == filing_number(filing.id))
    )
    return {
        (material, person): FileFacts(media, size, stored_time(at))
        for material, person, media, size, at in result
    }


def last_unit_record(work: Work) -> UnitRecord | None:
    """The unit page of the unit's newest filing that has one."""
    query = (
        select(filings.c.unit_record)
        .where(filings.c.unit == work.unit, filings.c.unit_record.is_not(None))
        .order_by(filings.c.id.desc())
        .limit(1)
    )
    fields = work.conn.execute(query).scalar()
    return None if fields is None else UnitRecord.from_mapping(fields)


def filings_page(work: Work, page: int, size: int) -> Page[FilingSummary]:
    """A page of the unit's filings, newest first."""
    check_page(page, size)
    total = work.conn.execute(
        select(func.count()).select_from(filings).where(filings.c.unit == work.unit)
    ).scalar_one()
    chosen = (
        select(filings.c.id)
        .where(filings.c.unit == work.unit)
        .order_by(filings.c.id.desc())
        .limit(size)
        .offset((page - 1) * size)
        .subquery()
    )
    pending = entries.c.state == str(State.PENDING)
    result = work.conn.execute(
        select(
            filings.c.id,
            filings.c.reference,
            filings.c.bundle,
            filings.c.opened,
            func.count(distinct(entries.c.person)).label("people"),
            func.count(distinct(entries.c.person)).filter(pending).label("pending"),
        )
        .select_from(filings)
        .join(chosen, chosen.c.id == filings.c.id)
        .outerjoin(entries, entries.c.filing == filings.c.id)
        .group_by(filings.c.id, filings.c.reference, filings.c.bundle, filings.c.opened)
        .order_by(filings.c.id.desc())
    )
    items = tuple(
        FilingSummary(
            filing_id(row.id),
            row.reference,
            row.bundle,
            stored_time(row.opened),
            row.people,
            row.pending,
        )
        for row in result
    )
    return Page(items, total, page + 1 if page * size < total else None)

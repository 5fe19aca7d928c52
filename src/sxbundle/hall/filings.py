"""The table of filings: opening one by reference, finding it again, reading and writing it."""

from typing import Any

from attrs import evolve
from sqlalchemy import ColumnElement, RowMapping, delete, false, insert, select, update

from sxbundle.clock import stamp
from sxbundle.errors import NotFound, refusal
from sxbundle.hall.driver import stored, stored_time
from sxbundle.hall.sessions import Work
from sxbundle.hall.tables import filings, imports
from sxbundle.procedure import filing_record
from sxbundle.procedure.filing_record import (
    FilingRecord,
    filing_id,
    filing_number,
    has_first_record,
    is_reference,
    plan_of,
)
from sxbundle.procedure.identity import FilingId, Registration
from sxbundle.procedure.import_progress import Importing
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.model import Staged
from sxbundle.procedure.problems import NO_FILING
from sxbundle.procedure.stored_values import from_plain, to_plain
from sxbundle.selection import Selection

_WRITTEN = ("staged", "answer", "version", "printed", "unit_record", "next_row", "next_receipt")
"""The fields that steps change; the columns have the same names."""
_READ = select(filings, imports.c.importing).outerjoin(imports, imports.c.filing == filings.c.id)


def open_filing(work: Work, selection: Selection[Any], reference: str) -> FilingId:
    """Opens a filing, or returns the one of that reference."""
    work.lock()
    filing_record.check_reference(reference)
    if (kept := _kept(work, selection, reference)) is not None:
        return kept.id
    unit = work.session.present
    filing = filing_record.open_filing(work.bundles, selection, reference, unit, work.now)
    number = work.conn.execute(
        insert(filings)
        .values(
            unit=work.unit,
            reference=reference,
            bundle=filing.plan.bundle,
            items=list(filing.items),
            vouched=sorted(filing.plan.vouched),
            registrations=to_plain(filing.registered),
            opened=stamp(work.now),
            answer={},
        )
        .returning(filings.c.id)
    ).scalar_one()
    work.note("open", number, bundle=filing.plan.bundle, items=list(filing.items))
    return filing_id(number)


def known(work: Work, selection: Selection[Any], reference: str) -> FilingRecord:
    """The filing of that reference, which there is.

    Raises:
        ReferenceConflict: it stands for other items or another bundle.
    """
    kept = _kept(work, selection, reference)
    assert kept is not None  # whoever asks has found it
    return kept


def by_id(filing: FilingId) -> ColumnElement[bool]:
    """Names a filing in `sessions.resume`."""
    return filings.c.id == filing_number(filing)


def by_reference(reference: str) -> ColumnElement[bool]:
    """Names the unit's filing of a reference in `sessions.resume`; none for what is no reference."""
    return filings.c.reference == reference if is_reference(reference) else false()


def load(work: Work, filing: FilingId) -> FilingRecord:
    """The filing, if it is the unit's.

    Raises:
        NotFound: it is not, or there is none.
    """
    record = work.conn.execute(_READ.where(by_id(filing), filings.c.unit == work.unit)).one_or_none()
    if record is None:
        raise refusal(NotFound, NO_FILING)
    return _record(work, record._mapping)


def save(work: Work, before: FilingRecord, after: FilingRecord) -> None:
    """Writes the fields that differ."""
    values = {
        name: to_plain(getattr(after, name))
        for name in _WRITTEN
        if getattr(before, name) != getattr(after, name)
    }
    if values:
        number = filing_number(before.id)
        work.conn.execute(update(filings).where(filings.c.id == number).values(**values))


def begin_import(work: Work, filing: FilingRecord, importing: Importing, before: Ledger) -> None:
    """Writes down what is shown until an import is finished: how the filing stood before."""
    number = filing_number(filing.id)
    work.conn.execute(delete(imports).where(imports.c.filing == number))
    values = {"filing": number, "importing": to_plain(importing), "before": to_plain(before)}
    work.conn.execute(insert(imports).values(values))


def before_import(work: Work, filing: FilingRecord) -> Ledger:
    """How the filing stood before the import that is not finished."""
    query = select(imports.c.before).where(imports.c.filing == filing_number(filing.id))
    plain = work.conn.execute(query).scalar_one()
    with stored():
        return from_plain(Ledger, plain)


def find(work: Work, reference: str) -> FilingId | None:
    """The filing that the unit opened under that reference."""
    number = work.conn.execute(
        select(filings.c.id).where(filings.c.unit == work.unit, by_reference(reference))
    ).scalar()
    return None if number is None else filing_id(number)


def _kept(work: Work, selection: Selection[Any], reference: str) -> FilingRecord | None:
    kept = work.conn.execute(
        _READ.where(filings.c.unit == work.unit, filings.c.reference == reference)
    ).one_or_none()
    if kept is None:
        return None
    filing = _record(work, kept._mapping)  # the row itself has a method of the name `items`
    filing_record.check_same(filing, selection)
    return filing


def _record(work: Work, row: RowMapping) -> FilingRecord:
    plan = plan_of(work.bundles, row["bundle"], row["items"], row["vouched"], work.now.date())
    with stored():
        filing = FilingRecord(
            id=filing_id(row["id"]),
            reference=row["reference"],
            plan=plan,
            registered=from_plain(tuple[Registration, ...], row["registrations"]),
            opened=stored_time(row["opened"]),
            first=has_first_record(plan) and work.session.first_record in (None, row["id"]),
        )
        answer, importing = row["answer"], row["importing"]
        return evolve(
            filing,
            answer=from_plain(Staged, answer) if answer else filing.answer,
            importing=from_plain(Importing, importing) if importing else None,
            **{name: row[name] for name in _WRITTEN if name != "answer"},
        )

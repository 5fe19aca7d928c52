"""Writes a `StepChange` into the tables, in a few statements however many people it concerns."""

from sqlalchemy import delete, select

from sxbundle.clock import stamp
from sxbundle.hall import filings
from sxbundle.hall.driver import change_many, insert_many
from sxbundle.hall.sessions import Work
from sxbundle.hall.tables import (
    commitments,
    contents,
    entries,
    evidence,
    materials,
    receipts,
    rows,
)
from sxbundle.procedure.change import StepChange
from sxbundle.procedure.entries import IN_FORCE, EntryRow
from sxbundle.procedure.filing_record import FilingRecord, filing_number

_ENTRY = "WHERE filing = ? AND person = ? AND item = ?"


def write_change(work: Work, before: FilingRecord, change: StepChange) -> None:
    """Writes what a step changes, in the transaction of the call."""
    number = filing_number(before.id)
    _write_rows(work, number, before.next_row, change)
    _write_receipts(work, number, change)
    _write_entries(work, number, change)
    _write_files(work, number, change)
    _drop_files(work, number, change)
    if change.accepted:
        insert_many(
            work.conn,
            commitments,
            ("filing", "item", "by", "at", "digest", "text"),
            [
                (number, acceptance.item, acceptance.by, stamp(work.now), acceptance.digest, acceptance.text)
                for acceptance in change.accepted
            ],
        )
    filings.save(work, before, change.filing)
    notes: dict[str, list[object]] = {}
    for note in change.notes:
        notes.setdefault(note.what, []).append(note.facts)
    for what, facts in notes.items():
        work.note_each(what, number, facts)  # type: ignore[arg-type]


def _write_rows(work: Work, filing: int, first_new: int, change: StepChange) -> None:
    new = {
        entry.row: (filing, entry.row, entry.sheet_row, entry.person, entry.name, entry.cells)
        for entry in (*change.changed, *change.added)
        if entry.row >= first_new
    }
    insert_many(
        work.conn, rows, ("filing", "number", "sheet_row", "person", "name", "cells"), list(new.values())
    )
    change_many(
        work.conn,
        "UPDATE rows SET sheet_row = ? WHERE filing = ? AND number = ?",
        [(sheet_row, filing, row) for row, sheet_row in change.moved.items()],
    )


def _write_entries(work: Work, filing: int, change: StepChange) -> None:
    at, by = stamp(work.now), work.session.user
    insert_many(
        work.conn,
        entries,
        ("filing", "person", "item", "unit", "row", "state", "reason", "at", "by"),
        sorted(
            (
                filing,
                entry.person,
                entry.item,
                work.unit,
                entry.row,
                str(entry.state),
                "",
                at,
                by,
            )
            for entry in change.added
        ),
    )
    if change.changed:
        names = ", ".join(f'"{name}" = ?' for name in change.fields)
        closes = any(entry.state not in IN_FORCE for entry in change.changed)
        closed = f", closed = {int(closes)}" if closes else ""
        change_many(
            work.conn,
            f'UPDATE entries SET at = ?, "by" = ?, {names}{closed} {_ENTRY}',
            [
                (at, by, *_values(entry, change.fields), filing, entry.person, entry.item)
                for entry in sorted(change.changed)
            ],
        )
    change_many(work.conn, f"DELETE FROM entries {_ENTRY}", [(filing, *key) for key in change.removed])
    if change.removed or (change.changed and "row" in change.fields):  # whatever is new is used
        used = select(entries.c.row).where(entries.c.filing == filing)
        work.conn.execute(delete(rows).where(rows.c.filing == filing, rows.c.number.not_in(used)))


def _values(entry: EntryRow, names: tuple[str, ...]) -> list[object]:
    """The values of these fields; a driver may take a word of an enumeration for something else."""
    return [str(entry.state) if name == "state" else getattr(entry, name) for name in names]


def _write_receipts(work: Work, filing: int, change: StepChange) -> None:
    stamps = {at: stamp(at) for at in {receipt.at for receipt in change.receipts}}
    insert_many(
        work.conn,
        receipts,
        ("number", "filing", "person", "item", "at"),
        [
            (receipt.number, filing, str(receipt.person), receipt.item, stamps[receipt.at])
            for receipt in change.receipts
        ],
    )
    new = {(receipt.person, receipt.item) for receipt in change.receipts}
    again = [key for key in change.evidence if key not in new]
    change_many(work.conn, f"DELETE FROM evidence {_ENTRY}", [(filing, *key) for key in again])
    insert_many(
        work.conn,
        evidence,
        ("filing", "person", "item", "material", "digest"),
        sorted(
            (filing, *key, material, digest)
            for key, digests in change.evidence.items()
            for material, digest in digests.items()
        ),
    )


def _drop_files(work: Work, filing: int, change: StepChange) -> None:
    """Takes files away, and their contents unless something else stands on them."""
    for material, person in change.dropped:
        this_file = (
            (materials.c.filing == filing)
            & (materials.c.material == material)
            & (materials.c.person == person)
        )
        digests = work.conn.execute(delete(materials).where(this_file).returning(materials.c.digest))
        used = select(materials.c.digest).union(select(evidence.c.digest))
        work.conn.execute(
            delete(contents).where(
                contents.c.digest.in_(list(digests.scalars())), contents.c.digest.not_in(used)
            )
        )


def _write_files(work: Work, filing: int, change: StepChange) -> None:
    at = stamp(work.now)
    insert_many(
        work.conn,
        contents,
        ("digest", "media", "content"),
        sorted((stored.file.digest, stored.file.media, stored.file.content) for stored in change.files),
        known="DO NOTHING",
    )
    insert_many(
        work.conn,
        materials,
        ("filing", "material", "person", "digest", "version", "at"),
        sorted(
            (
                filing,
                stored_file.material,
                stored_file.person,
                stored_file.file.digest,
                change.filing.version,
                at,
            )
            for stored_file in change.files
        ),
        known="(filing, material, person) DO UPDATE SET "
        "digest = excluded.digest, version = excluded.version, at = excluded.at",
    )

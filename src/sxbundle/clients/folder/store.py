"""Converts a filing document to the values of the procedure, and writes the change of a step back."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sxbundle.catalog import Catalog
from sxbundle.clients.folder.account import NOT_RECORDED, ClerkAccount
from sxbundle.clients.folder.filing_document import FilingDocument, Plain
from sxbundle.procedure.change import StepChange
from sxbundle.procedure.entries import IN_FORCE, EntryRow
from sxbundle.procedure.filing_record import FilingRecord, has_first_record, plan_of
from sxbundle.procedure.identity import PersonId, Registration
from sxbundle.procedure.insurance_checks import KnownFacts, effects, moves_of
from sxbundle.procedure.ledger import Receipt, State
from sxbundle.procedure.model import Staged
from sxbundle.procedure.state import FilingState, Held, in_sheet_order
from sxbundle.procedure.stored_values import from_plain, to_plain
from sxbundle.schema import Plan


def state_of(
    document: FilingDocument, account: ClerkAccount, plan: Plan[Any], held: Iterable[Plain]
) -> FilingState:
    """How the filing stands.

    Args:
        document: what the folder knows of it.
        account: whose it is.
        plan: what is filed, by the rules of today.
        held: the materials of the document whose files exist.
    """
    head = document.filing
    filing = FilingRecord(
        id=document.id,
        reference=document.reference,
        plan=plan,
        registered=from_plain(tuple[Registration, ...], head["registrations"]),
        opened=datetime.fromisoformat(head["opened"]),
        first=has_first_record(plan) and account.first_record in (NOT_RECORDED, document.id),
        staged=head["staged"],
        answer=from_plain(Staged, head["answer"]) if head["answer"] else Staged(0),
        version=head["version"],
        printed=head["printed"],
        unit_record=head["unit_record"],
        next_row=head["next_row"],
    )
    rows = {row["number"]: row for row in document.rows}
    evidence: dict[tuple[str, str], dict[str, str]] = {}
    for stood in document.evidence:
        evidence.setdefault((stood["person"], stood["item"]), {})[stood["material"]] = stood["digest"]
    return FilingState(
        filing=filing,
        entries=in_sheet_order(
            filing, [_entry(entry, rows[entry["row"]], document) for entry in document.entries]
        ),
        held={
            (material["material"], material["person"]): Held(material["digest"], material["version"])
            for material in held
        },
        accepted={commitment["item"]: commitment["by"] for commitment in document.commitments},
        receipts={
            key: Receipt(receipt["number"], PersonId(key[0]), key[1], datetime.fromisoformat(receipt["at"]))
            for key, receipt in document.receipts.items()
        },
        evidence=evidence,
    )


def knowledge(
    catalog: Catalog,
    account: ClerkAccount,
    plan: Plan[Any],
    others: Iterable[FilingDocument],
    today: datetime,
) -> KnownFacts:
    """What the folder knows besides the filing: the unit's other filings.

    Who is insured before the folder's first filing and which documents there are, only the hall can
    say; decreases and document numbers pass here, and the hall answers them.
    """
    elsewhere: dict[str, dict[str, str]] = {}
    insured: dict[str, dict[str, bool]] = {}
    for document in others:
        rows = {row["number"]: row for row in document.rows}
        for entry in document.entries:
            state = State(entry["state"])
            if state in IN_FORCE:
                elsewhere.setdefault(entry["person"], {})[entry["item"]] = document.reference
            elif state is State.ACCEPTED:
                filed = plan_of(catalog.bundles, document.filing["bundle"], [entry["item"]], [], today.date())
                cells = json.loads(rows[entry["row"]]["cells"])
                for move in moves_of(filed, entry["item"], entry["person"], cells):
                    insured.setdefault(move.person, {})[move.system] = move.joins
    leaves = any(not effect.begins for effect in effects(plan).values())
    return KnownFacts(account.registrations.unit.insured, None if leaves else insured, elsewhere)


def write_change(document: FilingDocument, change: StepChange, now: str, by: str) -> None:
    """Writes what a step changed into the document; `now` is ISO 8601, `by` the clerk's account."""
    filing = change.filing
    for name in ("staged", "version", "printed", "next_row"):
        document.filing[name] = getattr(filing, name)
    document.filing["unit_record"] = None if filing.unit_record is None else dict(filing.unit_record)
    document.filing["answer"] = to_plain(filing.answer)
    _write_entries(document, change, now, by)
    document.commitments += [
        {
            "item": acceptance.item,
            "by": acceptance.by,
            "at": now,
            "digest": acceptance.digest,
            "text": acceptance.text,
        }
        for acceptance in change.accepted
    ]
    materials = {(material["material"], material["person"]): material for material in document.materials}
    for stored in change.files:
        key = (stored.material, stored.person)
        known = materials.get(key, {"file": "", "size": 0})
        materials[key] = {
            "material": stored.material,
            "person": stored.person,
            "digest": stored.file.digest,
            "version": filing.version,
            "at": now,
            "file": known["file"],
            "size": known["size"],
        }
    document.materials = [material for key, material in materials.items() if key not in change.dropped]
    document.tidy()


def _write_entries(document: FilingDocument, change: StepChange, now: str, by: str) -> None:
    entries = {(entry["person"], entry["item"]): entry for entry in document.entries}
    rows = {row["number"]: row for row in document.rows}
    for key in change.removed:
        del entries[key]
    for entry in (*change.changed, *change.added):
        entries[entry.key] = {
            "person": entry.person,
            "item": entry.item,
            "row": entry.row,
            "state": str(entry.state),
            "reason": entry.reason,
            "at": now,
            "by": by,
        }
        if entry.row not in rows:
            rows[entry.row] = {
                "number": entry.row,
                "sheet_row": entry.sheet_row,
                "person": entry.person,
                "name": entry.name,
                "cells": entry.cells,
            }
    for number, sheet_row in change.moved.items():
        rows[number] = {**rows[number], "sheet_row": sheet_row}
    used = {entry["row"] for entry in entries.values()}
    document.rows = [row for number, row in sorted(rows.items()) if number in used]
    order = {key: position for position, key in enumerate(change.filing.items)}
    document.entries = sorted(
        entries.values(),
        key=lambda entry: (rows[entry["row"]]["sheet_row"], entry["person"], order[entry["item"]]),
    )


def _entry(entry: Plain, row: Plain, document: FilingDocument) -> EntryRow:
    receipt = document.receipts.get((entry["person"], entry["item"]))
    return EntryRow(
        person=entry["person"],
        item=entry["item"],
        state=State(entry["state"]),
        row=entry["row"],
        sheet_row=row["sheet_row"],
        name=row["name"],
        reason=entry["reason"],
        receipt=None if receipt is None else receipt["number"],
        cells=row["cells"],
        at=entry.get("at", ""),
        by=entry.get("by", ""),
    )

"""What one call on a filing works with: its document, its folder, the unit's repository, the notes."""

import shutil
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from sxbundle.catalog import Catalog
from sxbundle.clients.folder import material_files
from sxbundle.clients.folder.account import NOT_RECORDED, ClerkAccount
from sxbundle.clients.folder.filing_document import FilingDocument
from sxbundle.clients.folder.repository import (
    DOCUMENT_FILE,
    HEAD_FILE,
    HISTORY,
    FilingRepository,
    StoredFiling,
)
from sxbundle.clients.folder.store import state_of, write_change
from sxbundle.clock import CHINA, stamp
from sxbundle.problem import Problem
from sxbundle.procedure.change import StepChange
from sxbundle.procedure.filing_record import plan_of
from sxbundle.procedure.insurance_checks import effects
from sxbundle.procedure.ledger import State
from sxbundle.procedure.state import FilingState
from sxbundle.schema import Plan

_WITH_THE_OFFICE = (State.SUBMITTED, State.RETURNED)


@define
class FilingContext:
    """One filing during one call, under the unit's lock."""

    catalog: Catalog
    account: ClerkAccount
    repository: FilingRepository
    stored: StoredFiling
    now: datetime
    notes: list[str] = field(factory=list)
    declaration: bytes | None = field(default=None, repr=False)

    @property
    def document(self) -> FilingDocument:
        """Everything that is known of the filing."""
        return self.stored.document

    @property
    def folder(self) -> Path:
        """The folder of the filing."""
        return self.stored.folder

    @cached_property
    def plan(self) -> Plan[Any]:
        """What is filed, by the rules of today."""
        head = self.document.filing
        return plan_of(self.catalog.bundles, head["bundle"], head["items"], head["vouched"], self.now.date())

    @property
    def state(self) -> FilingState:
        """How the filing stands, for the rules of the procedure."""
        held = material_files.held(self.folder, self.document)
        return state_of(self.document, self.account, self.plan, held)

    def write(self, change: StepChange) -> None:
        """Writes into the document what a step changed."""
        write_change(self.document, change, stamp(self.now), self.account.user)

    def note(self, what: str) -> None:
        """Adds a line to 历史.tsv; it holds no name and no number of a person."""
        self.notes.append(f"{stamp(self.now)}\t{self.account.user}\t{what}")

    def problems(self) -> list[Problem]:
        """What is wrong with the files."""
        plan = self.plan
        titles = {material.key: material.title for material in plan.all_materials}
        return [*self.stored.problems, *material_files.missing_problems(self.folder, self.document, titles)]

    def save(self) -> None:
        """Writes what changed."""
        self.repository.save(self.stored, self.notes)
        self.notes = []
        material_files.place_received(self.folder, self.document)
        if self.account.first_record == NOT_RECORDED and self._recorded():
            evolve(self.account, first_record=str(self.document.id)).save(self.repository.folder)

    def _recorded(self) -> bool:
        firsts = {item.key for item in self.plan.items if item.first_materials and item.unit_page}
        return any(
            state is State.ACCEPTED and item in firsts for (_, item), state in self.document.states().items()
        )

    def purge(self, before: date) -> bool:
        """Forgets people whom nobody touched since; True when there was something to forget.

        Whatever else stands in the folder, backups and answers included, is deleted.
        """
        document = self.document
        records = (*document.entries, *document.materials, *document.commitments)
        latest = max([document.filing["opened"], *(record["at"] for record in records)])
        if latest >= stamp(datetime.combine(before, time(), CHINA)) or any(
            state in _WITH_THE_OFFICE or (state is State.PENDING and key in document.receipts)
            for key, state in document.states().items()
        ):
            return False
        known = bool(document.materials or any(row["name"] for row in document.rows))
        if known:
            kept = {key for effect in effects(self.plan).values() for key in effect.columns}
            self.stored.document = document.without_people(kept)
            self.note("清除")
        self.save()
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name not in (DOCUMENT_FILE, HEAD_FILE, HISTORY):
                path.unlink()
        self.save()  # makes the second copy
        return known

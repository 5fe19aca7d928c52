"""What one call on a filing works with: its document, its folder, the unit's repository, the notes."""

from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from sxbundle.catalog import Catalog
from sxbundle.clients.folder import material_files
from sxbundle.clients.folder.account import NOT_RECORDED, ClerkAccount
from sxbundle.clients.folder.filing_document import FilingDocument
from sxbundle.clients.folder.repository import FilingRepository, StoredFiling
from sxbundle.clients.folder.store import state_of, write_change
from sxbundle.clock import stamp
from sxbundle.problem import Problem
from sxbundle.procedure.change import StepChange
from sxbundle.procedure.filing_record import plan_of
from sxbundle.procedure.ledger import State
from sxbundle.procedure.state import FilingState
from sxbundle.schema import Plan


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

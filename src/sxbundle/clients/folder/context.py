"""A filing on the desk: its book open, its folder at hand, what happened noted."""

from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from sxbundle.catalog import Catalog
from sxbundle.clients.folder import material_files
from sxbundle.clients.folder.account import NOT_RECORDED, ClerkAccount
from sxbundle.clients.folder.record import FolderState
from sxbundle.clients.folder.repository import Shelf, StoredFiling
from sxbundle.clients.folder.store import state_of, write_change
from sxbundle.clock import stamp
from sxbundle.problem import Problem
from sxbundle.procedure.change import StepChange
from sxbundle.procedure.ledger import State
from sxbundle.procedure.record import plan_of
from sxbundle.procedure.state import FilingState
from sxbundle.schema import Plan


@define
class OnDesk:
    """One filing during one call, under the unit's lock."""

    catalog: Catalog
    account: ClerkAccount
    shelf: Shelf
    filed: StoredFiling
    now: datetime
    notes: list[str] = field(factory=list)
    declaration: bytes | None = field(default=None, repr=False)

    @property
    def book(self) -> FolderState:
        """What is known of it."""
        return self.filed.book

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.filed.folder

    @cached_property
    def plan(self) -> Plan[Any]:
        """What is filed, by the rules of today."""
        head = self.book.filing
        return plan_of(self.catalog.bundles, head["bundle"], head["items"], head["vouched"], self.now.date())

    @property
    def state(self) -> FilingState:
        """How the filing stands, for the rules of the procedure."""
        held = material_files.held(self.folder, self.book)
        return state_of(self.book, self.account, self.plan, held)

    def write(self, change: StepChange) -> None:
        """Writes into the book what a step changed."""
        write_change(self.book, change, stamp(self.now), self.account.user)

    def note(self, what: str) -> None:
        """A line of 历史.tsv: no names, no numbers of people."""
        self.notes.append(f"{stamp(self.now)}\t{self.account.user}\t{what}")

    def problems(self) -> list[Problem]:
        """What is wrong with the files."""
        plan = self.plan
        titles = {material.key: material.title for material in plan.all_materials}
        return [*self.filed.problems, *material_files.missing(self.folder, self.book, titles)]

    def save(self) -> None:
        """Writes what changed."""
        self.shelf.save(self.filed, self.notes)
        self.notes = []
        material_files.settle(self.folder, self.book)
        if self.account.first_record == NOT_RECORDED and self._recorded():
            evolve(self.account, first_record=str(self.book.id)).save(self.shelf.folder)

    def _recorded(self) -> bool:
        firsts = {item.key for item in self.plan.items if item.first_materials and item.unit_page}
        return any(
            state is State.ACCEPTED and item in firsts for (_, item), state in self.book.states().items()
        )

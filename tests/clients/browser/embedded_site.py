"""What the halls of strangers in these tests have in common: the embedded hall behind their pages."""

from collections.abc import Iterator
from typing import Any

import sxbundle as sx
from sxbundle.procedure import OPEN
from sxbundle.schema import Level
from sxbundle.selection import Selection
from sxbundle.testing.office import LocalOffice


class EmbeddedSite:
    """A site over all batches of one clerk."""

    def __init__(self, office: LocalOffice) -> None:
        self.hall: Any = office.hall.new_client()
        self.office = office

    def selection(self, ledger: Any) -> Selection[Any]:
        return sx.CATALOG.bundles[ledger.bundle].select(*ledger.items, on=self.office.today())

    def entries(self) -> list[tuple[Any, Any]]:
        ledgers = [self.hall.ledger(filing.filing) for filing in self.hall.filings(size=100).items]
        return [(ledger, entry) for ledger in ledgers for entry in ledger.entries]

    def waiting(self) -> Iterator[tuple[Any, list[Any], list[Any], set[str]]]:
        """Of each person who waits: ledger, entries, the materials of his own, keys of those that lack."""
        people: dict[str, tuple[Any, list[Any]]] = {}
        for ledger, entry in self.entries():
            if entry.state in OPEN:
                people.setdefault(entry.person, (ledger, []))[1].append(entry)
        for ledger, entries in people.values():
            plan, bundle = self.selection(ledger).plan, sx.CATALOG.bundles[ledger.bundle]
            wanted = dict.fromkeys(
                m for e in entries for m in plan.materials_of(bundle.item(e.item), first=ledger.first)
            )
            own = [material for material in wanted if material.level is Level.PERSON]
            yield ledger, entries, own, {key for entry in entries for key in entry.lacking}

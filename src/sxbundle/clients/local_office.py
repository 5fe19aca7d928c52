"""The office's side of the embedded hall: units, reviews, purges, the audit trail."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date, timedelta

from sxbundle.argument_checks import expect
from sxbundle.bilingual import Bilingual
from sxbundle.catalog import Catalog
from sxbundle.errors import DeclarationError
from sxbundle.hall.audit import AuditEntry
from sxbundle.hall.review import Case, Rule
from sxbundle.hall.service import Hall
from sxbundle.hall.units import NewUnit
from sxbundle.procedure.identity import FilingId, Unit
from sxbundle.procedure.model import Changes
from sxbundle.procedure.records import record_filter
from sxbundle.procedure.verdicts import Verdict, accepted, rejected, returned


class EmbeddedOffice(ABC):
    """What the office can do at an embedded hall; the base class of `LocalHall`."""

    catalog: Catalog
    _hall: Hall

    @abstractmethod
    def unit(self) -> Unit:
        """See `Client.unit`."""

    def add_unit(self, new: NewUnit) -> None:
        """Enters a unit, its clerk's account, its registrations, the people it insures.

        Raises:
            StepRefused: the credit code or the user name is taken.
        """
        self._hall.add_unit(new)

    def record_appointment(
        self, number: str, *, credit_code: str | None = None, item: str | None = None
    ) -> None:
        """Enters a record that a unit made offline (事业单位拟聘人员备案, 3.4.4.1), by its document number.

        Args:
            number: 聘用备案文件号, as the document prints it.
            credit_code: whose; the signed-in unit's unless given.
            item: key of the offline item; the only one of the catalog unless given.

        Raises:
            NotFound: no such unit.
            StepRefused: an empty or too long number.
            DeclarationError: `item` is not given, and the catalog has none or several.
        """
        if item is None:
            offline = {
                item.key for bundle in self.catalog.bundles.values() for item in bundle.items if item.offline
            }
            if len(offline) != 1:
                raise DeclarationError(
                    Bilingual(
                        "请用 item= 说明是哪个线下事项：{value}",
                        "Name the offline item by item=: 「{value}」",
                        value="、".join(sorted(offline)),
                    )
                )
            (item,) = offline
        self._hall.record_offline(credit_code or self.unit().credit_code, item, number)

    def slow_imports(self, duration: timedelta) -> None:
        """From now on the hall takes so long to process an import; see `import_time`."""
        expect("duration", duration, timedelta)
        self._hall.import_time = duration

    def review(self, decide: Rule) -> int:
        """审批: `decide` is given each case that waits and returns a verdict, or None for later.

        Returns the number of entries decided. Verdicts are made by `accepted()`, `returned(reason)`
        and `rejected(reason)` of `sxbundle.procedure`.
        """
        return self._hall.review(decide)

    def accept_all(self, filing: FilingId | None = None) -> int:
        """Accepts everything that waits, of one filing or of all."""
        return self._hall.review(lambda case: accepted() if filing in (None, case.filing) else None)

    def send_back(
        self,
        filing: FilingId,
        reason: str,
        *,
        people: str | Iterable[str] | None = None,
        items: str | Iterable[str] | None = None,
    ) -> int:
        """Returns what waits of a filing (退回修改), of these people and items (titles or keys), or of all.

        Raises:
            NotFound: an item that no bundle has.
            StepRefused: no reason.
        """
        return self._decide(filing, returned(reason), people, items)

    def reject(
        self,
        filing: FilingId,
        reason: str,
        *,
        people: str | Iterable[str] | None = None,
        items: str | Iterable[str] | None = None,
    ) -> int:
        """Rejects what waits of a filing (审核不通过), for good; arguments as for `send_back`."""
        return self._decide(filing, rejected(reason), people, items)

    def all_changes(self, since: int = 0) -> Changes:
        """The changes of every unit's filings after a position; see `ReportsChanges.changes`."""
        return self._hall.all_changes(since)

    def purge(self, *, before: date) -> int:
        """Forgets what the hall need not keep of filings that nobody touched since that day.

        Receipts stay, with the certificate number, the item, the time and how the entry ended, so that
        nobody is filed twice under the same reference. Names, rows, materials, unit pages, answers to
        imports and what was never submitted are deleted, and overwritten in the file. Filings of which
        something is submitted and not decided, or returned and not mended, stay whole.

        Args:
            before: the first day whose filings stay.

        Returns:
            How many filings were purged.
        """
        expect("before", before, date)
        return self._hall.purge(before)

    def audit(self, filing: FilingId | None = None) -> tuple[AuditEntry, ...]:
        """Who did what, when: the trail of a filing, or all of it."""
        return self._hall.audit(filing)

    def _decide(
        self,
        filing: FilingId,
        verdict: Verdict,
        people: str | Iterable[str] | None,
        items: str | Iterable[str] | None,
    ) -> int:
        """That verdict for these people and items of the filing, nothing for anybody else.

        The first labour record is let through, because it was not asked for.
        """
        chosen = record_filter(self.catalog.bundles, people=people, items=items)

        def decide(case: Case) -> Verdict | None:
            if case.filing != filing or (chosen.items is not None and case.item not in chosen.items):
                return None
            if chosen.people is None or (not case.first and case.person in chosen.people):
                return verdict
            return None

        return self._hall.review(decide)

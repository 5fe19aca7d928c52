"""A cache of ledgers: one query tells whether a cached ledger still holds.

Each change of a filing leaves a line in the audit trail, in the transaction of the change. So the number of
the last line says whether a cached ledger still holds, whichever process changed the filing.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date, datetime
from threading import Lock
from typing import Any

from attrs import define, evolve, field, frozen

from sxbundle.hall import filing_state, filings
from sxbundle.hall.driver import stored
from sxbundle.hall.sessions import Work
from sxbundle.procedure.filing_record import FilingRecord, filing_number
from sxbundle.procedure.import_progress import Importing
from sxbundle.procedure.insurance_checks import KnownFacts
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.ledger_view import is_under_way
from sxbundle.procedure.ledger_view import ledger as ledger_of
from sxbundle.procedure.offline_checks import missing_records
from sxbundle.procedure.state import FilingState
from sxbundle.schema import Item
from sxbundle.selection import Selection

_ENTRIES = 200_000
"""Entries of all cached ledgers; the least recently used ledger is evicted first."""

Content = tuple[str, frozenset[str], frozenset[str]]


@frozen
class _CacheKey:
    """What a cached ledger depends on."""

    stamp: int | None
    first_record: int | None
    on: date
    offered: tuple[Item, ...]


@frozen
class _CachedLedger:
    cache_key: _CacheKey
    content: Content
    ledger: Ledger = field(repr=False)
    importing: Importing | None = None
    before: Ledger | None = field(default=None, repr=False)

    def at(self, now: datetime) -> Ledger:
        """What the hall says at that time: how the filing stood before, until its import is finished."""
        progress = None if self.importing is None else self.importing.progress(now)
        if progress is None or self.before is None:
            return self.ledger
        return evolve(self.before, importing=progress)


@define
class LedgerCache:
    """The ledgers that one hall object returned last; in memory, and bounded."""

    _cached: "OrderedDict[int, _CachedLedger]" = field(factory=OrderedDict, init=False, repr=False)
    _entries: int = field(default=0, init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def of(
        self, work: Work, load: Callable[[], FilingRecord], selection: Selection[Any] | None = None
    ) -> Ledger:
        """The ledger of the filing that was asked for with the session; `load` reads it when it must be.

        Args:
            work: the call.
            load: the filing, read.
            selection: what it must be of; what stands for something else is left to `load` to refuse.
        """
        known = None if work.session.asked_filing is None else self._lookup(work, work.session.asked_filing)
        if known is not None and (selection is None or known.content == _content(selection)):
            return known.at(work.now)
        filing, before = load(), None
        with stored():
            ledger = read_ledger(work, filing)
        if filing.importing is not None and filing.importing.progress(work.now) is not None:
            before = filings.before_import(work, filing)
        plan = filing.plan
        content = plan.bundle, frozenset(filing.items), plan.vouched
        cached = _CachedLedger(_cache_key(work, plan.bundle), content, ledger, filing.importing, before)
        if not ledger.offline:  # a record of what was done offline is the unit's, and changes no filing
            self._store(filing_number(filing.id), cached)
        return cached.at(work.now)

    def _lookup(self, work: Work, filing: int) -> _CachedLedger | None:
        with self._lock:
            cached = self._cached.get(filing)
            if cached is None or cached.cache_key != _cache_key(work, cached.ledger.bundle):
                return None
            self._cached.move_to_end(filing)
            return cached

    def _store(self, filing: int, entry: _CachedLedger) -> None:
        with self._lock:
            before = self._cached.pop(filing, None)
            self._entries += len(entry.ledger.entries) - (len(before.ledger.entries) if before else 0)
            self._cached[filing] = entry
            while self._entries > _ENTRIES and self._cached:
                _, evicted = self._cached.popitem(last=False)
                self._entries -= len(evicted.ledger.entries)


def read_ledger(work: Work, filing: FilingRecord) -> Ledger:
    """Reads the ledger from the tables; skips materials and commitments once everybody is submitted."""
    entries = filing_state.entries_of(work, filing, sheet=True)
    if not is_under_way(entries):
        return ledger_of(FilingState(filing, entries))
    state = FilingState(filing, entries, filing_state.held(work, filing), filing_state.accepted(work, filing))
    known = KnownFacts(offline=filing_state.offline_of(work, filing.plan))
    return ledger_of(state, offline=missing_records(filing.plan, known))


def _cache_key(work: Work, bundle: str) -> _CacheKey:
    declared = work.bundles.get(bundle)
    offered = () if declared is None else declared.items
    return _CacheKey(work.session.stamp, work.session.first_record, work.now.date(), offered)


def _content(selection: Selection[Any]) -> Content:
    return selection.bundle, frozenset(item.key for item in selection.items), selection.plan.vouched

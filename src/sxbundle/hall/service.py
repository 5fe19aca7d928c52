"""The embedded hall: every call of the contract by session token, and the office's own verbs.

It enforces what the declarations say and trusts no client's verdict. `clients.local` puts the
contract on top; the tests and trainings of this package use the office's verbs.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, timedelta
from os import PathLike
from pathlib import Path
from typing import Any

from attrs import evolve
from sqlalchemy import ColumnElement

from sxbundle import procedure
from sxbundle.batch import Batch
from sxbundle.catalog import CATALOG
from sxbundle.clock import Clock, RealClock, to_stored
from sxbundle.forms import UnitRecord
from sxbundle.hall import (
    audit,
    demo,
    filing_state,
    filings,
    purge,
    records,
    review,
    sessions,
    units,
)
from sxbundle.hall.database import Store, hold_setup_lock
from sxbundle.hall.ledger_cache import LedgerCache, read_ledger
from sxbundle.hall.sessions import Work
from sxbundle.hall.write_change import write_change
from sxbundle.problem import Problem
from sxbundle.procedure.filing_record import Bundles, FilingRecord, filing_number
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import Credentials, FilingId, PersonId, SignIn, Unit
from sxbundle.procedure.ledger import Ledger, Submitted
from sxbundle.procedure.materials import wanting_items
from sxbundle.procedure.model import Answer, Changes, FilingSummary, Outlet, Page, Staged, Upload, outlets_in
from sxbundle.procedure.records import RecordFilter, RecordPage
from sxbundle.procedure.state import FilingState, check_pages
from sxbundle.procedure.upload_file import File, received_all
from sxbundle.runtime import collector_paused
from sxbundle.selection import Selection


class Hall:
    """A hall in a database of its own; many clients, threads and processes may use it at once.

    Args:
        address: a path, `:memory:`, `sqlite:///…` or `postgresql://…`.
        clock: the hall's time; the machine's unless given.
        bundles: what it offers, by key.
        fonts: font files for characters that the bundled font lacks.
        import_time: how long it takes to process an import; nothing: the answer is the result.

    Attributes:
        clock, import_time: as above.

    Raises:
        HallUnavailable: the database cannot be used.
    """

    def __init__(
        self,
        address: str | Path,
        *,
        clock: Clock | None = None,
        bundles: Bundles = CATALOG.bundles,
        fonts: Sequence[str | PathLike[str]] = (),
        import_time: timedelta = timedelta(),
    ) -> None:
        self.import_time = import_time
        self.clock: Clock = clock or RealClock()
        self._bundles = bundles
        self._fonts = tuple(fonts)
        self._store = Store(address)
        self._ledgers = LedgerCache()

    @property
    def in_memory(self) -> bool:
        """True when the database is this process's own memory."""
        return self._store.in_memory

    def start_process(self) -> None:
        """Begins in a forked process: a lock that another thread held at the fork is held for ever."""
        self._ledgers = LedgerCache()

    def close(self) -> None:
        """Closes the database; twice does no harm."""
        self._store.close()

    # The clerk's side: the contract, with a session's token first.

    def sign_in(self, credentials: Credentials, address: str = "") -> tuple[str, SignIn]:
        """A new session's token, and the answer to the sign-in; `address` is where the clerk sits."""
        return sessions.sign_in(self._store, self.clock, credentials, address)

    def end(self, token: str) -> None:
        """Ends a session."""
        with self._store.write() as conn:
            sessions.end(conn, token)

    def choose(self, token: str, wanted: Mapping[str, str]) -> Unit:
        """See `Client.choose`."""
        with self._work(token, writes=True, chosen=False) as work:
            return sessions.choose(work.conn, work.session, wanted, work.now)

    def unit(self, token: str) -> Unit:
        """See `Client.unit`."""
        with self._work(token) as work:
            return work.session.present

    def open(self, token: str, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        with self._work(token, writes=True) as work:
            return filings.open_filing(work, selection, reference)

    def accept(self, token: str, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""
        with self._change(token, filing, processed=False) as (work, filing_record):
            state = FilingState(filing_record, accepted=filing_state.accepted(work, filing_record))
            _, change = procedure.accept(state, item, by)
            write_change(work, filing_record, change)

    def stage(self, token: str, filing: FilingId, batch: Batch[Any], replace: bool = False) -> Staged:
        """See `Client.stage`."""
        with self._work(token) as work:
            filing_record = filings.load(work, filing)
            unit = work.session.present
        # Checking takes seconds for many rows: nobody waits for a lock meanwhile.
        with _at_rest(len(batch.table)):
            inspected = procedure.inspect(filing_record, batch, unit, self._fonts)
        change_it = self._change(token, filing, processed=False)
        with change_it as (work, filing_record), _at_rest(len(inspected.people)):
            importing = filing_record.importing
            progress = None if importing is None else importing.progress(work.now)
            if progress is not None and progress.digest == batch.digest:  # sent again
                before = filings.before_import(work, filing_record)
                return procedure.unfinished(before.entries, progress)
            procedure.check_processed(importing, work.now)
            state = FilingState(
                filing_record,
                filing_state.entries_of(work, filing_record, cells=True),
                accepted=filing_state.accepted(work, filing_record),
            )
            people = [candidate.person for candidate in inspected.people]
            known = filing_state.knowledge(work, filing_record, people)
            answer, change = procedure.stage(state, inspected, known, replace)
            changes = (change.filing.staged, change.filing.version) != (
                filing_record.staged,
                filing_record.version,
            )
            if not (self.import_time and changes):
                write_change(work, filing_record, change)
                return answer
            before = read_ledger(work, filing_record)
            write_change(work, filing_record, change)
            importing = procedure.begin_import(
                answer, batch.digest, tuple(batch.table.rows), work.now, self.import_time
            )
            filings.begin_import(work, filing_record, importing, before)
            progress = importing.progress(work.now)
            assert progress is not None  # it begins now
            return procedure.unfinished(before.entries, progress)

    def record_unit(self, token: str, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""
        with self._change(token, filing) as (work, filing_record):
            state = FilingState(filing_record, filing_state.entries_of(work, filing_record))
            problems, change = procedure.record_unit(state, record)
            write_change(work, filing_record, change)
            return problems

    def declaration(self, token: str, filing: FilingId) -> bytes:
        """See `Client.declaration`."""
        with self._work(token) as work:
            filing_record = filings.load(work, filing)
            procedure.check_processed(filing_record.importing, work.now)
            state = evolve(
                filing_state.state_of(work, filing_record, cells=True),
                accepted=filing_state.accepted(work, filing_record),
            )
            form = procedure.declaration_form(state, work.session.present, work.now.date())
        drawn = procedure.draw(form, self._fonts)
        with self._change(token, filing) as (work, current):
            _, change = procedure.printed(FilingState(current), filing_record.version)
            write_change(work, current, change)
        return drawn

    def attach(self, token: str, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """See `AttachesMany.attach_many`; of one of `attach.parts`, all of it in one transaction."""
        with self._work(token) as work:
            filing_record = filings.load(work, filing)
            procedure.check_processed(filing_record.importing, work.now)
            check_pages(filing_record, staged=filing_state.has_entries(work, filing_record))
        files = received_all([upload.file for upload in uploads])
        with self._change(token, filing) as (work, filing_record), _at_rest(len(uploads)):
            people = [PersonId(upload.person) for upload in uploads if upload.person is not None]
            state = filing_state.state_of(work, filing_record, sheet=False, people=people)
            wanting = wanting_items(state)
            answers, change = procedure.attach(
                state,
                uploads,
                files,
                by_unit={
                    upload.material: filing_state.affected_by_unit(
                        work, filing_record, wanting[upload.material][1]
                    )
                    for upload in uploads
                    if upload.person is None and upload.material in wanting
                },
                submitted_with=filing_state.submitted_with(
                    work, filing_record, people, [file for file in files if isinstance(file, File)]
                ),
                staged=bool(state.entries) or filing_state.has_entries(work, filing_record),
            )
            write_change(work, filing_record, change)
            return answers

    def submit(
        self, token: str, filing: FilingId, people: Sequence[str] | None, *, most: int | None = None
    ) -> Submitted:
        """See `Client.submit`; `most` entries at most, for a half-accepted batch."""
        with self._change(token, filing) as (work, filing_record), _at_rest(filing_record.next_row):
            state = filing_state.state_of(work, filing_record)
            if any(entry.receipt for entry in state.entries):
                state = evolve(state, receipts=filing_state.receipts_of(work, filing_record))
            receipts, change = procedure.submit(state, people, to_stored(work.now), most=most)
            write_change(work, filing_record, change)
            return receipts

    def ledger(self, token: str, filing: FilingId) -> Ledger:
        """See `Client.ledger`."""
        with self._work(token, which=filings.by_id(filing)) as work:
            return self._ledgers.of(work, lambda: filings.load(work, filing))

    def resume(self, token: str, selection: Selection[Any], reference: str) -> Ledger:
        """See `Resumes.resume`; a filing that there is, is only read."""
        with self._work(token, which=filings.by_reference(reference)) as work:
            if work.session.asked_filing is not None:
                return self._ledgers.of(work, lambda: filings.known(work, selection, reference), selection)
        return self.ledger(token, self.open(token, selection, reference))

    def withdraw(self, token: str, filing: FilingId, people: Sequence[str]) -> int:
        """See `Withdraws.withdraw`."""
        with self._change(token, filing) as (work, filing_record):
            state = FilingState(
                filing_record, filing_state.entries_of(work, filing_record, people=[*map(PersonId, people)])
            )
            count, change = procedure.withdraw(state, people)
            write_change(work, filing_record, change)
            return count

    def find(self, token: str, reference: str) -> FilingId | None:
        """See `Client.find`."""
        with self._work(token) as work:
            return filings.find(work, reference)

    def filings(self, token: str, page: int, size: int) -> Page[FilingSummary]:
        """See `Client.filings`."""
        with self._work(token) as work:
            return records.filings_page(work, page, size)

    def changes(self, token: str, since: int) -> Changes:
        """See `ReportsChanges.changes`."""
        with self._work(token) as work:
            return audit.changes(work.conn, work.unit, since)

    def records(self, token: str, record_filter: RecordFilter, page: int, size: int) -> RecordPage:
        """See `ListsRecords.records`; each filing is read as it stands when it is read."""
        with self._work(token) as work:
            counts = records.counts(work, record_filter)

        def ledger(filing: FilingId) -> Ledger:
            return self.ledger(token, filing)

        return records.page_of(counts, record_filter, page, size, ledger, self._bundles)

    def materials(self, token: str, filing: FilingId) -> tuple[HeldMaterial, ...]:
        """See `ManagesMaterials.materials`."""
        with self._work(token) as work:
            filing_record = filings.load(work, filing)
            state = filing_state.state_of(work, filing_record, sheet=False)
            return procedure.held_materials(state, records.file_facts(work, filing_record))

    def remove_material(self, token: str, filing: FilingId, material: str, person: str | None) -> bool:
        """See `ManagesMaterials.remove_material`."""
        with self._change(token, filing) as (work, filing_record):
            state = filing_state.state_of(work, filing_record, sheet=False)
            removed, change = procedure.remove_material(state, material, person)
            write_change(work, filing_record, change)
            return removed

    def last_unit_record(self, token: str) -> UnitRecord | None:
        """See `RemembersUnitRecord.last_unit_record`."""
        with self._work(token) as work:
            return records.last_unit_record(work)

    def outlets(self, token: str, division: str) -> tuple[Outlet, ...]:
        """See `Client.outlets`."""
        with self._work(token):
            return outlets_in(demo.all_outlets(), division)

    # The office's side.

    def add_unit(self, new: units.NewUnit) -> None:
        """Enters a unit with its account, registrations and insured people.

        Raises:
            StepRefused: the credit code or the user name is taken.
        """
        secret = units.secret_of(new)
        with self._store.write() as conn:
            hold_setup_lock(conn)
            units.add(conn, self.clock.now(), new, secret)

    def add_missing(self, new_units: Sequence[units.NewUnit], secret: str) -> None:
        """Enters those whose accounts are not known yet; all have the password that `secret` hashes."""
        users = [new_unit.credentials.user for new_unit in new_units]
        with self._store.read() as conn:
            if units.known(conn, users) >= set(users):
                return
        with self._store.write() as conn:
            hold_setup_lock(conn)
            known = units.known(conn, users)
            for new_unit in new_units:
                if new_unit.credentials.user not in known:
                    units.add(conn, self.clock.now(), new_unit, secret)

    def record_offline(self, credit_code: str, item: str, number: str) -> None:
        """Notes what a unit did offline first; see `units.record_offline`."""
        with self._store.write() as conn:
            unit = units.record_offline(conn, self.clock.now(), credit_code, item, number)
            audit.note(conn, self.clock.now(), "hall", "offline record", unit=unit, item=item)

    def review(self, decide: review.Rule) -> int:
        """Lets `decide` look at everything that waits; see `review.review`."""
        return review.review(self._store, self.clock, self._bundles, decide)

    def purge(self, before: date) -> int:
        """See `LocalHall.purge`."""
        with self._store.write() as conn:
            count = purge.purge(conn, before, self.clock.now())
        self._store.overwrite_deleted()
        return count

    def audit(self, filing: FilingId | None = None) -> tuple[audit.AuditEntry, ...]:
        """The audit trail of a filing, or all of it."""
        with self._store.read() as conn:
            return tuple(audit.notes(conn, None if filing is None else filing_number(filing)))

    def all_changes(self, since: int) -> Changes:
        """The changes of every unit's filings after `since`."""
        with self._store.read() as conn:
            return audit.changes(conn, None, since)

    @contextmanager
    def _change(
        self, token: str, filing: FilingId, *, processed: bool = True
    ) -> Iterator[tuple[Work, FilingRecord]]:
        """A call that changes a filing, one at a time in each unit; refused while an import is processed."""
        with self._work(token, writes=True) as work:
            work.lock()
            filing_record = filings.load(work, filing)
            if processed:
                procedure.check_processed(filing_record.importing, work.now)
            yield work, filing_record

    @contextmanager
    def _work(
        self,
        token: str,
        *,
        writes: bool = False,
        chosen: bool = True,
        which: ColumnElement[bool] | None = None,
    ) -> Iterator[Work]:
        """One call in one transaction: the session is good, the registrations are chosen."""
        now = self.clock.now()
        with self._store.write() if writes else self._store.read() as conn:
            session = sessions.resume(conn, token, now, which)
            if chosen:
                _ = session.present
            yield Work(conn, session, now, self._bundles)


def _at_rest(number: int) -> AbstractContextManager[None]:
    """Lets the collector rest for many people or files, which it would go through time and again."""
    return collector_paused() if number > _MANY else nullcontext()


_MANY = 1_000

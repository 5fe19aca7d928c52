"""The handover folder as a client: a clerk works at the hall's web page with the files that it writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from attrs import evolve

from sxbundle import procedure
from sxbundle.argument_checks import expect
from sxbundle.batch import Batch
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.clients.folder import material_files, submission
from sxbundle.clients.folder.account import ClerkAccount, UnitFolders
from sxbundle.clients.folder.atomic_files import make_folder, remove_temporary_files
from sxbundle.clients.folder.clerk_files import write_clerk_files
from sxbundle.clients.folder.context import FilingContext
from sxbundle.clients.folder.filing_document import FilingDocument, Plain
from sxbundle.clients.folder.lock import locked
from sxbundle.clients.folder.needs import needs
from sxbundle.clients.folder.os_errors import translated
from sxbundle.clients.folder.read_answers import read_answers
from sxbundle.clients.folder.repository import FilingRepository
from sxbundle.clients.folder.store import knowledge
from sxbundle.clock import Clock, RealClock
from sxbundle.errors import HallUnavailable, StepRefused, refusal
from sxbundle.forms import UnitRecord
from sxbundle.problem import Problem
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import Credentials, FilingId, PersonId, SignIn, Unit
from sxbundle.procedure.ledger import Ledger, Submitted
from sxbundle.procedure.ledger_view import ledger as ledger_of
from sxbundle.procedure.model import (
    Answer,
    Attached,
    FilingSummary,
    Outlet,
    Page,
    Staged,
    Upload,
    check_page,
    outlets_in,
)
from sxbundle.procedure.problems import NOT_SIGNED_IN
from sxbundle.procedure.records import RecordPage
from sxbundle.procedure.submission import answer
from sxbundle.procedure.upload_file import Files, received_all
from sxbundle.runtime import ProcessLock
from sxbundle.selection import Selection
from sxbundle.workbook.open_file import as_path


class FolderHall:
    """A folder in which a program and a clerk at the hall's page hand each other files.

    What the clerk needs is written into the filing's folder, what the clerk answers is read from its
    `回填`; until then the filing waits with a `Need` of the kind `HAND_OVER`. Several processes may
    use one folder; whoever may read the folder reads everything in it, so there is no password. What it
    makes is its owner's alone; in a folder in which the group may write, the group's, too.

    Args:
        path: the folder, made when it does not exist.
        clock: the time; the machine's unless given.
        patience: seconds to wait for another process.
        catalog: the bundles that can be filed.
        fonts: font files for names with characters that the bundled font lacks.

    Raises:
        HallUnavailable: the folder cannot be made.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        clock: Clock | None = None,
        patience: float = 30.0,
        catalog: Catalog = CATALOG,
        fonts: Sequence[str | PathLike[str]] = (),
    ) -> None:
        expect("catalog", catalog, Catalog)
        self.catalog = catalog
        self.fonts = tuple(fonts)
        self.path = as_path(path)
        self._unit_folders = UnitFolders(self.path)
        self.clock: Clock = clock or RealClock()
        self._patience = patience
        self._turn = ProcessLock()
        self._user: str | None = None
        self._home: Path | None = None
        self._choice: Mapping[str, str] | None = None
        with translated():
            make_folder(self.path)

    def add_unit(self, user: str, unit: Unit, *, recorded: bool = False) -> Path:
        """Enters a unit: its account at the hall, its 参保信息 as the hall lists them (3.1.3).

        Args:
            user: the clerk's account name; no password is kept.
            unit: the unit, with all registrations, several in one system when there are.
            recorded: its first labour record was approved before (3.2.4.9).

        Returns:
            The unit's folder. A unit that is there already keeps what its 单位.toml says.

        Raises:
            StepRefused: the account stands for another unit.
            HallUnavailable: the folder cannot be written.
        """
        with translated(), locked(self.path, self._patience):
            return self._unit_folders.add(user, unit, recorded=recorded)

    # The contract.

    def sign_in(self, credentials: Credentials) -> SignIn:
        """See `Client.sign_in`; the password is neither checked nor kept.

        Raises:
            SignInFailed: no unit of that account was entered.
        """
        with translated(), self._turn:
            home = self._unit_folders.folder_of(credentials.user)
            self._user, self._home, self._choice = credentials.user, home, None
            with suppress(HallUnavailable), locked(home, 0):  # another program sweeps for itself
                remove_temporary_files(home, deep=True)
            return ClerkAccount.load(home).registrations.sign_in

    def choose(self, registrations: Mapping[str, str]) -> Unit:
        """See `Client.choose`; it holds until the next sign-in, and for this client alone.

        What a clerk writes into 单位.toml holds for every session that chooses nothing else.
        """
        with self._unit() as (_, account):
            chosen = account.registrations.choose(registrations)
            self._choice = chosen.choice
            return chosen.unit

    def unit(self) -> Unit:
        """See `Client.unit`."""
        with self._unit() as (_, account):
            return account.registrations.unit

    def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        with self._unit() as (home, account):
            repository = FilingRepository(home, account.user)
            name = repository.id_of(reference)
            known = repository.load(name) if repository.find(name) is not None else None
            unit, now = account.registrations.unit, self.clock.now()
            procedure.check_reference(reference)
            if known is not None:
                procedure.check_same(
                    FilingContext(self.catalog, account, repository, known, now).state.filing, selection
                )
                stored = known
            else:
                opened = procedure.open_filing(self.catalog.bundles, selection, reference, unit, now)
                stored = repository.new(reference, opened.plan, unit, now)
            context = FilingContext(self.catalog, account, repository, stored, now)
            if known is None:
                context.note("建立申报")
            context.save()
            return name

    def accept(self, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""
        with self._filing(filing) as context:
            _, change = procedure.accept(context.state, item, by)
            context.write(change)
            context.note(f"确认承诺须知\t{item}")

    def stage(self, filing: FilingId, batch: Batch[Any], replace: bool = False) -> Staged:
        """See `Client.stage`; the good rows are written into the sheet that the clerk imports."""
        with self._filing(filing) as context:
            filing_record = context.state.filing
        inspected = procedure.inspect(filing_record, batch, self.unit(), self.fonts)
        with self._filing(filing, refresh_files=True) as context:
            known = knowledge(
                context.catalog, context.account, context.plan, self._others(context), context.now
            )
            inspected = submission.without_refused(context.document, inspected)
            staged, change = procedure.stage(context.state, inspected, known, replace)
            context.write(change)
            submission.issue_sheet(context.document)
            context.note(f"导入报盘\t保留 {staged.people} 人\t错误 {len(staged.errors)} 行")
            return staged

    def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""
        with self._filing(filing) as context:
            problems, change = procedure.record_unit(context.state, record)
            context.write(change)
            context.note("填写用工基本情况")
            return problems

    def declaration(self, filing: FilingId) -> bytes:
        """See `Client.declaration`; it is written into the filing's folder, too."""
        with self._filing(filing, refresh_files=True) as context:
            state, unit = context.state, context.account.registrations.unit
            drawn = procedure.draw(procedure.declaration_form(state, unit, context.now.date()), self.fonts)
            _, change = procedure.printed(state)
            context.write(change)
            context.declaration = drawn
            context.note("打印增减申报表")
            return drawn

    def attach(
        self, filing: FilingId, material: str, file: Files, person: PersonId | None = None
    ) -> Attached:
        """See `Client.attach`; the file lies in 材料, in a folder a person, named after the material."""
        (answer,) = self.attach_many(filing, [Upload(material, file, person)])
        return procedure.kept(answer)

    def attach_many(self, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """See `AttachesMany.attach_many`; the document is read once for some hundred files."""
        answers: list[Answer] = []
        for part in procedure.parts(uploads):
            answers += self._attach(filing, part)
        return tuple(answers)

    def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> Submitted:
        """See `Client.submit`: asks the clerk to submit, and returns the receipts that the clerk reported.

        What the clerk has not reported yet stays pending, with a `Need`.
        """
        with self._filing(filing, refresh_files=True) as context:
            state = context.state
            ready = [entry.key for entry in procedure.ready(state, people)]
            if submission.hand_over(context.document, ready, context.now.date()):
                context.note(f"交经办人提交\t{len(ready)} 项")
            return answer(state, people, {}, state.receipts)

    def ledger(self, filing: FilingId) -> Ledger:
        """See `Client.ledger`; reads what the clerk answered first."""
        with self._filing(filing, refresh_files=True) as context:
            return evolve(ledger_of(context.state), needs=needs(context))

    def find(self, reference: str) -> FilingId | None:
        """See `Client.find`."""
        with self._unit() as (home, account):
            _ = account.registrations.unit
            repository = FilingRepository(home, account.user)
            name = repository.id_of(reference)
            return name if repository.find(name) is not None else None

    def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """See `Client.filings`."""
        with self._unit() as (home, account):
            _ = account.registrations.unit
            check_page(page, size)
            repository = FilingRepository(home, account.user)
            heads = _newest_first(repository)
            chosen = heads[(page - 1) * size : page * size]
            items = tuple(submission.summary(repository.load(record["id"]).document) for record in chosen)
            return Page(items, len(heads), page + 1 if page * size < len(heads) else None)

    def records(
        self,
        *,
        states: str | Iterable[str] | None = None,
        items: str | Iterable[str] | None = None,
        people: str | Iterable[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        page: int = 1,
        size: int = 200,
    ) -> RecordPage:
        """See `ListsRecords.records`; reads what the clerk answered in every filing first."""
        bundles = self.catalog.bundles
        record_filter = procedure.record_filter(
            bundles, states=states, items=items, people=people, since=since, until=until
        )
        with self._unit() as (home, account):
            _ = account.registrations.unit
            repository = FilingRepository(home, account.user)
            names = [head["id"] for head in _newest_first(repository)]
        ledgers = (self.ledger(name) for name in names)
        return procedure.record_page(procedure.records_in(ledgers, record_filter, bundles), page, size)

    def materials(self, filing: FilingId) -> tuple[HeldMaterial, ...]:
        """See `ManagesMaterials.materials`; a file that was deleted by hand is not among them."""
        with self._filing(filing) as context:
            return procedure.held_materials(
                context.state, material_files.facts(context.folder, context.document)
            )

    def remove_material(self, filing: FilingId, material: str, person: PersonId | None = None) -> bool:
        """See `ManagesMaterials.remove_material`; the file is deleted from 材料."""
        with self._filing(filing, refresh_files=True) as context:
            removed, change = procedure.remove_material(context.state, material, person)
            files = material_files.files_of(context.folder, context.document, change.dropped)
            context.write(change)
            context.save()  # a file that the document still lists would be reported as missing
            for file in files:
                file.unlink(missing_ok=True)
            if removed:
                context.note(f"删除材料\t{material}")
            return removed

    def last_unit_record(self) -> UnitRecord | None:
        """See `RemembersUnitRecord.last_unit_record`."""
        with self._unit() as (home, account):
            repository = FilingRepository(home, account.user)
            pages = (
                repository.load(head["id"]).document.filing["unit_record"]
                for head in _newest_first(repository)
            )
            fields = next((fields for fields in pages if fields is not None), None)
            return None if fields is None else UnitRecord.from_mapping(fields)

    def purge(self, *, before: date) -> int:
        """See `LocalHall.purge`; of the unit's filings. What else lies in their folders is deleted, too."""
        expect("before", before, date)
        with self._unit() as (home, account):
            remove_temporary_files(home, deep=True)
            repository, purged = FilingRepository(home, account.user), set()
            for name in repository.heads():
                for stored in repository.copies(name):
                    context = FilingContext(self.catalog, account, repository, stored, self.clock.now())
                    read_answers(context)
                    if context.purge(before):
                        purged.add(name)
            return len(purged)

    def outlets(self, division: str) -> tuple[Outlet, ...]:
        """Always empty: the list that this package carries is made up, and the real one is the hall's.

        The clerk finds it under 查询服务——社会保障卡 (3.2.4.8).
        """
        with self._unit():
            outlets_in((), division)  # refuses what is no division
            return ()

    def close(self) -> None:
        """Ends the session; twice does no harm."""
        with self._turn:
            self._user = self._home = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<FolderHall {'signed in' if self._user else 'not signed in'}>"

    def _attach(self, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        with self._filing(filing) as context:
            context.state.check_pages()
        files = received_all([upload.file for upload in uploads])
        with self._filing(filing) as context:
            answers, change = procedure.attach(context.state, uploads, files)
            context.write(change)
            submission.store_files(
                context.folder, context.document, context.plan, zip(uploads, files, strict=True)
            )
            for answer in answers:
                if isinstance(answer, Attached) and answer.new:
                    context.note(f"收到材料\t{answer.material}")
            return answers

    @contextmanager
    def _unit(self) -> Iterator[tuple[Path, ClerkAccount]]:
        """The folder and the account of the signed-in unit, under the lock of the folder."""
        with self._turn:
            if self._user is None or self._home is None:
                raise refusal(StepRefused, NOT_SIGNED_IN)
            with translated(), locked(self._home, self._patience):
                account = ClerkAccount.load(self._home)
                yield self._home, account if self._choice is None else evolve(account, choice=self._choice)

    @contextmanager
    def _filing(self, filing: FilingId, *, refresh_files: bool = False) -> Iterator[FilingContext]:
        """A call about a filing: the clerk's answers are read before, what changed is written after.

        Args:
            filing: which.
            refresh_files: whether the files for the clerk are generated, too.
        """
        with self._unit() as (home, account):
            _ = account.registrations.unit
            repository = FilingRepository(home, account.user)
            context = FilingContext(
                self.catalog, account, repository, repository.load(filing), self.clock.now()
            )
            material_files.place_received(context.folder, context.document)
            read_answers(context)
            yield context
            context.save()
            if refresh_files:
                write_clerk_files(context)

    def _others(self, context: FilingContext) -> Iterator[FilingDocument]:
        """The unit's other filings, with what the clerk answered there."""
        for name in context.repository.heads():
            if name != context.document.id:
                other = evolve(context, stored=context.repository.load(name), notes=[])
                read_answers(other)
                other.save()
                yield other.document


def _newest_first(repository: FilingRepository) -> list[Plain]:
    """The heads of the unit's filings."""
    heads = (folders[0][1] for folders in repository.heads().values())
    return sorted(heads, key=lambda head: (head["opened"], head["number"]), reverse=True)

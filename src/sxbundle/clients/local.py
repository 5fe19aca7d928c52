"""The embedded hall as a client: SQLite by default, for developing, testing, training, demonstrating."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch
from sxbundle.bilingual import Bilingual
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.clients.local_office import EmbeddedOffice
from sxbundle.clock import Clock
from sxbundle.errors import DeclarationError, SessionExpired, StepRefused, refusal
from sxbundle.forms import UnitRecord
from sxbundle.hall import demo
from sxbundle.hall.faults import CallFaults, Faults
from sxbundle.hall.service import Hall
from sxbundle.problem import Problem
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import Credentials, FilingId, PersonId, Registration, SignIn, Unit
from sxbundle.procedure.ledger import Ledger, Submitted
from sxbundle.procedure.materials import kept, parts
from sxbundle.procedure.model import Answer, Attached, Changes, FilingSummary, Outlet, Page, Staged, Upload
from sxbundle.procedure.problems import NOT_SIGNED_IN
from sxbundle.procedure.records import RecordPage, record_filter
from sxbundle.procedure.upload_file import Files
from sxbundle.runtime import ProcessLock
from sxbundle.selection import Selection

T = TypeVar("T")


class LocalHall(EmbeddedOffice):
    """A hall of one's own, in a file, in memory or in PostgreSQL; see `clients.contract.Client`.

    Several threads may use one client, several processes one database. The client keeps its
    credentials in memory and signs in again when the session ended.

    Args:
        url_or_path: a path (made when it does not exist), `:memory:`, `sqlite:///…`, or
            `postgresql://…`.
        clock: the hall's time; a `clock.SettableClock` to let sessions end and days pass.
        catalog: the bundles that it offers.
        fonts: font files for names with characters that the bundled font lacks.
        import_time: how long the hall takes to process an import. By default the answer to `stage` is the
            result; otherwise it says how far the hall is, see `Staged.progress`.

    Attributes:
        clock: the hall's clock.
        catalog: the bundles that it offers.
        faults: what shall go wrong, on demand.
        open_choices: the registrations that the sign-in left open, see `SignIn.choices`.

    Raises:
        HallUnavailable: the database cannot be used.

    >>> with LocalHall.demo() as hall:
    ...     signed_in = hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
    ...     hall.unit().name
    '太原示例科技有限公司'
    """

    DEMO_ACCOUNTS: ClassVar[Mapping[str, Credentials]] = {
        "enterprise": demo.ENTERPRISE.credentials,
        "institution": demo.INSTITUTION.credentials,
        "twice-registered": demo.TWICE_REGISTERED.credentials,
    }
    """The accounts of `demo`: an enterprise, an institution, one that must choose (3.1.3)."""

    def __init__(
        self,
        url_or_path: str | Path,
        *,
        clock: Clock | None = None,
        catalog: Catalog = CATALOG,
        fonts: Sequence[str | PathLike[str]] = (),
        import_time: timedelta = timedelta(),
    ) -> None:
        expect("catalog", catalog, Catalog)
        expect("import_time", import_time, timedelta)
        self.catalog = catalog
        self._address, self.fonts = url_or_path, tuple(fonts)
        hall = Hall(url_or_path, clock=clock, bundles=catalog.bundles, fonts=fonts, import_time=import_time)
        self._begin(hall, Faults(), owner=True)

    @classmethod
    def demo(
        cls,
        path: str | Path = ":memory:",
        *,
        clock: Clock | None = None,
        catalog: Catalog = CATALOG,
        fonts: Sequence[str | PathLike[str]] = (),
        import_time: timedelta = timedelta(),
    ) -> Self:
        """A hall with ready units (`DEMO_ACCOUNTS`), which are entered once, however often it is called."""
        hall = cls(path, clock=clock, catalog=catalog, fonts=fonts, import_time=import_time)
        try:
            hall._hall.add_missing(demo.UNITS, demo.secret())
        except BaseException:
            hall.close()
            raise
        return hall

    def new_client(self, address: str = "") -> Self:
        """One more client of the same hall, not signed in: another clerk's.

        It is of no use after the client it came from was closed.

        Args:
            address: where the clerk sits, such as an IP address; wrong passwords from elsewhere do not
                slow the clerk down.
        """
        client = type(self).__new__(type(self))
        client.catalog, client._address = self.catalog, self._address
        client.fonts = self.fonts
        client._begin(self._hall, self.faults, owner=False, client=address)
        return client

    def _begin(self, hall: Hall, faults: Faults, *, owner: bool, client: str = "") -> None:
        self._hall = hall
        self._owner = owner
        self._client_address = client
        self._lock = ProcessLock()
        self._start()
        self._credentials: Credentials | None = None
        self._choice: Mapping[str, str] = {}
        self.clock: Clock = hall.clock
        self.faults = faults
        self.open_choices: Mapping[str, tuple[Registration, ...]] = {}

    def _start(self) -> None:
        """Begins in this process: no session."""
        self._token: str | None = None
        self._process = os.getpid()

    def _after_fork(self) -> None:
        """After a fork, opens a session of its own; the parent's goes on there."""
        with self._lock:
            if self._process != os.getpid():
                self._hall.start_process()
                self._start()

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process needs to open the hall for itself; it can sign in as this clerk."""
        if self._hall.in_memory:
            raise DeclarationError(
                Bilingual(
                    "内存中的大厅只在本进程中，不能带到另一进程；请用文件或 PostgreSQL",
                    "A hall in memory lives in this process and cannot go to another one; use a file "
                    "or PostgreSQL",
                )
            )
        facts = (self._address, self.clock, self.catalog, self.fonts, self._hall.import_time)
        return _reopened, (type(self), *facts, self._credentials, dict(self._choice))

    def sign_in(self, credentials: Credentials) -> SignIn:
        """See `Client.sign_in`."""
        expect("credentials", credentials, Credentials)
        expect("credentials.user", credentials.user, str)
        expect("credentials.password", credentials.password, str)

        def work(_: CallFaults) -> SignIn:
            self._after_fork()
            with self._lock:
                self._leave()
                self._token, answer = self._hall.sign_in(credentials, self._client_address)
                self.open_choices, self._choice = answer.choices, {}
                self._credentials = credentials
                return answer

        return self._with_faults("sign_in", work)

    def choose(self, registrations: Mapping[str, str]) -> Unit:
        """See `Client.choose`."""
        expect("registrations", registrations, Mapping)
        unit = self._call("choose", lambda token: self._hall.choose(token, registrations))
        self._choice, self.open_choices = dict(registrations), {}
        return unit

    def unit(self) -> Unit:
        """See `Client.unit`."""
        return self._call("unit", self._hall.unit)

    def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        expect("selection", selection, Selection)
        expect("reference", reference, str)
        return self._call("open", lambda token: self._hall.open(token, selection, reference))

    def accept(self, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""
        self._call("accept", lambda token: self._hall.accept(token, filing, item, by))

    def stage(self, filing: FilingId, batch: Batch[Any], replace: bool = False) -> Staged:
        """See `Client.stage`."""
        expect("batch", batch, Batch)
        return self._call("stage", lambda token: self._hall.stage(token, filing, batch, replace))

    def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""
        expect("record", record, UnitRecord)
        return self._call("record_unit", lambda token: self._hall.record_unit(token, filing, record))

    def declaration(self, filing: FilingId) -> bytes:
        """See `Client.declaration`."""
        return self._call("declaration", lambda token: self._hall.declaration(token, filing))

    def attach(
        self, filing: FilingId, material: str, file: Files, person: PersonId | None = None
    ) -> Attached:
        """See `Client.attach`."""
        (answer,) = self._attach("attach", filing, [Upload(material, file, person)])
        return kept(answer)

    def attach_many(self, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """See `AttachesMany.attach_many`; some hundred files at a time are kept together."""
        return self._attach("attach_many", filing, uploads)

    def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> Submitted:
        """See `Client.submit`."""

        def work(faults: CallFaults) -> Submitted:
            most = faults.most
            return self._signed_in(lambda token: self._hall.submit(token, filing, people, most=most), faults)

        return self._with_faults("submit", work)

    def ledger(self, filing: FilingId) -> Ledger:
        """See `Client.ledger`."""
        return self._call("ledger", lambda token: self._hall.ledger(token, filing))

    def resume(self, selection: Selection[Any], reference: str) -> Ledger:
        """See `Resumes.resume`."""
        return self._call("resume", lambda token: self._hall.resume(token, selection, reference))

    def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> int:
        """See `Withdraws.withdraw`."""
        return self._call("withdraw", lambda token: self._hall.withdraw(token, filing, people))

    def find(self, reference: str) -> FilingId | None:
        """See `Client.find`."""
        expect("reference", reference, str)
        return self._call("find", lambda token: self._hall.find(token, reference))

    def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """See `Client.filings`."""
        return self._call("filings", lambda token: self._hall.filings(token, page, size))

    def changes(self, since: int = 0) -> Changes:
        """See `ReportsChanges.changes`."""
        expect("since", since, int)
        return self._call("changes", lambda token: self._hall.changes(token, since))

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
        """See `ListsRecords.records`."""
        wanted = record_filter(
            self.catalog.bundles, states=states, items=items, people=people, since=since, until=until
        )
        return self._call("records", lambda token: self._hall.records(token, wanted, page, size))

    def materials(self, filing: FilingId) -> tuple[HeldMaterial, ...]:
        """See `ManagesMaterials.materials`."""
        return self._call("materials", lambda token: self._hall.materials(token, filing))

    def remove_material(self, filing: FilingId, material: str, person: PersonId | None = None) -> bool:
        """See `ManagesMaterials.remove_material`."""

        def work(token: str) -> bool:
            return self._hall.remove_material(token, filing, material, person)

        return self._call("remove_material", work)

    def last_unit_record(self) -> UnitRecord | None:
        """See `RemembersUnitRecord.last_unit_record`."""
        return self._call("last_unit_record", self._hall.last_unit_record)

    def outlets(self, division: str) -> tuple[Outlet, ...]:
        """See `Client.outlets`."""
        return self._call("outlets", lambda token: self._hall.outlets(token, division))

    def close(self) -> None:
        """Ends the session, and closes the database unless another client opened it."""
        self._after_fork()
        try:
            with self._lock:
                self._credentials, self._choice = None, {}
                self._leave()
        finally:
            if self._owner:
                self._hall.close()

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
        token = getattr(self, "_token", None)  # one that failed to open has none
        return f"<LocalHall {'signed in' if token else 'not signed in'}>"

    def _attach(self, name: str, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        def work(faults: CallFaults) -> tuple[Answer, ...]:
            answers: list[Answer] = []
            for part in parts(uploads[: faults.most]):
                answers += self._signed_in(partial(self._hall.attach, filing=filing, uploads=part), faults)
            faults.cut_off(len(uploads))
            return tuple(answers)

        return self._with_faults(name, work)

    def _call(self, name: str, work: Callable[[str], T]) -> T:
        return self._with_faults(name, lambda faults: self._signed_in(work, faults))

    def _with_faults(self, name: str, work: Callable[[CallFaults], T]) -> T:
        """One call with the faults that were ordered for it."""
        faults = self.faults.of_call(name)
        faults.before(self.clock)
        answer = work(faults)
        faults.after()
        return answer

    def _signed_in(self, work: Callable[[str], T], faults: CallFaults) -> T:
        """Does `work` with a session; signs in once more when it ended."""
        self._after_fork()
        token = self._token or self._renewed(None)
        if faults.dropped:
            self._hall.end(token)
        try:
            return work(token)
        except SessionExpired:
            return work(self._renewed(token))

    def _renewed(self, expired: str | None) -> str:
        """A new session in place of one that ended, or began in another process.

        Threads that wait take the one that the first made.
        """
        with self._lock:
            if self._credentials is None:
                raise refusal(StepRefused, NOT_SIGNED_IN)
            if self._token is None or self._token == expired:
                token, answer = self._hall.sign_in(self._credentials, self._client_address)
                if answer.unit is None and self._choice:
                    self._hall.choose(token, self._choice)
                self._token = token
            return self._token

    def _leave(self) -> None:
        if self._token is not None:
            token, self._token = self._token, None
            self._hall.end(token)


def _reopened(
    kind: type[LocalHall],
    address: str | Path,
    clock: Clock,
    catalog: Catalog,
    fonts: Sequence[str | PathLike[str]],
    import_time: timedelta,
    credentials: Credentials | None,
    choice: Mapping[str, str],
) -> LocalHall:
    hall = kind(address, clock=clock, catalog=catalog, fonts=fonts, import_time=import_time)
    hall._credentials, hall._choice = credentials, choice
    return hall

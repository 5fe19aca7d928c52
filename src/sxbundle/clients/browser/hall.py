"""A hall's real pages as a client: `BrowserHall`, and `AsyncBrowserHall` for asyncio."""

import asyncio
from collections.abc import Collection, Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch
from sxbundle.bilingual import Bilingual, joined
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.clients.browser.chromium import Chromium
from sxbundle.clients.browser.client import BrowserClient
from sxbundle.clients.browser.map_files import load_map
from sxbundle.clients.browser.map_report import PageFinding, PageProgress, walk
from sxbundle.clients.browser.page_map import PageMap
from sxbundle.clients.browser.session import BrowserSession
from sxbundle.errors import DeclarationError, SxError
from sxbundle.forms import UnitRecord
from sxbundle.problem import Problem
from sxbundle.procedure.identity import Credentials, FilingId, PersonId, Registration, SignIn, Unit
from sxbundle.procedure.ledger import Ledger, Submitted
from sxbundle.procedure.model import Answer, Attached, FilingSummary, Outlet, Page, Staged, Upload
from sxbundle.procedure.upload_file import Files
from sxbundle.selection import Selection

T = TypeVar("T")
_ALLOWED = frozenset({"submit"})


class _Base:
    """What both clients share.

    Args:
        page_map: the hall's pages: a map, the name of a shipped one, or a file.
        browser: a `Chromium` that several halls share; one of its own by default.
        profile: folder of a browser profile of this unit, which keeps the clerk's sign-in.
        chromium: the installed browser; looked for by default.
        headless: without a window; a profile opens one, so that a person can sign in.
        attach: address of a browser on loopback in which the clerk signed in, `http://127.0.0.1:9222`.
        submit: allows the last click; without it a need says what would be submitted.
        allow: the same as a set of names, `{"submit"}`.
        evidence: folder for masked pictures of pages that differ from the map.
        traces: folder for Playwright's trace of a session in which something failed, with all that was typed;
            the next session deletes it. Never of a browser that is attached to.
        catalog: the bundles that may be filed.

    Raises:
        DeclarationError: the map is wrong, or `allow` names what is none of the permissions.
    """

    def __init__(
        self,
        page_map: PageMap | str | Path | Mapping[str, Any],
        *,
        browser: Chromium | None = None,
        profile: str | Path | None = None,
        chromium: str | Path | None = None,
        headless: bool | None = None,
        attach: str = "",
        submit: bool = False,
        allow: Collection[str] = (),
        evidence: str | Path | None = None,
        traces: str | Path | None = None,
        catalog: Catalog = CATALOG,
    ) -> None:
        expect("catalog", catalog, Catalog)
        if unknown := set(filter(None, allow)) - _ALLOWED:
            raise DeclarationError(
                Bilingual(
                    "allow 不认识：{names}；可用：submit",
                    "allow does not know {names}; it takes submit",
                    names=joined(sorted(unknown)),
                )
            )
        self.page_map = page_map if isinstance(page_map, PageMap) else load_map(page_map)
        shown = (profile is None) if headless is None else headless
        self._owns = browser is None
        self.browser = browser or Chromium(chromium, headless=shown, profile=profile, attach=attach)
        folders = [None if folder is None else Path(folder) for folder in (evidence, traces)]
        session = BrowserSession(self.page_map, self.browser, catalog, *folders)
        self._client = BrowserClient(session, submits=submit or "submit" in allow)
        self._turn: asyncio.Lock | None = None

    @property
    def open_choices(self) -> Mapping[str, tuple[Registration, ...]]:
        """The registrations that the sign-in left open."""
        return self._client.session.choices

    @property
    def page_loads(self) -> int:
        """Page loads and clicks of the session so far."""
        screen = self._client.session.screen
        return 0 if screen is None else screen.loads + screen.clicking.clicks

    async def _one_at_a_time(self, call: Coroutine[Any, Any, T]) -> T:
        """A clerk does one thing at a time in one tab."""
        self._turn = self._turn or asyncio.Lock()
        async with self._turn:
            try:
                return await call
            except SxError as error:
                _forget_the_driver(error)
                raise

    def __reduce__(self) -> NoReturn:
        self.browser.__reduce__()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.page_map.name} {self.page_map.site.address}>"


def _forget_the_driver(error: SxError) -> None:
    """Takes Playwright's errors from behind ours: they quote what was typed."""
    for name in ("__cause__", "__context__"):
        behind = getattr(error, name)
        if isinstance(behind, SxError):
            _forget_the_driver(behind)
        elif behind is not None:
            setattr(error, name, None)


class BrowserHall(_Base):
    """A hall's pages in a real browser; see `clients.contract.Client`, and `AsyncBrowserHall`.

    Several threads may use one client; its calls follow each other, as a clerk's clicks do.
    """

    def _do(self, call: Coroutine[Any, Any, T]) -> T:
        return self.browser.submit(self._one_at_a_time(call)).result()

    def sign_in(self, credentials: Credentials | None = None) -> SignIn:
        """See `Client.sign_in`; None goes on as the clerk who signed in in this browser.

        Raises:
            PersonNeeded: only a person can sign in.
        """
        return self._do(self._client.sign_in(credentials))

    def choose(self, registrations: Mapping[str, str]) -> Unit:
        """See `Client.choose`."""
        return self._do(self._client.choose(registrations))

    def unit(self) -> Unit:
        """See `Client.unit`."""
        return self._do(self._client.unit())

    def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        return self._do(self._client.open(selection, reference))

    def resume(self, selection: Selection[Any], reference: str) -> Ledger:
        """See `Resumes.resume`."""
        return self._do(self._client.resume(selection, reference))

    def accept(self, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""
        self._do(self._client.accept(filing, item, by))

    def stage(self, filing: FilingId, batch: Batch[Any], replace: bool = False) -> Staged:
        """See `Client.stage`."""
        return self._do(self._client.stage(filing, batch, replace))

    def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""
        return self._do(self._client.record_unit(filing, record))

    def declaration(self, filing: FilingId) -> bytes:
        """See `Client.declaration`."""
        return self._do(self._client.declaration(filing))

    def attach(
        self, filing: FilingId, material: str, file: Files, person: PersonId | None = None
    ) -> Attached:
        """See `Client.attach`."""
        return self._do(self._client.attach(filing, material, file, person))

    def attach_many(self, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """See `AttachesMany.attach_many`."""
        return self._do(self._client.attach_many(filing, uploads))

    def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> Submitted:
        """See `Client.submit`; clicks only when `submit=True` was said when the client was made."""
        return self._do(self._client.submit(filing, people))

    def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> int:
        """See `Withdraws.withdraw`."""
        return self._do(self._client.withdraw(filing, people))

    def ledger(self, filing: FilingId) -> Ledger:
        """See `Client.ledger`."""
        return self._do(self._client.ledger(filing))

    def find(self, reference: str) -> FilingId | None:
        """See `Client.find`."""
        return self._do(self._client.find(reference))

    def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """See `Client.filings`."""
        return self._do(self._client.filings(page=page, size=size))

    def outlets(self, division: str) -> tuple[Outlet, ...]:
        """See `Client.outlets`."""
        return self._do(self._client.outlets(division))

    def screenshot(self, path: str | Path, page: str = "", **values: str) -> Path:
        """A picture of the whole page that the tab shows, people included: it stays with the unit.

        Args:
            path: the PNG that is written.
            page: goes to this page of the map first.
            **values: that stand in its address, such as `filing`.
        """
        return self._do(self._client.session.screenshot(Path(path), page, values))

    def doctor(self, progress: PageProgress | None = None) -> tuple[PageFinding, ...]:
        """Walks the hall's pages, changes nothing, and says which differ from the map.

        Args:
            progress: called before each page.
        """
        return self._do(walk(self._client.session, progress))

    def close(self) -> None:
        """See `Client.close`, after the call in progress; ends a browser of its own, too."""
        self._do(self._client.close())
        if self._owns:
            self.browser.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncBrowserHall(_Base):
    """`BrowserHall` for asyncio: the same calls, awaited, from any event loop."""

    async def _do(self, call: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(self.browser.submit(self._one_at_a_time(call)))

    async def sign_in(self, credentials: Credentials | None = None) -> SignIn:
        """See `BrowserHall.sign_in`."""
        return await self._do(self._client.sign_in(credentials))

    async def choose(self, registrations: Mapping[str, str]) -> Unit:
        """See `Client.choose`."""
        return await self._do(self._client.choose(registrations))

    async def unit(self) -> Unit:
        """See `Client.unit`."""
        return await self._do(self._client.unit())

    async def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        return await self._do(self._client.open(selection, reference))

    async def resume(self, selection: Selection[Any], reference: str) -> Ledger:
        """See `Resumes.resume`."""
        return await self._do(self._client.resume(selection, reference))

    async def accept(self, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""
        await self._do(self._client.accept(filing, item, by))

    async def stage(self, filing: FilingId, batch: Batch[Any], replace: bool = False) -> Staged:
        """See `Client.stage`."""
        return await self._do(self._client.stage(filing, batch, replace))

    async def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""
        return await self._do(self._client.record_unit(filing, record))

    async def declaration(self, filing: FilingId) -> bytes:
        """See `Client.declaration`."""
        return await self._do(self._client.declaration(filing))

    async def attach(
        self, filing: FilingId, material: str, file: Files, person: PersonId | None = None
    ) -> Attached:
        """See `Client.attach`."""
        return await self._do(self._client.attach(filing, material, file, person))

    async def attach_many(self, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """See `AttachesMany.attach_many`."""
        return await self._do(self._client.attach_many(filing, uploads))

    async def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> Submitted:
        """See `BrowserHall.submit`."""
        return await self._do(self._client.submit(filing, people))

    async def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> int:
        """See `Withdraws.withdraw`."""
        return await self._do(self._client.withdraw(filing, people))

    async def ledger(self, filing: FilingId) -> Ledger:
        """See `Client.ledger`."""
        return await self._do(self._client.ledger(filing))

    async def find(self, reference: str) -> FilingId | None:
        """See `Client.find`."""
        return await self._do(self._client.find(reference))

    async def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """See `Client.filings`."""
        return await self._do(self._client.filings(page=page, size=size))

    async def outlets(self, division: str) -> tuple[Outlet, ...]:
        """See `Client.outlets`."""
        return await self._do(self._client.outlets(division))

    async def screenshot(self, path: str | Path, page: str = "", **values: str) -> Path:
        """See `BrowserHall.screenshot`."""
        return await self._do(self._client.session.screenshot(Path(path), page, values))

    async def doctor(self, progress: PageProgress | None = None) -> tuple[PageFinding, ...]:
        """See `BrowserHall.doctor`."""
        return await self._do(walk(self._client.session, progress))

    async def close(self) -> None:
        """See `BrowserHall.close`."""
        await self._do(self._client.close())
        if self._owns:
            await asyncio.to_thread(self.browser.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

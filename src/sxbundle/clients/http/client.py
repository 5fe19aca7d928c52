"""A hall behind a gateway, over HTTP: the awaitable client."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sxbundle.batch import Batch
from sxbundle.bundle import Selection
from sxbundle.clients.http._deps import httpx
from sxbundle.clients.http.base import HttpBase, content_of
from sxbundle.clients.http.config import CHUNK
from sxbundle.clients.http.request import Call, Renew, Request
from sxbundle.clients.http.response import Body, Failed, Spoilt, failed, value
from sxbundle.errors import HallError
from sxbundle.forms import UnitRecord
from sxbundle.problem import Problem
from sxbundle.procedure.model import (
    Attached,
    Credentials,
    FilingId,
    FilingSummary,
    Ledger,
    Outlet,
    Page,
    PersonId,
    Receipt,
    SignIn,
    Staged,
    Unit,
)

T = TypeVar("T")


class AsyncHttpHall(HttpBase):
    """`HttpHall` for asyncio: the same calls, awaited; see `HttpBase` for the arguments.

    Many tasks of one event loop may use it; in another loop it connects anew.

    >>> hall = AsyncHttpHall("https://gateway.example")
    >>> hall
    <AsyncHttpHall https://gateway.example not signed in>
    """

    _loop: asyncio.AbstractEventLoop | None
    _lock: asyncio.Lock
    _pool: httpx.AsyncClient | None

    async def sign_in(self, credentials: Credentials) -> SignIn:
        """See `Client.sign_in`."""
        return await self._run(self._desk.sign_in(credentials))

    async def choose(self, registrations: Mapping[str, str]) -> Unit:
        """See `Client.choose`."""
        return await self._run(self._desk.choose(registrations))

    async def unit(self) -> Unit:
        """See `Client.unit`."""
        return await self._run(self._desk.unit())

    async def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        return await self._run(self._desk.open(selection, reference))

    async def accept(self, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""
        await self._run(self._desk.accept(filing, item, by))

    async def stage(self, filing: FilingId, batch: Batch[Any]) -> Staged:
        """See `Client.stage`."""
        return await self._run(self._desk.stage(filing, batch))

    async def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""
        return await self._run(self._desk.record_unit(filing, record))

    async def declaration(self, filing: FilingId) -> bytes:
        """See `Client.declaration`."""
        return await self._run(self._desk.declaration(filing))

    async def attach(
        self, filing: FilingId, material: str, file: bytes | Path, person: PersonId | None = None
    ) -> Attached:
        """See `Client.attach`."""
        content = await asyncio.to_thread(content_of, file)
        return await self._run(self._desk.attach(filing, material, content, person))

    async def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> tuple[Receipt, ...]:
        """See `Client.submit`."""
        return await self._run(self._desk.submit(filing, people))

    async def ledger(self, filing: FilingId) -> Ledger:
        """See `Client.ledger`."""
        return await self._run(self._desk.ledger(filing))

    async def resume(self, selection: Selection[Any], reference: str) -> Ledger:
        """See `Resumes.resume`."""
        return await self._run(self._desk.resume(selection, reference))

    async def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> int:
        """See `Withdraws.withdraw`."""
        return await self._run(self._desk.withdraw(filing, people))

    async def find(self, reference: str) -> FilingId | None:
        """See `Client.find`."""
        return await self._run(self._desk.find(reference))

    async def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """See `Client.filings`."""
        return await self._run(self._desk.filings(page, size))

    async def outlets(self, division: str) -> tuple[Outlet, ...]:
        """See `Client.outlets`."""
        return await self._run(self._desk.outlets(division))

    async def close(self) -> None:
        """Ends the session and the connections; a gateway that is away lets the session end by itself."""
        await self._run(self._desk.close())
        if self._pool is not None and self._loop is asyncio.get_running_loop():
            pool, self._pool = self._pool, None
            await pool.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _begin(self) -> None:
        self._loop = None
        self._lock = asyncio.Lock()
        self._pool = None

    async def _run(self, call: Call[T]) -> T:
        """Carries one call from its first request to its value."""
        try:
            step = next(call)
            while True:
                try:
                    answer = await self._step(step)
                except HallError as error:
                    step = call.throw(error)
                else:
                    step = call.send(answer)
        except StopIteration as end:
            value: T = end.value
            return value

    async def _step(self, step: Request | Renew) -> Any:
        if isinstance(step, Request):
            return await self._exchange(step)
        self._settle()
        async with self._lock:  # tasks that wait take the session that the first of them made
            return await self._run(self._desk.renew(step))

    async def _exchange(self, request: Request) -> Any:
        """The value in the answer, after as many attempts as are allowed."""
        try:
            async for attempt in self._line.patience.again(once=request.once):
                with attempt:
                    return await self._once(request)
        except Failed as failure:
            raise failure.error from failure.__cause__
        raise AssertionError("unreachable")

    async def _once(self, request: Request) -> Any:
        content = self._counted(request) if request.uploads and self._line.progress else request.content
        try:
            async with self._connected().stream(content=content, **self._told(request)) as answer:
                body = Body(answer.headers, self._line.patience.answer)
                async for part in answer.aiter_bytes():
                    body.add(part)
        except (httpx.HTTPError, httpx.StreamError, OSError, Spoilt) as error:
            raise failed(request, error) from error
        return value(request, answer.status_code, answer.headers, bytes(body.content))

    async def _counted(self, request: Request) -> AsyncIterator[bytes]:
        for at in range(0, len(request.content), CHUNK):
            yield request.content[at : at + CHUNK]
            self._sent(request, at + CHUNK)

    def _settle(self) -> None:
        """Lets go what belongs to an event loop that is another one."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._lock, self._pool = loop, asyncio.Lock(), None

    def _connected(self) -> httpx.AsyncClient:
        self._settle()
        if self._pool is None:
            self._pool = httpx.AsyncClient(**self._options)
        return self._pool

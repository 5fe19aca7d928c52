"""A hall behind a gateway, over HTTP: the synchronous client."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import RLock
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


class HttpHall(HttpBase):
    """A hall behind a gateway; see `clients.base.Client`, and `HttpBase` for the arguments.

    Several threads may use one client. It keeps its credentials in memory and signs in again when the
    session ended. An answer that gets lost is looked up in the ledger; `OutcomeUnknown` means that the
    ledger could not be asked either.
    """

    _lock: RLock
    _pool: httpx.Client | None

    def sign_in(self, credentials: Credentials) -> SignIn:
        """See `Client.sign_in`."""
        return self._run(self._desk.sign_in(credentials))

    def choose(self, registrations: Mapping[str, str]) -> Unit:
        """See `Client.choose`."""
        return self._run(self._desk.choose(registrations))

    def unit(self) -> Unit:
        """See `Client.unit`."""
        return self._run(self._desk.unit())

    def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        return self._run(self._desk.open(selection, reference))

    def accept(self, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""
        self._run(self._desk.accept(filing, item, by))

    def stage(self, filing: FilingId, batch: Batch[Any]) -> Staged:
        """See `Client.stage`."""
        return self._run(self._desk.stage(filing, batch))

    def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""
        return self._run(self._desk.record_unit(filing, record))

    def declaration(self, filing: FilingId) -> bytes:
        """See `Client.declaration`."""
        return self._run(self._desk.declaration(filing))

    def attach(
        self, filing: FilingId, material: str, file: bytes | Path, person: PersonId | None = None
    ) -> Attached:
        """See `Client.attach`."""
        return self._run(self._desk.attach(filing, material, content_of(file), person))

    def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> tuple[Receipt, ...]:
        """See `Client.submit`."""
        return self._run(self._desk.submit(filing, people))

    def ledger(self, filing: FilingId) -> Ledger:
        """See `Client.ledger`."""
        return self._run(self._desk.ledger(filing))

    def resume(self, selection: Selection[Any], reference: str) -> Ledger:
        """See `Resumes.resume`."""
        return self._run(self._desk.resume(selection, reference))

    def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> int:
        """See `Withdraws.withdraw`."""
        return self._run(self._desk.withdraw(filing, people))

    def find(self, reference: str) -> FilingId | None:
        """See `Client.find`."""
        return self._run(self._desk.find(reference))

    def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """See `Client.filings`."""
        return self._run(self._desk.filings(page, size))

    def outlets(self, division: str) -> tuple[Outlet, ...]:
        """See `Client.outlets`."""
        return self._run(self._desk.outlets(division))

    def close(self) -> None:
        """Ends the session and the connections; a gateway that is away lets the session end by itself."""
        with self._lock:
            self._run(self._desk.close())
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self) -> None:
        self._lock = RLock()
        self._pool = None

    def _run(self, call: Call[T]) -> T:
        """Carries one call from its first request to its value."""
        try:
            step = next(call)
            while True:
                try:
                    answer = self._step(step)
                except HallError as error:
                    step = call.throw(error)
                else:
                    step = call.send(answer)
        except StopIteration as end:
            value: T = end.value
            return value

    def _step(self, step: Request | Renew) -> Any:
        if isinstance(step, Request):
            return self._exchange(step)
        with self._lock:  # threads that wait take the session that the first of them made
            return self._run(self._desk.renew(step))

    def _exchange(self, request: Request) -> Any:
        """The value in the answer, after as many attempts as are allowed."""
        try:
            for attempt in self._line.patience.again(once=request.once):
                with attempt:
                    return self._once(request)
        except Failed as failure:
            raise failure.error from failure.__cause__
        raise AssertionError("unreachable")

    def _once(self, request: Request) -> Any:
        content = self._counted(request) if request.uploads and self._line.progress else request.content
        try:
            with self._connected().stream(content=content, **self._told(request)) as answer:
                body = Body(answer.headers, self._line.patience.answer)
                for part in answer.iter_bytes():
                    body.add(part)
        except (httpx.HTTPError, httpx.StreamError, OSError, Spoilt) as error:
            raise failed(request, error) from error
        return value(request, answer.status_code, answer.headers, bytes(body.content))

    def _counted(self, request: Request) -> Iterator[bytes]:
        for at in range(0, len(request.content), CHUNK):
            yield request.content[at : at + CHUNK]
            self._sent(request, at + CHUNK)

    def _connected(self) -> httpx.Client:
        with self._lock:
            if self._pool is None:
                self._pool = httpx.Client(**self._options)
            return self._pool

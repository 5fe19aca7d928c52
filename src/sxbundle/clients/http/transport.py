"""The way to a gateway: connections, attempts, and what belongs to one process only.

The two transports are all that differs between the awaitable client and the synchronous one.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from os import PathLike
from threading import RLock
from typing import Any
from uuid import uuid4

from sxbundle.bilingual import current_language
from sxbundle.clients.http.config import Connection, Progress, RetryPolicy, Uploaded
from sxbundle.clients.http.request import Request
from sxbundle.clients.http.response import Body, Failed, Spoilt, failed, httpx, value
from sxbundle.procedure.identity import Credentials, Registration
from sxbundle.procedure.upload_file import Files, content_of
from sxbundle.runtime import ProcessLock

_FOREIGN = (httpx.HTTPError, httpx.StreamError, OSError, Spoilt)


class HttpBase:
    """The way to a gateway, and who is signed in.

    A client that is carried into another process (fork, spawn, forkserver) opens connections and a session
    of its own there; see `docs/gateway.md`.

    Args:
        url: of the gateway, `https://host[:port][/path]`.
        retry: how long to try.
        certificate: the client's own certificate: a PEM file with its key, or a pair of files.
        authority: PEM file of the authority that signed the gateway's certificate; by default the
            system's authorities.
        proxy: URL of a proxy; by default the environment's (`HTTPS_PROXY`, `NO_PROXY`).
        progress: called while sheets and materials are sent.
        fonts: font files for what is printed here, such as `Filing.print_pack`; what the hall prints
            needs the gateway's `--font`.
        transport: an httpx transport in place of the network, for tests and for special ways; a forked
            process uses the same one.

    Attributes:
        open_choices: the registrations that the sign-in left open, see `SignIn.choices`.

    Raises:
        DeclarationError: an address that is none, a certificate that cannot be read.
        MissingExtra: httpx is not installed.
    """

    def __init__(
        self,
        url: str,
        *,
        retry: RetryPolicy | None = None,
        certificate: str | PathLike[str] | tuple[str, str] | None = None,
        authority: str | PathLike[str] | None = None,
        proxy: str | None = None,
        progress: Progress | None = None,
        transport: Any = None,
        fonts: Sequence[str | PathLike[str]] = (),
    ) -> None:
        self.fonts = tuple(fonts)
        retry = retry or RetryPolicy()
        self._connection = Connection(url, retry, certificate, authority, proxy, progress, transport)
        self._options = self._connection.options()
        self._connection.warn_if_readable()
        self._credentials: Credentials | None = None
        self._choice: dict[str, str] = {}
        self.open_choices: Mapping[str, tuple[Registration, ...]] = {}
        self._guard = ProcessLock()
        self._start()

    def _start(self) -> None:
        """Begins in this process: no connection, no session."""
        self._token: str | None = None
        self._process = os.getpid()

    def _settle(self) -> None:
        """Drops what belongs to another process."""
        with self._guard:
            if self._process != os.getpid():
                self._start()

    def __getstate__(self) -> tuple[Any, ...]:
        """What another process needs; who receives it can sign in as this clerk."""
        return self._connection, self._credentials, self._choice, self.open_choices, self.fonts

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._connection, self._credentials, self._choice, self.open_choices, self.fonts = state
        self._options = self._connection.options()
        self._guard = ProcessLock()
        self._start()

    def __repr__(self) -> str:
        signed_in = "signed in" if self._token else "not signed in"
        return f"<{type(self).__name__} {self._connection.url} {signed_in}>"

    def _stream_arguments(self, request: Request) -> dict[str, Any]:
        """The request as httpx wants it, apart from its content."""
        headers = {**request.headers, "Accept-Language": current_language(), "X-Request-Id": uuid4().hex}
        if request.content:
            headers |= {"Content-Type": request.media, "Content-Length": str(request.size)}
        return {
            "method": request.operation.method,
            "url": request.path,
            "params": dict(request.query) or None,
            "headers": headers,
        }

    def _report(self, request: Request, sent: int) -> None:
        if self._connection.progress is not None and request.operation.most_bytes > _SMALL:
            self._connection.progress(Uploaded(request.operation.name, sent, request.size))


_SMALL = 1 << 20
"""Bytes of a body whose progress nobody wants to see."""


class AsyncTransport(HttpBase):
    """Carries requests for asyncio: one pool of connections for each event loop."""

    _loop: asyncio.AbstractEventLoop | None
    _lock: asyncio.Lock
    _pool: httpx.AsyncClient | None

    def _start(self) -> None:
        self._loop = None
        self._lock = asyncio.Lock()
        self._pool = None
        super()._start()

    def _settle(self) -> None:
        """Drops what belongs to another process or another event loop."""
        super()._settle()
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._lock, self._pool = loop, asyncio.Lock(), None

    async def _exchange(self, request: Request) -> Any:
        """The value in the answer, after as many attempts as the policy allows."""
        try:
            async for attempt in self._connection.retry.async_attempts_for(request):
                with attempt:
                    return await self._attempt(request)
        except Failed as failure:
            raise failure.error from failure.__cause__
        raise AssertionError("unreachable")

    async def _attempt(self, request: Request) -> Any:
        self._settle()
        if self._pool is None:
            self._pool = httpx.AsyncClient(**self._options)
        content = self._body(request) if request.content else None
        try:
            async with self._pool.stream(content=content, **self._stream_arguments(request)) as answer:
                body = Body(answer.headers, self._connection.retry.answer)
                async for chunk in answer.aiter_bytes():
                    body.add(chunk)
        except _FOREIGN as error:
            raise failed(request, error) from error
        return value(request, answer.status_code, answer.headers, bytes(body.content))

    async def _body(self, request: Request) -> AsyncIterator[bytes]:
        sent = 0
        for chunk in request.chunks():
            yield chunk
            sent += len(chunk)
            self._report(request, sent)

    async def _content_of(self, file: Files) -> bytes:
        return await asyncio.to_thread(content_of, file)

    async def _disconnect(self) -> None:
        if self._pool is not None and self._loop is asyncio.get_running_loop():
            pool, self._pool = self._pool, None
            await pool.aclose()


class SyncTransport(HttpBase):
    """Carries requests for threads: one pool of connections for each process."""

    _lock: RLock
    _pool: httpx.Client | None

    def _start(self) -> None:
        self._lock = RLock()
        self._pool = None
        super()._start()

    def _exchange(self, request: Request) -> Any:
        """The value in the answer, after as many attempts as the policy allows."""
        try:
            for attempt in self._connection.retry.attempts_for(request):
                with attempt:
                    return self._attempt(request)
        except Failed as failure:
            raise failure.error from failure.__cause__
        raise AssertionError("unreachable")

    def _attempt(self, request: Request) -> Any:
        content = self._body(request) if request.content else None
        try:
            with self._connected().stream(content=content, **self._stream_arguments(request)) as answer:
                body = Body(answer.headers, self._connection.retry.answer)
                for chunk in answer.iter_bytes():
                    body.add(chunk)
        except _FOREIGN as error:
            raise failed(request, error) from error
        return value(request, answer.status_code, answer.headers, bytes(body.content))

    def _connected(self) -> httpx.Client:
        self._settle()
        with self._lock:
            if self._pool is None:
                self._pool = httpx.Client(**self._options)
            return self._pool

    def _body(self, request: Request) -> Iterator[bytes]:
        sent = 0
        for chunk in request.chunks():
            yield chunk
            sent += len(chunk)
            self._report(request, sent)

    def _content_of(self, file: Files) -> bytes:
        return content_of(file)

    def _disconnect(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

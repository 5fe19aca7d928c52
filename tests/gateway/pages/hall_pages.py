"""The pages of a fresh embedded hall, called without a socket or served on loopback."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from form_browser import FormBrowser

import sxbundle as sx
from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.gateway import create_app
from sxbundle.gateway.backend import local_backend
from sxbundle.gateway.pages import Pages, Quirks
from sxbundle.procedure.identity import Unit
from sxbundle.testing.office import DAY

OFFICE = sx.Credentials("office-demo", "office-password")
PASSWORD = LocalHall.DEMO_ACCOUNTS["enterprise"].password


class HallPages:
    """A hall with its pages; `browser()` gives one more browser."""

    def __init__(self, quirks: str = "", catalog: sx.Catalog = sx.CATALOG) -> None:
        self.clock = SettableClock(DAY)
        self.quirks = Quirks.parse(quirks)
        self.hall = LocalHall.demo(":memory:", clock=self.clock, catalog=catalog)
        self.app: Any = create_app(local_backend(self.hall), pages=Pages(self.quirks, OFFICE))
        self._portal = _Portal(self.app)

    def browser(self) -> FormBrowser:
        """A browser that nobody used yet."""
        return FormBrowser(self._portal.client())

    def signed_in(self, account: str = "enterprise") -> FormBrowser:
        """A browser in which a unit is signed in."""
        browser = self.browser().open("/login?kind=legal")
        credentials = LocalHall.DEMO_ACCOUNTS[account]
        return browser.press("登录", {"用户名": credentials.user, "密码": credentials.password})

    def office(self) -> FormBrowser:
        """A browser in which the office is signed in."""
        browser = self.browser().open("/office/login")
        return browser.press("登录", {"用户名": OFFICE.user, "密码": OFFICE.password})

    def unit(self, account: str = "enterprise") -> Unit:
        """The unit of an account."""
        with self.hall.new_client() as client:
            signed_in = client.sign_in(LocalHall.DEMO_ACCOUNTS[account])
            assert signed_in.unit is not None
            return signed_in.unit

    def close(self) -> None:
        """Ends everything."""
        self._portal.stop()


class _Portal(httpx.BaseTransport):
    """ASGI for callers that do not await: one event loop in a thread of its own."""

    def __init__(self, app: Any) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._clients: list[httpx.Client] = []

    def client(self) -> httpx.Client:
        client = httpx.Client(transport=self, base_url="http://hall.example", follow_redirects=True)
        self._clients.append(client)
        return client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(self._handle(request), self._loop).result(60)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        asynchronous = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.read()
        )
        response = await self._transport.handle_async_request(asynchronous)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)

    def stop(self) -> None:
        for client in self._clients:
            client.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def hall_pages(quirks: str = "", catalog: sx.Catalog = sx.CATALOG) -> Iterator[HallPages]:
    """The pages of a fresh hall."""
    pages = HallPages(quirks, catalog)
    try:
        yield pages
    finally:
        pages.close()
        pages.hall.close()


@contextmanager
def served(pages: HallPages) -> Iterator[str]:
    """The pages on a free port of loopback; gives their address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server = uvicorn.Server(uvicorn.Config(pages.app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()

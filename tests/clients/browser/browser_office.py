"""The embedded hall behind its pages on loopback, and a Chromium in front of them."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import uvicorn

from sxbundle.clients.browser import BrowserHall, Chromium, PageMap, load_map
from sxbundle.clients.contract import Client
from sxbundle.clients.local import LocalHall
from sxbundle.gateway import create_app
from sxbundle.gateway.backend import local_backend
from sxbundle.gateway.pages import Pages, Quirks
from sxbundle.gateway.rate_limit import RateLimit
from sxbundle.testing.office import LocalOffice

CHROMIUM = os.environ.get("SXBUNDLE_CHROMIUM") or which("chromium-headless-shell") or "/usr/bin/chromium"
"""Debian's; the headless shell, which the client prefers as well, takes half the time."""


class Served:
    """One server for a module; the application behind it is changed for each test."""

    def __init__(self) -> None:
        self.app: Any = None
        self.requests = 0
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen()
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        config = uvicorn.Config(self._pass_on, interface="asgi3", log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listening]}, daemon=True
        )
        self._thread.start()

    async def _pass_on(self, scope: Any, receive: Any, send: Any) -> None:
        self.requests += scope["type"] == "http"
        await self.app(scope, receive, send)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        self._listening.close()


Headers = list[tuple[bytes, bytes]]


def changing(send: Any, change: Callable[[Headers, bytes], tuple[Headers, bytes]]) -> Any:
    """A `send` of ASGI that passes on what `change` makes of an answer's headers and its whole body."""
    start: dict[str, Any] = {}
    parts: list[bytes] = []

    async def collected(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        parts.append(message.get("body", b""))
        if message.get("more_body"):
            return
        headers, body = change(list(start["headers"]), b"".join(parts))
        headers = [(key, value) for key, value in headers if key.lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return collected


class BrowserOffice(LocalOffice):
    """A fresh hall; its clients are browsers on its pages."""

    keeps_spaces = False

    def __init__(
        self,
        served: Served,
        browser: Chromium,
        quirks: str = "",
        page_map: Any = "sandbox",
        pages: Any = None,
    ) -> None:
        super().__init__()
        self.browser = browser
        shown = Pages(Quirks.parse(quirks)) if pages is None else pages
        served.app = create_app(local_backend(self.hall), pages=shown, rate_limit=RateLimit(100_000, 1.0))
        served.app.app.state.pages.slowness = 0.05
        self.page_map: PageMap = load_map(page_map, {"site": {"address": served.address}})

    def lose_request(self, call: str) -> None:
        """So often as the client asks again by itself."""
        self.hall.faults.lose_request(call, times=3)

    def client(self) -> Client:
        return BrowserHall(self.page_map, browser=self.browser, submit=True)


def demo_account() -> Any:
    return LocalHall.DEMO_ACCOUNTS["enterprise"]


def browsers_of(process: int) -> Iterator[int]:
    """Chromium's main processes that a process started."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            parents = list(_parents(int(entry.name)))
        except OSError:
            continue
        chromium = "chromium" in line[0] and not any(part.startswith("--type=") for part in line)
        if chromium and process in parents:
            yield int(entry.name)


def _parents(process: int) -> Iterator[int]:
    while process > 1:
        yield process
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])

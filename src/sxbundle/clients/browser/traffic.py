"""What leaves the browser and what comes back: a click's answer told from silence, files kept."""

import asyncio
import hashlib
import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import define, field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.clients.browser.page_map import Locators, TableEntry

_COUNTED = frozenset({"document", "xhr", "fetch", "ping"})
_CALLS = frozenset({"xhr", "fetch"})
_SENDING = _COUNTED | {"script"}
"""What a click may send: a page asks another host by a script of it (JSONP)."""
_UNREAD = 1.0
"""Seconds after which an answered call counts as done: one whose body no script reads gets no other end."""
_CALM = 0.04
_FRAME = 1.0
"""Seconds in which an iframe of a page that came asks for the file in it."""
_LATE = 10.0
"""Seconds after which the body of an answer is not there any more: its page is gone."""
_MANY_CALLS = 200
_ABORTED = "net::ERR_ABORTED"  # a navigation that became a download
_KINDS = {b"%PDF-": ".pdf", b"PK\x03\x04": ".xlsx", b"\xd0\xcf\x11\xe0": ".xls"}


@define(eq=False, slots=False)  # Playwright notes its handlers at the object
class Traffic:
    """The requests of a context since `reset`: pages and calls, not pictures and styles.

    Attributes:
        background: regular expressions for addresses of calls that no click waits for.
        left: how many of any kind began, pictures too.
        sent: how many of them a click may have sent.
        scripted: how many of them a script made.
        statuses: of the answers.
        broken: the requests whose answer says that the hall, or a proxy before it, failed.
        failures: reasons of those that got no answer.
        refused: calls of scripts that failed, or were answered with an error.
        calls: of the page that is shown, answered whole, the newest last; `reset` keeps them.
        downloads: files that a tab saved.
    """

    background: Locators = ()
    left: int = 0
    sent: int = 0
    scripted: int = 0
    statuses: list[int] = field(factory=list)
    broken: list[Any] = field(factory=list)
    failures: list[str] = field(factory=list)
    refused: list[str] = field(factory=list)
    calls: deque[Any] = field(factory=lambda: deque(maxlen=_MANY_CALLS))
    downloads: list[Any] = field(factory=list)
    _waiting: dict[Any, float] = field(factory=dict)  # to when the answer began; 0 before
    _redirects: int = 0  # answers that lead on, whose next request did not begin yet

    def watch(self, context: Any) -> None:
        """Listens to a context."""
        context.on("request", self._began)
        context.on("response", self._answered)
        context.on("requestfinished", self._waiting_done)
        context.on("requestfailed", self._failed)
        context.on("page", lambda page: page.on("download", self._became_download))

    def reset(self) -> None:
        """Forgets what was."""
        self.left = self.sent = self.scripted = self._redirects = 0
        self.statuses, self.broken, self.failures = [], [], []
        self.refused, self.downloads = [], []

    @property
    def quiet(self) -> bool:
        """Nothing is on its way."""
        late = time.monotonic() - _UNREAD
        unread = (request.resource_type in _CALLS and 0 < at < late for request, at in self._waiting.items())
        return self._redirects <= 0 and all(unread)

    async def until_quiet(self, patience: float, calm: float = _CALM) -> bool:
        """Waits for every answer; False when one is still due after so many seconds.

        Args:
            patience: seconds.
            calm: for how many seconds nothing begins: a redirect is a request of its own a moment later.
        """
        clock = asyncio.get_running_loop()
        end, since, sent = clock.time() + patience, clock.time(), self.sent
        while not self.quiet or clock.time() - since < calm:
            if clock.time() > end:
                return False
            await asyncio.sleep(0.02)
            if not self.quiet or self.sent != sent:
                since, sent = clock.time(), self.sent
        return True

    async def rows(self, name: str, table: TableEntry) -> list[dict[str, str]] | Bilingual:
        """The rows in the newest answer from which the page builds the table, or what is wrong with it."""
        from playwright.async_api import Error

        call = next((call for call in reversed(self.calls) if re.search(table.answer, call.url)), None)
        try:
            records: Any = None if call is None else json.loads(await asyncio.wait_for(_body(call), _LATE))
            for key in filter(None, table.list.split(".")):
                records = records[key]
            return [_row(table, record) for record in records]
        except (Error, TimeoutError, ValueError, LookupError, TypeError) as error:
            return Bilingual(
                "表格“{name}”的网络答复（{answer}）没有来，或不是对照表写的样子：{reason}",
                "the answer {answer} with the table 「{name}」 did not come, or is unlike the map: {reason}",
                name=name,
                answer=table.answer,
                reason=type(error).__name__ if not isinstance(error, KeyError) else str(error),
            )

    def _began(self, request: Any) -> None:
        if not self._is_background(request):
            self.left += 1
            self.sent += request.resource_type in _SENDING
        if self._counts(request):
            self.scripted += request.resource_type in _CALLS
            self._waiting[request] = 0
            self._redirects -= request.redirected_from is not None

    def _answered(self, response: Any) -> None:
        if self._counts(response.request):
            self.statuses.append(response.status)
            if response.status >= 500:
                self.broken.append(response.request)
            if response.status >= 400:
                self._refuse(response.request, f"HTTP {response.status}")
            if response.request in self._waiting:
                self._waiting[response.request] = time.monotonic()
            self._redirects += 300 <= response.status < 400 and "location" in response.headers

    def _counts(self, request: Any) -> bool:
        return request.resource_type in _COUNTED and not self._is_background(request)

    def _is_background(self, request: Any) -> bool:
        return any(re.search(pattern, request.url) for pattern in self.background)

    def _refuse(self, request: Any, reason: str) -> None:
        if request.resource_type in _CALLS:
            self.refused.append(f"{reason} {unquote(urlsplit(request.url).path)}")

    async def downloaded(self, patience: float) -> list[Any]:
        """The files that a tab saved; waits for one so many seconds."""
        end = asyncio.get_running_loop().time() + patience
        while not self.downloads and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.02)
        return self.downloads

    def _became_download(self, download: Any) -> None:
        """A navigation that turned into a download gets no other end."""
        self.downloads.append(download)
        for request in [request for request in self._waiting if request.resource_type == "document"]:
            del self._waiting[request]

    def _waiting_done(self, request: Any) -> None:
        self._waiting.pop(request, None)
        if request.resource_type in _CALLS and self._counts(request):
            self.calls.append(request)

    def _failed(self, request: Any) -> None:
        self._waiting.pop(request, None)
        reason = request.failure or "?"
        if self._counts(request) and reason != _ABORTED:
            self.failures.append(reason)
            self._refuse(request, reason)


async def _body(call: Any) -> bytes:
    response = await call.response()
    return b"" if response is None else await response.body()


def _row(table: TableEntry, record: Mapping[str, Any]) -> dict[str, str]:
    """What we call a column to the text in the record.

    Raises:
        KeyError: the record lacks a column.
    """
    row: dict[str, str] = {}
    for column, names in table.columns.items():
        name = next((name for name in names if name in record), None)
        if name is not None:
            row[column] = _text(record[name])
        elif column not in table.optional:
            raise KeyError(names[0])
    return row


def _text(value: Any) -> str:
    """As a page would write it; `true` and `false` are words of their own."""
    if isinstance(value, list):
        return "、".join(map(_text, value))
    if value is None or isinstance(value, str):
        return (value or "").strip()
    return json.dumps(value, ensure_ascii=False)


@frozen
class Downloaded:
    """A file of the hall.

    Attributes:
        name: as the hall calls it.
        content: its bytes.
        kind: `.pdf`, `.xlsx`, `.xls` by its first bytes; empty for anything else, such as a page.
        digest: SHA-256, hexadecimal.
    """

    name: str
    content: bytes = field(repr=False)
    kind: str
    digest: str


@asynccontextmanager
async def capturing(context: Any, traffic: Traffic, patience: float) -> AsyncIterator[list[Downloaded]]:
    """Keeps what the hall answers to pages and calls while the block runs: files first, then anything else.

    The answers go through to the page all the same; each request is sent once. A file that no answer is,
    such as one that a script makes of its answer, is waited for so many seconds.
    """
    from playwright.async_api import Error

    captured: list[Downloaded] = []
    is_page = False

    def keep(name: str, content: bytes) -> bool:
        """Notes what came; whether it is a file."""
        kind = next((suffix for magic, suffix in _KINDS.items() if content.startswith(magic)), "")
        item = Downloaded(name, content, kind, hashlib.sha256(content).hexdigest())
        captured.insert(0, item) if kind else captured.append(item)
        return bool(kind)

    async def pass_through(route: Any) -> None:
        nonlocal is_page
        if route.request.resource_type not in ("document", "xhr", "fetch"):
            await route.continue_()
            return
        try:
            response = await route.fetch(max_retries=0)
            content = await response.body()
            await route.fulfill(response=response, body=content)
        except Error:
            await _abort(route)
            return
        is_file = keep(_file_name(response.headers.get("content-disposition", "")), content)
        is_page |= not is_file and route.request.resource_type == "document"

    await context.route("**/*", pass_through)
    try:
        yield captured
        if is_page and not any(item.kind for item in captured):
            await traffic.until_quiet(patience, _FRAME)
        if not is_page and not any(item.kind for item in captured):
            for download in await traffic.downloaded(patience):
                with suppress(Error):
                    keep(download.suggested_filename, Path(await download.path()).read_bytes())
    finally:
        await context.unroute("**/*", pass_through)


async def _abort(route: Any) -> None:
    from playwright.async_api import Error

    try:
        await route.abort("failed")
    except Error:  # the page is gone
        return


def _file_name(disposition: str) -> str:
    encoded = re.search(r"filename\*=UTF-8''([^;]+)", disposition, re.IGNORECASE)
    if encoded:
        return unquote(encoded[1])
    plain = re.search(r'filename="?([^";]+)', disposition)
    return plain[1] if plain else ""

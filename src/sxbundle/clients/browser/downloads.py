"""Files that a page hands out, wherever it shows them: a download, a new tab, a blob in an iframe."""

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote

from attrs import field, frozen

_KINDS = {b"%PDF-": ".pdf", b"PK\x03\x04": ".xlsx", b"\xd0\xcf\x11\xe0": ".xls"}


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
async def capturing(context: Any) -> AsyncIterator[list[Downloaded]]:
    """Keeps what the hall answers to pages and calls while the block runs: files first, then anything else.

    The answers go through to the page all the same; each request is sent once.
    """
    from playwright.async_api import Error

    captured: list[Downloaded] = []

    async def pass_through(route: Any) -> None:
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
        kind = next((suffix for magic, suffix in _KINDS.items() if content.startswith(magic)), "")
        name = _file_name(response.headers.get("content-disposition", ""))
        item = Downloaded(name, content, kind, hashlib.sha256(content).hexdigest())
        captured.insert(0, item) if kind else captured.append(item)

    await context.route("**/*", pass_through)
    try:
        yield captured
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

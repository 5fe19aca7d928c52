"""The middleware of every request: an id, a log line without personal data, a limit for slow bodies."""

import asyncio
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs

from attrs import define

from sxbundle.bilingual import LANGUAGES, Lang, language

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LOG = logging.getLogger("sxbundle.gateway")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_WANTED = re.compile(r"\b(zh|en)\b[\w-]*(?:\s*;\s*q=([01](?:\.[0-9]{1,3})?))?", re.IGNORECASE)
API = "/v1/"
_PATIENCE = 30.0
_MIN_BYTES_PER_SECOND = 1024
"""Below this rate a body is refused, because it holds memory and a worker."""


class TooSlow(Exception):
    """The next part of a body did not come in time, or all of it comes too slowly."""


class Disconnected(Exception):
    """The caller disconnected before the body was complete."""


@define
class RequestMiddleware:
    """The application with the middleware of every request.

    Args:
        app: the application.
        patience: seconds until the next part of a body must have come; all of it has as long, and a
            second more for each KiB.
    """

    app: Any
    patience: float = _PATIENCE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = identity = _identity(scope)
        facts: dict[str, Any] = {}
        state["facts"] = facts
        begun = time.perf_counter()

        received, complete = 0, False

        async def timed_receive() -> Message:
            nonlocal received, complete
            if complete or facts.get("answered"):
                return await receive()  # waits for the end of the connection
            remaining = begun + self.patience + received / _MIN_BYTES_PER_SECOND - time.perf_counter()
            try:
                message = await asyncio.wait_for(receive(), min(remaining, self.patience))
            except TimeoutError:
                raise TooSlow from None
            if message["type"] == "http.disconnect":
                raise Disconnected
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            return message

        async def marked_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                facts["answered"] = True
                facts["status"] = message["status"]
                headers = [*message.get("headers", ()), (b"x-content-type-options", b"nosniff")]
                headers.append((b"x-request-id", identity.encode()))
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
            await send(message)

        try:
            with language(_language_of(scope)):
                await self.app(scope, timed_receive, marked_send)
        finally:
            _log(scope, identity, facts, time.perf_counter() - begun)


def _language_of(scope: Scope) -> Lang:
    """The language of the answer's sentences: `lang` in the query, else `Accept-Language`, else Chinese.

    The sandbox's pages are Chinese for everybody, as the hall's are.
    """
    if not scope.get("path", "").startswith(API):
        return "zh"
    queried = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    header = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    ranked = sorted(_WANTED.findall(header.decode("latin-1")), key=lambda part: -float(part[1] or 1))
    wanted = next(
        (lang for lang in (queried, *(tag.lower() for tag, _ in ranked)) if lang in LANGUAGES), "zh"
    )
    return "en" if wanted == "en" else "zh"


def note(scope: Any, **facts: object) -> None:
    """Adds facts to the line in the log; never personal ones."""
    scope["state"].get("facts", {}).update(facts)


def _identity(scope: Scope) -> str:
    """The caller's id for the request when it can be printed, otherwise one of our own."""
    raw = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    text = raw.decode("latin-1")
    return text if _ID.fullmatch(text) else token_hex(16)


def _log(scope: Scope, identity: str, facts: dict[str, Any], seconds: float) -> None:
    """One line of JSON; the path is the route's pattern, because people are no matter of a log."""
    broken = facts.get("broken")
    line = {
        "request": identity,
        "method": scope["method"],
        "route": facts.get("route", "-"),
        "status": facts.get("status", 0),
        "ms": round(seconds * 1000, 1),
        **({"code": facts["code"]} if "code" in facts else {}),
    }
    # The type and where it was raised, not the message: foreign messages quote what they choke on.
    if isinstance(broken, BaseException):
        line["error"] = type(broken).__name__
        line["at"] = _places(broken)
    LOG.log(logging.ERROR if broken else logging.INFO, json.dumps(line, ensure_ascii=False))


class ReducedFormatter(logging.Formatter):
    """Lines of other packages as JSON: who, how bad, which exception, where; foreign words quote."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        line: dict[str, Any] = {"logger": record.name, "level": record.levelname}
        line["at"] = [f"{record.module}:{record.funcName}:{record.lineno}"]
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"error": type(error).__name__, "at": _places(error)}
        return json.dumps(line, ensure_ascii=False)


def _places(error: BaseException) -> list[str]:
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-8:]

"""What became of a request: the value in the answer, or one of our exceptions and whether to try again."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from sxbundle.bilingual import Bilingual
from sxbundle.clients.http import problem_details
from sxbundle.clients.http.json_codec import JSON, decode
from sxbundle.clients.http.operations import PDF, Retry
from sxbundle.clients.http.problems import LOST, NO_GATEWAY, UNREACHABLE
from sxbundle.clients.http.request import Request
from sxbundle.errors import HallUnavailable, MissingExtra, OutcomeUnknown, SxError, refusal

try:
    import httpx as httpx  # the others take both from here: one sentence says what to install
    import tenacity as tenacity
except ImportError as missing:
    raise MissingExtra("http", str(missing.name)) from None

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


_MOST = 512 << 20
"""Bytes of an answer: several times the ledger of the largest sheet that a gateway takes."""
_SLOWEST = 1024
"""Bytes a second that an answer must bring, so that the caller never waits for ever."""


class Spoilt(Exception):
    """An answer that is not read to its end."""


class Body:
    """What has come of an answer so far.

    Args:
        headers: of the answer.
        patience: seconds that it may take, and a second more for each KiB.

    Raises:
        Spoilt: it is packed, which was not asked for: a few KB could unfold to any size.
    """

    def __init__(self, headers: Mapping[str, str], patience: float) -> None:
        if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise Spoilt(Bilingual("压缩的答复", "a compressed answer"))
        self.content = bytearray()
        self._until = time.monotonic() + patience

    def add(self, part: bytes) -> None:
        """Keeps one more part.

        Raises:
            Spoilt: it is too much, or comes too slowly.
        """
        self.content += part
        if len(self.content) > _MOST:
            raise Spoilt(Bilingual("答复过大", "an answer that is too large"))
        if time.monotonic() > self._until + len(self.content) / _SLOWEST:
            raise Spoilt(Bilingual("答复过慢", "an answer that is too slow"))


class Failed(Exception):
    """One attempt failed; never leaves the client.

    Attributes:
        error: what the caller gets when no further attempt is made.
        again: True when the request may be sent again: it was a mere question, or nothing was done.
        after: seconds that the gateway asks to wait; None when it does not say.
    """

    def __init__(self, error: SxError, *, again: bool, after: float | None = None) -> None:
        super().__init__(error.code)
        self.error = error
        self.again = again
        self.after = after


def failed(request: Request, error: Exception) -> Failed:
    """What a failure of the line means for this request."""
    reason = error.args[0] if isinstance(error, Spoilt) else type(error).__name__
    if isinstance(error, _NOT_SENT):
        return Failed(_unreachable(reason), again=True)
    return answer_lost(request, reason)


def answer_lost(request: Request, reason: object) -> Failed:
    """Sent, and no answer that can be read: nothing happened when it only asked."""
    if request.retry is not Retry.DEED:
        return Failed(_unreachable(reason), again=True)
    return Failed(refusal(OutcomeUnknown, LOST, reason=reason), again=False)


def value(request: Request, status: int, headers: Mapping[str, str], content: bytes) -> Any:
    """The value that the answer holds.

    Raises:
        Failed: it is one of our exceptions, or is no answer of a gateway.
    """
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if 200 <= status < 300:
        return _value(request, status, media, content)
    error = problem_details.read(content) if media == problem_details.MEDIA else None
    if isinstance(error, OutcomeUnknown):
        if request.retry is not Retry.DEED:
            error = HallUnavailable(error.sentence, code=error.code, reference=error.reference)
            raise Failed(error, again=True)
        raise Failed(error, again=False)
    if isinstance(error, HallUnavailable):
        raise Failed(error, again=True, after=_retry_after(headers.get("retry-after")))
    if error is not None:
        raise Failed(error, again=False)
    if 400 <= status < 500:
        raise Failed(refusal(HallUnavailable, NO_GATEWAY, status=status), again=False)
    raise answer_lost(request, f"HTTP {status}")


def _value(request: Request, status: int, media: str, content: bytes) -> Any:
    if request.operation.answer is None:
        if status == 204:
            return None
        raise answer_lost(request, f"HTTP {status}")
    if request.operation.answer is bytes:
        if media == PDF and content.startswith(b"%PDF-"):
            return content
        raise answer_lost(request, f"HTTP {status} {media}")
    try:
        if media == JSON:
            return decode(content, request.operation.answer)
    except ValueError:
        raise answer_lost(
            request, Bilingual("无法解读的答复", "an answer that cannot be understood")
        ) from None
    raise answer_lost(request, f"HTTP {status} {media}".rstrip())


def _retry_after(header: str | None) -> float | None:
    """Seconds, given as such or as a date (RFC 9110)."""
    if header is None:
        return None
    try:
        return max(0.0, float(header)) if header.isdecimal() else _until(parsedate_to_datetime(header))
    except ValueError:
        return None


def _until(then: datetime) -> float:
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _unreachable(reason: object) -> HallUnavailable:
    return refusal(HallUnavailable, UNREACHABLE, reason=reason)

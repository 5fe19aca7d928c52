"""What the gateway says when something cannot be done: problem documents with our codes."""

import re
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from sxbundle.clients.http import messages, problem_details
from sxbundle.clients.http.problems import (
    BAD_REQUEST,
    BROKEN,
    NO_SUCH_PATH,
    TOO_MUCH,
    TOO_OFTEN,
    TOO_SLOW,
)
from sxbundle.errors import (
    HallError,
    HallUnavailable,
    MaterialRefused,
    NotFound,
    OutcomeUnknown,
    SessionExpired,
    SxError,
    refusal,
)
from sxbundle.gateway.middleware import Gone, TooSlow, note
from sxbundle.gateway.rate_limit import TooOften
from sxbundle.workbook.problems import TOO_LARGE

MIB = 1 << 20
SHEET = 64 * MIB
"""Bytes of a sheet's rows in one request."""
_PARAMETER = re.compile(r"parameter '([\w-]+)'")


class Senseless(Exception):
    """A header or a body of the right shape that makes no sense; `where` names it, without what it says."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def ours(request: Request[Any, Any, Any], error: SxError) -> Response[bytes]:
    """The answer for one of our exceptions."""
    status, headers = None, {}
    if isinstance(error, SessionExpired):
        headers = {"WWW-Authenticate": "Bearer"}
    elif isinstance(error, MaterialRefused) and error.code == TOO_LARGE.code:
        status = 413
    return _answer(request, error, status, headers)


def foreign(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """The answer for what the framework refuses: paths, methods, bodies."""
    match error:
        case ValidationException():
            told: SxError = refusal(HallError, BAD_REQUEST, where=_where(error))
        case HTTPException(status_code=status) if status >= 500:
            return unknown(request, error)
        case HTTPException(status_code=413):
            told = refusal(HallError, TOO_MUCH, most=SHEET // MIB)
        case HTTPException(status_code=404 | 405):
            told = refusal(NotFound, NO_SUCH_PATH)
        case HTTPException(status_code=415):
            told = refusal(HallError, BAD_REQUEST, where="正文应为 application/json，不压缩")
        case _:
            told = refusal(HallError, BAD_REQUEST, where="正文不是 JSON")
    return _answer(request, told, error.status_code, dict(error.headers or {}))


def wrong(request: Request[Any, Any, Any], error: Senseless) -> Response[bytes]:
    """The answer for a header or a body that is of the right shape and makes no sense."""
    return _answer(request, refusal(HallError, BAD_REQUEST, where=error.where), 400, {})


def deep(request: Request[Any, Any, Any], error: RecursionError) -> Response[bytes]:
    """The answer for a body that nests without end."""
    return _answer(request, refusal(HallError, BAD_REQUEST, where="嵌套过深"), 400, {})


def gone(request: Request[Any, Any, Any], error: Gone) -> Response[bytes]:
    """The answer that nobody waits for any more, for the log."""
    return _answer(request, refusal(HallError, BAD_REQUEST, where="正文不完整"), 400, {})


def often(request: Request[Any, Any, Any], error: TooOften) -> Response[bytes]:
    """The answer to one sign-in too many."""
    told = refusal(HallUnavailable, TOO_OFTEN, seconds=error.seconds)
    return _answer(request, told, 429, {"Retry-After": str(error.seconds)})


def slow(request: Request[Any, Any, Any], error: TooSlow) -> Response[bytes]:
    """The answer for a body that did not arrive in time."""
    return _answer(request, refusal(HallUnavailable, TOO_SLOW), 408, {"Connection": "close"})


def unknown(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer for an error that nobody foresaw; what it was stands in the log only."""
    note(request.scope, broken=error)
    kind = HallUnavailable if request.method == "GET" else OutcomeUnknown
    return _answer(request, refusal(kind, BROKEN, request=_id(request)), 500, {})


def _answer(
    request: Request[Any, Any, Any], error: SxError, status: int | None, headers: dict[str, str]
) -> Response[bytes]:
    told = problem_details.document(error, instance=_id(request), status=status)
    note(request.scope, code=told.code)
    return Response(
        messages.encode(told), status_code=told.status, media_type=problem_details.MEDIA, headers=headers
    )


def _id(request: Request[Any, Any, Any]) -> str:
    return str(request.scope["state"].get("request_id", ""))


def _where(error: ValidationException) -> str:
    """Names of fields only: what stood in them may be personal."""
    extra = error.extra if isinstance(error.extra, list) else []
    names = [str(one.get("key", "")) for one in extra if isinstance(one, dict)]
    names += _PARAMETER.findall(error.detail)  # a header that is missing
    return "、".join(dict.fromkeys(name for name in names if name)) or "正文"


HANDLERS: dict[Any, Any] = {
    SxError: ours,
    HTTPException: foreign,
    Senseless: wrong,
    RecursionError: deep,
    TooOften: often,
    TooSlow: slow,
    Gone: gone,
    Exception: unknown,
}
"""Which exception is answered by what."""

"""Exception handlers: each error becomes a problem document with a code."""

import re
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from sxbundle.bilingual import Bilingual
from sxbundle.clients.http import problem_details
from sxbundle.clients.http.json_codec import encode
from sxbundle.clients.http.operations import MIB
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
from sxbundle.gateway.middleware import Disconnected, TooSlow, note
from sxbundle.gateway.rate_limit import TooOften
from sxbundle.workbook.problems import TOO_LARGE

_FIELD = re.compile(r"`(\$?[\w.-]+)[^`]*`")


class BadRequest(Exception):
    """A header or a body that does not follow the document; `where` names it, without what it holds."""

    def __init__(self, where: str | Bilingual) -> None:
        super().__init__(where)
        self.where = where

    @classmethod
    def of_body(cls, error: ValueError) -> "BadRequest":
        """What a body lacks, from the words of its decoder: names of fields only."""
        names = [name.removeprefix("$").strip(".") for name in _FIELD.findall(str(error))]
        return cls(
            "、".join(dict.fromkeys(filter(None, names)))
            or Bilingual("正文不是 JSON，或不合要求", "the body is no JSON, or not as wanted")
        )


class TooLarge(Exception):
    """A body of more than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def sxbundle_error(request: Request[Any, Any, Any], error: SxError) -> Response[bytes]:
    """The answer for one of our exceptions."""
    status, headers = None, {}
    if isinstance(error, SessionExpired):
        headers = {"WWW-Authenticate": "Bearer"}
    elif isinstance(error, MaterialRefused) and error.code == TOO_LARGE.code:
        status = 413
    return _answer(request, error, status, headers)


def framework_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """The answer for what the framework refuses: paths, methods, bodies."""
    match error:
        case HTTPException(status_code=status) if status >= 500:
            return unexpected_error(request, error)
        case HTTPException(status_code=404 | 405):
            refused: SxError = refusal(NotFound, NO_SUCH_PATH)
        case HTTPException(status_code=401):
            refused = refusal(
                HallError,
                BAD_REQUEST,
                where=Bilingual(
                    "Authorization 应为 Bearer 和签名密钥",
                    "Authorization must be Bearer and the secret that signs deliveries",
                ),
            )
        case HTTPException(status_code=415):
            refused = refusal(
                HallError,
                BAD_REQUEST,
                where=Bilingual(
                    "正文应为 application/json，不压缩", "the body must be application/json, not compressed"
                ),
            )
        case _:
            refused = refusal(HallError, BAD_REQUEST, where=Bilingual("正文不是 JSON", "the body is no JSON"))
    return _answer(request, refused, error.status_code, dict(error.headers or {}))


def bad_request(request: Request[Any, Any, Any], error: BadRequest) -> Response[bytes]:
    """The answer for a header or a body that does not follow the document."""
    return _answer(request, refusal(HallError, BAD_REQUEST, where=error.where), 400, {})


def too_large(request: Request[Any, Any, Any], error: TooLarge) -> Response[bytes]:
    """The answer for a body that is too large."""
    return _answer(request, refusal(HallError, TOO_MUCH, most=error.most // MIB), 413, {})


def disconnected(request: Request[Any, Any, Any], error: Disconnected) -> Response[bytes]:
    """The answer after the caller disconnected; only logged."""
    return _answer(
        request,
        refusal(HallError, BAD_REQUEST, where=Bilingual("正文不完整", "the body is incomplete")),
        400,
        {},
    )


def too_often(request: Request[Any, Any, Any], error: TooOften) -> Response[bytes]:
    """The answer to one sign-in too many."""
    refused = refusal(HallUnavailable, TOO_OFTEN, seconds=error.seconds)
    return _answer(request, refused, 429, {"Retry-After": str(error.seconds)})


def too_slow(request: Request[Any, Any, Any], error: TooSlow) -> Response[bytes]:
    """The answer for a body that did not arrive in time."""
    return _answer(request, refusal(HallUnavailable, TOO_SLOW), 408, {})


def unexpected_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer for an error that nobody foresaw; what it was stands in the log only."""
    note(request.scope, broken=error)
    kind = HallUnavailable if request.method == "GET" else OutcomeUnknown
    return _answer(request, refusal(kind, BROKEN, request=_id(request)), 500, {})


def _answer(
    request: Request[Any, Any, Any], error: SxError, status: int | None, headers: dict[str, str]
) -> Response[bytes]:
    details = problem_details.document(error, instance=_id(request), status=status)
    note(request.scope, code=details.code)
    return Response(
        encode(details), status_code=details.status, media_type=problem_details.MEDIA, headers=headers
    )


def _id(request: Request[Any, Any, Any]) -> str:
    return str(request.scope["state"].get("request_id", ""))


HANDLERS: dict[Any, Any] = {
    SxError: sxbundle_error,
    HTTPException: framework_error,
    BadRequest: bad_request,
    TooLarge: too_large,
    TooOften: too_often,
    TooSlow: too_slow,
    Disconnected: disconnected,
    Exception: unexpected_error,
}
"""Which exception is answered by what."""

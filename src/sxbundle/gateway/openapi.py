"""The OpenAPI document, completed by what the framework cannot know: refusals, and files as bodies."""

from collections.abc import Iterable
from typing import Any

from litestar.handlers import HTTPRouteHandler

from sxbundle.clients.http.problem_details import MEDIA
from sxbundle.clients.http.request import BINARY

_TEXT = {"type": "string"}
_PERHAPS = {"type": ["string", "null"]}
_REFUSAL = {
    "title": "Refusal",
    "description": "RFC 9457. `error` names an exception of `sxbundle.errors`, `code` is stable for ever.",
    "type": "object",
    "required": ["status", "error", "code", "detail", "title", "type"],
    "properties": {
        "status": {"type": "integer"},
        "error": _TEXT,
        "code": _TEXT,
        "detail": {**_TEXT, "description": "A sentence in Chinese that says what to do."},
        "title": _TEXT,
        "type": {**_TEXT, "description": "`urn:sxbundle:` and the code."},
        "instance": {**_PERHAPS, "description": "Id of the request, also in `X-Request-Id`."},
        "reference": _PERHAPS,
        "problems": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}},
        "names": {"type": "array", "items": _TEXT},
    },
}
_WAIT = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
_PAUSE = {"429": "Too many sign-ins.", "403": "Wrong name or password, or locked."}
_SESSION = {"401": "No session, or one that ended."}
_BODY = {
    "408": "The body came too slowly; nothing was done.",
    "413": "Larger than the gateway takes.",
    "415": "The body is of another sort, or packed.",
    "422": "A value, file or reference that is not taken.",
}
_OPEN = ("health", "ready", "sign_in")
_FILING = {"404": "The unit has no such filing, person or item; another unit's are none."}
_ALWAYS = {
    "400": "The request does not follow this document.",
    "409": "The hall refuses; `error` and `code` say why.",
    "503": "Nothing was done; try again.",
    "504": "It may have been done; ask the ledger.",
    "default": "Whatever else goes wrong.",
}


def named(handlers: Iterable[HTTPRouteHandler]) -> None:
    """Names each operation after its function, and describes it by the function's docstring.

    The framework does so by itself, save for functions that it runs in threads: these it wraps first.
    """
    for one in handlers:
        function: Any = getattr(one.fn, "func", one.fn)
        one.operation_id = function.__name__
        one.summary = function.__doc__.partition("\n")[0]
        one.description = one.summary


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the refusals of each operation, all of them problem documents."""
    document["components"]["schemas"]["Refusal"] = _REFUSAL
    for path, methods in document["paths"].items():
        for operation in methods.values():
            if operation["operationId"] in _OPEN:
                operation["security"] = []  # an empty list is lost on the way
            if "/materials/" in path:
                operation["requestBody"] = {"required": True, "content": {BINARY: {"schema": {}}}}
            operation["responses"] |= {
                status: _refusal(status, why) for status, why in _refusals(path, operation).items()
            }
    return document


def _refusals(path: str, operation: dict[str, Any]) -> dict[str, str]:
    """Status to what it means there."""
    name = operation["operationId"]
    if name in ("health", "ready"):
        return {one: why for one, why in _ALWAYS.items() if one in ("503", "default")}
    return {
        **_ALWAYS,
        **(_PAUSE if name in _OPEN else _SESSION),
        **(_FILING if "{" in path else {}),
        **(_BODY if "requestBody" in operation else {}),
    }


def _refusal(status: str, why: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": why,
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }
    return told | ({"headers": _WAIT} if status == "429" else {})

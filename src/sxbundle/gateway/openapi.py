"""The OpenAPI document, made from the table of operations and the types that travel."""

from collections.abc import Iterable
from typing import Any

from sxbundle.clients.http.json_codec import JSON, schemas
from sxbundle.clients.http.operations import MULTIPART, OPERATIONS, Operation, Parameter
from sxbundle.clients.http.problem_details import MEDIA, Document
from sxbundle.gateway.tools import TOOLS
from sxbundle.gateway.webhook_routes import WEBHOOKS
from sxbundle.procedure.model import FilingChange

_COMPONENT = "#/components/schemas/{name}"
_REFUSAL = _COMPONENT.format(name=Document.__name__)
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "schema": {"type": "string", "default": "zh"},
    "description": "The language of sentences: `zh` or `en`. `lang` in the query goes before it.",
}
_WAIT = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
_SIGN_IN = {"429": "Too many sign-ins.", "403": "Wrong name or password, or locked."}
_SESSION = {"401": "No session, or one that ended."}
_BODY = {
    "408": "The body came too slowly; nothing was done.",
    "413": "Larger than the gateway takes.",
    "415": "The body is of another sort, or packed.",
    "422": "A value, file or reference that is not taken.",
}
_FILING = {"404": "The unit has no such filing, person or item; another unit's are none."}
_MACHINE = {"503": "Nothing was done; try again.", "default": "Whatever else goes wrong."}
_SECRET = {"401": "No secret, or another one.", "404": "This gateway sends no webhooks."}
_ALWAYS = {
    "400": "The request does not follow this document.",
    "409": "The hall refuses; `error` and `code` say why.",
    **_MACHINE,
    "504": "It may have been done; ask the ledger.",
}
MACHINE = (
    Operation(
        "health", "GET", "/health", "machine", "The process lives.", answer=dict[str, str], public=True
    ),
    Operation(
        "ready", "GET", "/ready", "machine", "The hall can be asked.", answer=dict[str, str], public=True
    ),
)
"""Questions of whoever runs the gateway."""


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    operations = (*OPERATIONS.values(), *TOOLS, *WEBHOOKS, *MACHINE)
    types = [Document, *_types(operations)]
    types += [] if FilingChange in types else [FilingChange]
    records, components = schemas(types, _COMPONENT)
    schema_of = {str(kind): schema for kind, schema in zip(types, records, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "sxbundle gateway",
            "version": "1",
            "description": "单位网厅 behind HTTP: the calls of `sxbundle.clients.contract.Client`. "
            f"Refusals are problem documents ({MEDIA}) with the fields `error` and `code`. Sentences are "
            "Chinese unless `Accept-Language`, or `lang` in the query, prefers `en`.",
        },
        "paths": paths,
        "webhooks": {"change": {"post": _delivery(schema_of)}},
        "security": [{"session": []}],
        "components": {
            "schemas": _first_lines(components),
            "parameters": {"language": _LANGUAGE},
            "securitySchemes": {
                "session": {"type": "http", "scheme": "bearer"},
                "secret": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The secret that signs deliveries.",
                },
            },
        },
    }


def _delivery(schema_of: dict[str, Any]) -> dict[str, Any]:
    """What the gateway sends of a change."""
    headers = {
        "Webhook-Id": "The same for every attempt.",
        "Webhook-Timestamp": "Seconds since 1970; refuse what is more than 300 seconds off.",
        "Webhook-Signature": "`v1,` and the base64 of the HMAC-SHA256 with the secret over "
        "`{id}.{timestamp}.{body}`, the body byte for byte. Several are parted by blanks; one must be right.",
    }
    return {
        "operationId": "change",
        "tags": ["webhooks"],
        "summary": "A filing changed; its ledger says what it is now. Sent again until answered with 2xx.",
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "schema": {"type": "string"},
                "description": text,
            }
            for name, text in headers.items()
        ],
        "requestBody": {"required": True, "content": {JSON: {"schema": schema_of[str(FilingChange)]}}},
        "responses": {"2XX": {"description": "Taken."}, "default": {"description": "To be sent again."}},
        "security": [],
    }


def _types(operations: Iterable[Operation]) -> list[Any]:
    kinds = [kind for operation in operations for kind in (operation.request, operation.answer)]
    return list({str(kind): kind for kind in kinds if kind not in (None, bytes)}.values())


def _first_lines(components: dict[str, Any]) -> dict[str, Any]:
    """The components, each with the first line of its docstring as its description."""
    for component in components.values():
        if "description" in component:
            component["description"] = component["description"].partition("\n")[0]
        for schema in component.get("properties", {}).values():
            if schema.get("default") == {}:
                del schema["default"]  # msgspec states it from 0.23 on
    return dict(sorted(components.items()))


def _described(operation: Operation, schema_of: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "responses": {str(operation.status): _success(operation, schema_of), **_refusals(operation)},
    }
    parameters = [_parameter(parameter) for parameter in operation.parameters]
    if operation not in MACHINE:
        parameters.append({"$ref": "#/components/parameters/language"})
    if parameters:
        described["parameters"] = parameters
    if operation.request is not None:
        described["requestBody"] = {
            "required": True,
            "content": {operation.media: _body(operation, schema_of)},
        }
    if operation.public:
        described["security"] = []
    elif operation in WEBHOOKS:
        described["security"] = [{"secret": []}]
    return described


def _body(operation: Operation, schema_of: dict[str, Any]) -> dict[str, Any]:
    if operation.request is not bytes:
        return {"schema": schema_of[str(operation.request)]}
    if operation.media == MULTIPART:
        part = {"type": "string", "contentMediaType": "application/octet-stream"}
        return {"schema": {"type": "object", "additionalProperties": part}}
    return {"schema": {}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.header or parameter.name,
        "in": parameter.place,
        "required": parameter.default is ...,
        "schema": {"type": "integer" if parameter.value_type is int else "string"},
    }
    if parameter.default not in (..., None):
        described["schema"]["default"] = parameter.default
    if parameter.description:
        described["description"] = parameter.description
    return described


def _success(operation: Operation, schema_of: dict[str, Any]) -> dict[str, Any]:
    if operation.answer is None:
        return {"description": "Done."}
    if operation.answer is bytes:
        return {"description": "A file.", "content": {operation.answer_media: {"schema": {}}}}
    return {"description": "Done.", "content": {JSON: {"schema": schema_of[str(operation.answer)]}}}


def _refusals(operation: Operation) -> dict[str, Any]:
    """Status to what it means there."""
    if operation in MACHINE:
        meanings = _MACHINE
    elif operation in WEBHOOKS:
        meanings = {**_ALWAYS, **_SECRET}
    else:
        meanings = {
            **_ALWAYS,
            **(_SIGN_IN if operation.public else _SESSION),
            **(_FILING if "{" in operation.path else {}),
            **(_BODY if operation.request is not None else {}),
        }
    return {status: _refusal(status, meaning) for status, meaning in sorted(meanings.items())}


def _refusal(status: str, meaning: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": meaning,
        "content": {MEDIA: {"schema": {"$ref": _REFUSAL}}},
    }
    return described | ({"headers": _WAIT} if status == "429" else {})

"""The gateway as an ASGI application, and its OpenAPI document."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from litestar import Litestar, MediaType, Response, get
from litestar.concurrency import sync_to_thread
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from sxbundle.gateway.backend import House
from sxbundle.gateway.error_handlers import HANDLERS, MIB
from sxbundle.gateway.middleware import Watched
from sxbundle.gateway.openapi import completed, named
from sxbundle.gateway.rate_limit import Pace
from sxbundle.gateway.routes import CALLS, Http, routed
from sxbundle.gateway.sessions import IDLE, Sessions
from sxbundle.procedure.model import PersonId

_SMALL = MIB
"""Bytes of a body that is neither a sheet nor a material."""


@get("/health", media_type=MediaType.JSON, tags=["machine"], security=[], sync_to_thread=False)
def health() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@get("/ready", media_type=MediaType.JSON, tags=["machine"], security=[])
async def ready(request: Http) -> dict[str, str]:
    """The hall can be asked."""
    sessions: Sessions = request.app.state.sessions
    await sync_to_thread(sessions.house.ready)
    return {"status": "ready"}


@get("/openapi", include_in_schema=False, sync_to_thread=True)
def document() -> Response[bytes]:
    """The OpenAPI document of this gateway."""
    return Response(_document(), media_type="application/vnd.oai.openapi+json")


def create_app(house: House, *, idle: timedelta = IDLE, pace: Pace | None = None) -> Watched:
    """The gateway of a hall.

    Args:
        house: what stands behind it, see `house`.
        idle: after which a session ends.
        pace: how often somebody may try to sign in.
    """
    return Watched(litestar(Sessions(house, idle), pace or Pace()))


def litestar(sessions: Sessions, pace: Pace, described: OpenAPIConfig | None = None) -> Litestar:
    """The application without what stands around every request.

    Args:
        sessions: who is signed in.
        pace: how often somebody may try to sign in.
        described: for the OpenAPI document; the framework's own pages would answer in HTML.
    """

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await sync_to_thread(sessions.close)

    app = Litestar(
        route_handlers=[*CALLS, health, ready, document],
        before_request=routed,
        exception_handlers=HANDLERS,
        lifespan=[lifespan],
        openapi_config=described,
        request_max_body_size=_SMALL,
        type_decoders=[(lambda kind: kind is PersonId, lambda kind, value: PersonId(value))],
        logging_config=None,
    )
    app.state.sessions = sessions
    app.state.pace = pace
    return app


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""

    def nobody() -> Any:
        raise AssertionError("only the document is wanted")

    named([*CALLS, health, ready])
    return completed(litestar(Sessions(House(nobody)), Pace(), _OPENAPI).openapi_schema.to_schema())


@cache
def _document() -> bytes:
    return json.dumps(openapi(), ensure_ascii=False).encode()


_OPENAPI = OpenAPIConfig(
    title="sxbundle gateway",
    version="1",
    description=(
        "单位网厅 behind HTTP: the calls of `sxbundle.clients.contract.Client`. Refusals are problem "
        "documents (application/problem+json) with the fields `error` and `code`."
    ),
    components=Components(security_schemes={"session": SecurityScheme(type="http", scheme="bearer")}),
    security=[{"session": []}],
    create_examples=False,
)

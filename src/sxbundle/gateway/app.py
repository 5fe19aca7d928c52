"""The gateway as an ASGI application, and its OpenAPI document."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from litestar import Litestar, MediaType, get
from litestar.concurrency import sync_to_thread
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from sxbundle.clients.values import PersonId
from sxbundle.gateway.answers import HANDLERS, MIB
from sxbundle.gateway.house import House
from sxbundle.gateway.pace import Pace
from sxbundle.gateway.routes import CALLS, Http, routed
from sxbundle.gateway.sessions import IDLE, Sessions
from sxbundle.gateway.watch import Watched

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


def create_app(house: House, *, idle: timedelta = IDLE, pace: Pace | None = None) -> Watched:
    """The gateway of a hall.

    Args:
        house: what stands behind it, see `house`.
        idle: after which a session ends.
        pace: how often somebody may try to sign in.
    """
    return Watched(litestar(Sessions(house, idle), pace or Pace()))


def litestar(sessions: Sessions, pace: Pace) -> Litestar:
    """The application without what stands around every request."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await sync_to_thread(sessions.close)

    app = Litestar(
        route_handlers=[*CALLS, health, ready],
        before_request=routed,
        exception_handlers=HANDLERS,
        lifespan=[lifespan],
        openapi_config=_OPENAPI,
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

    return litestar(Sessions(House(nobody)), Pace()).openapi_schema.to_schema()


_OPENAPI = OpenAPIConfig(
    title="sxbundle gateway",
    version="1",
    description=(
        "单位网厅 behind HTTP: the calls of `sxbundle.clients.base.Client`. Refusals are problem documents "
        "(application/problem+json) with the fields `error` and `code`."
    ),
    components=Components(security_schemes={"session": SecurityScheme(type="http", scheme="bearer")}),
    security=[{"session": []}],
    path="/openapi",
    render_plugins=[JsonRenderPlugin(path="/")],  # the others fetch scripts from elsewhere
    create_examples=False,
)

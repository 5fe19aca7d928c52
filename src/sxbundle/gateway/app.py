"""The gateway as an ASGI application, and its OpenAPI document."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from litestar import Litestar, MediaType, Response, get
from litestar.concurrency import sync_to_thread

from sxbundle.gateway import webhook_routes
from sxbundle.gateway.backend import Backend
from sxbundle.gateway.error_handlers import HANDLERS
from sxbundle.gateway.middleware import RequestMiddleware
from sxbundle.gateway.openapi import openapi
from sxbundle.gateway.rate_limit import RateLimit
from sxbundle.gateway.routes import ROUTES, Http
from sxbundle.gateway.sessions import IDLE, Sessions
from sxbundle.gateway.webhooks import WebhookSender

if TYPE_CHECKING:
    from sxbundle.gateway.pages import Pages


@get("/health", media_type=MediaType.JSON, sync_to_thread=False)
def health() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@get("/ready", media_type=MediaType.JSON)
async def ready(request: Http) -> dict[str, str]:
    """The hall can be asked."""
    sessions: Sessions = request.app.state.sessions
    await sync_to_thread(sessions.backend.ready)
    return {"status": "ready"}


@get("/openapi", include_in_schema=False, sync_to_thread=True)
def document() -> Response[bytes]:
    """The OpenAPI document of this gateway."""
    return Response(_document(), media_type="application/vnd.oai.openapi+json")


def create_app(
    backend: Backend,
    *,
    idle: timedelta = IDLE,
    rate_limit: RateLimit | None = None,
    pages: "Pages | None" = None,
    webhooks: WebhookSender | None = None,
) -> RequestMiddleware:
    """The gateway of a hall.

    Args:
        backend: what stands behind it, see `backend_at`.
        idle: after which a session ends.
        rate_limit: how often somebody may try to sign in.
        pages: serves the sandbox's pages, too; see `sxbundle.gateway.pages`.
        webhooks: sends the changes of filings while the application runs.
    """
    sessions = Sessions(backend, idle)
    return RequestMiddleware(litestar(sessions, rate_limit or RateLimit(), pages, webhooks))


def litestar(
    sessions: Sessions,
    rate_limit: RateLimit,
    pages: "Pages | None" = None,
    webhooks: WebhookSender | None = None,
) -> Litestar:
    """The application without its middleware.

    Args:
        sessions: who is signed in.
        rate_limit: how often somebody may try to sign in.
        pages: the sandbox's pages.
        webhooks: sends the changes of filings while the application runs.
    """

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        if webhooks is not None:
            webhooks.start()
        try:
            yield
        finally:
            if webhooks is not None:
                await sync_to_thread(webhooks.stop)
            await sync_to_thread(sessions.close)

    app = Litestar(
        route_handlers=[
            *ROUTES,
            *webhook_routes.ROUTES,
            health,
            ready,
            document,
            *(pages.handlers() if pages else ()),
        ],
        exception_handlers=HANDLERS,
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
        **(pages.options() if pages else {}),
    )
    app.state.sessions = sessions
    app.state.rate_limit = rate_limit
    app.state.webhooks = webhooks
    app.state.pages = pages.config() if pages else None
    return app


@cache
def _document() -> bytes:
    return json.dumps(openapi(), ensure_ascii=False).encode()

"""The pages as a router of the gateway's application."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

from attrs import field, frozen
from litestar import MediaType, Response, Router
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from sxbundle.gateway.middleware import note
from sxbundle.gateway.pages.errors import HANDLERS
from sxbundle.gateway.pages.quirks import Quirk, Quirks
from sxbundle.gateway.pages.rendering import headers, page, template_config
from sxbundle.gateway.pages.routes import access, bundles, imports, office, personal_centre, steps
from sxbundle.gateway.pages.session import (
    FORM_COOKIE,
    OfficeSessions,
    PageRequest,
    PagesConfig,
    config_of,
    read_form,
)
from sxbundle.procedure.identity import Credentials

_STATIC = Path(__file__).parent / "static"
_FOR_AN_HOUR = CacheControlHeader(max_age=3600)
_PROXY = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr></body></html>"


@frozen
class Pages:
    """What `create_app` needs to serve the pages.

    Attributes:
        quirks: what is awkward.
        office: the account of the office's side; by default nobody reviews in the pages.
        secure: cookies for HTTPS only; tell it behind a proxy that speaks TLS.
    """

    quirks: Quirks = field(factory=Quirks)
    office: Credentials | None = None
    secure: bool = False

    def config(self) -> PagesConfig:
        """What the pages of one application share."""
        return PagesConfig(self.quirks, OfficeSessions(self.office), self.secure)

    def options(self) -> dict[str, Any]:
        """What the application itself must know: templates, and tokens against forged forms."""
        csrf = CSRFConfig(
            secret=secrets.token_urlsafe(32),
            cookie_name=FORM_COOKIE,
            cookie_httponly=True,
            cookie_samesite="strict",
            cookie_secure=self.secure,
            exclude=["^/v1/"],  # a bearer token cannot be forged by a form
        )
        return {"template_config": template_config(), "csrf_config": csrf}

    def handlers(self) -> list[Router]:
        """The routes and the static files."""
        routes = [
            route
            for module in (access, bundles, imports, steps, personal_centre, office)
            for route in module.ROUTES
        ]
        static = create_static_files_router(
            path="/static", directories=[_STATIC], include_in_schema=False, cache_control=_FOR_AN_HOUR
        )
        pages = Router(
            "/",
            route_handlers=routes,
            dependencies={"form": Provide(read_form)},
            exception_handlers=HANDLERS,
            before_request=before,
            middleware=[losing_answers],
            include_in_schema=False,
        )
        return [pages, static]


async def before(request: PageRequest) -> Response[Any] | None:
    """What happens before a page; an answer here means that nothing is done."""
    note(request.scope, route=request.scope.get("path_template", "-"))
    config = config_of(request)
    quirks = config.quirks
    if not quirks.names:
        return None
    config.answers += 1
    if quirks.has(Quirk.MAINTENANCE):
        return page(
            request, "error.html", status=503, alone="maintenance", message="系统正在维护，请稍后再试.."
        )
    if quirks.has(Quirk.SLOW) and config.answers % 3 == 0:
        await asyncio.sleep(config.slowness)
    if quirks.has(Quirk.BAD_GATEWAY) and config.answers % 7 == 0:
        return _proxy(request, "502 Bad Gateway", 502)
    return None


def losing_answers(app: ASGIApp) -> ASGIApp:
    """Middleware: every fifth deed is done, and answered by a proxy's page."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        config: PagesConfig = scope["litestar_app"].state.pages
        lost = False
        deed = scope["type"] == ScopeType.HTTP and scope["method"] == "POST"
        if deed and config.quirks.has(Quirk.LOST_ANSWERS):
            config.deeds += 1
            lost = config.deeds % 5 == 0
        if not lost:
            await app(scope, receive, send)
            return

        async def swallow(message: Message) -> None:
            """Nobody hears it."""

        await app(scope, receive, swallow)
        request = PageRequest(scope)
        answer = _proxy(request, "504 Gateway Time-out", 504)
        await answer.to_asgi_response(app=None, request=request)(scope, receive, send)

    return middleware


def _proxy(request: PageRequest, title: str, status: int) -> Response[Any]:
    return Response(
        _PROXY.format(title), media_type=MediaType.HTML, status_code=status, headers=headers(request)
    )

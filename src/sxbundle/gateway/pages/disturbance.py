"""Quirks of the way to the hall: slow and lost answers, a proxy's 502, maintenance, a frame around a page."""

import asyncio
from typing import Any

from litestar import MediaType, Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from sxbundle.gateway.middleware import note
from sxbundle.gateway.pages.quirks import Quirk
from sxbundle.gateway.pages.rendering import headers, page
from sxbundle.gateway.pages.session import PageRequest, PagesConfig, config_of

_PROXY = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr></body></html>"


async def before(request: PageRequest) -> Response[Any] | None:
    """What happens before a page is asked for; an answer here means that nothing is done."""
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
    """Middleware: every fifth deed is done, and a proxy's page takes the place of its answer."""

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

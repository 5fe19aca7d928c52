"""The pages as a router of the gateway's application: what disturbs them, what they answer to errors."""

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
from litestar.exceptions import HTTPException
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from sxbundle.clients.http.problem_details import document
from sxbundle.errors import SessionExpired, SxError
from sxbundle.gateway.middleware import Disconnected, TooSlow, note
from sxbundle.gateway.pages.quirks import Quirk, Quirks
from sxbundle.gateway.pages.rendering import NOTICES, headers, page, redirect, template_config
from sxbundle.gateway.pages.routes import access, bundles, imports, office, personal_centre, steps
from sxbundle.gateway.pages.session import (
    FORM_COOKIE,
    OfficeSessions,
    PageRequest,
    PagesConfig,
    config_of,
    no_cookie,
    read_form,
)
from sxbundle.gateway.rate_limit import TooOften
from sxbundle.procedure.identity import Credentials
from sxbundle.procedure.sign_in import CHOOSE_FIRST

_SENTENCES = {
    403: "页面已过期，请返回上一页刷新后再试。",
    404: "没有这个页面，请从首页重新进入。",
    405: "没有这个页面，请从首页重新进入。",
    413: "文件过大，请压缩后再上传。",
}
_SENSELESS = "提交的内容无法识别，请返回上一页重新填写。"
_BROKEN = "系统繁忙，请稍后再试；如已提交，请先在【申报/审批记录】查看结果，不要重复提交。"


def ours(request: PageRequest, error: SxError) -> Response[Any]:
    """One of our exceptions; who has not chosen a registration is led to the choice (3.1.3)."""
    if error.code == CHOOSE_FIRST.code:
        return redirect(request, "/registrations")
    return _page(request, str(error), document(error).status, code=error.code)


def expired(request: PageRequest, error: SessionExpired) -> Response[Any]:
    """An ended session leads back to the sign-in (3.2.3)."""
    note(request.scope, code=error.code)
    office = request.scope["state"].get("office", False)
    if config_of(request).quirks.has(Quirk.SESSION_BOX) and not office:
        return page(request, "error.html", status=401, alone="dialog", message=NOTICES["expired"])
    target = "/office/login?notice=expired" if office else "/login?kind=legal&notice=expired"
    return redirect(request, target)


def foreign(request: PageRequest, error: HTTPException) -> Response[Any]:
    """What the framework refuses."""
    if error.status_code >= 500:
        return unknown(request, error)
    answer = _page(request, _SENTENCES.get(error.status_code, _SENSELESS), error.status_code)
    if error.status_code == 403:  # a token of an earlier process would be refused for ever
        answer.cookies.append(no_cookie(FORM_COOKIE))
    return answer


def often(request: PageRequest, error: TooOften) -> Response[Any]:
    """One sign-in too many."""
    return _page(request, f"登录过于频繁，请 {error.seconds} 秒后再试。", 429)


def broken_off(request: PageRequest, error: Exception) -> Response[Any]:
    """A body that did not arrive whole."""
    return _page(request, _SENSELESS, 408)


def unknown(request: PageRequest, error: Exception) -> Response[Any]:
    """An error that nobody foresaw; what it was stands in the log only."""
    note(request.scope, broken=error)
    return _page(request, _BROKEN, 500)


def _page(request: PageRequest, message: str, status: int, code: str = "") -> Response[Any]:
    if code:
        note(request.scope, code=code)
    return page(request, "error.html", status=status, alone="", message=message)


HANDLERS: dict[Any, Any] = {
    SxError: ours,
    SessionExpired: expired,
    HTTPException: foreign,
    TooOften: often,
    TooSlow: broken_off,
    Disconnected: broken_off,
    Exception: unknown,
}
"""Which exception is answered by what."""


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


_STATIC = Path(__file__).parent / "static"
_FOR_AN_HOUR = CacheControlHeader(max_age=3600)


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

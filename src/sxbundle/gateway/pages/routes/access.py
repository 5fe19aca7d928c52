"""门户, 法人登陆, 登陆信息确认, 退出 (3.1)."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from sxbundle.errors import HallError, SessionExpired
from sxbundle.gateway.pages.rendering import page, redirect
from sxbundle.gateway.pages.session import (
    UNIT_COOKIE,
    Form,
    PageRequest,
    client_of,
    cookie,
    no_cookie,
    sessions_of,
    signed_in,
)
from sxbundle.gateway.rate_limit import RateLimit, neighbourhood
from sxbundle.procedure.model import Credentials, SignIn


@get("/", sync_to_thread=True)
def portal(request: PageRequest) -> Response[Any]:
    """大厅首页 (figure 1)."""
    return page(request, "portal.html")


@get("/login", sync_to_thread=True)
def login(request: PageRequest, kind: FromQuery[str] = "person") -> Response[Any]:
    """统一认证中心 (figure 2): 个人登陆 opens first, units change to 法人登陆."""
    return page(request, "login.html", legal=kind == "legal", user="")


@post("/login", sync_to_thread=True)
def sign_in(request: PageRequest, form: Form) -> Response[Any]:
    """Signs in; on to 登陆信息确认 only when a system has several registrations."""
    user, password = str(form.get("user", "")), str(form.get("password", ""))
    limit: RateLimit = request.app.state.rate_limit
    address = request.client.host if request.client else "-"
    limit.check(f"address {neighbourhood(address)}", f"account {user}")
    try:
        token, answer = sessions_of(request).enter(Credentials(user, password))
    except SessionExpired:
        raise
    except HallError as refused:
        return page(request, "login.html", status=401, legal=True, user=user, problems=(str(refused),))
    target = "/registrations" if answer.choices else "/home"
    return redirect(request, target, cookies=[cookie(request, UNIT_COOKIE, token)])


@get("/registrations", guards=[signed_in], sync_to_thread=True)
def registrations(request: PageRequest) -> Response[Any]:
    """登陆信息确认 (figure 3)."""
    return _registrations(request)


@post("/registrations", guards=[signed_in], sync_to_thread=True)
def choose(request: PageRequest, form: Form) -> Response[Any]:
    """确认登陆 with one registration of each system that has several."""
    chosen = {system: str(form.get(f"system-{system}", "")) for system in _answer(request).choices}
    try:
        client_of(request).choose(chosen)
    except SessionExpired:
        raise
    except HallError as refused:
        return _registrations(request, str(refused))
    return redirect(request, "/home")


@post("/logout", sync_to_thread=True)
def leave(request: PageRequest) -> Response[Any]:
    """退出."""
    sessions_of(request).leave(request.cookies.get(UNIT_COOKIE, ""))
    return redirect(request, "/login?kind=legal&notice=left", cookies=[no_cookie(UNIT_COOKIE)])


def _answer(request: PageRequest) -> SignIn:
    return sessions_of(request).answer(request.cookies.get(UNIT_COOKIE, ""))


def _registrations(request: PageRequest, problem: str = "") -> Response[Any]:
    names = sessions_of(request).backend.catalog.lists.get("insurance_type")
    systems = [
        (system, getattr(names.find(system), "label", system), choices)
        for system, choices in _answer(request).choices.items()
    ]
    problems = (problem,) if problem else ()
    status = 422 if problem else 200
    return page(request, "registrations.html", status=status, systems=systems, problems=problems)


ROUTES = (portal, login, sign_in, registrations, choose, leave)

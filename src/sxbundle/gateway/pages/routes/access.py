"""门户, 法人登陆, 登陆信息确认, 退出 (3.1)."""

import re
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from sxbundle.clients.http.problems import NO_SUCH_PATH
from sxbundle.errors import NotFound, SignInFailed, StepRefused, refusal
from sxbundle.gateway.error_handlers import framework_error
from sxbundle.gateway.pages.quirks import Quirk
from sxbundle.gateway.pages.rendering import download, page, redirect
from sxbundle.gateway.pages.session import (
    CAPTCHA_COOKIE,
    UNIT_COOKIE,
    Form,
    PageRequest,
    client_of,
    config_of,
    cookie,
    day_of_hall,
    no_cookie,
    sessions_of,
    signed_in,
)
from sxbundle.gateway.rate_limit import RateLimit, network_of
from sxbundle.procedure.identity import Credentials, SignIn

_PEOPLE = ("法定代表人", "授权经办人", "代理机构")


@get("/", sync_to_thread=True)
def portal(request: PageRequest) -> Response[Any]:
    """大厅首页 (figure 1)."""
    return page(request, "portal.html")


@get("/login", sync_to_thread=True)
def login(request: PageRequest, kind: FromQuery[str] = "person") -> Response[Any]:
    """统一认证中心 (figure 2): 个人登陆 opens first, units change to 法人登陆."""
    return _login(request, legal=kind == "legal")


@get("/captcha", sync_to_thread=True)
def captcha(request: PageRequest) -> Response[Any]:
    """The picture of the sign-in's digits."""
    name, picture = config_of(request).captchas.new(day_of_hall(request))
    response = download(request, picture, "image/png", "captcha.png", show=True)
    response.cookies.append(cookie(request, CAPTCHA_COOKIE, name))
    return response


@get("/frame", sync_to_thread=True)
def frame(request: PageRequest, to: FromQuery[str]) -> Response[Any]:
    """A page with one of our pages in an iframe.

    Raises:
        NotFound: an address that is none of ours.
    """
    if not re.fullmatch(r"/[a-z][\w/?=&-]*", to):
        raise refusal(NotFound, NO_SUCH_PATH)
    return page(request, "frame.html", address=to)


@post("/login", sync_to_thread=True)
def sign_in(request: PageRequest, form: Form) -> Response[Any]:
    """Signs in; on to 登陆信息确认 only when a system has several registrations."""
    user, password = str(form.get("user", "")), str(form.get("password", ""))
    limit: RateLimit = request.app.state.rate_limit
    network = network_of(request)
    limit.check(network, user)
    if problem := _not_a_person(request, form):
        return _login(request, user=user, problem=problem)
    try:
        token, answer = sessions_of(request).enter(Credentials(user, password), network)
    except SignInFailed as refused:
        return _login(request, user=user, problem=str(refused))
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
    except StepRefused as refused:
        return _registrations(request, str(refused))
    return redirect(request, "/home")


@post("/logout", sync_to_thread=True)
def leave(request: PageRequest) -> Response[Any]:
    """退出."""
    sessions_of(request).leave(request.cookies.get(UNIT_COOKIE, ""))
    return redirect(request, "/login?kind=legal&notice=left", cookies=[no_cookie(UNIT_COOKIE)])


@get("/{rest:path}", sync_to_thread=True)
def nowhere(request: PageRequest, rest: FromPath[str]) -> Response[Any]:
    """An address that nothing has; machines are answered as everywhere in the gateway."""
    missing = NotFoundException()
    if rest.startswith("/v1/"):
        return framework_error(request, missing)
    raise missing


def _login(request: PageRequest, *, legal: bool = True, user: str = "", problem: str = "") -> Response[Any]:
    return page(
        request,
        "login.html",
        status=401 if problem else 200,
        legal=legal,
        user=user,
        person_choices=[(person, person) for person in _PEOPLE],
        problems=(problem,) if problem else (),
    )


def _not_a_person(request: PageRequest, form: Form) -> str:
    """What is wrong with the fields that only a person can fill; empty when nothing is."""
    config = config_of(request)
    if config.quirks.has(Quirk.CAPTCHA):
        name, answer = request.cookies.get(CAPTCHA_COOKIE, ""), str(form.get("captcha", ""))
        if not config.captchas.take(name, answer, day_of_hall(request)):
            return "验证码不正确，请重新输入。"
    if config.quirks.has(Quirk.PERSON_CHOICE) and form.get("person") not in _PEOPLE:
        return "请选择本次办理人。"
    return ""


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


ROUTES = (portal, login, captcha, frame, nowhere, sign_in, registrations, choose, leave)

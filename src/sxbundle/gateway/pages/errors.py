"""What the pages answer when something cannot be done: a page with one sentence and a way on."""

from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException

from sxbundle.clients.http.problem_details import document
from sxbundle.errors import SessionExpired, SxError
from sxbundle.gateway.middleware import Disconnected, TooSlow, note
from sxbundle.gateway.pages.quirks import Quirk
from sxbundle.gateway.pages.rendering import NOTICES, page, redirect
from sxbundle.gateway.pages.session import FORM_COOKIE, PageRequest, config_of, no_cookie
from sxbundle.gateway.rate_limit import TooOften
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

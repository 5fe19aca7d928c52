"""The office's side: sign-in, 审核, 退回 with a reason, records made offline (3.4.4.1)."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from sxbundle.bilingual import Bilingual
from sxbundle.bundle import Bundle
from sxbundle.errors import HallError
from sxbundle.gateway.backend import Reviewer
from sxbundle.gateway.pages.rendering import page, redirect
from sxbundle.gateway.pages.session import (
    OFFICE_COOKIE,
    Form,
    PageRequest,
    bundles_of,
    config_of,
    cookie,
    day_of_hall,
    no_cookie,
    office_signed_in,
    sessions_of,
)
from sxbundle.gateway.pages.table import PageText, Tick, build
from sxbundle.gateway.rate_limit import RateLimit, network_of
from sxbundle.hall.review import Case
from sxbundle.procedure import Verdict, accepted, rejected, returned
from sxbundle.procedure.identity import Credentials

_WRONG = "用户名或密码不正确，请核对后重试。"
_COLUMNS = (
    ("tick", "选择"),
    ("unit", "单位名称"),
    ("bundle", "打包业务"),
    ("item", "事项"),
    ("name", "姓名"),
    ("number", "证件号码"),
    ("receipt", "受理编号"),
    ("batch", "批次"),
)
_DECISIONS: Mapping[str, tuple[str, Callable[[str], Verdict]]] = {
    "accept": ("审核通过", lambda reason: accepted()),
    "return": ("退回修改", returned),
    "reject": ("审核不通过", rejected),
}
"""What the office can decide: name to caption and verdict."""


@get("/office/login", sync_to_thread=True)
def login(request: PageRequest) -> Response[Any]:
    """The office's sign-in."""
    return page(request, "office_login.html")


@post("/office/login", sync_to_thread=True)
def sign_in(request: PageRequest, form: Form) -> Response[Any]:
    """Signs the office in."""
    credentials = Credentials(str(form.get("user", "")), str(form.get("password", "")))
    limit: RateLimit = request.app.state.rate_limit
    limit.check(network_of(request), f"office {credentials.user}")
    token = config_of(request).office.enter(credentials, day_of_hall(request))
    if token is None:
        return page(request, "office_login.html", status=401, problems=(_WRONG,))
    return redirect(request, "/office", cookies=[cookie(request, OFFICE_COOKIE, token)])


@get("/office", guards=[office_signed_in], sync_to_thread=True)
def cases(request: PageRequest, page_number: FromQuery[int] = 1) -> Response[Any]:
    """待审核业务."""
    return _cases(request, page_number)


@post("/office/review", guards=[office_signed_in], sync_to_thread=True)
def review(request: PageRequest, form: Form) -> Response[Any]:
    """审核通过, 退回修改 or 审核不通过 of what was ticked."""
    chosen = {str(key) for key in form.getall("case", [])}
    decision = _DECISIONS.get(str(form.get("decision", "")))
    if not chosen or decision is None:
        return _cases(request, problem="请先勾选需要审核的业务，再选择审核结果。")
    try:
        verdict = decision[1](str(form.get("reason", "")))
    except HallError as refused:
        return _cases(request, problem=str(refused))

    def decide(case: Case) -> Verdict | None:
        return verdict if _case_key(request, case) in chosen else None

    _reviewer(request).review(decide)
    return redirect(request, "/office?notice=reviewed")


@post("/office/offline-records", guards=[office_signed_in], sync_to_thread=True)
def record(request: PageRequest, form: Form) -> Response[Any]:
    """Enters what a unit made offline, by its document number."""
    try:
        _reviewer(request).record_appointment(
            str(form.get("number", "")),
            credit_code=str(form.get("credit_code", "")).strip(),
            item=str(form.get("item", "")),
        )
    except HallError as refused:
        return _cases(request, problem=str(refused))
    return redirect(request, "/office?notice=recorded")


@post("/office/logout", sync_to_thread=True)
def leave(request: PageRequest) -> Response[Any]:
    """退出."""
    config_of(request).office.leave(request.cookies.get(OFFICE_COOKIE, ""))
    return redirect(request, "/office/login?notice=left", cookies=[no_cookie(OFFICE_COOKIE)])


def _cases(request: PageRequest, number: int = 1, problem: str = "") -> Response[Any]:
    waiting: list[Case] = []
    _reviewer(request).review(waiting.append)
    bundles = bundles_of(request)

    def row(case: Case) -> dict[str, PageText | Tick]:
        return _row(_case_key(request, case), case, bundles[case.bundle])

    quirks = config_of(request).quirks
    offline = {item.key: item.title for bundle in bundles.values() for item in bundle.items if item.offline}
    return page(
        request,
        "office.html",
        status=422 if problem else 200,
        table=build(
            "cases",
            "待审核业务",
            _COLUMNS,
            waiting,
            row,
            empty="没有待审核的业务。",
            quirks=quirks,
            page=number,
        ),
        decisions=[(key, caption) for key, (caption, _) in _DECISIONS.items()],
        offline=offline,
        problems=(problem,) if problem else (),
    )


def _case_key(request: PageRequest, case: Case) -> str:
    """Names a case in a form."""
    whose = f"{case.person} {case.item} {case.first} {case.submission}"
    return config_of(request).person_key(case.filing, whose)


def _row(key: str, case: Case, bundle: Bundle[Any]) -> dict[str, PageText | Tick]:
    name = "（单位首次备案）" if case.first else case.name
    return {
        "tick": Tick("case", key, f"选择 {name} {bundle.item(case.item).title}"),
        "unit": PageText(case.unit),
        "bundle": PageText(bundle.title),
        "item": PageText(bundle.item(case.item).title),
        "name": PageText(name),
        "number": PageText(case.person),
        "receipt": PageText(case.receipt),
        "batch": PageText(case.reference),
    }


def _reviewer(request: PageRequest) -> Reviewer:
    reviewer = sessions_of(request).backend.reviewer
    if reviewer is None:
        raise HallError(Bilingual("这个网厅的审核不在本页办理。", "This hall does not decide on this page."))
    return reviewer


ROUTES = (login, sign_in, cases, review, record, leave)

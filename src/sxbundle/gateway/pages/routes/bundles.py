"""首页, 勾选打包事项, 承诺须知 (3.2.2.1, 3.2.3)."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from sxbundle.bundle import Bundle
from sxbundle.clients.http.problems import NO_SUCH_PATH
from sxbundle.errors import NotFound, ReferenceConflict, SelectionError, refusal
from sxbundle.gateway.pages.rendering import page, redirect
from sxbundle.gateway.pages.session import (
    Form,
    PageRequest,
    all_filings,
    bundles_of,
    client_of,
    day_of_hall,
    filing_of,
    filing_views,
    sessions_of,
    signed_in,
    today,
)
from sxbundle.gateway.pages.views import bundle_view, progress_view
from sxbundle.procedure.identity import FilingId


@get("/home", guards=[signed_in], sync_to_thread=True)
def home(request: PageRequest) -> Response[Any]:
    """首页 (figure 4): the bundles, what is under way, the latest verdicts (figure 17)."""
    bundles = bundles_of(request)
    ledgers = [filing.ledger for filing, _ in filing_views(request)]
    return page(
        request,
        "home.html",
        unit=client_of(request).unit(),
        today=today(request),
        cards=bundle_view.cards(bundles, today(request)),
        counts=bundle_view.state_counts(ledgers),
        verdicts=bundle_view.verdicts(ledgers, bundles),
        filings=progress_view.under_way(all_filings(request)),
        titles={key: bundle.title for key, bundle in bundles.items()},
        systems=sessions_of(request).backend.catalog.lists.get("insurance_type"),
    )


@get("/bundles/{bundle:str}", guards=[signed_in], sync_to_thread=True)
def bundle_page(request: PageRequest, bundle: FromPath[str]) -> Response[Any]:
    """打包事项勾选 (figure 5)."""
    return _choices(request, _bundle(request, bundle))


@post("/bundles/{bundle:str}", guards=[signed_in], sync_to_thread=True)
def tick(request: PageRequest, bundle: FromPath[str], form: Form) -> Response[Any]:
    """Opens a filing of the ticked items."""
    declared = _bundle(request, bundle)
    names = [str(name) for name in form.getall("item", [])]
    vouched = [str(code) for code in form.getall("vouched", [])]
    reference = str(form.get("reference", "")).strip() or _reference(request, declared)
    try:
        selection = declared.select(*names, on=today(request), vouched=vouched)
        filing = client_of(request).open(selection, reference)
    except SelectionError as wrong:
        return _choices(request, declared, names, tuple(problem.message for problem in wrong.problems))
    except ReferenceConflict as conflict:
        return _choices(request, declared, names, (str(conflict),))
    return redirect(request, f"/filings/{filing}")


@get("/filings/{filing:str}", guards=[signed_in], sync_to_thread=True)
def current(request: PageRequest, filing: FromPath[str]) -> Response[Any]:
    """The page on which a filing goes on (3.2.3)."""
    return redirect(request, filing_of(request, filing).current())


@get("/filings/{filing:str}/commitments", guards=[signed_in], sync_to_thread=True)
def commitments(request: PageRequest, filing: FromPath[str]) -> Response[Any]:
    """承诺须知 of the items that want it."""
    return _commitments(request, filing)


@post("/filings/{filing:str}/commitments", guards=[signed_in], sync_to_thread=True)
def accept(request: PageRequest, filing: FromPath[str], form: Form) -> Response[Any]:
    """Accepts the 承诺须知 that were ticked, in the clerk's name."""
    clerk = str(form.get("clerk", "")).strip()
    ticked = [str(item) for item in form.getall("accept", [])]
    if not clerk:
        return _commitments(request, filing, "请填写承诺人（经办人姓名）。")
    for item in ticked:
        client_of(request).accept(FilingId(filing), item, clerk)
    if filing_of(request, filing).ledger.commitments:
        return _commitments(request, filing, "请逐项阅读承诺须知并勾选确认，再进行后续操作。")
    return redirect(request, f"/filings/{filing}?notice=accepted")


def _bundle(request: PageRequest, key: str) -> Bundle[Any]:
    bundles = bundles_of(request)
    if key not in bundles:
        raise refusal(NotFound, NO_SUCH_PATH)
    bundle: Bundle[Any] = bundles[key]
    return bundle


def _reference(request: PageRequest, bundle: Bundle[Any]) -> str:
    """A name for a filing whose clerk gave none."""
    return f"{bundle.title} {day_of_hall(request):%Y-%m-%d %H:%M:%S} {secrets.token_hex(2)}"


def _choices(
    request: PageRequest,
    bundle: Bundle[Any],
    ticked: list[str] | None = None,
    problems: tuple[str, ...] = (),
) -> Response[Any]:
    return page(
        request,
        "bundle.html",
        status=422 if problems else 200,
        unit=client_of(request).unit(),
        bundle=bundle,
        closed=bundle_view.closed_reason(bundle, today(request)),
        choices=bundle_view.choices(bundle, today(request), ticked),
        vouchables=bundle_view.vouchables(bundle),
        problems=problems,
    )


def _commitments(request: PageRequest, filing: str, problem: str = "") -> Response[Any]:
    shown = filing_of(request, filing)
    items = [item for item in shown.plan.commitments if item.key in shown.ledger.commitments]
    if not items:
        return redirect(request, shown.current())
    problems = (problem,) if problem else ()
    status = 422 if problem else 200
    return page(
        request, "commitments.html", status=status, filing=shown, commitments=items, problems=problems
    )


ROUTES = (home, bundle_page, tick, current, commitments, accept)

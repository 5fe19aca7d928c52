"""个人中心: 待提交, 附件, 提交, 撤回, 申报/审批记录; 查询服务 (3.2.2.7 to 3.2.2.9, 3.2.4.8)."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from sxbundle.clients.capabilities import withdraw
from sxbundle.clients.http.problems import NO_SUCH_PATH
from sxbundle.errors import HallError, HallUnavailable, NotFound, SessionExpired, refusal
from sxbundle.gateway.pages.rendering import page, redirect
from sxbundle.gateway.pages.routes.steps import file_names, upload_chosen
from sxbundle.gateway.pages.session import (
    LARGEST_FORM,
    Form,
    PageRequest,
    all_filings,
    bundles_of,
    client_of,
    config_of,
    filing_of,
    filing_views,
    sessions_of,
    signed_in,
)
from sxbundle.gateway.pages.views import ledger_view, progress_view
from sxbundle.gateway.pages.views.filing_view import person_fields
from sxbundle.gateway.pages.views.ledger_view import Filter, PendingPerson
from sxbundle.procedure.ledger import State

_PROVINCE = "14"


@get("/pending", guards=[signed_in], sync_to_thread=True)
def pending(request: PageRequest, page_number: FromQuery[int] = 1) -> Response[Any]:
    """待提交 (figure 15)."""
    return _pending(request, page_number)


@post("/pending/confirm", guards=[signed_in], sync_to_thread=True)
def confirm(request: PageRequest, form: Form) -> Response[Any]:
    """Asks before the last click."""
    people = _chosen(request, form)
    if not people:
        return _pending(request, problem="请先勾选需要提交的数据。")
    return page(request, "confirm.html", people=people, withdrawal=False)


@post("/pending/submit", guards=[signed_in], sync_to_thread=True)
def submit(request: PageRequest, form: Form) -> Response[Any]:
    """提交 or 批量提交: the hall's answer for every row (figure 16)."""
    people = _chosen(request, form)
    client = client_of(request)
    refused: dict[str, str] = {}
    filings = dict.fromkeys(person.filing.ledger.filing for person in people)
    for filing in filings:
        numbers = [person.number for person in people if person.filing.ledger.filing == filing]
        try:
            client.submit(filing, numbers)
        except SessionExpired:
            raise
        except HallError as error:
            if isinstance(error, HallUnavailable) and filing == next(iter(filings)):
                raise  # nothing at all was done
            refused[filing] = str(error)
    after = {str(filing): filing_of(request, filing) for filing in filings}
    rows = ledger_view.outcomes(people, after, refused)
    return page(
        request,
        "list.html",
        title="提交结果",
        table=ledger_view.outcome_table(rows, config_of(request).quirks),
        done=sum(row.done for row in rows),
        failed=sum(not row.done for row in rows),
    )


@post("/pending/withdraw", guards=[signed_in], sync_to_thread=True)
def take_out(request: PageRequest, form: Form) -> Response[Any]:
    """撤回, after asking."""
    people = _chosen(request, form)
    if not people:
        return _pending(request, problem="请先勾选需要撤回的数据。")
    if form.get("sure") != "yes":
        return page(request, "confirm.html", people=people, withdrawal=True)
    for filing in dict.fromkeys(person.filing.ledger.filing for person in people):
        numbers = [person.number for person in people if person.filing.ledger.filing == filing]
        withdraw(client_of(request), filing, numbers)
    return redirect(request, "/pending?notice=withdrawn")


@get("/pending/{filing:str}/{person:str}", guards=[signed_in], sync_to_thread=True)
def attachments(request: PageRequest, filing: FromPath[str], person: FromPath[str]) -> Response[Any]:
    """附件 of a person (figure 14)."""
    return _attachments(request, filing, person)


@post(
    "/pending/{filing:str}/{person:str}",
    guards=[signed_in],
    sync_to_thread=True,
    request_max_body_size=LARGEST_FORM,
)
def attach(request: PageRequest, filing: FromPath[str], person: FromPath[str], form: Form) -> Response[Any]:
    """Uploads the person's materials that were chosen."""
    chosen = _person(request, filing, person)
    keys = [field.key for field in person_fields(chosen.filing, chosen.number, lambda _: "")]
    problems = upload_chosen(request, chosen.filing, keys, form, chosen.number)
    if problems:
        return _attachments(request, filing, person, problems)
    return redirect(request, f"/pending/{filing}/{person}?notice=attached")


@get("/records", guards=[signed_in], sync_to_thread=True)
def records(request: PageRequest, page_number: FromQuery[int] = 1) -> Response[Any]:
    """申报/审批记录 (figure 18)."""
    filter_ = _filter(request)
    table = ledger_view.record_table(
        filing_views(request, filter_.filing),
        filter_,
        config_of(request).quirks,
        page_number,
        _query(request),
    )
    return page(
        request,
        "list.html",
        title="申报/审批记录",
        table=table,
        states=[(state, state.label) for state in State],
        **_filter_values(request, filter_),
    )


@get("/filings", guards=[signed_in], sync_to_thread=True)
def filings(request: PageRequest, page_number: FromQuery[int] = 1) -> Response[Any]:
    """申报批次: everything that the unit opened."""
    quirks = config_of(request).quirks
    listed = progress_view.filing_table(all_filings(request), bundles_of(request), quirks, page_number)
    return page(request, "list.html", title="申报批次", table=listed)


@get("/filings/{filing:str}/progress", guards=[signed_in], sync_to_thread=True)
def progress(request: PageRequest, filing: FromPath[str]) -> Response[Any]:
    """办理进度: how far a filing is."""
    shown = filing_of(request, filing)
    table = progress_view.progress_table(shown, config_of(request).quirks)
    return page(request, "progress.html", filing=shown, table=table)


@get("/outlets", guards=[signed_in], sync_to_thread=True)
def outlets(
    request: PageRequest, division: FromQuery[str] = "", page_number: FromQuery[int] = 1
) -> Response[Any]:
    """查询服务——社会保障卡 (figure 19)."""
    lists = sessions_of(request).backend.catalog.lists
    choices = [
        (code, place.full_name)
        for code, place in lists.divisions.by_code.items()
        if code.startswith(_PROVINCE) and place.current
    ]
    outlets_there = client_of(request).outlets(division) if division else ()
    table = ledger_view.outlet_table(outlets_there, config_of(request).quirks, page_number, _query(request))
    return page(request, "outlets.html", divisions=choices, division=division, table=table)


def _pending(request: PageRequest, number: int = 1, problem: str = "") -> Response[Any]:
    filter_ = _filter(request)
    config = config_of(request)
    people = ledger_view.pending_people(filing_views(request, filter_.filing), filter_, config.person_key)
    return page(
        request,
        "pending.html",
        status=422 if problem else 200,
        table=ledger_view.pending_table(people, config.quirks, number, _query(request)),
        problems=(problem,) if problem else (),
        **_filter_values(request, filter_),
    )


def _attachments(
    request: PageRequest, filing: str, person: str, problems: tuple[str, ...] = ()
) -> Response[Any]:
    chosen = _person(request, filing, person)
    return page(
        request,
        "attachments.html",
        status=422 if problems else 200,
        person=chosen,
        fields=person_fields(chosen.filing, chosen.number, file_names(request, chosen.filing, chosen.number)),
        problems=problems,
    )


def _person(request: PageRequest, filing: str, key: str) -> PendingPerson:
    """The person of that key in the filing.

    Raises:
        NotFound: nobody, or nobody who can still be changed.
    """
    shown = filing_of(request, filing)
    everybody = ledger_view.pending_people([(shown, date.min)], Filter(), config_of(request).person_key)
    for candidate in everybody:
        if candidate.key == key:
            return candidate
    raise refusal(NotFound, NO_SUCH_PATH)


def _chosen(request: PageRequest, form: Form) -> tuple[PendingPerson, ...]:
    """The one whose button was pressed, or all who were ticked."""
    only = form.get("only")
    keys = {str(only)} if only else {str(key) for key in form.getall("person", [])}
    everybody: Iterable[PendingPerson] = ledger_view.pending_people(
        filing_views(request), Filter(), config_of(request).person_key
    )
    return tuple(person for person in everybody if person.key in keys)


def _filter(request: PageRequest) -> Filter:
    query = request.query_params
    text = {key: str(query.get(key, "")).strip() for key in ("text", "bundle", "item", "state", "filing")}
    return Filter(**text, since=_day(query.get("since")), until=_day(query.get("until")))


def _day(text: str | None) -> date | None:
    """The day that a date field holds; None for none, and for what is no day."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _query(request: PageRequest) -> str:
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in ("page_number", "notice")]
    return "?" + urlencode(kept) + ("&" if kept else "")


def _filter_values(request: PageRequest, filter_: Filter) -> dict[str, Any]:
    bundles = bundles_of(request)
    return {
        "wanted": filter_,
        "bundle_options": ledger_view.options(bundles),
        "item_options": ledger_view.item_options(bundles),
    }


ROUTES = (pending, confirm, submit, take_out, attachments, attach, records, filings, progress, outlets)

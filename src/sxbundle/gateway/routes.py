"""The calls of the contract as routes; each is its client's call and nothing else."""

from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Request, Response, delete, get, post, put
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from sxbundle.clients import capabilities
from sxbundle.clients.contract import Client
from sxbundle.clients.http import messages
from sxbundle.errors import MaterialRefused, SessionExpired, refusal
from sxbundle.forms import UnitRecord
from sxbundle.gateway.error_handlers import SHEET, Senseless
from sxbundle.gateway.middleware import note
from sxbundle.gateway.rate_limit import Pace, neighbourhood
from sxbundle.gateway.sessions import Sessions
from sxbundle.procedure.model import (
    Attached,
    Credentials,
    FilingId,
    FilingSummary,
    Ledger,
    Outlet,
    Page,
    PersonId,
    Staged,
    Unit,
)
from sxbundle.procedure.problems import EXPIRED
from sxbundle.schema import Material
from sxbundle.workbook.open_file import mebibytes
from sxbundle.workbook.problems import TOO_LARGE

Http = Request[Any, Any, Any]

Reference = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="The caller's reference: UTF-8, percent-encoded, in quotes.",
    ),
]
Person = Annotated[
    str | None,
    HeaderParameter(
        name="Person",
        description="Certificate number, percent-encoded; in a header, because addresses are logged.",
    ),
]


def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Lets pass who has a session, before anything of the body is read.

    Raises:
        SessionExpired: no token, or none of a session.
    """
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise refusal(SessionExpired, EXPIRED)
    sessions: Sessions = connection.app.state.sessions
    connection.scope["state"]["client"] = sessions.client(token.strip())


async def routed(request: Http) -> None:
    """Tells the log which route it was, and looks at what sort of body there is.

    Raises:
        HTTPException: a body of another sort.
    """
    note(request.scope, route=request.scope.get("path_template", "-"))
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed != "identity" or (
        "data" in request.route_handler.parsed_fn_signature.parameters and not _json(request)
    ):
        raise HTTPException(status_code=415)


def _json(request: Http) -> bool:
    """Whether the body says that it is JSON, or does not say what it is."""
    media = request.headers.get("content-type", messages.JSON)
    return media.partition(";")[0].strip().lower() == messages.JSON


@post("/v1/session", sync_to_thread=True, exclude_from_auth=True, tags=["session"], security=[])
def sign_in(request: Http, data: JSONBody[messages.Account]) -> messages.SignedIn:
    """Signs in (3.1); the token is the bearer of all other calls."""
    pace: Pace = request.app.state.pace
    address = request.client.host if request.client else "-"
    pace.check(f"address {neighbourhood(address)}", f"account {data.user}")
    sessions: Sessions = request.app.state.sessions
    token, answer = sessions.enter(Credentials(data.user, data.password))
    return messages.SignedIn(token, answer)


@delete("/v1/session", guards=[signed_in], sync_to_thread=True, tags=["session"])
def leave(request: Http) -> None:
    """Ends the session."""
    sessions: Sessions = request.app.state.sessions
    sessions.leave(request.headers["authorization"].partition(" ")[2].strip())


@get("/v1/unit", guards=[signed_in], sync_to_thread=True, tags=["session"])
def unit(request: Http) -> Unit:
    """The unit that is signed in."""
    return _client(request).unit()


@put("/v1/unit/registrations", guards=[signed_in], sync_to_thread=True, tags=["session"])
def choose(request: Http, data: JSONBody[messages.Chosen]) -> Unit:
    """Confirms the registrations to act for (3.1.3)."""
    return _client(request).choose(data.registrations)


@get("/v1/outlets/{division:str}", guards=[signed_in], sync_to_thread=True, tags=["session"])
def outlets(request: Http, division: FromPath[str]) -> tuple[Outlet, ...]:
    """社保卡制卡网点 of a division."""
    return _client(request).outlets(division)


@post("/v1/filings", guards=[signed_in], sync_to_thread=True, tags=["filings"])
def open_filing(request: Http, data: JSONBody[messages.Ticked], reference: Reference) -> messages.Opened:
    """Opens a filing, or gives the one that the unit opened under that reference."""
    selection = messages.selection(data, _bundles(request))
    return messages.Opened(_client(request).open(selection, _text(reference)))


@post("/v1/filings/ledger", guards=[signed_in], sync_to_thread=True, status_code=200, tags=["filings"])
def resume(request: Http, data: JSONBody[messages.Ticked], reference: Reference) -> Ledger:
    """Opens a filing, or finds the one of that reference, and tells how it stands."""
    return capabilities.resume(
        _client(request), messages.selection(data, _bundles(request)), _text(reference)
    )


@get("/v1/filings", guards=[signed_in], sync_to_thread=True, tags=["filings"])
def filings(request: Http, page: FromQuery[int] = 1, size: FromQuery[int] = 50) -> Page[FilingSummary]:
    """The unit's filings, newest first; pages count from 1."""
    return _client(request).filings(page=page, size=size)


@get("/v1/filings/by-reference", guards=[signed_in], sync_to_thread=True, tags=["filings"])
def find(request: Http, reference: Reference) -> messages.Opened:
    """The filing that the unit opened under that reference, or null."""
    return messages.Opened(_client(request).find(_text(reference)))


@get("/v1/filings/{filing:str}/ledger", guards=[signed_in], sync_to_thread=True, tags=["filings"])
def ledger(request: Http, filing: FromPath[str]) -> Ledger:
    """How the filing stands: every person and item."""
    return _client(request).ledger(FilingId(filing))


@post(
    "/v1/filings/{filing:str}/commitments",
    guards=[signed_in],
    sync_to_thread=True,
    status_code=204,
    tags=["steps"],
)
def accept(request: Http, filing: FromPath[str], data: JSONBody[messages.Acceptance]) -> None:
    """Accepts the 承诺须知 of an item (3.2.3)."""
    _client(request).accept(FilingId(filing), data.item, data.by)


@put(
    "/v1/filings/{filing:str}/rows",
    guards=[signed_in],
    sync_to_thread=True,
    request_max_body_size=SHEET,
    tags=["steps"],
)
def stage(request: Http, filing: FromPath[str], data: JSONBody[messages.Rows]) -> Staged:
    """Imports the sheet: keeps good rows, returns every error row."""
    try:
        batch = messages.batch(data, _bundles(request))
    except ValueError as error:
        raise Senseless(str(error)) from None
    return _client(request).stage(FilingId(filing), batch)


@put("/v1/filings/{filing:str}/unit-record", guards=[signed_in], sync_to_thread=True, tags=["steps"])
def record_unit(request: Http, filing: FromPath[str], data: JSONBody[messages.Record]) -> messages.Found:
    """Fills 用人单位劳动用工基本情况备案表; recorded only when no error comes back."""
    record = messages.record(data)
    if isinstance(record, UnitRecord):
        return messages.Found(_client(request).record_unit(FilingId(filing), record))
    _client(request).ledger(FilingId(filing))  # of another unit's filing nothing is told
    return messages.Found(record)


@post(
    "/v1/filings/{filing:str}/declaration",
    guards=[signed_in],
    sync_to_thread=True,
    status_code=200,
    media_type="application/pdf",
    tags=["steps"],
)
def declaration(request: Http, filing: FromPath[str]) -> Response[bytes]:
    """《山西省参加社会保险人员增减申报表》 of the staged rows, a PDF to print and stamp."""
    return Response(_client(request).declaration(FilingId(filing)), media_type="application/pdf")


@put(
    "/v1/filings/{filing:str}/materials/{material:str}",
    guards=[signed_in],
    request_max_body_size=None,
    tags=["steps"],
)
async def attach(
    request: Http, filing: FromPath[str], material: FromPath[str], person: Person = None
) -> Attached:
    """Uploads a material: the body is the file, 10 MiB at most."""
    content = await _body(request, Material.MOST_BYTES)
    client = _client(request)
    whose = None if person is None else PersonId(_text(person))
    return await sync_to_thread(client.attach, FilingId(filing), material, content, whose)


@post(
    "/v1/filings/{filing:str}/submission",
    guards=[signed_in],
    sync_to_thread=True,
    status_code=200,
    tags=["steps"],
)
def submit(request: Http, filing: FromPath[str], data: JSONBody[messages.Wanted]) -> messages.Receipts:
    """Submits everything that lacks nothing; exactly one receipt for each person and item."""
    people = None if data.people is None else tuple(map(PersonId, data.people))
    return messages.Receipts(_client(request).submit(FilingId(filing), people))


@post(
    "/v1/filings/{filing:str}/withdrawal",
    guards=[signed_in],
    sync_to_thread=True,
    status_code=200,
    tags=["steps"],
)
def withdraw(request: Http, filing: FromPath[str], data: JSONBody[messages.Leaving]) -> messages.Withdrawn:
    """Withdraws what is pending or returned of these people, for good."""
    people = tuple(map(PersonId, data.people))
    return messages.Withdrawn(capabilities.withdraw(_client(request), FilingId(filing), people))


CALLS = (
    sign_in,
    leave,
    unit,
    choose,
    outlets,
    open_filing,
    resume,
    filings,
    find,
    ledger,
    accept,
    stage,
    record_unit,
    declaration,
    attach,
    submit,
    withdraw,
)


async def _body(request: Http, most: int) -> bytes:
    """The body, refused as soon as it is known to be too large.

    Raises:
        MaterialRefused: larger than `most`.
    """
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise _too_large(int(told), most)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise _too_large(size, most)
        parts.append(part)
    return b"".join(parts)


def _too_large(size: int, most: int) -> MaterialRefused:
    return refusal(MaterialRefused, TOO_LARGE, size=mebibytes(size), most=mebibytes(most))


def _text(header: str) -> str:
    """What `wire_calls` percent-encoded; the quotes are the header's."""
    try:
        return unquote(header.strip().removeprefix('"').removesuffix('"'), errors="surrogatepass")
    except UnicodeDecodeError:
        raise Senseless("请求头不是 UTF-8") from None


def _client(request: Http) -> Client:
    client: Client = request.scope["state"]["client"]
    return client


def _bundles(request: Http) -> Any:
    sessions: Sessions = request.app.state.sessions
    return sessions.house.bundles

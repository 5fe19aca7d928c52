"""The routes: one for each operation of `clients.http.operations`, made from that table.

A handler calls the client of the session and returns a value; decoding, encoding and the session are the
same for all.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from attrs import frozen
from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from sxbundle.bilingual import Bilingual
from sxbundle.bundle import Bundle
from sxbundle.clients import capabilities
from sxbundle.clients.contract import Client
from sxbundle.clients.http import messages
from sxbundle.clients.http.json_codec import JSON, decode, encode
from sxbundle.clients.http.operations import BINARY, MULTIPART, OPERATIONS, Operation, Parameter
from sxbundle.errors import HallError, MaterialRefused, SessionExpired, refusal
from sxbundle.forms import UnitRecord
from sxbundle.gateway import tools
from sxbundle.gateway.error_handlers import BadRequest, TooLarge
from sxbundle.gateway.middleware import note
from sxbundle.gateway.multipart_upload import attach_parts, person_id
from sxbundle.gateway.rate_limit import RateLimit, network_of
from sxbundle.gateway.sessions import Sessions
from sxbundle.procedure.identity import Credentials, FilingId, Unit
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.model import Staged
from sxbundle.procedure.problems import EXPIRED
from sxbundle.procedure.records import RecordPage
from sxbundle.workbook.open_file import mebibytes
from sxbundle.workbook.problems import TOO_LARGE

Http = Request[Any, Any, Any]


@frozen
class Call:
    """One call as a handler sees it.

    Attributes:
        client: of the session.
        bundles: what may be filed.
        body: of the operation's type.
        arguments: the operation's parameters by name.
    """

    client: Client
    bundles: Mapping[str, Bundle[Any]]
    body: Any
    arguments: Mapping[str, Any]

    @property
    def filing(self) -> FilingId:
        """The filing that the call is about."""
        return FilingId(self.arguments["filing"])


def _open(call: Call) -> messages.FilingName:
    selection = messages.read_selection(call.body, call.bundles)
    return messages.FilingName(call.client.open(selection, call.arguments["reference"]))


def _resume(call: Call) -> Ledger:
    selection = messages.read_selection(call.body, call.bundles)
    return capabilities.resume(call.client, selection, call.arguments["reference"])


def _stage(call: Call) -> Staged:
    try:
        batch = messages.read_batch(call.body, call.bundles)
    except ValueError as error:
        raise BadRequest(str(error)) from None
    return call.client.stage(call.filing, batch, call.body.replace)


def _record_unit(call: Call) -> messages.PageProblems:
    record = messages.read_unit_record(call.body)
    if isinstance(record, UnitRecord):
        return messages.PageProblems(call.client.record_unit(call.filing, record))
    call.client.ledger(call.filing)  # refuses another unit's filing before it reports anything
    return messages.PageProblems(record)


def _attach(call: Call) -> object:
    person = call.arguments["person"]
    owner = None if person is None else person_id(person)
    return call.client.attach(call.filing, call.arguments["material"], call.body, owner)


def _submit(call: Call) -> messages.Receipts:
    people = None if call.body.people is None else tuple(map(person_id, call.body.people))
    submitted = call.client.submit(call.filing, people)
    return messages.Receipts(tuple(submitted), submitted.prompts)


def _withdraw(call: Call) -> messages.WithdrawnEntries:
    people = tuple(map(person_id, call.body.people))
    return messages.WithdrawnEntries(capabilities.withdraw(call.client, call.filing, people))


def _records(call: Call) -> RecordPage:
    query = call.body
    try:
        return capabilities.records(
            call.client,
            states=query.states,
            items=query.items,
            people=query.people,
            since=query.since,
            until=query.until,
            page=query.page,
            size=query.size,
        )
    except ValueError as error:
        raise BadRequest(str(error)) from None


def _remove_material(call: Call) -> messages.MaterialRemoved:
    person = call.arguments["person"]
    owner = None if person is None else person_id(person)
    removed = capabilities.remove_material(call.client, call.filing, call.arguments["material"], owner)
    return messages.MaterialRemoved(removed)


def _last_unit_record(call: Call) -> messages.LastUnitRecord:
    record = capabilities.last_unit_record(call.client)
    return messages.LastUnitRecord(None if record is None else record.to_mapping())


def _choose(call: Call) -> Unit:
    return call.client.choose(call.body.registrations)


_HANDLERS: Mapping[str, Callable[[Call], object]] = MappingProxyType(
    {
        "unit": lambda call: call.client.unit(),
        "choose": _choose,
        "outlets": lambda call: call.client.outlets(call.arguments["division"]),
        "open": _open,
        "resume": _resume,
        "filings": lambda call: call.client.filings(**call.arguments),
        "find": lambda call: messages.FilingName(call.client.find(call.arguments["reference"])),
        "changes": lambda call: capabilities.changes(call.client, call.arguments["since"]),
        "records": _records,
        "last_unit_record": _last_unit_record,
        "materials": lambda call: capabilities.materials(call.client, call.filing),
        "remove_material": _remove_material,
        "ledger": lambda call: call.client.ledger(call.filing),
        "accept": lambda call: call.client.accept(call.filing, call.body.item, call.body.by),
        "stage": _stage,
        "record_unit": _record_unit,
        "declaration": lambda call: call.client.declaration(call.filing),
        "attach": _attach,
        "submit": _submit,
        "withdraw": _withdraw,
    }
)


def sign_in(request: Http, account: messages.SignInRequest) -> messages.SignedIn:
    """Opens a session, unless its address or its account tries too often."""
    limit: RateLimit = request.app.state.rate_limit
    network = network_of(request)
    limit.check(network, account.user)
    token, answer = _sessions(request).enter(Credentials(account.user, account.password), network)
    return messages.SignedIn(token, answer)


def _route(operation: Operation) -> HTTPRouteHandler:
    async def handle(request: Http) -> Response[bytes]:
        note(request.scope, route=operation.path)
        client = None if operation.public else _client(request)
        arguments = {parameter.name: _argument(parameter, request) for parameter in operation.parameters}
        _expect_media(operation, request)
        if operation.media == MULTIPART:
            assert client is not None  # no public operation takes files
            value: object = await attach_parts(request, client, FilingId(arguments["filing"]))
            return _answer(operation, value)
        body = await _body(operation, request)
        match operation.name:
            case "sign_in":
                value = await sync_to_thread(sign_in, request, body)
            case "leave":
                value = await sync_to_thread(_sessions(request).leave, _token(request))
            case name:
                assert client is not None  # only a sign-in is public
                bundles = _sessions(request).backend.catalog.bundles
                if name in tools.HANDLERS:
                    value = await sync_to_thread(tools.HANDLERS[name], bundles, body, arguments)
                else:
                    call = Call(client, bundles, body, arguments)
                    value = await sync_to_thread(_HANDLERS[name], call)
        return _answer(operation, value)

    handle.__name__ = operation.name
    path = operation.path
    for parameter in operation.parameters:
        path = path.replace(f"{{{parameter.name}}}", f"{{{parameter.name}:str}}")
    # The response has the operation's own status; the framework refuses functions for some of them.
    route = HTTPRouteHandler(path, http_method=operation.method, status_code=200, request_max_body_size=None)
    return route(handle)


ROUTES = tuple(map(_route, (*OPERATIONS.values(), *tools.TOOLS)))
"""One route for each operation."""


def _answer(operation: Operation, value: object) -> Response[bytes]:
    if operation.answer is None:
        return Response(b"", status_code=operation.status, media_type=JSON)
    if operation.answer is bytes:
        return Response(value, status_code=operation.status, media_type=operation.answer_media)  # type: ignore[arg-type]
    return Response(encode(value), status_code=operation.status, media_type=JSON)


def _client(request: Http) -> Client:
    """The client of the session, known before anything of the body is read.

    Raises:
        SessionExpired: no token, or none of a session.
    """
    return _sessions(request).client(_token(request))


def _token(request: Http) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise refusal(SessionExpired, EXPIRED)
    return token.strip()


def _sessions(request: Http) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _argument(parameter: Parameter, request: Http) -> Any:
    match parameter.place:
        case "path":
            return request.path_params[parameter.name]
        case "query":
            text = request.query_params.get(parameter.name)
        case "header":
            text = request.headers.get(parameter.header)
    if text is None:
        if parameter.default is ...:
            raise BadRequest(parameter.header or parameter.name)
        return parameter.default
    if parameter.value_type is int:
        if not text.removeprefix("-").isdecimal() or len(text) > _DIGITS:
            raise BadRequest(parameter.name)
        return int(text)
    if parameter.quoted:
        text = text.strip().removeprefix('"').removesuffix('"')
    return _text(text, parameter.header)


_DIGITS = 18


def _text(header: str, name: str) -> str:
    """What the client percent-encoded; a lone surrogate is no character."""
    try:
        text = unquote(header, errors="strict")
        text.encode()
    except UnicodeError:
        raise BadRequest(Bilingual("{name} 不是 UTF-8", "{name} is not UTF-8", name=name)) from None
    return text


def _expect_media(operation: Operation, request: Http) -> None:
    """Refuses a body that is packed or of another sort, before it is read."""
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    media = request.headers.get("content-type", operation.media).partition(";")[0].strip().lower()
    if packed != "identity" or (operation.request is not None and media != operation.media != BINARY):
        raise HTTPException(status_code=415)


async def _body(operation: Operation, request: Http) -> Any:
    """The body, refused as soon as it is known to be too large.

    Raises:
        TooLarge: a body of more than the operation takes.
        MaterialRefused: a file of more than a material may have.
        BadRequest: a body that is not the operation's type.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > operation.most_bytes:
        raise _too_large(operation, int(announced))
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > operation.most_bytes:
            raise _too_large(operation, len(content))
    if operation.request is None:
        return None
    if operation.request is bytes:
        return bytes(content)
    try:
        return decode(bytes(content), operation.request)
    except ValueError as error:
        raise BadRequest.of_body(error) from None


def _too_large(operation: Operation, size: int) -> HallError | TooLarge:
    if operation.media == BINARY:
        most = mebibytes(operation.most_bytes)
        return refusal(MaterialRefused, TOO_LARGE, size=mebibytes(size), most=most)
    return TooLarge(operation.most_bytes)

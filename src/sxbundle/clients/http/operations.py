"""The calls of the contract as requests and answers, without any input or output of their own.

Each call is a generator that yields a `Request`, is sent the value that the answer holds, or thrown the
`HallError` that it tells; `HttpHall` and `AsyncHttpHall` carry the requests. What to do about an ended
session and about a lost answer stands here, once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from attrs import evolve

from sxbundle.batch import Batch
from sxbundle.bundle import Selection
from sxbundle.clients.http import messages
from sxbundle.clients.http.problems import UNREACHABLE
from sxbundle.clients.http.request import BINARY, Call, Renew, Request
from sxbundle.errors import HallUnavailable, NotFound, OutcomeUnknown, SessionExpired, StepRefused, refusal
from sxbundle.forms import UnitRecord
from sxbundle.problem import Problem
from sxbundle.procedure.model import (
    Attached,
    Credentials,
    FilingId,
    FilingSummary,
    Ledger,
    Outlet,
    Page,
    PersonId,
    Receipt,
    SignIn,
    Staged,
    Unit,
)
from sxbundle.procedure.problems import NO_FILING, NOT_SIGNED_IN

T = TypeVar("T")

DOUBTS = 3
"""How many answers to one call may get lost before it gives up."""
_RENEWALS = 3


class Desk:
    """Who is signed in, and every call of the contract; see `clients.base.Client`."""

    def __init__(self) -> None:
        self.token: str | None = None
        self._credentials: Credentials | None = None
        self._choice: dict[str, str] = {}

    def sign_in(self, credentials: Credentials) -> Call[SignIn]:
        """See `Client.sign_in`."""
        yield from self.leave()
        told: messages.SignedIn = yield from _entered(credentials)
        self.token, self._credentials = told.token, credentials
        return told.answer

    def renew(self, wish: Renew) -> Call[None]:
        """A new session, with the registrations that were chosen before."""
        if self.token != wish.expired or self._credentials is None:
            return
        told: messages.SignedIn = yield from _entered(self._credentials)
        if told.answer.unit is None and self._choice:
            yield _bearing(_choose(self._choice), told.token)
        self.token = told.token

    def leave(self) -> Call[None]:
        """Ends the session, if there is one; a session that cannot be told ends by itself."""
        token, self.token = self.token, None
        if token is not None:
            try:
                yield _bearing(Request("close", "DELETE", "/v1/session", None, once=True), token)
            except (SessionExpired, HallUnavailable, OutcomeUnknown):
                return

    def close(self) -> Call[None]:
        """See `Client.close`."""
        self._credentials = None
        self._choice = {}
        yield from self.leave()

    def choose(self, registrations: Mapping[str, str]) -> Call[Unit]:
        """See `Client.choose`."""
        unit: Unit = yield from self._send(_choose(registrations))
        self._choice = dict(registrations)
        return unit

    def unit(self) -> Call[Unit]:
        """See `Client.unit`."""
        told: Unit = yield from self._send(Request("unit", "GET", "/v1/unit", Unit, asks=True))
        return told

    def open(self, selection: Selection[Any], reference: str) -> Call[FilingId]:
        """See `Client.open`."""
        request = _open("open", "/v1/filings", messages.Opened, selection, reference)
        opened: messages.Opened = yield from self._do(request, self._is_open(reference))
        return FilingId(str(opened.filing))

    def resume(self, selection: Selection[Any], reference: str) -> Call[Ledger]:
        """See `Resumes.resume`."""
        request = _open("resume", "/v1/filings/ledger", Ledger, selection, reference)
        told: Ledger = yield from self._do(request, self._is_open(reference))
        return told

    def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> Call[int]:
        """See `Withdraws.withdraw`."""
        content = messages.encode(messages.Leaving(tuple(map(str, people))))
        request = self._of(filing, "withdraw", "POST", "withdrawal", messages.Withdrawn, content=content)
        told: messages.Withdrawn = yield from self._do(request, self._look(filing))
        return told.entries

    def accept(self, filing: FilingId, item: str, by: str) -> Call[None]:
        """See `Client.accept`."""
        body = messages.Acceptance(item, by)
        request = self._of(filing, "accept", "POST", "commitments", None, content=messages.encode(body))
        yield from self._do(request, self._look(filing, lambda ledger: item not in ledger.commitments))

    def stage(self, filing: FilingId, batch: Batch[Any]) -> Call[Staged]:
        """See `Client.stage`."""
        content = messages.encode(messages.rows(batch))
        request = self._of(filing, "stage", "PUT", "rows", Staged, content=content, uploads=True)
        look = self._look(filing, lambda ledger: ledger.staged == batch.digest)
        told: Staged = yield from self._do(request, look)
        return told

    def record_unit(self, filing: FilingId, record: UnitRecord) -> Call[tuple[Problem, ...]]:
        """See `Client.record_unit`."""
        content = messages.encode(messages.Record(record.to_mapping()))
        request = self._of(filing, "record_unit", "PUT", "unit-record", messages.Found, content=content)
        found: messages.Found = yield from self._do(request, self._look(filing))
        return found.problems

    def declaration(self, filing: FilingId) -> Call[bytes]:
        """See `Client.declaration`."""
        request = self._of(filing, "declaration", "POST", "declaration", bytes)
        told: bytes = yield from self._do(request, self._look(filing, lambda ledger: ledger.printed))
        return told

    def attach(
        self, filing: FilingId, material: str, content: bytes, person: PersonId | None
    ) -> Call[Attached]:
        """See `Client.attach`."""
        request = self._of(
            filing,
            "attach",
            "PUT",
            f"materials/{_segment(material)}",
            Attached,
            headers={} if person is None else {"Person": _quoted(person)},
            content=content,
            media=BINARY,
            uploads=True,
        )
        told: Attached = yield from self._do(request, self._look(filing))
        return told

    def submit(self, filing: FilingId, people: Sequence[PersonId] | None) -> Call[tuple[Receipt, ...]]:
        """See `Client.submit`."""
        body = messages.Wanted(None if people is None else tuple(map(str, people)))
        request = self._of(
            filing, "submit", "POST", "submission", messages.Receipts, content=messages.encode(body)
        )
        told: messages.Receipts = yield from self._do(request, self._look(filing, lambda ledger: ledger.done))
        return told.receipts

    def ledger(self, filing: FilingId) -> Call[Ledger]:
        """See `Client.ledger`."""
        told: Ledger = yield from self._send(self._of(filing, "ledger", "GET", "ledger", Ledger, asks=True))
        return told

    def find(self, reference: str) -> Call[FilingId | None]:
        """See `Client.find`."""
        headers = _key(reference)
        request = Request(
            "find", "GET", "/v1/filings/by-reference", messages.Opened, asks=True, headers=headers
        )
        found: messages.Opened = yield from self._send(request)
        return None if found.filing is None else FilingId(found.filing)

    def filings(self, page: int, size: int) -> Call[Page[FilingSummary]]:
        """See `Client.filings`."""
        query = {"page": str(page), "size": str(size)}
        request = Request("filings", "GET", "/v1/filings", Page[FilingSummary], asks=True, query=query)
        told: Page[FilingSummary] = yield from self._send(request)
        return told

    def outlets(self, division: str) -> Call[tuple[Outlet, ...]]:
        """See `Client.outlets`."""
        path = f"/v1/outlets/{_segment(division)}"
        request = Request("outlets", "GET", path, tuple[Outlet, ...], asks=True)
        told: tuple[Outlet, ...] = yield from self._send(request)
        return told

    def _of(self, filing: str, call: str, method: str, path: str, answer: Any, **told: Any) -> Request:
        """A request about a filing.

        Raises:
            NotFound: an id that would be another path.
        """
        if not filing.strip(".") or "/" in filing:
            raise refusal(NotFound, NO_FILING)
        return Request(call, method, f"/v1/filings/{_segment(filing)}/{path}", answer, **told)

    def _send(self, request: Request) -> Call[Any]:
        """The answer within a session; signs in again when it ended."""
        for _ in range(_RENEWALS):
            token = self.token
            if token is None:
                raise refusal(StepRefused, NOT_SIGNED_IN)
            try:
                return (yield _bearing(request, token))
            except SessionExpired:
                yield Renew(token)
        reason = "会话一再中断"
        raise HallUnavailable(UNREACHABLE.message.format(reason=reason), code=UNREACHABLE.code)

    def _do(self, request: Request, look: Callable[[], Call[bool]]) -> Call[Any]:
        """The answer to what changes something.

        When it gets lost, the ledger is asked how it went; what is found is adopted: a call that was
        done is repeated as the mere question that it is by then. When nothing was done it is done.

        Raises:
            OutcomeUnknown: the ledger could not be asked, or answers got lost time and again.
        """
        for left in reversed(range(DOUBTS)):
            try:
                return (yield from self._send(request))
            except OutcomeUnknown as doubt:
                if not left:
                    raise
                try:
                    done = yield from look()
                except (HallUnavailable, OutcomeUnknown):
                    raise doubt from None
                if done and request.answer is None:
                    return None
                request = evolve(request, asks=done)
        raise AssertionError("unreachable")

    def _is_open(self, reference: str) -> Callable[[], Call[bool]]:
        def look() -> Call[bool]:
            return (yield from self.find(reference)) is not None

        return look

    def _look(
        self, filing: FilingId, done: Callable[[Ledger], bool] = lambda _: False
    ) -> Callable[[], Call[bool]]:
        def look() -> Call[bool]:
            return done((yield from self.ledger(filing)))

        return look


def _open(call: str, path: str, answer: Any, selection: Selection[Any], reference: str) -> Request:
    content = messages.encode(messages.ticked(selection))
    return Request(call, "POST", path, answer, headers=_key(reference), content=content)


def _sign_in(credentials: Credentials) -> Request:
    content = messages.encode(messages.Account(credentials.user, credentials.password))
    # A sign-in whose answer got lost leaves a session that nobody uses; it ends by itself.
    return Request("sign_in", "POST", "/v1/session", messages.SignedIn, asks=True, content=content)


def _entered(credentials: Credentials) -> Call[messages.SignedIn]:
    """The answer to a sign-in; who says that there is no session yet says nothing."""
    try:
        told: messages.SignedIn = yield _sign_in(credentials)
    except SessionExpired as error:
        raise refusal(HallUnavailable, UNREACHABLE, reason="登录不成") from error
    return told


def _choose(registrations: Mapping[str, str]) -> Request:
    content = messages.encode(messages.Chosen(dict(registrations)))
    return Request("choose", "PUT", "/v1/unit/registrations", Unit, asks=True, content=content)


def _bearing(request: Request, token: str) -> Request:
    return evolve(request, headers={**request.headers, "Authorization": f"Bearer {token}"})


def _key(reference: str) -> dict[str, str]:
    """The reference as `Idempotency-Key`: percent-encoded, because headers are ASCII."""
    return {"Idempotency-Key": f'"{_quoted(reference)}"'}


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _segment(text: str) -> str:
    return _quoted(text).replace(".", "%2E")

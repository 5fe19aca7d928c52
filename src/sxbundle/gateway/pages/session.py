"""Who asks: the cookie of a browser session, the client that its sign-in made, the filings of its unit."""

import hashlib
import hmac
import io
import secrets
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from attrs import define, field
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, FormMultiDict
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import SkipValidation
from PIL import Image, ImageDraw, ImageFont

from sxbundle.clients.contract import Client
from sxbundle.errors import SessionExpired, refusal
from sxbundle.gateway.pages.import_log import ImportLog
from sxbundle.gateway.pages.quirks import Quirks
from sxbundle.gateway.pages.views.filing_view import FilingView, view
from sxbundle.gateway.sessions import IDLE, Sessions
from sxbundle.procedure.identity import Credentials, FilingId
from sxbundle.procedure.model import FilingSummary
from sxbundle.procedure.problems import EXPIRED

_GOOD_FOR = timedelta(minutes=5)
_SIZE = (150, 50)


@define
class Captchas:
    """The pictures that wait for an answer; each is good once."""

    _open: dict[str, tuple[str, datetime]] = field(factory=dict, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def new(self, now: datetime) -> tuple[str, bytes]:
        """A name for the picture, and the picture as PNG."""
        name, digits = secrets.token_urlsafe(16), f"{secrets.randbelow(10_000):04d}"
        with self._lock:
            self._open = {key: moment for key, moment in self._open.items() if now - moment[1] < _GOOD_FOR}
            self._open[name] = digits, now
        return name, _draw(digits)

    def take(self, name: str, answer: str, now: datetime) -> bool:
        """Whether the answer is right; the picture is used up."""
        with self._lock:
            digits, made = self._open.pop(name, ("", now))
        return bool(digits) and now - made < _GOOD_FOR and secrets.compare_digest(digits, answer.strip())


def _draw(digits: str) -> bytes:
    image = Image.new("RGB", _SIZE, "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(32)
    for at, digit in enumerate(digits):
        draw.text((14 + 32 * at, 2 + secrets.randbelow(12)), digit, fill="#134577", font=font)
    for _ in range(6):
        ends = [(secrets.randbelow(_SIZE[0]), secrets.randbelow(_SIZE[1])) for _ in range(2)]
        draw.line(ends, fill="#8a9bb0")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


PageRequest = Request[Any, Any, Any]
Form = NamedDependency[SkipValidation[FormMultiDict]]
Connection = ASGIConnection[Any, Any, Any, Any]

UNIT_COOKIE = "hall_session"
OFFICE_COOKIE = "office_session"
CAPTCHA_COOKIE = "captcha"
FORM_COOKIE = "csrf_token"
LARGEST_FORM = 64 << 20
"""Bytes of a form with files."""


@define
class OfficeSessions:
    """Who is signed in on the office's side: tokens in memory, each with the time of its last use."""

    account: Credentials | None
    _open: dict[str, datetime] = field(factory=dict, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def enter(self, credentials: Credentials, now: datetime) -> str | None:
        """The token of a new session; None for a wrong name or password."""
        if self.account is None or not _same(credentials, self.account):
            return None
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._open = {key: used for key, used in self._open.items() if now - used < IDLE}
            self._open[token] = now
        return token

    def alive(self, token: str, now: datetime) -> bool:
        """True when the session goes on."""
        with self._lock:
            used = self._open.get(token)
            if used is None or now - used >= IDLE:
                self._open.pop(token, None)
                return False
            self._open[token] = now
            return True

    def leave(self, token: str) -> None:
        """Ends a session."""
        with self._lock:
            self._open.pop(token, None)


def _same(credentials: Credentials, known: Credentials) -> bool:
    """Compares both parts in a time that tells nothing."""
    user = hmac.compare_digest(credentials.user.encode(errors="replace"), known.user.encode())
    password = hmac.compare_digest(credentials.password.encode(errors="replace"), known.password.encode())
    return user and password


@define
class PagesConfig:
    """What the pages of one application share.

    Attributes:
        quirks: what is awkward.
        office: the office's sessions.
        imports: what was uploaded, for 处理详情.
        secure: cookies for HTTPS only.
        secret: names people in addresses without their numbers.
        captchas: the pictures that wait for an answer.
        file_names: filing, person and material to the name of the file that was uploaded last.
        slowness: seconds that a slow answer takes.
        answers, deeds: how many there were, for quirks that strike every few.
    """

    quirks: Quirks
    office: OfficeSessions
    secure: bool
    imports: ImportLog = field(factory=ImportLog)
    secret: bytes = field(factory=lambda: secrets.token_bytes(32), repr=False)
    captchas: Captchas = field(factory=Captchas)
    file_names: dict[tuple[FilingId, str, str], str] = field(factory=dict, repr=False)
    slowness: float = 1.0
    answers: int = 0
    deeds: int = 0

    def person_key(self, filing: FilingId, person: str) -> str:
        """Names a person of a filing in addresses and forms: a number must not stand in logs."""
        what = f"{filing}\0{person}".encode(errors="replace")
        return hmac.new(self.secret, what, hashlib.sha256).hexdigest()[:20]


def config_of(connection: Connection) -> PagesConfig:
    """What the pages share."""
    config: PagesConfig = connection.app.state.pages
    return config


def sessions_of(connection: Connection) -> Sessions:
    """The gateway's sessions."""
    sessions: Sessions = connection.app.state.sessions
    return sessions


def signed_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Lets pass who has a session.

    Raises:
        SessionExpired: no cookie, or none of a session.
    """
    token = connection.cookies.get(UNIT_COOKIE, "")
    if not token:
        raise refusal(SessionExpired, EXPIRED)
    connection.scope["state"]["client"] = sessions_of(connection).client(token)


def office_signed_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Lets pass who is signed in on the office's side.

    Raises:
        SessionExpired: nobody is.
    """
    now = sessions_of(connection).backend.clock.now()
    connection.scope["state"]["office"] = True
    if not config_of(connection).office.alive(connection.cookies.get(OFFICE_COOKIE, ""), now):
        raise refusal(SessionExpired, EXPIRED)


def client_of(request: PageRequest) -> Client:
    """The client of the session; notes the unit for the head of the page."""
    client: Client = request.scope["state"]["client"]
    return client


def cookie(request: PageRequest, key: str, value: str) -> Cookie:
    """A session's cookie: not for scripts, not from other sites."""
    return Cookie(
        key=key, value=value, httponly=True, samesite="strict", secure=config_of(request).secure, path="/"
    )


def no_cookie(key: str) -> Cookie:
    """Takes the cookie away."""
    return Cookie(key=key, value="", max_age=0, expires=0, httponly=True, samesite="strict", path="/")


def day_of_hall(connection: Connection) -> datetime:
    """The hall's time."""
    return sessions_of(connection).backend.clock.now()


async def read_form(request: PageRequest) -> FormMultiDict:
    """The fields of a form."""
    return await request.form()


_PAGE = 100


def bundles_of(request: PageRequest) -> Any:
    """The bundles of the hall."""
    return sessions_of(request).backend.catalog.bundles


def filing_of(request: PageRequest, filing: str) -> FilingView:
    """The filing as the hall knows it now.

    Raises:
        NotFound: the unit has none of that name.
    """
    ledger = client_of(request).ledger(FilingId(filing))
    return view(ledger, bundles_of(request), today(request))


def today(request: PageRequest) -> date:
    """The hall's day."""
    return day_of_hall(request).date()


def all_filings(request: PageRequest) -> tuple[FilingSummary, ...]:
    """Every filing of the unit, newest first."""
    client = client_of(request)
    summaries: list[FilingSummary] = []
    number: int | None = 1
    while number is not None:
        listed = client.filings(page=number, size=_PAGE)
        summaries += listed.items
        number = listed.next
    return tuple(summaries)


def filing_views(request: PageRequest, wanted: str = "") -> tuple[tuple[FilingView, date], ...]:
    """Every filing in which somebody is, or the wanted one, with the day on which it was opened."""
    return tuple(
        (filing_of(request, summary.filing), summary.opened.date())
        for summary in all_filings(request)
        if summary.people and wanted in ("", summary.filing)
    )

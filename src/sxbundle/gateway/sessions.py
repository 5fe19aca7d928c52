"""The sessions of the gateway: bearer tokens, each with a client of its own."""

import hashlib
import secrets
from datetime import datetime, timedelta
from threading import Lock

from attrs import define, field

from sxbundle.clients.contract import Client
from sxbundle.errors import HallError, SessionExpired, refusal
from sxbundle.gateway.backend import Backend
from sxbundle.procedure.identity import Credentials, SignIn
from sxbundle.procedure.problems import EXPIRED

IDLE = timedelta(minutes=30)
MOST = 10_000
"""Sessions at a time; the one that was idle longest makes room."""


@define
class _Session:
    client: Client
    used: datetime
    answer: SignIn


@define
class Sessions:
    """The sessions of one gateway process; they live in memory, and a client signs in again after a restart.

    A token gives exactly the client that its sign-in made: there is no way from a session to another
    unit's client.
    """

    backend: Backend
    idle: timedelta = IDLE
    _open: dict[str, _Session] = field(factory=dict, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def enter(self, credentials: Credentials, address: str = "") -> tuple[str, SignIn]:
        """Signs in with a new client; returns the token of the session.

        Args:
            credentials: who.
            address: where from; wrong tries from elsewhere do not slow an account down.

        Raises:
            HallError: whatever the hall says.
        """
        client = self.backend.new_client(address)
        try:
            answer = client.sign_in(credentials)
        except BaseException:
            _close(client)
            raise
        token = secrets.token_urlsafe(32)
        now = self.backend.clock.now()
        with self._lock:
            self._open[_token_hash(token)] = _Session(client, now, answer)
            expired = self._remove_expired(now)
        for session in expired:
            _close(session.client)
        return token, answer

    def client(self, token: str) -> Client:
        """The client of a session.

        Raises:
            SessionExpired: there is no such session, or it was idle too long.
        """
        now = self.backend.clock.now()
        with self._lock:
            session = self._open.get(_token_hash(token))
            if session is not None and now - session.used < self.idle:
                session.used = now
                return session.client
        self.leave(token)
        raise refusal(SessionExpired, EXPIRED)

    def answer(self, token: str) -> SignIn:
        """What the hall said when the session began: the choices of 登陆信息确认.

        Raises:
            SessionExpired: there is no such session, or it was idle too long.
        """
        self.client(token)
        with self._lock:
            return self._open[_token_hash(token)].answer

    def leave(self, token: str) -> None:
        """Ends a session; one that ended before is no matter."""
        with self._lock:
            session = self._open.pop(_token_hash(token), None)
        if session is not None:
            _close(session.client)

    def close(self) -> None:
        """Ends all sessions and lets the hall go."""
        with self._lock:
            expired = list(self._open.values())
            self._open.clear()
        for session in expired:
            _close(session.client)
        self.backend.close()

    def __len__(self) -> int:
        return len(self._open)

    def _remove_expired(self, now: datetime) -> list[_Session]:
        """Removes sessions that were idle too long or exceed the limit."""
        by_age = sorted(self._open.items(), key=lambda pair: pair[1].used)
        too_many = len(by_age) - MOST
        ended = [
            key
            for at, (key, session) in enumerate(by_age)
            if at < too_many or now - session.used >= self.idle
        ]
        return [self._open.pop(key) for key in ended]


def _close(client: Client) -> None:
    try:
        client.close()
    except HallError:
        return  # the hall is away, and its session ends by itself


def _token_hash(token: str) -> str:
    """Tokens are stored as hashes, so that a memory dump holds none."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()

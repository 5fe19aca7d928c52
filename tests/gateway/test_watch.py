"""What stands around the calls: slow bodies, unforeseen errors, a hall that is away, idle sessions."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.gateway import Backend, create_app
from sxbundle.gateway.backend import backend_at, local_backend
from sxbundle.gateway.rate_limit import RateLimit
from sxbundle.gateway.sessions import Sessions
from sxbundle.testing.office import DAY

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
SECRET = "140105199003072317"


def asked(app: Any, ask: Callable[[httpx.AsyncClient], Any]) -> Any:
    async def run() -> Any:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            return await ask(client)

    return asyncio.run(run())


class Broken:
    """A client that breaks in a way that no contract knows."""

    def sign_in(self, credentials: sx.Credentials) -> None:
        raise LookupError(f"nobody is called {SECRET}")

    def close(self) -> None:
        """Nothing."""


def test_an_error_that_nobody_foresaw(caplog: pytest.LogCaptureFixture) -> None:
    """Is a doubt for the caller, and stands in the log without what it quotes."""
    app = create_app(Backend(Broken))  # type: ignore[arg-type]
    caplog.set_level(logging.INFO, "sxbundle.gateway")
    account = {"user": "a", "password": "b"}
    answer = asked(app, lambda client: client.post("/v1/session", json=account))
    told = answer.json()
    assert (answer.status_code, told["error"], told["code"]) == (500, "OutcomeUnknown", "gateway.broken")
    assert told["instance"] in told["detail"]
    (line,) = [json.loads(record.message) for record in caplog.records if record.name == "sxbundle.gateway"]
    assert (line["request"], line["error"], line["status"]) == (told["instance"], "LookupError", 500)
    assert any("sign_in" in place for place in line["at"])
    assert SECRET not in answer.text
    assert SECRET not in caplog.text


def test_a_body_that_does_not_come() -> None:
    """Is not waited for: nothing was done."""

    async def dripping() -> AsyncIterator[bytes]:
        yield b'{"user": '
        await asyncio.sleep(30)

    app = create_app(Backend(Broken))  # type: ignore[arg-type]
    app.patience = 0.05
    media = {"Content-Type": "application/json"}
    answer = asked(app, lambda client: client.post("/v1/session", content=dripping(), headers=media))
    assert (answer.status_code, answer.json()["code"]) == (408, "gateway.too-slow")
    assert answer.json()["error"] == "HallUnavailable"


def test_a_hall_that_is_away_is_not_ready() -> None:
    def away() -> None:
        raise sx.HallUnavailable("网厅暂时无法访问")

    app = create_app(Backend(Broken, ready=away))  # type: ignore[arg-type]
    answer = asked(app, lambda client: client.get("/ready"))
    assert (answer.status_code, answer.json()["error"]) == (503, "HallUnavailable")
    assert asked(app, lambda client: client.get("/health")).status_code == 200


def test_sessions_end_when_idle() -> None:
    """By the hall's clock; those that are used go on; ended ones make room."""
    clock = SettableClock(DAY)
    sessions = Sessions(local_backend(sx.LocalHall.demo(clock=clock)), timedelta(minutes=30))
    used, _ = sessions.enter(ACCOUNT)
    idle, _ = sessions.enter(ACCOUNT)
    for _ in range(3):
        clock.advance(minutes=20)
        assert sessions.client(used).unit().name
    with pytest.raises(sx.SessionExpired):
        sessions.client(idle)
    assert len(sessions) == 1
    with pytest.raises(sx.SignInFailed):
        sessions.enter(sx.Credentials(ACCOUNT.user, "wrong"))
    assert len(sessions) == 1
    clock.advance(hours=1)
    sessions.enter(ACCOUNT)
    assert len(sessions) == 1
    sessions.close()
    assert len(sessions) == 0


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    pace = RateLimit(burst=3, seconds=2, now=lambda: now[0])
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 2]
    now[0] = 2
    assert [pace.wait("a") for _ in range(2)] == [0, 2]
    now[0] = 100
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 2]


def test_what_a_gateway_stands_before(tmp_path: Any) -> None:
    """A database, or whatever `connect` knows; a demonstration only of the embedded hall."""
    local = backend_at(f"sqlite:///{tmp_path / 'hall.db'}", demo=True)
    with local.client() as client:
        assert client.sign_in(ACCOUNT).unit is not None
    local.ready()
    local.close()
    assert isinstance(backend_at("https://gateway.example").client(), sx.HttpHall)
    with pytest.raises(sx.DeclarationError):
        backend_at("https://gateway.example", demo=True)

"""A real gateway process on loopback, its hall in our hands through a pipe."""

import asyncio
import contextlib
import io
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from sxbundle import procedure
from sxbundle.clients.contract import Client
from sxbundle.clients.http.client import AsyncHttpHall
from sxbundle.clients.http.config import RetryPolicy
from sxbundle.clients.http.sync import HttpHall
from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.gateway import Backend, create_app
from sxbundle.gateway.pages import Pages
from sxbundle.gateway.rate_limit import RateLimit
from sxbundle.gateway.server import serve
from sxbundle.hall import sessions
from sxbundle.procedure.identity import FilingId
from sxbundle.testing.office import DAY, Office

QUICK = RetryPolicy(attempts=3, first_wait=0.001, jitter=0.001, total=20, connect=5, answer=30)
_DRAW = procedure.draw
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["sxbundle.gateway.__main__", "sxbundle.testing.office", "fpdf", "pypdf"])


class _Halls:
    """The hall behind the gateway, a fresh one for each test; `LocalHall`'s own verbs by name."""

    def __init__(self) -> None:
        self.hall: LocalHall | None = None
        self.clock = SettableClock(DAY)

    def now(self) -> Any:
        return self.clock.now()

    def wait(self, seconds: float) -> None:
        self.clock.wait(seconds)

    def client(self) -> Client:
        assert self.hall is not None
        return self.hall.new_client()

    def reset(self, path: str) -> None:
        if self.hall is not None:
            self.hall.close()
        self.clock = SettableClock(DAY)
        self.hall = LocalHall.demo(path, clock=self.clock)

    def do(self, name: str, args: tuple[Any, ...], told: dict[str, Any]) -> Any:
        match name.split("."):
            case ["reset"]:
                return self.reset(*args)
            case ["clock", verb]:
                return getattr(self.clock, verb)(*args, **told)
            case ["faults", verb]:
                return getattr(self.hall.faults, verb)(*args, **told)  # type: ignore[union-attr]
            case [verb]:
                return getattr(self.hall, verb)(*args, **told)
        raise LookupError(name)


class _Told(io.StringIO):
    """What the gateway prints, through the pipe."""

    def __init__(self, pipe: Any) -> None:
        super().__init__()
        self._pipe = pipe

    def write(self, text: str) -> int:
        if text.strip():
            self._pipe.send(text.strip())
        return len(text)


def _hasten() -> None:
    """What is slow for reasons of its own, and tested of its own: hashing, drawing the same form again."""
    sessions._COST = (2**4, 8, 1)
    drawn: dict[bytes, bytes] = {}

    def draw(form: Any, fonts: Any = ()) -> bytes:
        key = pickle.dumps(form)
        if key not in drawn:
            drawn[key] = _DRAW(form, fonts)
        return drawn[key]

    procedure.draw = draw


def _run(pipe: Any, pace: tuple[int, float], port: int, path: str | None, pages: bool) -> None:
    _hasten()
    halls = _Halls()
    if path is not None:
        halls.reset(path)

    def obey() -> None:
        while True:
            try:
                name, args, told = pipe.recv()
            except EOFError:
                os._exit(0)  # the tests are gone
            try:
                pipe.send((halls.do(name, args, told), None))
            except Exception as error:
                pipe.send((None, error))

    def close() -> None:
        if halls.hall is not None:
            halls.hall.close()

    backend = Backend(halls.client, close=close, clock=halls)
    app = create_app(backend, rate_limit=RateLimit(*pace), pages=Pages() if pages else None)
    threading.Thread(target=obey, daemon=True).start()
    with contextlib.redirect_stdout(_Told(pipe)):
        code = serve(app, "127.0.0.1", port)
    os._exit(code)


class GatewayProcess:
    """The process; `url` is where it listens."""

    def __init__(
        self,
        *,
        pace: tuple[int, float] = (100_000, 1.0),
        port: int = 0,
        path: str | None = None,
        pages: bool = False,
    ) -> None:
        self._pipe, theirs = _SERVER.Pipe()
        self._lock = threading.Lock()
        self.process = _SERVER.Process(target=_run, args=(theirs, pace, port, path, pages), daemon=True)
        self.process.start()
        theirs.close()
        self.url: str = self._pipe.recv()
        self.port = int(self.url.rpartition(":")[2])

    def do(self, name: str, *args: Any, **told: Any) -> Any:
        """One of the hall's verbs, done there."""
        with self._lock:
            self._pipe.send((name, args, told))
            answer, error = self._pipe.recv()
        if error is not None:
            raise error
        return answer

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.process.pid or 0, signal.SIGKILL)
        self.process.join(10)
        self._pipe.close()

    def stop(self) -> int | None:
        """SIGTERM; gives the exit code."""
        if self.process.is_alive():
            os.kill(self.process.pid or 0, signal.SIGTERM)
        self.process.join(70)
        self._pipe.close()
        return self.process.exitcode


class HttpOffice(Office):
    """The embedded hall behind a gateway, for the contract suite."""

    enterprise = LocalHall.DEMO_ACCOUNTS["enterprise"]
    other = LocalHall.DEMO_ACCOUNTS["twice-registered"]

    def __init__(self, gateway: GatewayProcess) -> None:
        self.gateway = gateway
        self.clients: list[Client] = []
        gateway.do("reset", ":memory:")

    def client(self) -> Client:
        client = self._new()
        self.clients.append(client)
        return client

    def _new(self) -> Client:
        return HttpHall(self.gateway.url, retry=QUICK)

    def expire(self) -> None:
        self.gateway.do("clock.advance", hours=1)

    def wait(self, minutes: int) -> None:
        self.gateway.do("clock.advance", minutes=minutes)

    def slow_imports(self, minutes: int) -> None:
        self.gateway.do("slow_imports", timedelta(minutes=minutes))

    def lose_answer(self, call: str) -> None:
        # A mere question is asked again: for the caller to see a loss, every answer must get lost.
        self.gateway.do("faults.lose_answer", call, times=QUICK.attempts if call == "ledger" else 1)

    def lose_request(self, call: str) -> None:
        self.gateway.do("faults.lose_request", call, times=QUICK.attempts)

    def half_accept(self, most: int) -> None:
        self.gateway.do("faults.half_accept", most)

    def accept_all(self, filing: FilingId) -> int:
        done: int = self.gateway.do("accept_all", filing)
        return done

    def send_back(self, filing: FilingId, reason: str, items: Iterable[str] | None = None) -> int:
        done: int = self.gateway.do("send_back", filing, reason, items=items)
        return done

    def reject(self, filing: FilingId, reason: str, items: Iterable[str] | None = None) -> int:
        done: int = self.gateway.do("reject", filing, reason, items=items)
        return done

    def close(self) -> None:
        for client in self.clients:
            client.close()


class Awaited:
    """An `AsyncHttpHall` for callers that do not await: one event loop in a thread of its own."""

    def __init__(self, url: str, **told: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._hall = AsyncHttpHall(url, **told)

    def _wait(self, name: str, *args: Any, **told: Any) -> Any:
        if self._loop.is_closed():
            return asyncio.run(getattr(self._hall, name)(*args, **told))
        call = getattr(self._hall, name)(*args, **told)
        return asyncio.run_coroutine_threadsafe(call, self._loop).result(60)

    def close(self) -> None:
        if self._loop.is_closed():
            return
        self._wait("close")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> "Awaited":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._hall, name)  # what it does not offer, this does not
        return partial(self._wait, name) if callable(attribute) else attribute


class AsyncHttpOffice(HttpOffice):
    """The same through `AsyncHttpHall`."""

    def _new(self) -> Any:
        return Awaited(self.gateway.url, retry=QUICK)

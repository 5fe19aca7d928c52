"""Connections that drip, beside callers that do not; the figures stand in the report of the run."""

import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from gateway_process import GatewayProcess
from rounds import long_except

import sxbundle as sx
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

pytestmark = pytest.mark.slow

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
CALLS = 200
"""Of the honest caller, while the others drip."""
CHUNKED = "PUT {at}/materials/licence HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n{bearer}\r\n"
DRIPS: dict[str, tuple[str, bytes]] = {
    "no session": (CHUNKED.replace("{bearer}", ""), b"1\r\nx\r\n"),
    "a session": (CHUNKED, b"1\r\nx\r\n"),
    "a head that does not end": ("GET /health HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n"),
}


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(path=":memory:")
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture
def honest(gateway: GatewayProcess) -> Iterator[sx.HttpHall]:
    with sx.HttpHall(gateway.url) as hall:
        hall.sign_in(ACCOUNT)
        yield hall


class Dripping:
    """Connections of which each sends a few bytes again and again; a thread of its own sends them.

    Attributes:
        answers: what each was answered so far.
        ended: how many the gateway ended.
    """

    def __init__(self, port: int, number: int, head: str, drop: bytes) -> None:
        self.answers = [b""] * number
        self.ended = 0
        self._lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(number)]
        for line in self._lines:
            line.setblocking(False)
            line.send(head.encode())
        self._drop = drop
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._drip, daemon=True)
        self._thread.start()

    def _drip(self) -> None:
        alive = dict(enumerate(self._lines))
        while alive and not self._over.is_set():
            for number, line in list(alive.items()):
                try:
                    line.send(self._drop)
                    part = line.recv(1 << 16)
                except BlockingIOError:
                    continue
                except OSError:
                    part = b""
                self.answers[number] += part
                if not part:
                    del alive[number]
                    self.ended += 1
            self._over.wait(0.01)

    def stop(self) -> None:
        self._over.set()
        self._thread.join(10)
        for line in self._lines:
            line.close()


def milliseconds(call: Callable[[], object]) -> list[float]:
    """How long each of the calls took."""
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


@pytest.mark.parametrize("number", long_except((1, 10, 100), 1))
@pytest.mark.parametrize("kind", DRIPS)
def test_honest_callers_beside_slow_ones(
    gateway: GatewayProcess,
    honest: sx.HttpHall,
    record_property: Callable[[str, object], None],
    kind: str,
    number: int,
) -> None:
    """Every honest call is answered; who drips without a session is refused before its body is read."""
    scenario = hiring(2, on=DAY, reference=f"{kind}-{number}", start=100 * number)
    filing = scenario.open(honest)
    account = {"user": ACCOUNT.user, "password": ACCOUNT.password}
    head, drop = DRIPS[kind]
    with httpx.Client(base_url=gateway.url, trust_env=False) as raw:
        token = raw.post("/v1/session", json=account).json()["token"]
        head = head.format(at=f"/v1/filings/{filing}", bearer=f"Authorization: Bearer {token}\r\n")
        dripping = Dripping(gateway.port, number, head, drop)
        try:
            for name, call in (
                ("health", lambda: raw.get("/health").raise_for_status()),
                ("ledger", lambda: honest.ledger(filing)),
            ):
                taken = milliseconds(call)
                figures = f"median {statistics.median(taken):.1f} ms, worst {max(taken):.1f} ms"
                record_property(name, figures)
                print(f"{number} × {kind}: {name} {figures}")
            if kind == "no session":
                assert all(answer.startswith(b"HTTP/1.1 401 ") for answer in dripping.answers)
        finally:
            dripping.stop()

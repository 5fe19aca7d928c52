"""Requests a second of a filing over HTTP, against the hall alone and a bare echo of the same bytes.

python benchmarks/gateway.py [people]
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from attrs import frozen

import sxbundle as sx
from sxbundle.clients.http.sync import HttpHall
from sxbundle.gateway import backend_at, create_app
from sxbundle.gateway.pages import Pages
from sxbundle.gateway.rate_limit import RateLimit
from sxbundle.gateway.server import serve
from sxbundle.testing.scenario import hiring

ROUNDS = 5
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
PROCESSES = multiprocessing.get_context("forkserver")


@frozen
class Server:
    """A gateway that runs: its address, and its process."""

    url: str
    pid: int

    @property
    def spent(self) -> float:
        """Its processor seconds so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body, answers with as many bytes as `X-Answer` says."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    size = int(dict(scope["headers"])[b"x-answer"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
    await send({"type": "http.response.body", "body": bytes(size)})


class _Told:
    def __init__(self, pipe: Any) -> None:
        self.pipe = pipe

    def write(self, text: str) -> None:
        if text.strip():
            self.pipe.send(text.strip())

    def flush(self) -> None:
        """Nothing is kept back."""


def run(pipe: Any, address: str | None, with_pages: bool) -> None:
    """A server's process."""
    sys.stdout = _Told(pipe)
    # Every client here has one address, which would soon be told to wait.
    limit = RateLimit(100_000, 0.001)
    pages = Pages() if with_pages else None
    app: Any = (
        echo if address is None else create_app(backend_at(address, demo=True), pages=pages, rate_limit=limit)
    )
    serve(app, "127.0.0.1", 0)


@contextmanager
def server(address: str | None, *, with_pages: bool = False) -> Iterator[Server]:
    """A gateway of that hall, or the echo, in a process of its own."""
    pipe, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=run, args=(theirs, address, with_pages))
    process.start()
    theirs.close()  # a server that cannot start ends the wait for its URL
    try:
        yield Server(pipe.recv(), process.pid or 0)
    finally:
        process.terminate()
        process.join()


class Recorded(httpx.HTTPTransport):
    """The network, and what went over it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str, bytes, int]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Passes it on, and writes it down."""
        request.read()  # files are streamed
        answer = super().handle_request(request)
        answer.read()
        self.seen.append((request.method, request.url.path, request.content, len(answer.content)))
        return answer


def main(people: int) -> None:
    """Prints the figures."""
    on = sx.HIRE.select("就业登记").plan.on
    with tempfile.TemporaryDirectory() as folder, server(None) as bare:
        address = f"sqlite:///{Path(folder) / 'hall.db'}"
        filed, alone, echoed, requests = [], [], [], 0
        with server(address) as gateway, sx.LocalHall.demo(Path(folder) / "alone.db") as local:
            local.sign_in(ACCOUNT)
            for number in range(ROUNDS):
                recorded = Recorded()
                scenario = hiring(people, on=on, reference=f"{number}", start=number * people)
                with HttpHall(gateway.url, transport=recorded) as hall:
                    hall.sign_in(ACCOUNT)
                    recorded.seen.clear()
                    begun = time.perf_counter()
                    scenario.submitted(hall)
                    filed.append(time.perf_counter() - begun)
                    seen = list(recorded.seen)
                begun = time.perf_counter()
                scenario.submitted(local)
                alone.append(time.perf_counter() - begun)
                with httpx.Client(base_url=bare.url, trust_env=False) as client:
                    begun = time.perf_counter()
                    for method, path, content, size in seen:
                        client.request(method, path, content=content, headers={"X-Answer": str(size)})
                    echoed.append(time.perf_counter() - begun)
                requests = len(seen)
    took, alone_took, bare_took = map(statistics.median, (filed, alone, echoed))
    print(f"{people} people, {requests} requests, median of {ROUNDS}")
    print(f"filing: {requests / took:8.0f} requests/s ({took:.3f} s, {people / took:.0f} people/s)")
    print(f"hall:   {requests / alone_took:8.0f} calls/s ({alone_took:.3f} s) without HTTP")
    print(f"echo:   {requests / bare_took:8.0f} requests/s ({bare_took:.3f} s)")
    print(f"filing : echo {took / bare_took:.1f}, filing : hall {took / alone_took:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)

"""Before there is a request, and what strangers send instead of one."""

import asyncio
import contextlib
import http.client
import json
import logging
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from gateway_process import GatewayProcess
from uvicorn.server import ServerState

import sxbundle as sx
from sxbundle.clients.http import problem_details
from sxbundle.gateway import backend_at, create_app
from sxbundle.gateway.__main__ import main
from sxbundle.gateway.backend import local_backend
from sxbundle.gateway.middleware import ReducedFormatter, RequestMiddleware
from sxbundle.gateway.rate_limit import RateLimit, TooOften
from sxbundle.gateway.server import GatewayProtocol
from sxbundle.procedure.sign_in import FREE_TRIES
from sxbundle.testing.scenario import picture

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
SIGN_IN = {"user": ACCOUNT.user, "password": ACCOUNT.password}
SECRET = "140105199003072317"


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(path=":memory:")
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture
def raw(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url, trust_env=False) as raw:
        yield raw


@pytest.fixture
def logs() -> Iterator[None]:
    """What `main` sets up for a process of its own is taken away again."""
    some = [logging.getLogger(name) for name in (None, "sxbundle.gateway", "uvicorn.error")]
    before = [(one, list(one.handlers), one.level, one.propagate) for one in some]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def sent(gateway: GatewayProcess, content: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", gateway.port)) as line:
        line.settimeout(20)
        line.sendall(content)
        answer = b""
        while part := line.recv(1 << 16):
            answer += part
    return answer


@pytest.mark.parametrize(
    "content",
    [
        b"\x16\x03\x01\x02\x00hello\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET /health HTTP/1.1\r\n\r\n",
        b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n",
        b"GET /v1/unit/\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_in_our_words(gateway: GatewayProcess, content: bytes) -> None:
    head, _, body = sent(gateway, content).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert problem_details.MEDIA.encode() in head
    document = json.loads(body)
    assert (document["status"], document["code"]) == (400, "gateway.request")
    assert document["instance"].encode() in head


UNREAD_BODIES = {
    "announced": (b"Content-Length: 100000\r\n", b"x" * 1000),
    "in chunks": (b"Transfer-Encoding: chunked\r\n", b"3e8\r\n" + b"x" * 1000 + b"\r\n"),
    "on demand": (b"Content-Length: 100000\r\nExpect: 100-continue\r\n", b""),
}


@pytest.mark.parametrize("kind", UNREAD_BODIES)
def test_an_answer_before_the_body_says_that_it_is_the_last(gateway: GatewayProcess, kind: str) -> None:
    """Otherwise the caller asks again on a connection that is about to close."""
    header, piece = UNREAD_BODIES[kind]
    with socket.create_connection(("127.0.0.1", gateway.port)) as line:
        line.settimeout(20)
        line.sendall(b"PUT /v1/filings/F1/rows HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n")
        answer = b""
        while part := line.recv(1 << 16):
            line.sendall(piece)  # what is still sent resets nothing
            answer += part
    head, _, body = answer.lower().partition(b"\r\n\r\n")
    assert head.startswith(b"http/1.1 401 ")
    assert head.count(b"connection: close") == 1
    assert b"hall.session-expired" in body


def test_a_connection_whose_body_was_read_is_kept(gateway: GatewayProcess) -> None:
    content = json.dumps(SIGN_IN).encode()
    head = f"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: {len(content)}\r\n"
    with socket.create_connection(("127.0.0.1", gateway.port)) as line, line.makefile("rb") as answers:
        for last in (b"", b"Connection: close\r\n"):
            line.sendall(head.encode() + last + b"\r\n" + content)
            assert answers.readline().startswith(b"HTTP/1.1 201 ")
            headers = http.client.parse_headers(answers)
            assert headers.get("connection") == ((last and "close") or None)
            answers.read(int(headers["content-length"]))


def test_what_is_no_http_is_answered_while_it_is_still_sent(gateway: GatewayProcess) -> None:
    """More than any buffer holds: closing over it would reset the connection and take the answer away."""
    with socket.create_connection(("127.0.0.1", gateway.port)) as line:
        line.settimeout(20)
        line.sendall(b"GET /\r\n\r\n" + bytes(8 << 20))
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while part := line.recv(1 << 16):
            answer += part
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"gateway.request" in answer


async def _served(patience: float, app: Any) -> tuple[asyncio.Server, Any]:
    config = uvicorn.Config(app, http=GatewayProtocol, log_config=None, lifespan="off", timeout_keep_alive=30)
    config.load()

    def made() -> GatewayProtocol:
        door = GatewayProtocol(config, ServerState(), {})
        door.patience = patience
        return door

    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("first", [b"", b"GET /health HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(first: bytes) -> None:
    """However it drips; whoever asked in time is answered, and may ask again."""

    async def run() -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await asyncio.sleep(0.5)  # longer than a head may take
            head = [(b"content-length", b"2")]
            await send({"type": "http.response.start", "status": 200, "headers": head})
            await send({"type": "http.response.body", "body": b"ok"})

        server, port = await _served(0.3, app)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200" in await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(2) == b"ok"
        writer.write(first or b"G")

        async def drip() -> None:
            while True:
                await asyncio.sleep(0.05)
                writer.write(b"X: y\r\n")

        dripping = asyncio.create_task(drip())
        with contextlib.suppress(ConnectionError):  # closed while bytes were still under way
            assert await asyncio.wait_for(reader.read(), 10) == b""
        dripping.cancel()
        silent, idle = await asyncio.open_connection("127.0.0.1", port)
        assert await asyncio.wait_for(silent.read(), 10) == b""
        for one in (writer, idle):
            one.close()
        server.close()

    asyncio.run(run())


def test_a_body_in_drops_is_not_waited_for() -> None:
    """Each drop in time, all of them not."""

    async def run() -> list[str]:
        ends: list[str] = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            try:
                while (await receive())["more_body"]:
                    pass
            except Exception as error:
                ends.append(type(error).__name__)
                return
            ends.append("whole")

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b" ", "more_body": True}

        async def send(message: Any) -> None: ...

        scope = {"type": "http", "headers": [], "method": "POST"}
        await asyncio.wait_for(RequestMiddleware(app, patience=0.2)(scope, receive, send), 10)
        return ends

    assert asyncio.run(run()) == ["TooSlow"]


def test_who_hangs_up_breaks_nothing(gateway: GatewayProcess, raw: httpx.Client) -> None:
    """A body cut off is the caller's fault, and the next one is answered."""
    head = b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", gateway.port)) as line:
            line.sendall(head + b'{"user": "')
    assert raw.post("/v1/session", json=SIGN_IN).status_code == 201


def test_a_body_cut_off_is_no_error_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "sxbundle.gateway")

    async def run() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None: ...

        app = create_app(backend_at("sqlite:///:memory:", demo=True))
        headers = [(b"content-type", b"application/json"), (b"content-length", b"500")]
        scope = {
            "type": "http", "method": "POST", "path": "/v1/session", "raw_path": b"/v1/session",
            "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "server": ("x", 80),
            "scheme": "http", "root_path": "", "http_version": "1.1",
        }  # fmt: skip
        await app(scope, receive, send)

    asyncio.run(run())
    (line,) = [json.loads(record.message) for record in caplog.records if record.name == "sxbundle.gateway"]
    assert (line["status"], line["code"]) == (400, "gateway.request")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_a_body_of_another_sort(raw: httpx.Client, headers: dict[str, str]) -> None:
    answer = raw.post("/v1/session", content=json.dumps(SIGN_IN), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "gateway.request")
    assert answer.headers["content-type"].startswith(problem_details.MEDIA)


def test_json_says_so_or_nothing(raw: httpx.Client) -> None:
    for headers in ({}, {"Content-Type": "Application/JSON; charset=utf-8"}):
        assert raw.post("/v1/session", content=json.dumps(SIGN_IN), headers=headers).status_code == 201


@pytest.mark.parametrize("path", ["/openapi/none", "/openapi.json", "/schema", "/openapi/openapi.yaml"])
def test_no_page_is_in_html(raw: httpx.Client, path: str) -> None:
    answer = raw.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "gateway.not-found")


def test_a_refusal_quotes_nobody(raw: httpx.Client) -> None:
    """Neither a cell that is no day nor a header that is no text comes back in the words of Python."""
    token = raw.post("/v1/session", json=SIGN_IN).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    selection = {"bundle": "hire", "items": ["enrolment"], "on": "2026-11-30"}
    for kind in ("date", "datetime", "time", "float", "decimal"):
        rows = {
            "selection": selection,
            "digest": "0" * 64,
            "rows": [1],
            "cells": {"basic.name": [{"type": kind, "text": f"!{SECRET}"}]},
        }
        answer = raw.put("/v1/filings/F00000001/rows", headers=headers, json=rows)
        assert (answer.status_code, answer.json()["code"]) == (400, "gateway.request")
        assert SECRET not in answer.text
    person = {**headers, "Person": f"%FF{SECRET}"}
    answer = raw.put("/v1/filings/F00000001/materials/identity", headers=person, content=picture())
    assert answer.status_code == 400
    assert "utf-8" not in answer.text
    answer = raw.get("/v1/filings/by-reference", headers=headers)
    assert "Idempotency-Key" in answer.json()["detail"]


def test_a_fault_of_ours_is_none_of_the_callers() -> None:
    """A ValueError from within the hall is not a bad request: it may have done something."""

    class Faulty:
        def sign_in(self, credentials: sx.Credentials) -> None:
            raise ValueError(SECRET)

        def close(self) -> None:
            """Nothing."""

    async def ask() -> httpx.Response:
        from sxbundle.gateway import Backend

        app = create_app(Backend(Faulty))  # type: ignore[arg-type]
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            return await client.post("/v1/session", json=SIGN_IN)

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.json()["error"]) == (500, "OutcomeUnknown")
    assert SECRET not in answer.text


def test_nobody_names_another_address_for_himself() -> None:
    """`X-Forwarded-For` of a stranger gives no new tries."""
    gateway = GatewayProcess(pace=(3, 3600.0), path=":memory:")
    try:
        with httpx.Client(base_url=gateway.url, trust_env=False) as raw:
            statuses = [
                raw.post(
                    "/v1/session",
                    json={"user": f"nobody-{at}", "password": "x"},
                    headers={"X-Forwarded-For": f"192.0.2.{at}", "Forwarded": f"for=192.0.2.{at}"},
                ).status_code
                for at in range(5)
            ]
        assert statuses == [403, 403, 403, 429, 429]
    finally:
        gateway.stop()


def test_wrong_passwords_from_elsewhere_keep_nobody_out() -> None:
    """The wait after wrong tries is of one account from one address."""

    async def tries(app: Any, address: str, password: str, number: int) -> list[int]:
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://hall.example") as raw:
            account = {"user": ACCOUNT.user, "password": password}
            return [(await raw.post("/v1/session", json=account)).status_code for _ in range(number)]

    async def run() -> None:
        hall = sx.LocalHall.demo()
        app = create_app(local_backend(hall))
        assert await tries(app, "192.0.2.7", "wrong", FREE_TRIES) == [403] * FREE_TRIES
        assert await tries(app, "192.0.2.7", ACCOUNT.password, 1) == [403]
        assert await tries(app, "192.0.2.8", ACCOUNT.password, 1) == [201]
        # One customer has a whole network of IPv6: another address of it gives no new tries.
        assert await tries(app, "2001:db8:1:2::1", "wrong", FREE_TRIES) == [403] * FREE_TRIES
        assert await tries(app, "2001:db8:1:2::2", ACCOUNT.password, 1) == [403]
        assert await tries(app, "2001:db8:1:3::1", ACCOUNT.password, 1) == [201]
        hall.close()

    asyncio.run(run())


def test_a_long_name_is_not_kept() -> None:
    pace = RateLimit(burst=1, seconds=10, now=lambda: 0.0)
    assert pace.wait("x" * 900_000) == 0
    assert pace.wait("x" * 900_000) == 10
    assert max(map(len, pace._full)) < 100


def test_a_stranger_at_one_address_does_not_use_up_an_account() -> None:
    pace = RateLimit(burst=3, seconds=60, now=lambda: 0.0)
    for _ in range(200):
        with contextlib.suppress(TooOften):
            pace.check("192.0.2.7", "甲")
    assert pace.check("192.0.2.8", "甲") is None
    assert max(pace.wait("account 甲", 0.1) for _ in range(40)) > 0  # many addresses do


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--hall", "nonsense"],
        ["--hall", ""],
        ["--hall", "mysql://x/y"],
        ["--hall", "https://"],
        ["--hall", "http://[::1"],
        ["--hall", "sqlite:///:memory:", "--host", "no-such-host.invalid"],
    ],
)
def test_what_cannot_be_served_is_said_at_once(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With 2, in one sentence, and without listening."""
    assert main(["--port", "0", *arguments]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error.strip()
    assert "Traceback" not in error


@pytest.mark.parametrize("port", ["-1", "65536", "99999", "http"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["--hall", "sqlite:///:memory:", "--port", port])
    assert refused.value.code == 2


def test_lines_of_others_quote_nobody() -> None:
    """Which exception and where, not what it says."""
    try:
        raise LookupError(SECRET)
    except LookupError as error:
        told = (type(error), error, error.__traceback__)
        record = logging.LogRecord("asyncio", 40, __file__, 1, f"Task of {SECRET}", (), told)
    line = ReducedFormatter().format(record)
    assert SECRET not in line
    assert json.loads(line)["error"] == "LookupError"


@pytest.mark.usefixtures("logs")
def test_the_catalog_and_overlays_of_the_command_line(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    from sxbundle.gateway.__main__ import _catalog, _parser

    path = tmp_path / "关.toml"
    path.write_text(
        'source = "示例"\n[bundles.hire.items.employment_registration]\n'
        'availability = {access = "closed", reason = "系统升级"}\n',
        "utf-8",
    )
    catalog = _catalog(_parser().parse_args(["--catalog", "installed", "--overlay", str(path)]))
    assert [overlay.file for overlay in catalog.overlays] == ["关.toml"]
    assert main(["--port", "0", "--overlay", str(tmp_path / "没有.toml")]) == 2
    assert "没有.toml" in capsys.readouterr().err

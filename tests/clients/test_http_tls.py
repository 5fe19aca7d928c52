"""Certificates of both sides, and proxies: the ways to a gateway that is not next door."""

import http.server
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.clients.http import messages
from sxbundle.clients.http.config import RetryPolicy
from sxbundle.clients.http.json_codec import encode
from sxbundle.clients.http.sync import HttpHall
from sxbundle.procedure.identity import SignIn, Unit

ONCE = RetryPolicy(attempts=1, connect=5, answer=5)
ACCOUNT = sx.Credentials("taiyuan-demo", "demo-2026")
UNIT = Unit("单位", "91140100MA0DEMA178", ())


class _Answer(http.server.BaseHTTPRequestHandler):
    """Signs anybody in; writes down which address was asked for, and whose certificate was shown."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []  # noqa: RUF012 # one server at a time

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.asked.append(self.path)
        body = encode(messages.SignedIn("t", SignIn(UNIT)))
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_DELETE(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A handshake that fails is what is tested."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    server = _Server(("127.0.0.1", 0), _Answer)
    _Answer.asked.clear()
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority, and certificates of it for 127.0.0.1 and for a client."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make certificates")
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*told: str) -> None:
        subprocess.run(["openssl", *told], cwd=folder, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    authority = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    openssl(
        "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test-authority", *authority
    )
    for name, more in (("server", "subjectAltName=IP:127.0.0.1"), ("client", "extendedKeyUsage=clientAuth")):
        signed = [
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-addext",
            more,
            "-addext",
            "basicConstraints=CA:FALSE",
        ]
        openssl(
            "req",
            "-x509",
            *key,
            *signed,
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.pem",
            "-subj",
            f"/CN={name}",
        )
    (folder / "both.pem").write_text(
        (folder / "client.pem").read_text() + (folder / "client.key").read_text()
    )
    return folder


@pytest.fixture
def guarded(papers: Path) -> Iterator[str]:
    """A server that wants a client's certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=papers / "ca.pem")
    context.load_cert_chain(papers / "server.pem", papers / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED
    with serving(context) as port:
        yield f"https://127.0.0.1:{port}"


def test_a_clients_certificate(papers: Path, guarded: str) -> None:
    """In one file, or with its key beside it."""
    pair = (str(papers / "client.pem"), str(papers / "client.key"))
    for certificate in (papers / "both.pem", pair):
        with HttpHall(guarded, authority=papers / "ca.pem", certificate=certificate, retry=ONCE) as hall:
            assert hall.sign_in(ACCOUNT).unit == UNIT


def test_without_it_nothing_is_done(papers: Path, guarded: str) -> None:
    """And a server that nobody vouches for is not talked to."""
    for told in ({"authority": papers / "ca.pem"}, {"certificate": papers / "both.pem"}):
        with HttpHall(guarded, retry=ONCE, **told) as hall, pytest.raises(sx.HallUnavailable):
            hall.sign_in(ACCOUNT)
    assert _Answer.asked == []


def test_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told, or the environment's; the way around it counts."""
    with serving() as port:
        proxy = f"http://127.0.0.1:{port}"
        for name in ("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        with HttpHall("http://gateway.example", proxy=proxy, retry=ONCE) as hall:
            hall.sign_in(ACCOUNT)
        monkeypatch.setenv("HTTP_PROXY", proxy)
        with HttpHall("http://other.example", retry=ONCE) as hall:
            hall.sign_in(ACCOUNT)
        assert _Answer.asked == ["http://gateway.example/v1/session", "http://other.example/v1/session"]

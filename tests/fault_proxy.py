"""A proxy on loopback that spoils what passes: requests, answers, uploads."""

import hashlib
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum


class Spoil(StrEnum):
    LOST_REQUEST = "lost-request"
    LOST_ANSWER = "lost-answer"
    DUPLICATE = "duplicate"
    LATE = "late"
    CUT_UPLOAD = "cut-upload"
    CUT_ANSWER = "cut-answer"
    ERROR_500 = "error-500"
    ERROR_500_DONE = "error-500-done"
    HTML_502 = "html-502"
    HTML_200 = "html-200"
    GARBAGE = "garbage"


_HTML = b"<html><body><h1>Bad Gateway</h1></body></html>"
LATE_SECONDS = 0.7

Request = tuple[bytes, bytes]
When = Callable[[int, str], bool]


class FaultProxy:
    """Passes requests on to `port`, one connection each; `when(number, key)` says which are spoilt.

    Attributes:
        url: where it listens.
        seen: how many requests came.
        struck: how many of them were spoilt.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._lock = threading.Lock()
        self._late: list[threading.Thread] = []
        self.calm()
        threading.Thread(target=self._accept, daemon=True).start()

    def calm(self) -> None:
        """Spoils nothing from now on, and counts anew."""
        self.spoil(Spoil.LOST_REQUEST, lambda number, key: False)

    def spoil(self, spoil: Spoil, when: When) -> None:
        """Spoils like this from now on."""
        self.settle()
        self._spoil, self._when = spoil, when
        self.seen = self.struck = 0

    def settle(self) -> None:
        """Waits for the requests that come late."""
        for one in self._late:
            one.join(10)
        self._late.clear()

    def close(self) -> None:
        self.settle()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(60)
            request = _read(client)
            if request is None:
                return
            with self._lock:
                number, self.seen = self.seen, self.seen + 1
                strikes = self._when(number, _key(request))
                self.struck += strikes
                spoil = self._spoil
            if strikes:
                self._spoilt(spoil, client, request)
            else:
                client.sendall(self._passed(request))

    def _spoilt(self, spoil: Spoil, client: socket.socket, request: Request) -> None:
        match spoil:
            case Spoil.LOST_REQUEST:
                return
            case Spoil.LOST_ANSWER:
                self._passed(request)
            case Spoil.DUPLICATE:
                self._passed(request)
                client.sendall(self._passed(request))
            case Spoil.LATE:
                late = threading.Timer(LATE_SECONDS, self._passed, (request,))
                self._late.append(late)
                late.start()
                client.recv(1)  # until the client gives up
            case Spoil.CUT_UPLOAD:
                head, body = request
                with socket.create_connection(("127.0.0.1", self._port)) as gateway:
                    gateway.sendall(_closing(head) + body[: len(body) // 2])
            case Spoil.CUT_ANSWER:
                answer = self._passed(request)
                client.sendall(answer[: len(answer) * 2 // 3])
            case Spoil.ERROR_500:
                client.sendall(_answer("500 Oops", "text/plain", b"oops"))
            case Spoil.ERROR_500_DONE:
                self._passed(request)
                client.sendall(_answer("500 Oops", "text/plain", b"oops"))
            case Spoil.HTML_502:
                self._passed(request)
                client.sendall(_answer("502 Bad Gateway", "text/html", _HTML))
            case Spoil.HTML_200:
                client.sendall(_answer("200 OK", "text/html; charset=utf-8", _HTML))
            case Spoil.GARBAGE:
                self._passed(request)
                client.sendall(_answer("200 OK", "application/json", b'{"filing": ['))

    def _passed(self, request: Request) -> bytes:
        """The gateway's whole answer."""
        head, body = request
        with socket.create_connection(("127.0.0.1", self._port)) as gateway:
            gateway.settimeout(60)
            gateway.sendall(_closing(head) + body)
            parts = []
            while part := gateway.recv(1 << 16):
                parts.append(part)
        answer = b"".join(parts)
        head, _, rest = answer.partition(b"\r\n\r\n")
        return head + b"\r\nConnection: close\r\n\r\n" + rest


def once_each() -> When:
    """Every request is spoilt the first time, and let pass when it comes again."""
    times: Counter[str] = Counter()

    def when(number: int, key: str) -> bool:
        times[key] += 1
        return times[key] % 2 == 1

    return when


def once_each_that_does() -> When:
    """The same, for those that are no mere questions."""
    when = once_each()
    return lambda number, key: not key.startswith("GET") and when(number, key)


def at(point: int) -> When:
    """Only the request of that number is spoilt."""
    return lambda number, key: number == point


def _read(client: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(1 << 16)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        part = client.recv(1 << 16)
        if not part:
            return None
        body += part
    return head, body


def _closing(head: bytes) -> bytes:
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n"


def _key(request: Request) -> str:
    """The method, and the same for the same request: its line, its person, its reference, its body."""
    head, body = request
    lines = head.split(b"\r\n")
    told = [line for line in lines if line.lower().startswith((b"person:", b"idempotency-key:"))]
    return head[:3].decode() + hashlib.sha256(b"\n".join([lines[0], *told, body])).hexdigest()


def _answer(status: str, media: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\nConnection: close"
    return head.encode() + b"\r\n\r\n" + body

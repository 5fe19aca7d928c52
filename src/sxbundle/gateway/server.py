"""Runs the gateway; its connections bound slow heads and tiny chunks, and answer bytes that are no HTTP."""

import asyncio
import json
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from types import FrameType
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sxbundle.clients.http import problem_details
from sxbundle.clients.http.json_codec import encode
from sxbundle.clients.http.problems import BAD_REQUEST
from sxbundle.errors import HallError, refusal
from sxbundle.gateway.middleware import LOG, RequestMiddleware

_GRACE = 60
"""Seconds that calls under way have once the gateway stops."""


class _Server(uvicorn.Server):
    """uvicorn that says where it listens, and ends with 0 after a signal."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        for listening in sockets or ():
            host, port = listening.getsockname()[:2]
            print(f"http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # The original raises the signal again at the end, which makes a stop in good order look like a death.
        before = {sign: signal.signal(sign, self._stop) for sign in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def _stop(self, sign: int, frame: FrameType | None) -> None:
        self.handle_exit(sign, frame)


def serve(app: RequestMiddleware, host: str, port: int, *, proxy: str | None = None) -> int:
    """Serves until SIGTERM or SIGINT: answers what is under way, ends the sessions, closes the hall.

    Prints one line, the address, once it listens.

    Args:
        app: what is served.
        host: interface.
        port: 0 takes any that is free.
        proxy: address of a reverse proxy that is believed when it says for whom it asks.

    Raises:
        OSError: the address cannot be listened at.
    """
    config = uvicorn.Config(
        app,
        http=GatewayProtocol,
        ws="none",
        # Whoever may name the address for which he asks is held back by no limit for addresses.
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy or "",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=30,
        lifespan="on",
    )
    with _listening(host, port) as listening:
        _Server(config).run(sockets=[listening])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    family, kind, proto, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, proto)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except BaseException:
        listening.close()
        raise
    return listening


_HEAD = 20.0
_HEAD_BYTES = 64 * 1024
_CHUNKS = 512
"""Pieces of a body that may be small; after them they have at least `_CHUNK_BYTES` on the average."""
_CHUNK_BYTES = 64
_LINGER_IDLE = 2.0
_LINGER_TOTAL = 30.0
"""Seconds an answered connection stays open for a body that nobody reads: without a byte, and in all."""


class _GatewayConnection(h11.Connection):
    """h11's side of a connection, with three rules of ours.

    A body in crumbs is refused: thousands of chunks of one byte cost a second each megabyte. An answer
    that is sent before the body has come says that the connection ends with it (RFC 9112, 9.6);
    otherwise the caller sends its next request on a connection that is about to close.
    A request with two lengths is refused: a proxy before us may end it elsewhere and take the rest for
    another request (RFC 9112, 6.1).
    """

    _pieces = 0
    _bytes = 0

    def next_event(self) -> Any:
        """See `h11.Connection.next_event`."""
        event = super().next_event()
        if isinstance(event, h11.Data):
            self._pieces += 1
            self._bytes += len(event.data)
            if self._pieces > _CHUNKS and self._bytes < self._pieces * _CHUNK_BYTES:
                raise h11.RemoteProtocolError("chunks are too small")
        elif isinstance(event, h11.Request):
            if {b"content-length", b"transfer-encoding"} <= {name for name, _ in event.headers}:
                raise h11.RemoteProtocolError("two lengths")
            self._pieces = self._bytes = 0
        return event

    def send(self, event: Any) -> Any:
        """See `h11.Connection.send`."""
        if isinstance(event, h11.Response) and self.their_state is h11.SEND_BODY:
            headers = [*event.headers, (b"connection", b"close")]
            event = h11.Response(status_code=event.status_code, headers=headers, reason=event.reason)
        return super().send(event)


class _LingeringTransport:
    """A transport whose `close` leaves a caller that still sends the time to read its answer.

    Closing a socket with unread bytes resets the connection, and the answer may be lost with it. So the
    writing side closes first; what still comes is dropped until the caller closes or the time is over
    (RFC 9112, 9.6).
    """

    def __init__(
        self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, conn: h11.Connection
    ) -> None:
        self._transport = transport
        self._loop = loop
        self._conn = conn
        self._idle: asyncio.TimerHandle | None = None
        self.lingering = False

    def close(self) -> None:
        """Closes: at once when nothing more is expected, otherwise after what still comes."""
        if self._conn.their_state not in (h11.SEND_BODY, h11.ERROR):
            self._transport.close()
        elif not self.is_closing():
            self.lingering = True
            if self._transport.can_write_eof():
                self._transport.write_eof()
            self._transport.resume_reading()
            self._loop.call_later(_LINGER_TOTAL, self._transport.close)
            self.dropped()

    def dropped(self) -> None:
        """Something came that nobody reads: waits for more."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = self._loop.call_later(_LINGER_IDLE, self._transport.close)

    def is_closing(self) -> bool:
        """True as soon as no further request is read."""
        return self.lingering or self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class GatewayProtocol(H11Protocol):
    """uvicorn's connection, which waits for a request's head only so long and refuses in our words.

    Attributes:
        patience: seconds in which the whole head of a request must have come, counted from the
            connection, or from the first byte of the request when others were answered before.
    """

    patience: float = _HEAD
    _timer: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conn = _GatewayConnection(h11.SERVER, self.config.h11_max_incomplete_event_size or _HEAD_BYTES)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """asyncio: somebody connected."""
        self._lingering = _LingeringTransport(transport, self.loop, self.conn)
        super().connection_made(self._lingering)  # type: ignore[arg-type]
        self._start_timer()

    def data_received(self, data: bytes) -> None:
        """asyncio: some bytes came."""
        if self._lingering.lingering:
            self._lingering.dropped()
            return
        super().data_received(data)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the end."""
        self._stop_timer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """The answer to what is no HTTP: a problem document, and a line in the log."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # whatever the application still answers goes nowhere
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            identity = token_hex(16)
            wrong = refusal(HallError, BAD_REQUEST, where="HTTP")
            details = problem_details.document(wrong, instance=identity, status=400)
            content = encode(details)
            headers = [
                ("content-type", problem_details.MEDIA),
                ("content-length", str(len(content))),
                ("x-request-id", identity),
                ("cache-control", "no-store"),
                ("connection", "close"),
            ]
            events: list[Any] = [
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=content),
                h11.EndOfMessage(),
            ]
            for event in events:
                self.transport.write(self.conn.send(event) or b"")
            line = {
                "request": identity,
                "method": "-",
                "route": "-",
                "status": 400,
                "ms": 0.0,
                "code": details.code,
            }
            LOG.info(json.dumps(line))
        self.transport.close()

    def _start_timer(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_timer()
        elif self._timer is None and not self.transport.is_closing():
            self._timer = self.loop.call_later(self.patience, self.transport.close)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

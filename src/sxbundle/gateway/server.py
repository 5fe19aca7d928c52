"""Running the gateway: says where it listens, ends in good order."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from sxbundle.gateway.connection import GatewayProtocol
from sxbundle.gateway.middleware import RequestMiddleware

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

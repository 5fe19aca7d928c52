"""The connection before there is a request: heads that come too slowly, bytes that are no HTTP."""

import asyncio
import json
from secrets import token_hex
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sxbundle.clients.http import problem_details
from sxbundle.clients.http.json_codec import encode
from sxbundle.clients.http.problems import BAD_REQUEST
from sxbundle.errors import HallError, refusal
from sxbundle.gateway.middleware import LOG

_HEAD = 20.0


class GatewayProtocol(H11Protocol):
    """uvicorn's connection, which waits for a request's head only so long and refuses in our words.

    Attributes:
        patience: seconds in which the whole head of a request must have come, counted from the
            connection, or from the first byte of the request when others were answered before.
    """

    patience: float = _HEAD
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """asyncio: somebody connected."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """asyncio: some bytes came."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the end."""
        self._forget()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """The answer to what is no HTTP: a problem document, and a line in the log."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            identity = token_hex(16)
            wrong = refusal(HallError, BAD_REQUEST, where="HTTP")
            details = problem_details.document(wrong, instance=identity, status=400)
            headers = [
                ("content-type", problem_details.MEDIA),
                ("x-request-id", identity),
                ("cache-control", "no-store"),
                ("connection", "close"),
            ]
            content = encode(details)
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

    def _watch(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
        elif self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(self.patience, self.transport.close)

    def _forget(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

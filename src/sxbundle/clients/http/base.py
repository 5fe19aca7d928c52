"""What `HttpHall` and `AsyncHttpHall` share besides the calls."""

from os import PathLike
from pathlib import Path
from typing import Any
from uuid import uuid4

from attrs import evolve

from sxbundle.clients.http.config import Line, Patience, Progress, Uploaded
from sxbundle.clients.http.operations import Desk
from sxbundle.clients.http.request import Request
from sxbundle.errors import FileRefused, MaterialRefused
from sxbundle.schema import Material
from sxbundle.workbook.limits import DEFAULT
from sxbundle.workbook.open_file import opened


class HttpBase:
    """The way to a gateway, and who is signed in.

    Args:
        url: of the gateway, `https://host[:port][/path]`.
        patience: how long to try.
        certificate: the client's own certificate: a PEM file with its key, or a pair of files.
        authority: PEM file of the authority that signed the gateway's certificate; the system's
            authorities unless told.
        proxy: URL of a proxy; the environment's (`HTTPS_PROXY`, `NO_PROXY`) unless told.
        progress: called while sheets and materials are sent.
        transport: an httpx transport in place of the network, for tests and for special ways.

    Raises:
        DeclarationError: an address that is none, a certificate that cannot be read.
        MissingExtra: httpx is not installed.
    """

    def __init__(
        self,
        url: str,
        *,
        patience: Patience | None = None,
        certificate: str | PathLike[str] | tuple[str, str] | None = None,
        authority: str | PathLike[str] | None = None,
        proxy: str | None = None,
        progress: Progress | None = None,
        transport: Any = None,
    ) -> None:
        patience = patience or Patience()
        self._line = Line(url, patience, certificate, authority, proxy, progress, transport)
        self._options = self._line.options()
        self._desk = Desk()
        self._begin()

    def _begin(self) -> None:
        """What one of the two needs besides."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._line.url} {'' if self._desk.token else 'not '}signed in>"

    def _told(self, request: Request) -> dict[str, Any]:
        """The request as httpx wants it, apart from its content."""
        headers = {**request.headers, "X-Request-Id": uuid4().hex}
        if request.content:
            headers |= {"Content-Type": request.media, "Content-Length": str(len(request.content))}
        return {
            "method": request.method,
            "url": request.path,
            "params": dict(request.query) or None,
            "headers": headers,
        }

    def _sent(self, request: Request, sent: int) -> None:
        if self._line.progress is not None:
            total = len(request.content)
            self._line.progress(Uploaded(request.call, min(sent, total), total))


def content_of(file: bytes | str | PathLike[str]) -> bytes:
    """The content of a material, refused here already when it is empty or too large to be one.

    Raises:
        MaterialRefused: it cannot be read, is empty, too large.
    """
    try:
        path = file if isinstance(file, bytes) else Path(file)
        with opened(path, evolve(DEFAULT, file_bytes=Material.MOST_BYTES)) as stream:
            return stream.read()
    except FileRefused as error:
        raise MaterialRefused(str(error), code=error.code) from error

"""One request to a gateway, made from an operation, its arguments and its body."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from attrs import evolve, field, frozen

from sxbundle.clients.http.json_codec import encode
from sxbundle.clients.http.operations import MULTIPART, Operation, Parameter, Retry
from sxbundle.errors import NotFound, refusal
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.problems import NO_FILING

_CHUNK = 64 * 1024


@frozen
class Request:
    """One request to a gateway.

    Attributes:
        operation: which call it is.
        path, query, headers, media: as HTTP has them.
        content: the body, in any number of pieces.
        retry: what may be done when it fails.
    """

    operation: Operation
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    content: Sequence[bytes] = field(repr=False)
    media: str
    retry: Retry

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return sum(map(len, self.content))

    def chunks(self) -> Iterator[bytes]:
        """The body in chunks of one size at most."""
        for piece in self.content:
            for start in range(0, len(piece), _CHUNK):
                yield piece[start : start + _CHUNK]

    def bearing(self, token: str) -> "Request":
        """The same request within a session."""
        return evolve(self, headers={**self.headers, "Authorization": f"Bearer {token}"})


def make_request(operation: Operation, body: object = None, **arguments: Any) -> Request:
    """The request for a call.

    Args:
        operation: which call.
        body: a value of `operation.request`; for a body that is no JSON, its bytes or `Parts`.
        arguments: the operation's parameters by name.

    Raises:
        NotFound: an id of a filing that would be another path.
    """
    path: dict[str, str] = {}
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    for parameter in operation.parameters:
        value = arguments[parameter.name]
        if value is None:
            continue
        match parameter.place:
            case "path":
                path[parameter.name] = _segment(parameter, value)
            case "query":
                query[parameter.name] = str(value)
            case "header":
                text = quoted(str(value))
                headers[parameter.header] = f'"{text}"' if parameter.quoted else text
    media = operation.media
    match body:
        case None:
            content: Sequence[bytes] = ()
        case bytes():
            content = (body,)
        case Parts():
            content, media = body.content, body.media
        case _:
            content = (encode(body),)
    return Request(operation, operation.path.format(**path), query, headers, content, media, operation.retry)


@frozen
class Parts:
    """A body of many files, never joined into one piece of memory."""

    content: tuple[bytes, ...] = field(repr=False)
    media: str


def parts_of(files: Iterable[tuple[str, PersonId | None, bytes]], boundary: str) -> Parts:
    """A body of many files: material, person, content.

    Args:
        files: what is sent, in order.
        boundary: stands in none of them; random.
    """
    content: list[bytes] = []
    for material, person, file in files:
        name = quoted(material) if person is None else f"{quoted(material)}/{quoted(person)}"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="file"\r\n\r\n'
        content += [head.encode(), file, b"\r\n"]
    content.append(f"--{boundary}--\r\n".encode())
    return Parts(tuple(content), f"{MULTIPART}; boundary={boundary}")


def quoted(text: str) -> str:
    """Percent-encoded, because headers and addresses are ASCII."""
    return quote(text, safe="", errors="surrogatepass")


_LONGEST = 1000
"""Characters of a name in an address: longer ones name nothing, cut or whole."""


def _segment(parameter: Parameter, value: str) -> str:
    if parameter.name == "filing" and (not value.strip(".") or "/" in value):
        raise refusal(NotFound, NO_FILING)
    return quoted(value[:_LONGEST]).replace(".", "%2E")

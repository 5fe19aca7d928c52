"""A request to a gateway, and the wish for a new session: what the calls yield to their carriers."""

from collections.abc import Generator, Mapping
from typing import Any, TypeVar

from attrs import field, frozen

from sxbundle.clients.http import messages

T = TypeVar("T")

PDF = "application/pdf"
BINARY = "application/octet-stream"


@frozen
class Request:
    """One request to a gateway.

    Attributes:
        call: name of the call in the contract.
        method, path, query, headers, content, media: as HTTP has them.
        answer: type of the value in the answer, `bytes` for a PDF, None for nothing.
        asks: True when it changes nothing, or nothing that is not changed already: it may be
            repeated whatever became of it.
        uploads: True when the caller wants to see how far it is.
        once: True when nobody waits for further attempts.
    """

    call: str
    method: str
    path: str
    answer: Any
    asks: bool = False
    query: Mapping[str, str] = field(factory=dict)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)
    media: str = messages.JSON
    uploads: bool = False
    once: bool = False


@frozen
class Renew:
    """Wish for a new session in place of one that ended; carriers fulfil it one at a time."""

    expired: str = field(repr=False)


Call = Generator["Request | Renew", Any, T]

"""The operator's side of webhooks: which deliveries nobody took, and sending them once more.

The caller authorises with the secret that signs the deliveries (`Authorization: Bearer …`).
"""

import hmac

from attrs import frozen
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotAuthorizedException, NotFoundException

from sxbundle.clients.http.json_codec import JSON, decode, encode
from sxbundle.clients.http.operations import Operation
from sxbundle.gateway.routes import Http
from sxbundle.gateway.webhooks import WebhookSender
from sxbundle.procedure.model import FilingChange

PATH = "/v1/webhooks/dead-letters"


@frozen
class DeadLetter:
    """A delivery that was given up; `change` is its body."""

    id: str
    change: FilingChange


@frozen
class DeadLetters:
    """Deliveries that were given up, oldest first; `since` is the last change that was sent."""

    since: int
    dead_letters: tuple[DeadLetter, ...]


@frozen
class Redelivered:
    """How many deliveries arrived, and how many are still dead letters."""

    arrived: int
    left: int


LIST = Operation(
    "dead_letters",
    "GET",
    PATH,
    "webhooks",
    "The deliveries that were given up, oldest first. The bearer is the secret that signs deliveries.",
    answer=DeadLetters,
)
RETRY = Operation(
    "retry_dead_letters",
    "POST",
    f"{PATH}/retry",
    "webhooks",
    "Sends the dead letters once more. The bearer is the secret that signs deliveries.",
    answer=Redelivered,
)
WEBHOOKS = (LIST, RETRY)
"""The operations of whoever runs the gateway; each needs the secret in place of a session."""


@get(LIST.path, sync_to_thread=False)
def dead_letters(request: Http) -> Response[bytes]:
    """The deliveries that were given up, oldest first, and the position up to which changes were sent."""
    sender = _sender(request)
    letters = tuple(
        DeadLetter(dead_letter.id, decode(dead_letter.body, FilingChange))
        for dead_letter in list(sender.dead_letters)
    )
    return Response(encode(DeadLetters(sender.since, letters)), media_type=JSON)


@post(RETRY.path, status_code=RETRY.status)
async def retry(request: Http) -> Response[bytes]:
    """Sends them once more."""
    sender = _sender(request)
    arrived = await sync_to_thread(sender.redeliver)
    return Response(encode(Redelivered(arrived, len(sender.dead_letters))), media_type=JSON)


def _sender(request: Http) -> WebhookSender:
    """The sender, for who knows its secret.

    Raises:
        NotFoundException: this gateway sends no webhooks.
        NotAuthorizedException: no secret, or another one.
    """
    sender: WebhookSender | None = request.app.state.webhooks
    if sender is None:
        raise NotFoundException
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(secret.encode(), sender.secret.encode()):
        raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
    return sender


ROUTES = (dead_letters, retry)

"""The operator's side of webhooks: which deliveries nobody took, and sending them once more.

Who asks shows the secret that signs the deliveries (`Authorization: Bearer …`): they are of every unit.
"""

import hmac
import json

from litestar import MediaType, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotAuthorizedException, NotFoundException

from sxbundle.gateway.routes import Http
from sxbundle.gateway.webhooks import WebhookSender

PATH = "/v1/webhooks/dead-letters"


@get(PATH, media_type=MediaType.JSON, sync_to_thread=False)
def dead_letters(request: Http) -> dict[str, object]:
    """The deliveries that were given up, oldest first, and the position up to which changes were sent."""
    sender = _sender(request)
    letters = [
        {"id": dead_letter.id, "change": json.loads(dead_letter.body)}
        for dead_letter in list(sender.dead_letters)
    ]
    return {"since": sender.since, "dead_letters": letters}


@post(f"{PATH}/retry", media_type=MediaType.JSON, status_code=200)
async def retry(request: Http) -> dict[str, int]:
    """Sends them once more."""
    sender = _sender(request)
    arrived = await sync_to_thread(sender.redeliver)
    return {"arrived": arrived, "left": len(sender.dead_letters)}


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
        raise NotAuthorizedException
    return sender


ROUTES = (dead_letters, retry)

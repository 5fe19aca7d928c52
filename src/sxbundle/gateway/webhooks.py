"""Webhooks: signed deliveries about changed filings, repeated until they are accepted.

A delivery is a POST of JSON with three headers, as standardwebhooks.com describes them: `Webhook-Id` (the
same for every attempt), `Webhook-Timestamp` (seconds) and `Webhook-Signature` (`v1,` and the base64 of an
HMAC-SHA256 over `id.timestamp.body`). The receiver calls `verify`. A delivery names a filing and nobody in
it: the receiver asks the gateway for the ledger.
"""

import base64
import hashlib
import hmac
import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import tenacity
from attrs import define, field, frozen

from sxbundle.procedure.model import Changes, FilingChange
from sxbundle.workbook.atomic_write import replacing

LOG = logging.getLogger("sxbundle.webhooks")
_ATTEMPTS = 8
_TOLERANCE = 300
_MOST_DEAD = 1000


@frozen
class Delivery:
    """One message: its id is the same for every attempt, so that a receiver can tell a repetition."""

    id: str
    body: bytes

    @classmethod
    def of(cls, change: FilingChange) -> "Delivery":
        """The message about a change."""
        facts = {
            "id": change.id,
            "at": change.at.isoformat(),
            "filing": change.filing,
            "reference": change.reference,
            "what": change.what,
        }
        return cls(f"change-{change.id}", json.dumps(facts, ensure_ascii=False).encode())

    def headers(self, secret: str, timestamp: int) -> dict[str, str]:
        """What is sent with it."""
        return {
            "Content-Type": "application/json",
            "Webhook-Id": self.id,
            "Webhook-Timestamp": str(timestamp),
            "Webhook-Signature": signature(secret, self.id, timestamp, self.body),
        }


def signature(secret: str, identity: str, timestamp: int, body: bytes) -> str:
    """The signature of a delivery."""
    signed = f"{identity}.{timestamp}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def verify(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: float | None = None,
    tolerance: int = _TOLERANCE,
) -> bool:
    """True for a delivery that was signed with the secret, not long ago: for receivers.

    Args:
        secret: the one that the gateway has.
        headers: of the request, whatever their case.
        body: as it came, byte for byte.
        now: seconds; by default the machine's clock.
        tolerance: seconds that the two clocks may differ.

    >>> headers = Delivery("change-1", b"{}").headers("secret", 1_000)
    >>> verify("secret", headers, b"{}", now=1_010), verify("other", headers, b"{}", now=1_010)
    (True, False)
    >>> verify("secret", headers, b"{}", now=2_000)
    False
    """
    by_name = {name.lower(): text for name, text in headers.items()}
    identity, sent = by_name.get("webhook-id", ""), by_name.get("webhook-timestamp", "")
    if not identity or not sent.isdecimal() or len(sent) > 12:
        return False
    if abs((time.time() if now is None else now) - int(sent)) > tolerance:
        return False
    right = signature(secret, identity, int(sent), body)
    offered = by_name.get("webhook-signature", "").split()
    return any(hmac.compare_digest(right.encode(), text.encode()) for text in offered)


@define
class WebhookSender:
    """Sends the changes of a hall to one address, in order, from a thread of its own.

    What fails eight times lies in `dead_letters`, and the next one is sent. With a `state` file, a gateway
    that is started again goes on where it stopped, dead letters included.

    Args:
        url: where to.
        secret: signs the deliveries.
        changes: the hall's changes after a position.
        since: the position to begin from; a `state` that is there knows better.
        interval: seconds between two looks.
        post: sends one; by default over HTTP.
        state: a file that keeps the position and the dead letters; None keeps them in memory.

    Raises:
        ValueError: the file of `state` is none that was written here.
        OSError: it cannot be read or written.
    """

    url: str
    secret: str = field(repr=False)
    changes: Callable[[int], Changes] = field(repr=False)
    since: int = 0
    interval: float = 1.0
    first_wait: float = 0.5
    post: Callable[[str, bytes, dict[str, str]], int] | None = field(default=None, repr=False)
    state: Path | None = field(default=None, kw_only=True)
    dead_letters: "deque[Delivery]" = field(factory=lambda: deque(maxlen=_MOST_DEAD), init=False)
    _stopping: threading.Event = field(factory=threading.Event, init=False, repr=False)
    _thread: threading.Thread | None = field(default=None, init=False, repr=False)
    _turn: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.state is not None and self.state.exists():
            try:
                kept = json.loads(self.state.read_text("utf-8"))
                self.since = int(kept["since"])
                letters = [
                    Delivery(str(record["id"]), str(record["body"]).encode())
                    for record in kept["dead_letters"]
                ]
            except (TypeError, KeyError, ValueError) as error:
                raise ValueError(f"{self.state.name}: no state of webhooks") from error
            self.dead_letters.extend(letters)

    def start(self) -> None:
        """Begins to send."""
        self._thread = threading.Thread(target=self._run, name="sxbundle-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the delivery under way."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def send_changes(self) -> int:
        """Sends what changed since the last look; returns how many deliveries arrived."""
        with self._turn:
            changes = self.changes(self.since)
            arrived = 0
            for change in changes.items:
                arrived += self._deliver(Delivery.of(change))
                if self._stopping.is_set():
                    break  # what was not sent is sent after the next start
                self.since = change.id
                self._save_state()
            else:
                self.since = changes.next
            return arrived

    def redeliver(self) -> int:
        """Sends the dead letters once more; returns how many arrived."""
        with self._turn:
            letters = list(self.dead_letters)
            self.dead_letters.clear()
            arrived = sum(map(self._deliver, letters))
            self._save_state()
            return arrived

    def _save_state(self) -> None:
        if self.state is None:
            return
        letters = [
            {"id": dead_letter.id, "body": dead_letter.body.decode()} for dead_letter in self.dead_letters
        ]
        text = json.dumps({"since": self.since, "dead_letters": letters}, ensure_ascii=False, indent=1)
        with replacing(self.state) as stream:
            stream.write(text.encode())

    def _run(self) -> None:
        while not self._stopping.wait(self.interval):
            try:
                self.send_changes()
            except Exception as error:  # the hall is away; what is said is its type, which names nobody
                LOG.warning("changes cannot be read: %s", type(error).__name__)

    def _deliver(self, delivery: Delivery) -> bool:
        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type((httpx.HTTPError, OSError)),
            stop=tenacity.stop_after_attempt(_ATTEMPTS) | tenacity.stop_when_event_set(self._stopping),
            wait=tenacity.wait_random_exponential(self.first_wait, max=60),
            sleep=tenacity.sleep_using_event(self._stopping),
            reraise=True,
        )
        try:
            attempts(self._attempt, delivery)
        except (httpx.HTTPError, OSError) as error:
            LOG.warning("%s: given up (%s)", delivery.id, type(error).__name__)
            self.dead_letters.append(delivery)
            return False
        return True

    def _attempt(self, delivery: Delivery) -> None:
        headers = delivery.headers(self.secret, int(time.time()))
        status = (self.post or _post)(self.url, delivery.body, headers)
        if not 200 <= status < 300:
            raise OSError(f"HTTP {status}")


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    return httpx.post(url, content=body, headers=headers, timeout=10.0).status_code

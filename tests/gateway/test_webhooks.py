"""Deliveries are signed, repeated until they arrive, kept when they do not."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

import sxbundle as sx
from sxbundle.gateway.app import litestar
from sxbundle.gateway.backend import backend_at
from sxbundle.gateway.rate_limit import RateLimit
from sxbundle.gateway.sessions import IDLE, Sessions
from sxbundle.gateway.webhook_routes import PATH
from sxbundle.gateway.webhooks import Delivery, WebhookSender, verify
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
SECRET = "geheim"


class Receiver:
    """Verifies and keeps what arrives; fails as often as it is asked to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.attempts: list[str] = []
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self.attempts.append(headers["Webhook-Id"])
        assert verify(SECRET, headers, body)
        if self.failures:
            self.failures -= 1
            return 503
        self.bodies.append(json.loads(body))
        return 204


@pytest.fixture
def hall():
    with sx.LocalHall.demo() as hall:
        hall.sign_in(ACCOUNT)
        yield hall


def sender(hall: sx.LocalHall, receiver: Receiver) -> WebhookSender:
    return WebhookSender("http://r", SECRET, hall.all_changes, first_wait=0.0, post=receiver)


def test_each_change_arrives_once_and_in_order(hall: sx.LocalHall) -> None:
    scenario = hiring(2, on=DAY, items=("职工参保登记",))
    filing = scenario.equipped(hall)
    receiver = Receiver()
    webhooks = sender(hall, receiver)
    assert webhooks.send_changes() == len(receiver.bodies) > 0
    assert webhooks.send_changes() == 0
    hall.submit(filing)
    webhooks.send_changes()
    assert receiver.bodies[-1]["what"] == "submit"
    assert receiver.bodies[-1]["reference"] == scenario.reference
    identities = [body["id"] for body in receiver.bodies]
    assert identities == sorted(set(identities))
    told = json.dumps(receiver.bodies, ensure_ascii=False)
    for row in scenario.rows:
        assert row["basic.name"] not in told
        assert row["basic.certificate_number"] not in told


def test_a_failure_is_repeated_under_the_same_id(hall: sx.LocalHall) -> None:
    hiring(1, on=DAY, items=("职工参保登记",)).open(hall)
    receiver = Receiver(failures=3)
    assert sender(hall, receiver).send_changes() == len(receiver.bodies)
    assert len(receiver.attempts) == len(receiver.bodies) + 3
    assert len(set(receiver.attempts)) == len(receiver.bodies)


def test_what_never_arrives_is_kept_and_can_be_sent_again(
    hall: sx.LocalHall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "sxbundle")
    hiring(1, on=DAY, items=("职工参保登记",)).open(hall)
    receiver = Receiver(failures=10_000)
    webhooks = sender(hall, receiver)
    assert webhooks.send_changes() == 0
    letters = [letter.id for letter in webhooks.dead_letters]
    assert letters
    assert letters[0] in caplog.text
    receiver.failures = 0
    assert webhooks.redeliver() == len(letters)
    assert not webhooks.dead_letters


@pytest.mark.parametrize(
    "changes",
    [
        {"Webhook-Signature": "v1,AAAA"},
        {"Webhook-Signature": "甲"},
        {"Webhook-Timestamp": "2000"},
        {"Webhook-Timestamp": "x"},
        {"Webhook-Id": "change-2"},
        {"Webhook-Id": ""},
    ],
)
def test_a_forged_delivery_is_told(changes: dict[str, str]) -> None:
    headers = Delivery("change-1", b"{}").headers(SECRET, 1000)
    assert verify(SECRET, headers, b"{}", now=1000)
    assert verify(SECRET, {name.upper(): text for name, text in headers.items()}, b"{}", now=1000)
    assert not verify(SECRET, headers | changes, b"{}", now=1000)
    assert not verify(SECRET, headers, b"{ }", now=1000)
    assert SECRET not in repr(WebhookSender("http://r", SECRET, lambda since: None))  # type: ignore[arg-type, return-value]


def test_the_thread_ends_when_it_is_asked_to(hall: sx.LocalHall) -> None:
    webhooks = WebhookSender("http://r", SECRET, hall.all_changes, interval=0.001, post=Receiver())
    webhooks.start()
    webhooks.stop()
    assert webhooks._thread is not None
    assert not webhooks._thread.is_alive()


def test_what_could_not_be_delivered_survives_a_restart(hall: sx.LocalHall, tmp_path: Path) -> None:
    hiring(1, on=DAY, items=("职工参保登记",)).open(hall)
    state = tmp_path / "webhooks.json"
    receiver = Receiver(failures=10_000)
    before = WebhookSender("http://r", SECRET, hall.all_changes, first_wait=0.0, post=receiver, state=state)
    before.send_changes()
    assert before.dead_letters
    receiver.failures = 0
    after = WebhookSender("http://r", SECRET, hall.all_changes, first_wait=0.0, post=receiver, state=state)
    assert after.dead_letters == before.dead_letters
    assert after.send_changes() == 0  # nothing is sent twice
    assert after.redeliver() == len(before.dead_letters)
    again = WebhookSender("http://r", SECRET, hall.all_changes, first_wait=0.0, post=receiver, state=state)
    assert not again.dead_letters
    assert again.since == after.since
    state.write_text("[]", "utf-8")
    with pytest.raises(ValueError, match="webhooks"):
        WebhookSender("http://r", SECRET, hall.all_changes, state=state)


def test_an_operator_lists_and_retries_dead_letters(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'hall.db'}"
    with sx.LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(ACCOUNT)
        hiring(1, on=DAY, items=("职工参保登记",)).open(hall)
        receiver = Receiver(failures=10_000)
        webhooks = sender(hall, receiver)
        webhooks.send_changes()
        letters = len(webhooks.dead_letters)
        receiver.failures = 0
        app = litestar(Sessions(backend_at(address), IDLE), RateLimit(), webhooks=webhooks)
        webhooks.interval = 3600.0
        with TestClient(app) as client:
            assert client.get(PATH).status_code == 401
            assert client.get(PATH, headers={"Authorization": "Bearer other"}).status_code == 401
            allowed = {"Authorization": f"Bearer {SECRET}"}
            answer = client.get(PATH, headers=allowed).json()
            assert len(answer["dead_letters"]) == letters
            assert {one["change"]["what"] for one in answer["dead_letters"]} == {"open"}
            retried = client.post(f"{PATH}/retry", headers=allowed)
            assert retried.json() == {"arrived": letters, "left": 0}
        quiet = litestar(Sessions(backend_at(address), IDLE), RateLimit())
        with TestClient(quiet) as client:
            assert client.get(PATH, headers=allowed).status_code == 404

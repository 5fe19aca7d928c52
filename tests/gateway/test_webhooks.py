"""Deliveries are signed, repeated until they arrive, kept when they do not."""

import json
import logging
from typing import Any

import pytest

import sxbundle as sx
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

"""One table of operations: nothing in the clients or the gateway is declared twice or forgotten."""

import inspect
import sys
from pathlib import Path

import build_sync_client
import pytest

from sxbundle.clients.contract import Client
from sxbundle.clients.http.client import AsyncHttpHall
from sxbundle.clients.http.operations import OPERATIONS, Retry
from sxbundle.clients.http.request import make_request
from sxbundle.clients.http.sync import HttpHall
from sxbundle.gateway import routes
from sxbundle.procedure.identity import FilingId

CALLS = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
SESSION = {"sign_in", "leave"}
SYNC = Path(sys.modules[HttpHall.__module__].__file__ or "")


def test_the_synchronous_client_is_fresh() -> None:
    """Rebuild it with `python tools/build_sync_client.py`."""
    assert SYNC.read_text("utf-8") == build_sync_client.generated()


def test_every_call_is_an_operation_of_both_clients_and_of_the_gateway() -> None:
    assert CALLS - {"close"} <= set(OPERATIONS)
    assert set(routes._HANDLERS) == set(OPERATIONS) - SESSION - {"attach_many"}
    for name in set(OPERATIONS) - {"leave"}:
        awaited, plain = getattr(AsyncHttpHall, name), getattr(HttpHall, name)
        assert inspect.iscoroutinefunction(awaited)
        assert inspect.signature(awaited) == inspect.signature(plain), name
        assert awaited.__doc__ == plain.__doc__, name


def test_the_table_is_consistent() -> None:
    for name, operation in OPERATIONS.items():
        assert operation.name == name
        in_path = [parameter.name for parameter in operation.parameters if parameter.place == "path"]
        assert in_path == [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
        assert (operation.method == "GET") <= (operation.retry is Retry.QUESTION)
    addresses = [(operation.method, operation.path) for operation in OPERATIONS.values()]
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("text", ["a/b", "甲乙", "..", "a?b#c", 'quote"', "\u2028"])
def test_whatever_is_in_an_argument_stays_in_its_place(text: str) -> None:
    request = make_request(OPERATIONS["attach"], b"x", filing=FilingId("F1"), material=text, person=None)
    assert request.path.count("/") == 5
    assert request.path.isascii()
    assert "Person" not in request.headers

"""A plugin of pytest that runs the contract suite for wrong clients.

`SXBUNDLE_WRONG_CLIENTS="0 1 2" pytest -p tests.clients.wrong_client_plugin …` writes, as the last line, for
each mutation the test that caught it, or null, as JSON.
"""

import json
import os
from collections.abc import Iterator

import pytest

from tests.clients.wrong_clients import MUTATIONS

NUMBERS = "SXBUNDLE_WRONG_CLIENTS"
"""Environment variable: positions in `MUTATIONS`."""

_mutations = [MUTATIONS[int(number)] for number in os.environ[NUMBERS].split()]
_caught: dict[str, str | None] = {mutation.name: None for mutation in _mutations}


_COSTLY = {
    "test_a_lost_answer_at_each_call",
    "test_a_lost_request_at_each_call",
    "test_an_expired_session_at_each_call",
    "test_an_expired_session_between_two_of_a_kind",
    "test_each_call_at_once",
    "test_each_call_twice",
    "test_every_row_of_many",
    "test_what_a_colleague_does_meanwhile",
}
"""Tests of many filings or people: only for those that the others do not catch."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Puts the costly tests last."""
    items.sort(key=lambda item: item.originalname in _COSTLY)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test, for every mutation."""
    if "mutation" in metafunc.fixturenames:
        metafunc.parametrize("mutation", _mutations, ids=[str(at) for at in range(len(_mutations))])


def pytest_runtest_setup(item: pytest.Function) -> None:
    """One failed test is enough."""
    if _caught[item.callspec.params["mutation"].name]:
        pytest.skip("caught before")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Iterator[None]:
    """Notes which test failed."""
    report = yield
    if report.failed:
        _caught[item.callspec.params["mutation"].name] = item.originalname
    return report


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """The last line."""
    print("\n" + json.dumps(_caught, ensure_ascii=False))

"""Runs the contract suite for wrong clients: `python -m tests.clients.wrong_client_suite NUMBER …`.

Prints, as JSON, for each mutation the test that caught it, or null.
"""

import json
import sys
from collections.abc import Iterator, Sequence

import pytest

from sxbundle.testing.contract import HallContract
from tests.clients.wrong_client import Mutation, WrongOffice
from tests.clients.wrong_clients import MUTATIONS


class TestWrongClient(HallContract):
    """The suite for a mutation, which `Catching` gives."""

    @pytest.fixture
    def office(self, mutation: Mutation) -> Iterator[WrongOffice]:
        office = WrongOffice(mutation)
        yield office
        office.close()


class Catching:
    """A plugin of pytest: every test runs for every mutation that no test caught before."""

    def __init__(self, mutations: Sequence[Mutation]) -> None:
        self.caught: dict[str, str | None] = {mutation.name: None for mutation in mutations}
        self.mutations = mutations

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        metafunc.parametrize("mutation", self.mutations, ids=[str(at) for at in range(len(self.mutations))])

    def pytest_runtest_setup(self, item: pytest.Function) -> None:
        if self.caught[item.callspec.params["mutation"].name]:
            pytest.skip("caught before")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Function) -> Iterator[None]:
        report = yield
        if report.failed:
            self.caught[item.callspec.params["mutation"].name] = item.originalname
        return report


def main(numbers: Sequence[int]) -> None:
    catching = Catching([MUTATIONS[number] for number in numbers])
    pytest.main(["-q", "-n0", "-p", "no:cacheprovider", "--tb=no", "-rN", __file__], plugins=[catching])
    print("\n" + json.dumps(catching.caught, ensure_ascii=False))


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]])

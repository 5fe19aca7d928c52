"""The contract suite catches wrong clients: each of many mutations of a right one fails it."""

import json
import os
import subprocess
import sys

import pytest

from sxbundle.testing.contract import HallContract
from tests.clients.wrong_client import Mutation, WrongOffice
from tests.clients.wrong_clients import MUTATIONS

ALWAYS = (
    "find answers with the newest filing",
    "every page is the first",
    "rows of errors are counted from 0",
)
"""Those that an early test of the suite catches."""
EVERY = tuple(mutation.name for mutation in MUTATIONS)


@pytest.mark.long
class TestWrongClient(HallContract):
    """A right client where no mutation is given: what mutations are wrapped in changes nothing."""

    @pytest.fixture
    def mutation(self):
        return Mutation("nothing is wrong", {})

    @pytest.fixture
    def office(self, mutation):
        office = WrongOffice(mutation)
        yield office
        office.close()


def test_there_are_many() -> None:
    assert len(set(EVERY)) == len(EVERY) > 200


@pytest.mark.slow
@pytest.mark.parametrize("names", [ALWAYS, pytest.param(EVERY, marks=pytest.mark.long)], ids=len)
def test_the_suite_catches_them(names: tuple[str, ...]) -> None:
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n0", "-m", "", "--tb=no", "-rN"),
            *("-p", "no:cacheprovider", "-p", "tests.clients.wrong_client_plugin"),
            f"{__file__}::{TestWrongClient.__name__}",
        ],
        env={
            **os.environ,
            "PYTHONUTF8": "1",
            "SXBUNDLE_WRONG_CLIENTS": " ".join(str(EVERY.index(name)) for name in names),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == pytest.ExitCode.TESTS_FAILED, answer.stdout[-2000:] + answer.stderr[-2000:]
    caught = json.loads(answer.stdout.splitlines()[-1])
    assert set(caught) == set(names)
    survivors = [name for name, test in caught.items() if test is None]
    assert survivors == [], f"{1 - len(survivors) / len(names):.1%} are caught"

"""Two gateway processes on one PostgreSQL database file no person twice.

Runs when `SXBUNDLE_TEST_POSTGRES_KILL=1`; `SXBUNDLE_TEST_KILLS` is the number of rounds.
"""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import postgres_server
import pytest
from gateway_process import QUICK, GatewayProcess
from pictures import materials
from postgres_server import PostgresServer

import sxbundle as sx
from sxbundle.clients.http.sync import HttpHall
from sxbundle.clock import SettableClock
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.ledger import Ledger
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import CLERK, Scenario, hiring, unit_record

pytestmark = pytest.mark.skipif(bool(postgres_server.missing()), reason=postgres_server.missing())

ROUNDS = int(os.environ.get("SXBUNDLE_TEST_KILLS", "6"))
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
PEOPLE, ITEMS = 2, 5


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    server = PostgresServer()
    yield server.create("hall")
    server.close()


@pytest.fixture(scope="module")
def gateways(database: str) -> Iterator[list[GatewayProcess]]:
    """Two, started at once on a database that holds nothing yet."""
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: GatewayProcess(path=database), range(2)))
    yield found
    assert [one.stop() for one in found] == [0, 0]


def filed(
    url: str, scenario: Scenario, files: dict[str, Any], together: Barrier
) -> tuple[FilingId, list[str]]:
    """Files it as far as it goes; gives the filing's id, and what was refused on the way."""
    refused: list[str] = []
    with HttpHall(url, retry=QUICK) as hall:
        signed_in = hall.sign_in(ACCOUNT)
        assert signed_in.unit is not None
        filing = sx.file(
            scenario.batch,
            hall,
            reference=scenario.reference,
            unit=unit_record(signed_in.unit),
            materials=files,
            accept="all",
            clerk=CLERK,
        )
        together.wait(30)
        for _ in range(5):
            try:
                filing.advance()
                break
            except sx.StepRefused as error:  # another process was faster at this step
                refused.append(error.code)
        return filing.id, refused


def at_once(
    gateways: list[GatewayProcess], scenarios: list[Scenario], folder: Path
) -> tuple[list[FilingId], list[str]]:
    """Each scenario through another gateway, at the same moment; ids and refusals."""
    together = Barrier(len(scenarios))
    files = materials(scenarios[0], folder)
    with ThreadPoolExecutor(len(scenarios)) as pool:
        runs = [
            pool.submit(filed, gateways[at % len(gateways)].url, one, files, together)
            for at, one in enumerate(scenarios)
        ]
        answers = [run.result(60) for run in runs]
    return [name for name, _ in answers], [code for _, codes in answers for code in codes]


def ledgers(database: str, names: list[FilingId]) -> list[Ledger]:
    with sx.LocalHall(database, clock=SettableClock(DAY)) as hall:
        hall.sign_in(ACCOUNT)
        found = [hall.ledger(name) for name in names]
        taken = [note for name in names for note in hall.audit(name) if note.what == "submit"]
    assert sum(note.facts["entries"] for note in taken) == PEOPLE * ITEMS
    return found


def assert_nobody_twice(found: list[Ledger]) -> None:
    held = Counter((entry.person, entry.item) for ledger in found for entry in ledger.entries)
    assert len(held) == held.total() == PEOPLE * ITEMS
    receipts = [number for ledger in found for number in ledger.receipts]
    assert len(receipts) == len(set(receipts)) == PEOPLE * ITEMS


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_references_for_the_same_people(
    tmp_path: Path, database: str, gateways: list[GatewayProcess], number: int
) -> None:
    """One of them gets everybody; the other is told in each row why not."""
    start = number * PEOPLE
    some = [
        hiring(PEOPLE, on=DAY, reference=f"甲-{number}-{one}", start=start) for one in range(len(gateways))
    ]
    names, refused = at_once(gateways, some, tmp_path)
    assert len(set(names)) == len(names)
    found = ledgers(database, names)
    assert_nobody_twice(found)
    assert sorted(len(one.entries) for one in found) == [0, PEOPLE * ITEMS]
    (loser,) = (one for one in found if not one.entries)
    assert len(loser.errors) == PEOPLE
    print("refused:", refused, {problem.code for row in loser.errors for problem in row.problems})


@pytest.mark.parametrize("clients", [2, 4])
@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_reference_from_several_places(
    tmp_path: Path, database: str, gateways: list[GatewayProcess], number: int, clients: int
) -> None:
    """It is one filing, and done once."""
    start = 1000 * clients + number * PEOPLE
    same = hiring(PEOPLE, on=DAY, reference=f"乙-{clients}-{number}", start=start)
    names, refused = at_once(gateways, [same] * clients, tmp_path)
    assert len(set(names)) == 1
    found = ledgers(database, names[:1])
    assert_nobody_twice(found)
    assert found[0].done
    print("refused:", refused)

"""kill -9 of gateway and client at random moments of a filing over HTTP: nothing twice, nothing lost.

`SXBUNDLE_TEST_KILLS` is the number of rounds.
"""

import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from gateway_process import QUICK, GatewayProcess

import sxbundle as sx
from sxbundle.clients.http.sync import HttpHall
from sxbundle.schema import Level
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import CLERK, hiring, picture, unit_record

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("SXBUNDLE_TEST_KILLS", "3"))
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
PEOPLE, ITEMS = 2, 5
_PROCESSES = multiprocessing.get_context("forkserver")


def advanced(url: str, folder: Path, number: int) -> bool:
    """Files the people of that round as far as it goes; tells whether all is done."""
    scenario = hiring(PEOPLE, on=DAY, reference=f"入职-{number}", start=number * PEOPLE)
    plan = scenario.selection.plan
    materials: dict[str, Any] = {}
    for seed, one in enumerate(plan.all_materials):
        path = folder / f"{one.key}.png"
        if not path.exists():
            path.write_bytes(picture(seed))
        personal = one.level is Level.PERSON
        materials[one.key] = dict.fromkeys(map(str, scenario.people), path) if personal else path
    try:
        with HttpHall(url, retry=evolve(QUICK, attempts=2)) as hall:
            signed_in = hall.sign_in(ACCOUNT)
            assert signed_in.unit is not None
            filing = sx.file(
                scenario.batch,
                hall,
                reference=scenario.reference,
                unit=unit_record(signed_in.unit),
                materials=materials,
                accept="all",
                clerk=CLERK,
            )
            return filing.advance().ledger.done
    except (sx.HallUnavailable, sx.OutcomeUnknown):
        return False


def client(url: str, folder: Path, number: int) -> None:
    """A client's process: goes on until all is done."""
    while not advanced(url, folder, number):
        time.sleep(0.05)


def assert_filed_once(path: Path) -> None:
    """Every round's filing holds every person and item once, with one receipt each."""
    with sx.LocalHall(path) as hall:
        hall.sign_in(ACCOUNT)
        page = hall.filings()
        assert page.total == ROUNDS
        receipts: list[str] = []
        for one in page.items:
            ledger = hall.ledger(one.filing)
            assert ledger.done
            held = Counter((entry.person, entry.item) for entry in ledger.entries)
            assert len(held) == len(ledger.entries) == PEOPLE * ITEMS
            assert len(ledger.receipts) == len(ledger.entries)
            receipts += ledger.receipts
            taken = [note for note in hall.audit(one.filing) if note.what == "submit"]
            assert sum(note.facts["entries"] for note in taken) == PEOPLE * ITEMS
        assert len(set(receipts)) == len(receipts)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20261123)


def test_the_gateway_is_killed(tmp_path: Path, chance: random.Random) -> None:
    """And started again at the same address, while a client files."""
    hall = tmp_path / "hall.db"
    gateway = GatewayProcess(path=str(hall))
    port, kills = gateway.port, 0
    for number in range(ROUNDS):
        filing = threading.Thread(target=client, args=(gateway.url, tmp_path, number))
        filing.start()
        time.sleep(chance.uniform(0.02, 0.9))
        gateway.kill()
        kills += 1
        gateway = GatewayProcess(path=str(hall), port=port)
        filing.join(60)
        assert not filing.is_alive()
    assert gateway.stop() == 0
    assert kills == ROUNDS
    assert_filed_once(hall)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(path=str(tmp_path / "hall.db"))
    yield gateway
    gateway.stop()


def test_the_client_is_killed(tmp_path: Path, gateway: GatewayProcess, chance: random.Random) -> None:
    """And another process goes on with nothing but the reference."""
    for number in range(ROUNDS):
        process = _PROCESSES.Process(target=client, args=(gateway.url, tmp_path, number))
        process.start()
        time.sleep(chance.uniform(0.2, 1.5))
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
        process.join(10)
        client(gateway.url, tmp_path, number)
    assert gateway.stop() == 0
    assert_filed_once(tmp_path / "hall.db")

"""A gateway killed under the pages, and a proxy that spoils what passes between browser and pages.

`SXBUNDLE_BROWSER_KILLS` is the number of rounds.
"""

import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_proxy import FaultProxy, Spoil, When
from gateway_process import GatewayProcess

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, PageMap, load_map
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import CLERK, Scenario, hiring, picture

pytestmark = pytest.mark.long
ROUNDS = int(os.environ.get("SXBUNDLE_BROWSER_KILLS", "3"))
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
ITEMS = ("职工参保登记",)
PATIENCE = 12
"""Calls of `advance` until a filing is done, whatever is spoilt."""


def map_of(address: str) -> PageMap:
    """Behind a proxy a 502 proves nothing; answers that never come are not waited for."""
    site = {"address": address, "nothing_done": []}
    return load_map("sandbox", {"site": site, "pace": {"patience": 4.0, "settle": 2.0}})


def file_until_done(page_map: PageMap, chromium: Chromium, scenario: Scenario, folder: Path) -> int:
    """Goes on as a program does that calls again after each failure; returns how often it had to."""
    is_signed_in = False
    with BrowserHall(page_map, browser=chromium, submit=True) as hall:
        calls = tries = 0
        while calls < PATIENCE and tries < PATIENCE**2:
            calls, tries = calls + 1, tries + 1
            (folder / "增减申报表盖章.png").write_bytes(picture(calls))
            try:
                is_signed_in = is_signed_in or bool(hall.sign_in(ACCOUNT))
                filing = sx.file(
                    scenario.batch,
                    hall,
                    reference=scenario.reference,
                    materials=folder,
                    accept="all",
                    clerk=CLERK,
                )
                if filing.advance().ledger.done:
                    return calls
            except sx.HallUnavailable:
                calls -= 1  # nothing was done: while the gateway is away that is no try
            except (sx.OutcomeUnknown, sx.PageChanged, sx.StepRefused) as error:
                print(f"{calls}: {error!r}")
    raise AssertionError(f"not done after {calls} calls, and {tries - calls} that found no hall")


def at_random(share: float, method: str = "") -> When:
    """So large a share of the requests of a method is spoilt."""
    chance = random.Random(12)
    return lambda _, key: key.startswith(method[:3]) and chance.random() < share


def assert_filed_once(hall: sx.LocalHall, scenario: Scenario) -> None:
    """One receipt for each person and item, nobody lost, and no entry submitted twice."""
    with hall.new_client() as desk:
        desk.sign_in(ACCOUNT)
        filing = desk.find(scenario.reference)
        assert filing is not None
        ledger = desk.ledger(filing)
    assert {(entry.person, entry.item) for entry in ledger.entries} == scenario.entries
    assert {entry.state for entry in ledger.entries} == {sx.State.SUBMITTED}
    assert len(set(ledger.receipts)) == len(ledger.entries) == len(scenario.entries)
    submissions = [note for note in hall.audit(filing) if note.what == "submit"]
    assert sum(note.facts["entries"] for note in submissions) == len(scenario.entries)


def test_the_gateway_is_killed(chromium: Chromium, tmp_path: Path) -> None:
    path, chance = tmp_path / "hall.db", random.Random(12)
    gateway = GatewayProcess(path=str(path), pages=True)
    scenarios = [hiring(2, on=DAY, items=ITEMS, reference=f"入职-{at}", start=at * 2) for at in range(ROUNDS)]
    for scenario in scenarios:
        work = threading.Thread(
            target=file_until_done, args=(map_of(gateway.url), chromium, scenario, tmp_path)
        )
        work.start()
        work.join(chance.uniform(0.5, 12))  # the moment is the point
        gateway.kill()
        gateway = GatewayProcess(path=str(path), port=gateway.port, pages=True)
        work.join(300)
        assert not work.is_alive()
    gateway.stop()
    with sx.LocalHall(path) as hall:
        for scenario in scenarios:
            assert_filed_once(hall, scenario)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(path=str(tmp_path / "hall.db"), pages=True)
    yield gateway
    gateway.stop()


@pytest.mark.parametrize(
    "spoil",
    [
        Spoil.LOST_REQUEST,
        Spoil.LOST_ANSWER,
        Spoil.DUPLICATE,
        Spoil.LATE,
        Spoil.CUT_UPLOAD,
        Spoil.CUT_ANSWER,
        Spoil.ERROR_500_DONE,
        Spoil.HTML_502,
        Spoil.HTML_200,
    ],
)
def test_deeds_are_spoilt(gateway: GatewayProcess, chromium: Chromium, tmp_path: Path, spoil: Spoil) -> None:
    proxy = FaultProxy(gateway.port)
    proxy.spoil(spoil, at_random(0.4, "POST"))
    scenario = hiring(2, on=DAY, items=ITEMS)
    file_until_done(map_of(proxy.url), chromium, scenario, tmp_path)
    assert proxy.struck
    proxy.close()
    gateway.stop()
    with sx.LocalHall(tmp_path / "hall.db") as hall:
        assert_filed_once(hall, scenario)


@pytest.mark.parametrize("spoil", [Spoil.LOST_REQUEST, Spoil.CUT_ANSWER, Spoil.ERROR_500])
def test_requests_are_spoilt(
    gateway: GatewayProcess, chromium: Chromium, tmp_path: Path, spoil: Spoil
) -> None:
    proxy = FaultProxy(gateway.port)
    proxy.spoil(spoil, at_random(0.2))
    scenario = hiring(1, on=DAY, items=ITEMS)
    file_until_done(map_of(proxy.url), chromium, scenario, tmp_path)
    proxy.close()
    gateway.stop()
    with sx.LocalHall(tmp_path / "hall.db") as hall:
        assert_filed_once(hall, scenario)

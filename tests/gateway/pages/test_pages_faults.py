"""Faults between the browser and the pages, and kill -9 of the gateway under them: nobody twice, nobody lost.

`SXBUNDLE_TEST_KILLS` is the number of kills.
"""

import os
import random
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fault_proxy import FaultProxy, Spoil, When
from gateway_process import GatewayProcess
from hall_pages import hall_pages, served
from rounds import long_except

from sxbundle.clients.local import LocalHall
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario, hiring, unit_record

pytest.importorskip("playwright.sync_api")
from clerk import Clerk
from test_browser_walk import CHROMIUM, chromium  # noqa: F401 # the browser of the module
from test_filing_with_quirks import ACCOUNT, assert_filed_once

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's chromium is not installed")
KILLS = int(os.environ.get("SXBUNDLE_TEST_KILLS", "2"))
SPOILS = [spoil for spoil in Spoil if spoil not in (Spoil.LATE, Spoil.GARBAGE)]
"""Chromium waits longer than any test for what comes late, and garbage is JSON."""


@pytest.fixture
def scenario() -> Scenario:
    return hiring(2, on=DAY, items=("职工参保登记", "劳动用工备案"), reference="浏览器入职")


def now_and_then() -> When:
    """Every third deed and every eleventh question."""
    counts: Counter[bool] = Counter()

    def when(number: int, key: str) -> bool:
        is_deed = key.startswith("POS")
        counts[is_deed] += 1
        return counts[is_deed] % (3 if is_deed else 11) == 0

    return when


@pytest.mark.slow
@pytest.mark.parametrize("spoil", long_except(SPOILS, Spoil.LOST_ANSWER))
def test_faults_between_the_browser_and_the_pages(
    chromium: Any,  # noqa: F811
    scenario: Scenario,
    tmp_path: Path,
    spoil: Spoil,
) -> None:
    with hall_pages() as pages, served(pages) as address:
        proxy = FaultProxy(int(address.rpartition(":")[2]))
        proxy.spoil(spoil, now_and_then())
        context = chromium.new_context(base_url=proxy.url, locale="zh-CN")
        clerk = Clerk(context.new_page(), ACCOUNT, scenario, unit_record(pages.unit()), tmp_path)
        clerk.file()
        context.close()
        struck = proxy.struck
        proxy.close()
        assert_filed_once(pages.hall, scenario)
    print(f"{spoil}: {struck} faults")
    assert struck >= 3


@pytest.mark.long
def test_the_gateway_is_killed_under_the_pages(
    chromium: Any,  # noqa: F811
    scenario: Scenario,
    tmp_path: Path,
) -> None:
    """And started again at the same address; the clerk signs in again and goes on."""
    path, chance = str(tmp_path / "hall.db"), random.Random(20261129)
    running = [GatewayProcess(path=path, pages=True)]
    port, over = running[0].port, threading.Event()
    kills = 0

    def kill() -> None:
        nonlocal kills
        while kills < KILLS and not over.wait(chance.uniform(0.5, 4)):
            running[0].kill()
            kills += 1
            running[0] = GatewayProcess(path=path, port=port, pages=True)

    killer = threading.Thread(target=kill)
    context = chromium.new_context(base_url=running[0].url, locale="zh-CN")
    with LocalHall(path) as hall:
        hall.sign_in(ACCOUNT)
        record = unit_record(hall.unit())
    clerk = Clerk(context.new_page(), ACCOUNT, scenario, record, tmp_path)
    killer.start()
    try:
        clerk.file()
    finally:
        over.set()
        killer.join()
        context.close()
    assert running[0].stop() == 0
    print(f"{kills} kills")
    assert kills
    with LocalHall(path) as hall:
        assert_filed_once(hall, scenario)

"""The client and its browser are killed at any moment; the next run goes on from the hall's own lists.

`SXBUNDLE_BROWSER_KILLS` is the number of rounds.
"""

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from clients.browser.browser_office import CHROMIUM, BrowserOffice, Served, browsers_of

import sxbundle as sx
from sxbundle.clients.browser import Chromium
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario, hiring, picture

pytestmark = pytest.mark.long
ROUNDS = int(os.environ.get("SXBUNDLE_BROWSER_KILLS", "5"))
_PHOTOS = itertools.count(1)
CLIENT = """
import sys
import sxbundle as sx
from sxbundle.clients.browser import load_map
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

address, chromium, materials, user, password, at = sys.argv[1:]
scenario = hiring(2, on=DAY, items=("职工参保登记",), reference=f"入职-{at}", start=2 * int(at))
page_map = load_map("sandbox", {"site": {"address": address}})
with sx.BrowserHall(page_map, chromium=chromium, submit=True) as hall:
    hall.sign_in(sx.Credentials(user, password))
    outcome = sx.file(scenario.batch, hall, reference=scenario.reference, materials=materials).advance()
    sys.exit(0 if outcome.ledger.done else 3)
"""


def test_killed_at_any_moment(served: Served, chromium: Chromium, tmp_path: Path) -> None:
    """One receipt a person and item, nobody lost, whenever it was killed and whichever process."""
    office = BrowserOffice(served, chromium)
    moments, begun = random.Random(12), time.monotonic()
    _finish(office, served, tmp_path, 0)
    whole = time.monotonic() - begun  # a kill comes at any moment of a filing, as quick as this machine is
    for at in range(1, ROUNDS + 1):
        client = _start(office, served, tmp_path, at)
        _kill(client, after=moments.uniform(0.2, whole), browser=bool(at % 2))
        _finish(office, served, tmp_path, at)
        _check(office, at)
        print(f"round {at} held")
    office.close()


def _scenario(at: int) -> Scenario:
    return hiring(2, on=DAY, items=("职工参保登记",), reference=f"入职-{at}", start=2 * at)


def _finish(office: BrowserOffice, served: Served, materials: Path, at: int) -> None:
    """Goes on until it is done; a photo of an earlier print does not count: each try has a new one."""
    for _ in range(3):
        if _start(office, served, materials, at).wait(300) == 0:
            return
    raise AssertionError(f"round {at}: not done after three runs")


def _check(office: BrowserOffice, at: int) -> None:
    scenario = _scenario(at)
    with office.hall.new_client() as hall:
        hall.sign_in(office.enterprise)
        filing = hall.find(scenario.reference)
        assert filing is not None
        assert hall.filings().total == at + 1
        ledger = hall.ledger(filing)
    assert {entry.state for entry in ledger.entries} == {sx.State.SUBMITTED}
    assert {entry.person for entry in ledger.entries} == set(scenario.people)
    assert len(set(ledger.receipts)) == len(ledger.entries)
    submissions = [note for note in office.hall.audit(filing) if note.what == "submit"]
    assert sum(note.facts["receipts"] for note in submissions) == len(ledger.entries)


def _start(office: BrowserOffice, served: Served, materials: Path, at: int) -> "subprocess.Popen[bytes]":
    (materials / "增减申报表盖章.png").write_bytes(picture(next(_PHOTOS)))
    account = office.enterprise
    arguments = [served.address, CHROMIUM, str(materials), account.user, account.password, str(at)]
    return subprocess.Popen([sys.executable, "-c", CLIENT, *arguments])


def _kill(client: "subprocess.Popen[bytes]", *, after: float, browser: bool) -> None:
    """Kills the client, or its browser, unless it is done before."""
    end = time.monotonic() + after
    while time.monotonic() < end and client.poll() is None:
        time.sleep(0.05)  # the moment is the point
    if browser:
        for process in browsers_of(client.pid):
            os.kill(process, signal.SIGKILL)
        client.wait(300)
    else:
        client.kill()
        client.wait()

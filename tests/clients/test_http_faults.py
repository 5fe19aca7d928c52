"""A line that spoils every call of a whole filing: the end is that of an undisturbed one, nothing is twice.

`SXBUNDLE_TEST_FAULTS=all` spoils each single request of the filing in a filing of its own.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from fault_proxy import FaultProxy, Spoil, at, once_each, once_each_that_does
from gateway_process import QUICK, Awaited, GatewayProcess

import sxbundle as sx
from sxbundle.clients.http.sync import HttpHall
from sxbundle.procedure.model import FilingSummary, Page
from sxbundle.schema import Level
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import CLERK, Scenario, hiring, picture, unit_record

pytestmark = pytest.mark.slow

EVERY = os.environ.get("SXBUNDLE_TEST_FAULTS") == "all"
POINTS = range(24) if EVERY else (0, 1, 3, 5, 9, 12, 17, 20)
SINGLE = tuple(Spoil) if EVERY else (Spoil.LOST_ANSWER, Spoil.CUT_UPLOAD)
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
IMPATIENT = evolve(QUICK, answer=0.5)


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess()
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture(scope="module")
def proxy(gateway: GatewayProcess) -> Iterator[FaultProxy]:
    proxy = FaultProxy(gateway.port)
    yield proxy
    proxy.close()


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return hiring(1, on=DAY)


@pytest.fixture(scope="module")
def materials(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("materials")
    plan = scenario.selection.plan
    found: dict[str, Any] = {}
    for seed, one in enumerate(plan.all_materials):
        path: Path = folder / f"{one.key}.png"
        path.write_bytes(picture(seed))
        found[one.key] = {str(scenario.people[0]): path} if one.level is Level.PERSON else path
    return found


def filed(hall: Any, scenario: Scenario, materials: dict[str, Any]) -> tuple[Any, Page[FilingSummary]]:
    """A whole filing: signs in, advances until nothing is left to do."""
    signed_in = hall.sign_in(ACCOUNT)
    filing = sx.file(
        scenario.batch,
        hall,
        reference=scenario.reference,
        unit=unit_record(signed_in.unit),
        materials=materials,
        accept="all",
        clerk=CLERK,
    )
    outcome = filing.advance()
    return outcome.ledger, hall.filings()


@pytest.fixture(scope="module")
def undisturbed(
    gateway: GatewayProcess, proxy: FaultProxy, scenario: Scenario, materials: dict[str, Any]
) -> tuple[Any, int]:
    """The ledger of a filing that nothing disturbs, and its number of requests."""
    gateway.do("reset", ":memory:")
    proxy.calm()
    with HttpHall(proxy.url, retry=QUICK) as hall:
        ledger, page = filed(hall, scenario, materials)
    assert ledger.done
    assert page.total == 1
    assert not EVERY or proxy.seen - 1 <= len(POINTS)
    return ledger, proxy.seen


def assert_same_end(gateway: GatewayProcess, found: Any, undisturbed: tuple[Any, int]) -> None:
    ledger, page = found
    assert ledger == undisturbed[0]
    assert page.total == 1
    assert Counter((entry.person, entry.item) for entry in ledger.entries).most_common(1)[0][1] == 1
    assert len(set(ledger.receipts)) == len(ledger.entries)
    taken = [note for note in gateway.do("audit") if note.what == "submit"]
    assert sum(note.facts["entries"] for note in taken) == len(ledger.entries)


@pytest.mark.parametrize("client", [HttpHall, Awaited])
@pytest.mark.parametrize("spoil", list(Spoil))
def test_every_request_is_spoilt_once(
    gateway: GatewayProcess,
    proxy: FaultProxy,
    scenario: Scenario,
    materials: dict[str, Any],
    undisturbed: tuple[Any, int],
    spoil: Spoil,
    client: Any,
) -> None:
    if client is Awaited and spoil in (Spoil.LATE, Spoil.DUPLICATE) and not EVERY:
        pytest.skip("the same code; SXBUNDLE_TEST_FAULTS=all runs it")
    gateway.do("reset", ":memory:")
    # A question that comes late changes nothing.
    proxy.spoil(spoil, once_each_that_does() if spoil is Spoil.LATE else once_each())
    with client(proxy.url, retry=IMPATIENT if spoil is Spoil.LATE else QUICK) as hall:
        found = filed(hall, scenario, materials)
        proxy.settle()
        assert_same_end(gateway, found, undisturbed)
    assert proxy.struck >= undisturbed[1] // (4 if spoil is Spoil.LATE else 2)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("spoil", SINGLE)
def test_one_request_is_spoilt(
    gateway: GatewayProcess,
    proxy: FaultProxy,
    scenario: Scenario,
    materials: dict[str, Any],
    undisturbed: tuple[Any, int],
    spoil: Spoil,
    point: int,
) -> None:
    if point >= undisturbed[1] - 1:
        pytest.skip("the filing has fewer requests")
    gateway.do("reset", ":memory:")
    proxy.spoil(spoil, at(point))
    with HttpHall(proxy.url, retry=IMPATIENT if spoil is Spoil.LATE else QUICK) as hall:
        found = filed(hall, scenario, materials)
        proxy.settle()
        assert_same_end(gateway, found, undisturbed)
    assert proxy.struck == 1

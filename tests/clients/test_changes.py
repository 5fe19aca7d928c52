"""Which filings changed since a position: at the embedded hall and over HTTP, each unit its own."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from gateway_process import QUICK, GatewayProcess

import sxbundle as sx
from sxbundle.clients.http.sync import HttpHall
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

ENTERPRISE = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
OTHER = sx.LocalHall.DEMO_ACCOUNTS["institution"]


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess()
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture(params=["local", "http"])
def hall(request: pytest.FixtureRequest, gateway: GatewayProcess) -> Iterator[sx.LocalHall | HttpHall]:
    if request.param == "local":
        with sx.LocalHall.demo() as local:
            local.sign_in(ENTERPRISE)
            yield local
        return
    gateway.do("reset", ":memory:")
    with HttpHall(gateway.url, retry=QUICK) as remote:
        remote.sign_in(ENTERPRISE)
        yield remote


def test_each_change_comes_once_and_in_order(hall: sx.LocalHall | HttpHall) -> None:
    scenario = hiring(2, on=DAY, items=("职工参保登记",))
    assert hall.changes().items == ()
    filing = scenario.equipped(hall)
    first = hall.changes()
    assert {one.filing for one in first.items} == {filing}
    assert {one.reference for one in first.items} == {scenario.reference}
    whats = [one.what for one in first.items]
    assert whats.index("stage") < whats.index("print") < whats.index("attach")
    assert hall.changes(first.next).items == ()
    hall.submit(filing)
    second = hall.changes(first.next)
    assert [one.what for one in second.items] == ["submit"]
    assert second.next > first.next


def test_nobody_hears_of_another_units_filings() -> None:
    with sx.LocalHall.demo() as hall:
        hall.sign_in(ENTERPRISE)
        hiring(1, on=DAY, items=("职工参保登记",)).staged(hall)
        stranger = hall.new_client()
        stranger.sign_in(OTHER)
        assert stranger.changes().items == ()
        assert len(hall.all_changes().items) == len(hall.changes().items) > 0
        with pytest.raises(TypeError):
            hall.changes("yesterday")  # type: ignore[arg-type]


def test_a_listener_goes_on_after_a_restart_and_hears_of_nobody(tmp_path: Path) -> None:
    """Page by page, the position kept between two lives of the hall: each change once, no person in any."""
    scenario = hiring(2, on=DAY, items=("职工参保登记",))
    heard: list[tuple[int, str]] = []
    position, filing = 0, None
    for step in ("stage", "equip", "submit", "none"):
        with sx.LocalHall.demo(tmp_path / "网厅.db") as hall:
            hall.sign_in(ENTERPRISE)
            if step == "stage":
                filing = scenario.staged(hall)
            elif step == "equip":
                assert scenario.equipped(hall) == filing
            elif step == "submit":
                assert filing is not None
                hall.submit(filing)
            changes = hall.changes(position)
            assert step != "none" or changes.items == ()
            heard += [(change.id, change.what) for change in changes.items]
            text = repr([attrs.asdict(change) for change in changes.items])
            assert not any(person in text for person in scenario.people)
            position = changes.next
    with sx.LocalHall.demo(tmp_path / "网厅.db") as hall:
        hall.sign_in(ENTERPRISE)
        assert [(change.id, change.what) for change in hall.changes().items] == heard
    assert [number for number, _ in heard] == sorted({number for number, _ in heard})
    assert heard[-1][1] == "submit"

"""Two workers of a cluster file for 200 units through one gateway; one is killed in the middle of it.

Nobody is lost, and nobody is filed twice. `SXBUNDLE_TEST_UNITS` is the number of units.
"""

import os
import signal
from collections import Counter

import pytest
from gateway_process import GatewayProcess

import sxbundle as sx
from sxbundle.hall.units import NewUnit
from sxbundle.procedure.identity import Registration
from sxbundle.rules.check_digit import organisation_check
from sxbundle.schema import Level
from sxbundle.testing import people
from sxbundle.testing.numbers import credit_code_from
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import CLERK, picture, unit_record

UNITS = int(os.environ.get("SXBUNDLE_TEST_UNITS", "200"))
ITEMS = ("职工参保登记", "劳动用工备案")
KILLED_AFTER = UNITS // 4


def unit(number: int) -> NewUnit:
    body = f"MA{number:06}"
    name = f"太原测试{number:03}有限公司"
    return NewUnit(
        name=name,
        credit_code=credit_code_from(f"91140100{body}{organisation_check(body)}"),
        credentials=sx.Credentials(f"unit-{number:03}", f"secret-{number:03}"),
        registrations=tuple(
            Registration(f"14{kind}{number:05}", kind, name) for kind in ("110", "210", "410")
        ),
    )


UNITS_OF_TEST = tuple(map(unit, range(UNITS)))


@pytest.fixture
def client():
    distributed = pytest.importorskip("distributed", reason="the extra scale")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture
def gateway(tmp_path):
    gateway = GatewayProcess(path=str(tmp_path / "hall.db"))
    for one in UNITS_OF_TEST:
        gateway.do("add_unit", one)
    yield gateway
    gateway.stop()


@pytest.fixture
def tasks(gateway, tmp_path):
    """One or two people for each unit, and everything that the hall will ask for."""
    selection = sx.HIRE.select(*ITEMS, on=DAY)
    plan = selection.plan
    photo = tmp_path / "材料.png"
    photo.write_bytes(picture(1))

    def task(number: int, one: NewUnit) -> sx.FilingTask:
        rows = list(people.rows(plan, 1 + number % 2, start=2 * number))
        numbers = [row["basic.certificate_number"] for row in rows]
        return sx.FilingTask(
            gateway.url,
            one.credentials,
            selection.batch(rows),
            f"{number:03} 入职",
            unit=unit_record(one),
            materials={
                material.key: dict.fromkeys(numbers, photo) if material.level is Level.PERSON else photo
                for material in plan.all_materials
            },
            accept="all",
            clerk=CLERK,
        )

    return [task(number, one) for number, one in enumerate(UNITS_OF_TEST)]


@pytest.mark.filterwarnings("default")
@pytest.mark.slow
def test_a_killed_worker_costs_nothing(client, gateway, tasks, tmp_path):
    workers = set(client.run(os.getpid).values())
    found = sx.file_many(tasks, executor=client.get_executor())
    done = [next(found) for _ in range(KILLED_AFTER)]
    os.kill(min(workers), signal.SIGKILL)
    done += found
    assert [one.error for one in done] == [None] * UNITS
    assert [one.reference for one in done] == [one.reference for one in tasks]
    assert all(one.outcome.ledger.receipts for one in done)
    assert gateway.stop() == 0
    receipts = []
    with sx.LocalHall(tmp_path / "hall.db") as hall:
        for task, one in zip(tasks, UNITS_OF_TEST, strict=True):
            hall.sign_in(one.credentials)
            (filing,) = hall.filings().items
            assert filing.reference == task.reference
            ledger = hall.ledger(filing.filing)
            numbers = task.batch.table.cells["basic.certificate_number"]
            held = Counter((entry.person, entry.item) for entry in ledger.entries)
            assert set(held.values()) == {1}
            assert len(held) == len(numbers) * 3  # newly insured: no pension is transferred
            assert len(ledger.receipts) == len(held)
            receipts += ledger.receipts
    assert len(set(receipts)) == len(receipts)


@pytest.mark.filterwarnings("default")
def test_files_are_checked_there_as_here(client, tmp_path):
    selection = sx.HIRE.select(*ITEMS, on=DAY)
    rows = list(people.rows(selection.plan, 3))
    paths = [tmp_path / "对.xlsx", tmp_path / "错.xlsx"]
    selection.sheet().fill(rows, paths[0])
    selection.sheet().fill([{**rows[0], "basic.phone": "1"}], paths[1])
    there = list(sx.check_many(paths, selection, executor=client.get_executor()))
    assert [one.ok for one in there] == [True, False]
    assert there == list(sx.check_many(paths, selection))

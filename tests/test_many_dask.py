"""Filings over a cluster of two workers, of which one is killed: nobody is lost, nobody is filed twice."""

import os
import signal
from datetime import date

import pytest

import sxbundle as sx
from sxbundle.testing import people

distributed = pytest.importorskip("distributed", reason="the extra scale")

ON = date(2026, 11, 23)
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
FILINGS = 12


@pytest.fixture
def client():
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.mark.filterwarnings("default")
def test_a_killed_worker_costs_nothing(client, tmp_path):
    database = tmp_path / "hall.db"
    sx.LocalHall.demo(database).close()
    selection = sx.HIRE.select("职工参保登记", on=ON)
    tasks = [
        sx.FilingTask(
            f"local:///{database}",
            ACCOUNT,
            selection.batch(people.rows(selection.plan, 3, start=10 * at)),
            f"第 {at:02} 批",
        )
        for at in range(FILINGS)
    ]
    found = sx.file_many(tasks, executor=client.get_executor())
    first = next(found)
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    done = [first, *found]
    assert [one.error for one in done] == [None] * FILINGS
    assert [one.reference for one in done] == [one.reference for one in tasks]
    with sx.LocalHall(database) as hall:
        hall.sign_in(ACCOUNT)
        assert sorted(one.reference for one in hall.filings().items) == [one.reference for one in tasks]
        for one in done:
            entries = hall.ledger(one.outcome.ledger.filing).entries
            assert len(entries) == len({(entry.person, entry.item) for entry in entries})
            assert len({entry.person for entry in entries}) == 3

"""Many files and many filings, in other processes."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.testing import people

ON = date(2026, 11, 23)
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]


@pytest.fixture
def selection():
    return sx.HIRE.select("职工参保登记", on=ON)


@pytest.fixture
def pool():
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        yield executor


@pytest.fixture
def files(selection, tmp_path):
    right = list(people.rows(selection.plan, 5))
    wrong = [*right[:4], right[4] | {"basic.phone": "1"}]
    paths = [tmp_path / name for name in ("对.xlsx", "错.xlsx", "网页.xlsx")]
    selection.sheet().fill(right, paths[0])
    selection.sheet().fill(wrong, paths[1])
    paths[2].write_text("<html><body>请登录</body></html>")
    return paths


def test_files_are_checked_in_other_processes_as_here(selection, files, pool):
    found = list(sx.check_many(files, selection, executor=pool))
    assert [one.path for one in found] == files
    assert [one.ok for one in found] == [True, False, False]
    assert [(error.row, error.column) for error in found[1].report.errors] == [
        (found[1].report.problems[0].row, "basic.phone")
    ]
    assert found[2].refused.code == "file.not-a-workbook"
    here = list(sx.check_many(map(str, files), selection))
    assert [one.report for one in here] == [one.report for one in found]
    assert here[2].refused.problems == found[2].refused.problems


def tasks(selection, hall: Path, count: int):
    return [
        sx.FilingTask(
            f"local:///{hall}",
            ACCOUNT,
            selection.batch(people.rows(selection.plan, 3, start=10 * at)),
            f"第 {at} 批",
        )
        for at in range(count)
    ]


@pytest.mark.parametrize("executor", [ThreadPoolExecutor, None])
def test_filings_over_one_hall(selection, tmp_path, executor, pool):
    database = tmp_path / "hall.db"
    sx.LocalHall.demo(database).close()
    some = tasks(selection, database, 3)
    with executor(2) if executor else pool as workers:
        # Each twice at once: as when a scheduler takes a slow worker for a dead one.
        found = list(sx.file_many([*some, *some], executor=workers))
    assert [one.error for one in found] == [None] * 6
    assert [one.reference for one in found] == [one.reference for one in [*some, *some]]
    with sx.LocalHall(database) as hall:
        hall.sign_in(ACCOUNT)
        assert sorted(one.reference for one in hall.filings().items) == [one.reference for one in some]
        for task, one in zip(some, found, strict=False):
            ledger = hall.ledger(hall.find(task.reference))
            assert len({entry.person for entry in ledger.entries}) == 3
            assert one.outcome.ledger.filing == ledger.filing


def test_what_stops_a_filing_is_told_beside_the_others(selection, tmp_path):
    database = tmp_path / "hall.db"
    sx.LocalHall.demo(database).close()
    good, bad = tasks(selection, database, 2)
    wrong = sx.Credentials(ACCOUNT.user, "不对")
    stopped = sx.FilingTask(bad.hall, wrong, bad.batch, bad.reference)
    found = list(sx.file_many([stopped, good]))
    assert type(found[0].error).__name__ == "SignInFailed"
    assert not found[0].done
    assert found[1].error is None


@pytest.mark.parametrize("key", sx.BUNDLES)
def test_a_batch_goes_to_another_process_whole(key):
    bundle = sx.BUNDLES[key]
    selection = sx.Selection(bundle.plan(bundle.items[:1], ON, frozenset()))
    batch = selection.batch(people.rows(selection.plan, 2))
    again = pickle.loads(pickle.dumps(batch))
    assert again.report == batch.report
    assert again.rows == batch.rows
    assert again.digest == batch.digest

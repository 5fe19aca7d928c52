"""What the hall forgets, and what stays: receipts, and nobody who could be filed twice."""

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.errors import HallUnavailable
from sxbundle.procedure.ledger import State
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

ACCOUNT = LocalHall.DEMO_ACCOUNTS["enterprise"]


@pytest.fixture
def clock():
    return SettableClock(DAY)


@pytest.fixture
def hall(tmp_path, clock):
    with LocalHall.demo(tmp_path / "hall.db", clock=clock) as hall:
        hall.sign_in(ACCOUNT)
        yield hall


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_what_an_import_showed_until_it_was_finished_is_forgotten(hall, clock, tmp_path):
    """The filing as it stood before, people included."""
    scenario = hiring(2, on=DAY, items=("职工参保登记",))
    filing = scenario.equipped(hall)
    hall.slow_imports(timedelta(minutes=5))
    hall.stage(filing, scenario.changed(0, enrolment__wage="5000.00").batch)
    clock.advance(days=400)
    assert hall.purge(before=DAY + timedelta(days=1)) == 1
    left = bytes_of(tmp_path)
    assert not [row for row in scenario.rows if row["basic.name"].encode() in left]
    assert hall.ledger(filing).importing is None


def test_receipts_stay_and_the_rest_is_forgotten(hall, clock, tmp_path):
    scenario = hiring(2, on=DAY)
    filing = scenario.submitted(hall)
    hall.accept_all(filing)
    before = hall.ledger(filing)
    clock.advance(days=400)
    assert hall.purge(before=DAY) == 0
    assert hall.ledger(filing) == before
    assert hall.purge(before=DAY + timedelta(days=1)) == 1
    assert hall.purge(before=DAY + timedelta(days=1)) == 0
    ledger = hall.ledger(filing)
    assert ledger.receipts == before.receipts
    assert [(entry.person, entry.item, entry.state) for entry in ledger.entries] == [
        (entry.person, entry.item, entry.state) for entry in before.entries
    ]
    assert {entry.name for entry in ledger.entries} == {""}
    left = bytes_of(tmp_path)
    for row in scenario.rows:
        for key in ("basic.name", "basic.phone", "basic.address"):
            assert row[key].encode() not in left
    assert b"IHDR" not in left  # no picture
    assert len(hall.submit(filing)) == len(before.receipts)
    assert hall.stage(filing, scenario.batch).people == 0
    assert hall.ledger(filing).receipts == before.receipts


def test_what_is_under_way_stays_whole(hall, clock):
    submitted = hiring(1, on=DAY, items=("就业登记",))
    returned = hiring(1, on=DAY, items=("就业登记",), reference="入职-2", start=5)
    fresh = hiring(1, on=DAY, items=("就业登记",), reference="入职-3", start=9)
    first, second = submitted.submitted(hall), returned.submitted(hall)
    hall.send_back(second, "照片不清")
    clock.advance(days=400)
    third = fresh.submitted(hall)
    hall.accept_all(third)
    before = [hall.ledger(filing) for filing in (first, second, third)]
    assert hall.purge(before=DAY + timedelta(days=100)) == 0
    assert [hall.ledger(filing) for filing in (first, second, third)] == before


def test_what_was_never_submitted_goes(hall, clock):
    scenario = hiring(3, on=DAY, items=("就业登记",))
    filing = scenario.equipped(hall)
    hall.submit(filing, scenario.people[:1])
    hall.accept_all(filing)
    clock.advance(days=400)
    assert hall.purge(before=DAY + timedelta(days=1)) == 1
    assert {(entry.person, entry.state) for entry in hall.ledger(filing).entries} == {
        (scenario.people[0], State.ACCEPTED)
    }


def test_a_reader_that_keeps_old_pages_alive_is_reported(tmp_path, clock):
    """Otherwise the purge would seem done while names stand in the write-ahead log."""
    scenario = hiring(1, on=DAY, items=("就业登记",))
    with LocalHall.demo(f"sqlite:///{tmp_path / 'hall.db'}?timeout=0.1", clock=clock) as hall:
        hall.sign_in(ACCOUNT)
        hall.accept_all(scenario.submitted(hall))
        clock.advance(days=400)
        with closing(sqlite3.connect(tmp_path / "hall.db")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM rows").fetchall()
            with pytest.raises(HallUnavailable, match="占用"):
                hall.purge(before=DAY + timedelta(days=1))
        hall.purge(before=DAY + timedelta(days=1))
        assert scenario.rows[0]["basic.name"].encode() not in bytes_of(tmp_path)


def test_no_log_shows_what_is_read(hall, caplog):
    scenario = hiring(1, on=DAY, items=("就业登记",))
    caplog.set_level(logging.DEBUG, "sqlalchemy")
    caplog.set_level(logging.DEBUG)
    hall.ledger(scenario.submitted(hall))
    assert scenario.rows[0]["basic.name"] not in caplog.text

"""A hall's database of before offline records were kept goes on, and keeps what it has."""

import sqlite3

import pytest

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.testing.examples import ON

NUMBER = "示例人社备〔2026〕1号"


@pytest.fixture
def older(tmp_path):
    """What version 1 made: the same tables but one."""
    path = tmp_path / "hall.db"
    with sx.LocalHall.demo(path, clock=SettableClock(ON)) as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["institution"])
        hall.open(sx.INSTITUTION_HIRE.select("职工参保登记", on=ON), "旧的")
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE appointments")
    connection.execute("UPDATE schema_version SET version = 1")
    connection.commit()
    connection.close()
    return path


def test_an_older_database_is_brought_up_when_it_is_opened(older):
    for _ in range(2):
        with sx.LocalHall(older, clock=SettableClock(ON)) as hall:
            hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["institution"])
            assert hall.find("旧的") is not None
            hall.record_appointment(NUMBER)
            assert hall.ledger(hall.find("旧的")).offline == ()


def test_a_record_is_kept_and_noted_without_its_number(older):
    with sx.LocalHall(older, clock=SettableClock(ON)) as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["institution"])
        hall.record_appointment(NUMBER)
    with sx.LocalHall(older, clock=SettableClock(ON)) as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["institution"])
        assert hall.ledger(hall.find("旧的")).offline == ()
        (note,) = [one for one in hall.audit() if one.what == "offline record"]
        assert NUMBER not in str(note)

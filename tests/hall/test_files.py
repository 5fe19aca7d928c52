"""The file of a hall: whose it is, what is none, and what a damaged one gets."""

import os
import random
import sqlite3
import stat

import pytest

import sxbundle as sx
from sxbundle.clients.local import LocalHall
from sxbundle.errors import HallError, HallUnavailable, StepRefused
from sxbundle.procedure.identity import PersonId
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture

ACCOUNT = LocalHall.DEMO_ACCOUNTS["enterprise"]


def test_a_new_database_is_its_owners_alone(tmp_path):
    before = os.umask(0o022)
    try:
        with LocalHall.demo(tmp_path / "hall.db") as hall:
            hall.sign_in(ACCOUNT)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes["hall.db"] == 0o600
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("address", ["/dev/null", "sqlite:////dev/null"])
def test_a_device_is_no_database(address):
    with pytest.raises(HallUnavailable) as caught:
        LocalHall(address)
    assert caught.value.code == "hall.not-a-database"


def test_a_pipe_is_no_database(tmp_path):
    os.mkfifo(tmp_path / "pipe.db")
    with pytest.raises(HallUnavailable) as caught:
        LocalHall(tmp_path / "pipe.db")
    assert caught.value.code == "hall.not-a-database"


def test_a_hall_that_did_not_open_can_be_shown():
    assert repr(LocalHall.__new__(LocalHall)) == "<LocalHall not signed in>"


@pytest.mark.parametrize("bad", ["a\0b", "\ud800", "11010519491231002X\0"])
def test_people_and_names_that_no_text_can_be(hall_with_people, bad):
    hall, filing = hall_with_people
    for call in (
        lambda: hall.submit(filing, [PersonId(bad)]),
        lambda: hall.withdraw(filing, [PersonId(bad)]),
        lambda: hall.attach(filing, "identity", picture(), PersonId(bad)),
        lambda: hall.attach(filing, bad, picture()),
        lambda: hall.accept(filing, bad, "经办人"),
        lambda: hall.record_appointment(bad),
    ):
        with pytest.raises(HallError) as caught:
            call()
        assert not isinstance(caught.value, HallUnavailable)
    assert hall.find(bad) is None


@pytest.fixture
def hall_with_people(tmp_path):
    with LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(ACCOUNT)
        yield hall, hiring(2, on=DAY, items=("就业登记",)).staged(hall)


def test_a_damaged_database_gets_our_errors(tmp_path):
    scenario = hiring(2, on=DAY)
    with LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(ACCOUNT)
        filing = scenario.submitted(hall)
    whole = (tmp_path / "hall.db").read_bytes()
    refused = 0
    for seed in range(120):
        chance = random.Random(seed)
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50, 500))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = tmp_path / f"{seed}.db"
        path.write_bytes(damaged[: chance.randrange(len(damaged))] if chance.random() < 0.3 else damaged)
        try:
            with LocalHall(path) as hall:
                hall.sign_in(ACCOUNT)
                hall.ledger(filing)
                hall.filings()
                hall.audit()
                hall.stage(filing, scenario.batch)
                hall.accept_all()
        except HallError:
            refused += 1
    assert refused > 60


def test_an_entry_of_an_item_that_no_bundle_declares_is_damage(tmp_path):
    with LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(ACCOUNT)
        hiring(1, on=DAY, items=("就业登记",)).submitted(hall)
    connection = sqlite3.connect(tmp_path / "hall.db")
    with connection:
        connection.execute("UPDATE entries SET item = replace(item, 'e', 'B')")
    connection.close()
    with LocalHall(tmp_path / "hall.db") as hall, pytest.raises(HallUnavailable) as caught:
        hall.accept_all()
    assert caught.value.code == "hall.corrupt"


def test_a_filing_of_a_bundle_that_is_offered_no_more_is_not_reviewed(tmp_path):
    with LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(ACCOUNT)
        hiring(1, on=DAY, items=("就业登记",)).submitted(hall)
    others = sx.Catalog(tuple(bundle for bundle in sx.CATALOG.declared if bundle.key != sx.HIRE.key))
    with LocalHall(tmp_path / "hall.db", catalog=others) as hall, pytest.raises(StepRefused) as caught:
        hall.accept_all()
    assert caught.value.code == "hall.unknown-bundle"

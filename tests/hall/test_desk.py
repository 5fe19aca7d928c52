"""Accounts, sessions, the clock, the trail: what the hall keeps, and what it does not."""

import sqlite3
from datetime import datetime

import pytest

from sxbundle.clients.local import LocalHall
from sxbundle.clock import CHINA, RealClock, SettableClock
from sxbundle.errors import NotFound, SignInFailed, StepRefused
from sxbundle.hall import sessions
from sxbundle.hall.units import NewUnit
from sxbundle.procedure.identity import Credentials, Registration
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import hiring

DEMO = LocalHall.DEMO_ACCOUNTS["enterprise"]


@pytest.fixture
def office(tmp_path):
    office = LocalOffice(tmp_path / "hall.db")
    yield office
    office.close()


@pytest.fixture
def client(office):
    with office.client() as client:
        client.sign_in(DEMO)
        yield client


def everything_in(path):
    connection = sqlite3.connect(path)
    text = "\n".join(connection.iterdump())
    connection.close()
    return text


def test_passwords_are_salted_hashes():
    one, other = sessions.hashed("秘密"), sessions.hashed("秘密")
    assert one != other
    assert sessions.matches("秘密", one)
    assert sessions.matches("秘密", other)
    assert not sessions.matches("秘密 ", one)
    assert not sessions.matches("", sessions.UNKNOWN_ACCOUNT)


def test_no_password_and_no_token_lies_in_the_database(office, client, tmp_path):
    token = client._token
    assert token
    kept = everything_in(tmp_path / "hall.db")
    assert DEMO.password not in kept
    assert token not in kept
    assert DEMO.user in kept


def test_wrong_tries_make_the_next_one_wait(office):
    with office.client() as client:
        for _ in range(4):
            with pytest.raises(SignInFailed):
                client.sign_in(Credentials(DEMO.user, "wrong"))
        client.sign_in(DEMO)  # a right password forgets the wrong ones
        for _ in range(5):
            with pytest.raises(SignInFailed) as caught:
                client.sign_in(Credentials(DEMO.user, "wrong"))
            assert caught.value.code == "hall.sign-in"
        with pytest.raises(SignInFailed) as caught:
            client.sign_in(DEMO)
        assert caught.value.code == "hall.locked"
        assert "2026-11-30 09:00:30" in str(caught.value)
        for minutes in (1, 2, 3):  # each wrong try doubles the wait
            office.wait(minutes)
            with pytest.raises(SignInFailed) as caught:
                client.sign_in(Credentials(DEMO.user, "wrong"))
            assert caught.value.code == "hall.sign-in"
        office.wait(3)
        with pytest.raises(SignInFailed) as caught:
            client.sign_in(DEMO)
        assert caught.value.code == "hall.locked"
        office.wait(2)
        assert client.sign_in(DEMO).unit is not None


def test_a_stranger_elsewhere_keeps_nobody_out(office):
    with office.hall.new_client("10.0.0.9") as stranger, office.hall.new_client("10.0.0.1") as clerk:
        for _ in range(9):
            with pytest.raises(SignInFailed):
                stranger.sign_in(Credentials(DEMO.user, "wrong"))
        assert clerk.sign_in(DEMO).unit is not None


def test_accounts_that_do_not_exist_answer_alike(office):
    def answers(user):
        told = []
        with office.hall.new_client(user) as client:
            for _ in range(8):
                with pytest.raises(SignInFailed) as caught:
                    client.sign_in(Credentials(user, "wrong"))
                told.append((caught.value.code, str(caught.value)))
        return told

    assert answers(DEMO.user) == answers("no-such-account") != []


def test_what_was_hashed_cheaply_is_hashed_anew(office, tmp_path, monkeypatch):
    mine = NewUnit(
        name="示例分公司",
        credit_code="91140100MA0TEST129",
        credentials=Credentials("mine", "secret"),
        registrations=(Registration("1", "110", "示例分公司"),),
    )
    with monkeypatch.context() as cheap:
        cheap.setattr(sessions, "_COST", (2**3, 8, 1))
        office.hall.add_unit(mine)

    def kept():
        connection = sqlite3.connect(tmp_path / "hall.db")
        (secret,) = connection.execute("SELECT secret FROM accounts WHERE user = 'mine'").fetchone()
        connection.close()
        return secret

    assert sessions.needs_rehash(kept())
    with office.client() as client:
        client.sign_in(mine.credentials)
        assert not sessions.needs_rehash(kept())
        assert client.sign_in(mine.credentials).unit is not None


def test_a_choice_is_this_sign_ins_alone(office):
    """B on the same account chooses otherwise: A goes on for what A chose, and each sign-in asks again."""
    account = LocalHall.DEMO_ACCOUNTS["twice-registered"]
    with office.client() as one, office.client() as other:
        choices = one.sign_in(account).choices
        head, branch = (registration.number for registration in choices["110"])
        mine = one.choose({"110": head})
        assert other.sign_in(account).unit is None
        theirs = other.choose({"110": branch})
        assert (one.unit(), other.unit()) == (mine, theirs)
        assert mine != theirs
        office.expire()
        assert (one.unit(), other.unit()) == (mine, theirs)
        assert one.sign_in(account).choices == choices
        with pytest.raises(StepRefused) as caught:
            one.unit()
        assert caught.value.code == "hall.choose-first"


@pytest.mark.parametrize("user", ["", "x\0y", "\ud800", "' OR 1=1 --", "x" * 10_000])
def test_names_of_accounts_that_are_none(office, user):
    with office.client() as client, pytest.raises(SignInFailed):
        client.sign_in(Credentials(user, "x\0\ud800"))


def test_a_session_ends_by_the_halls_clock(office, client):
    first = client._token
    office.wait(29)
    client.unit()
    assert client._token == first
    office.wait(2)
    client.unit()
    assert client._token != first


def test_a_password_that_was_changed_meanwhile_is_told(office, client, tmp_path):
    connection = sqlite3.connect(tmp_path / "hall.db")
    connection.execute("UPDATE accounts SET secret = ?", (sessions.UNKNOWN_ACCOUNT,))
    connection.commit()
    connection.close()
    client.unit()
    office.expire()
    with pytest.raises(SignInFailed):
        client.unit()


def test_signing_in_again_leaves_the_first_session(office, client):
    first = client._token
    client.sign_in(DEMO)
    assert client._token != first


def test_a_unit_of_ones_own(office):
    mine = NewUnit(
        name="示例分公司",
        credit_code="91140100MA0TEST129",
        credentials=Credentials("mine", "secret"),
        registrations=(Registration("1", "110", "示例分公司"),),
    )
    office.hall.add_unit(mine)
    with pytest.raises(StepRefused) as caught:
        office.hall.add_unit(mine)
    assert caught.value.code == "hall.unit-known"
    with office.client() as client:
        unit = client.sign_in(mine.credentials).unit
        assert unit is not None
        assert unit.insured == {"110"}
    assert "secret" not in repr(mine)


def test_a_clock_that_is_set():
    clock = SettableClock(DAY)
    assert clock.now() == datetime(2026, 11, 30, 9, tzinfo=CHINA)
    clock.advance(days=1, hours=1, minutes=1, seconds=1)
    clock.wait(59)
    assert clock.now() == datetime(2026, 12, 1, 10, 2, tzinfo=CHINA)
    clock.set(datetime(2027, 1, 1, 8))
    assert clock.now() == datetime(2027, 1, 1, 8, tzinfo=CHINA)
    clock.set(datetime(2027, 1, 1, 0, tzinfo=CHINA).astimezone())
    assert clock.now().isoformat() == "2027-01-01T00:00:00+08:00"


def test_the_real_clock_tells_chinas_time():
    assert RealClock().now().utcoffset() == CHINA.utcoffset(None)
    RealClock().wait(0)


def test_the_trail_tells_who_did_what_and_names_nobody(office, client):
    scenario = hiring(2, on=DAY)
    filing = scenario.submitted(client)
    office.send_back(filing, "请补正")
    notes = office.hall.audit(filing)
    acts = [note.what for note in notes]
    assert list(dict.fromkeys(acts)) == [
        "open",
        "accept",
        "stage",
        "record unit",
        "print",
        "attach",
        "submit",
        "review",
    ]
    assert {note.who for note in notes} == {DEMO.user, "hall"}
    assert all(note.at.tzinfo is not None for note in notes)
    told = repr(notes)
    for row in scenario.rows:
        assert row["basic.name"] not in told
        assert row["basic.certificate_number"] not in told
        assert row["basic.phone"] not in told
    with pytest.raises(NotFound):
        office.hall.audit("nonsense")


def test_one_content_is_kept_once(office, client, tmp_path):
    """However many people and filings it belongs to."""
    from sxbundle.testing.scenario import picture

    scenario = hiring(3, on=DAY, items=("就业登记",))
    filing = scenario.staged(client)
    for person in scenario.people:
        client.attach(filing, "identity", picture(1), person)
        client.attach(filing, "portrait", picture(1), person)
    connection = sqlite3.connect(tmp_path / "hall.db")
    assert connection.execute("SELECT count(*) FROM contents").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM materials").fetchone() == (6,)
    connection.close()

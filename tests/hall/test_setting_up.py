"""Several that open a hall at once, on a database that holds nothing yet."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Timer
from uuid import uuid4

import pytest

import sxbundle as sx
from sxbundle.hall.units import NewUnit
from sxbundle.procedure.identity import Credentials, Registration

POSTGRES = os.environ.get("SXBUNDLE_TEST_POSTGRES")
AT_ONCE = 4
UNIT = NewUnit(
    name="并发示例有限公司",
    credit_code="91140100MA0DEMA178",
    credentials=Credentials("bingfa", "Demo-2026-bingfa"),
    registrations=(Registration("14010099001", "110", "企业职工基本养老保险"),),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    if request.param == "sqlite":
        yield str(tmp_path / "hall.db")
        return
    if POSTGRES is None:
        pytest.skip("SXBUNDLE_TEST_POSTGRES names no server")
    from sqlalchemy import create_engine, make_url

    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    name = f"hall_{uuid4().hex}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as conn:
        conn.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as conn:
        conn.exec_driver_sql(f"DROP DATABASE {name}")
    server.dispose()


def at_once(work):
    together = Barrier(AT_ONCE)

    def begun(_):
        together.wait(30)
        return work()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(begun, range(AT_ONCE)))


def test_the_demonstration_units_are_entered_once(address):
    at_once(lambda: sx.LocalHall.demo(address).close())
    with sx.LocalHall(address) as hall:
        entered = [note for note in hall.audit() if note.what == "add unit"]
    assert len(entered) == len(sx.LocalHall.DEMO_ACCOUNTS)


def test_one_of_several_enters_a_unit_and_the_others_are_told_that_it_is_there(address):
    def enter():
        with sx.LocalHall(address) as hall:
            try:
                hall.add_unit(UNIT)
            except sx.StepRefused as error:
                return error.code
            return "entered"

    answers = at_once(enter)
    assert sorted(set(answers)) == ["entered", "hall.unit-known"]
    assert answers.count("entered") == 1


def test_a_new_file_that_another_program_begins_to_use_is_waited_for(tmp_path):
    path = tmp_path / "hall.db"
    # Its lock on a file that is not in WAL mode yet is one that SQLite's own timeout does not wait for.
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    leaves = Timer(0.3, other.rollback)
    leaves.start()
    with sx.LocalHall(path) as hall:
        assert hall.audit() == ()
    leaves.join()
    other.close()


def test_a_new_file_that_another_program_keeps_is_not_waited_for_without_end(tmp_path):
    path = tmp_path / "hall.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sx.HallUnavailable) as caught:
        sx.LocalHall(f"sqlite:///{path}?timeout=0.1")
    assert caught.value.code == "hall.busy"
    other.close()

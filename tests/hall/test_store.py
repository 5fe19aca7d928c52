"""The hall's database: where it may lie, what may happen to it, and what then comes out."""

import inspect
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine

from sxbundle.clients.local import LocalHall
from sxbundle.errors import HallError, HallUnavailable, OutcomeUnknown, StepRefused
from sxbundle.hall.driver import translate
from sxbundle.hall.problems import KINDS
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import hiring

DEMO = LocalHall.DEMO_ACCOUNTS["enterprise"]


def refused(address) -> HallUnavailable:
    with pytest.raises(HallUnavailable) as caught:
        LocalHall(address)
    assert "Traceback" not in str(caught.value)
    return caught.value


def test_a_path_a_url_and_memory(tmp_path):
    for address in (
        tmp_path / "一 大厅.db",
        str(tmp_path / "b.db"),
        f"sqlite:///{tmp_path}/c.db",
        ":memory:",
    ):
        with LocalHall.demo(address) as hall:
            assert hall.sign_in(DEMO).unit is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.db", "c.db", "一 大厅.db"]


def test_what_was_filed_is_there_the_next_time(tmp_path):
    office = LocalOffice(tmp_path / "hall.db")
    scenario = hiring(2, on=DAY)
    with office.client() as client:
        client.sign_in(DEMO)
        filing = scenario.submitted(client)
        before = client.ledger(filing)
    office.close()
    with LocalHall(tmp_path / "hall.db", clock=office.clock) as hall:
        hall.sign_in(DEMO)
        assert hall.find(scenario.reference) == filing
        assert hall.ledger(filing) == before


def test_demo_units_are_entered_once(tmp_path):
    for _ in range(2):
        with LocalHall.demo(tmp_path / "hall.db") as hall:
            notes = [one for one in hall.audit() if one.what == "add unit"]
            assert len(notes) == len(LocalHall.DEMO_ACCOUNTS)


def test_writes_are_durable(tmp_path):
    with LocalHall.demo(tmp_path / "hall.db"):
        seen: dict[str, object] = {}

        def look(connection: sqlite3.Connection, *_: object) -> None:
            for pragma in ("journal_mode", "synchronous", "foreign_keys"):
                seen[pragma] = connection.execute(f"PRAGMA {pragma}").fetchone()[0]

        event.listen(Engine, "checkout", look)
        try:
            LocalHall(tmp_path / "hall.db").close()
        finally:
            event.remove(Engine, "checkout", look)
    assert seen == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_not_a_database(tmp_path):
    other = tmp_path / "sheet.xlsx"
    other.write_bytes(b"PK\x03\x04" + b"not a database" * 500)
    before = other.read_bytes()
    assert refused(other).code == "hall.not-a-database"
    assert other.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path):
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    assert refused(other).code == "hall.not-a-database"
    connection = sqlite3.connect(other)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    connection.close()


def test_a_folder_that_does_not_exist(tmp_path):
    assert refused(tmp_path / "nowhere" / "hall.db").code == "hall.no-file"
    assert refused(tmp_path).code == "hall.no-file"


@pytest.mark.parametrize("address", ["mysql://localhost/x", "http://hall", "sqlite+aiosqlite:///x", "://"])
def test_an_address_of_another_kind(address):
    assert refused(address).code == "hall.bad-url"


def test_a_server_that_is_not_there():
    pytest.importorskip("psycopg")
    assert refused("postgresql://nobody@127.0.0.1:9/none").code == "hall.no-server"


def test_a_database_of_a_newer_release(tmp_path):
    LocalHall(tmp_path / "hall.db").close()
    connection = sqlite3.connect(tmp_path / "hall.db")
    connection.execute("UPDATE schema_version SET version = 99")
    connection.commit()
    connection.close()
    error = refused(tmp_path / "hall.db")
    assert error.code == "hall.newer-schema"
    assert "99" in str(error)


def test_a_damaged_database(tmp_path):
    LocalHall.demo(tmp_path / "hall.db").close()
    content = bytearray((tmp_path / "hall.db").read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    (tmp_path / "hall.db").write_bytes(content)
    error = refused(tmp_path / "hall.db")
    assert error.code == "hall.corrupt"
    assert (tmp_path / "hall.db").read_bytes() == content


def test_a_read_only_database(tmp_path):
    LocalHall.demo(tmp_path / "hall.db").close()
    with LocalHall(f"sqlite:///file:{tmp_path}/hall.db?mode=ro&uri=true") as hall:
        assert hall.audit()
        with pytest.raises(HallUnavailable) as caught:
            hall.sign_in(DEMO)
        assert caught.value.code == "hall.read-only"


def test_a_database_that_another_program_keeps_locked(tmp_path):
    path = tmp_path / "hall.db"
    with LocalHall.demo(path):
        pass
    with LocalHall(f"sqlite:///{path}?timeout=0.1") as hall:
        hall.sign_in(DEMO)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        scenario = hiring(1, on=DAY, items=("职工参保登记",))
        with pytest.raises(HallUnavailable) as caught:
            scenario.open(hall)
        assert caught.value.code == "hall.busy"
        assert hall.find(scenario.reference) is None
        other.execute("ROLLBACK")
        other.close()
        assert scenario.open(hall) == hall.find(scenario.reference)


def test_a_full_disk_leaves_nothing_half_done(tmp_path):
    """A child process may write no more; then it may again."""
    child = subprocess.run(
        [sys.executable, Path(__file__).parent / "full_disk.py", tmp_path / "hall.db"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert child.returncode == 0, child.stderr
    assert child.stdout.split() == ["refused", "unchanged", "done"]


def test_a_closed_client_says_so():
    hall = LocalHall.demo()
    hall.sign_in(DEMO)
    beside = hall.new_client()
    beside.sign_in(DEMO)
    hall.close()
    with pytest.raises(StepRefused):
        hall.unit()
    with pytest.raises(HallUnavailable) as caught:
        beside.unit()
    assert caught.value.code == "hall.closed"


def _exceptions(module, root):
    return [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, root) and not issubclass(one, Warning)
    ]


_CLOSED_UNDER_WAY = """
import threading
import sxbundle as sx

account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
for _ in range(20):
    hall = sx.LocalHall.demo(":memory:")
    begun = threading.Barrier(4)

    def call():
        client = hall.new_client()
        client.sign_in(account)
        begun.wait()
        try:
            while True:
                client.filings()
        except sx.HallUnavailable as error:
            assert error.code == "hall.closed", error.code

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    begun.wait()
    hall.close()
    for thread in threads:
        thread.join()
"""


def test_a_hall_in_memory_is_closed_while_others_call_it():
    done = subprocess.run(
        [sys.executable, "-c", _CLOSED_UNDER_WAY], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("committing", [False, True])
def test_every_error_of_sqlalchemy_is_one_of_ours(committing):
    codes = {one.code for one in KINDS}
    kinds = _exceptions(sqlalchemy.exc, sqlalchemy.exc.SQLAlchemyError)
    assert len(kinds) > 30
    for kind in kinds:
        error = kind.__new__(kind)
        Exception.__init__(error, "(140105199003072317) 测试甲")
        ours = translate(error, committing=committing)
        assert type(ours) is (OutcomeUnknown if committing else HallUnavailable), kind
        assert "140105199003072317" not in str(ours)
        assert ours.code in codes


def test_every_error_of_sqlite_is_one_of_ours():
    codes = {name: getattr(sqlite3, name) for name in dir(sqlite3) if name.startswith("SQLITE_")}
    for kind in _exceptions(sqlite3, sqlite3.Error):
        for name, code in codes.items():
            error = kind("(140105199003072317) 测试甲")
            error.sqlite_errorcode = code
            ours = translate(error)
            assert type(ours) is HallUnavailable, name
            assert "140105199003072317" not in str(ours)


def test_an_error_in_the_middle_of_a_call_comes_out_as_ours_and_names_nobody(tmp_path):
    """The database fails at each statement of an import in turn: ours comes out, nothing is kept."""
    path = tmp_path / "hall.db"
    scenario = hiring(2, on=DAY, items=("职工参保登记",))
    with LocalHall.demo(path) as hall:
        hall.sign_in(DEMO)
        filing = scenario.open(hall)
        before = hall.ledger(filing)
        at = 0
        seen = []
        while True:
            at += 1
            left = at

            def fail(conn, cursor, statement, parameters, context, executemany):
                nonlocal left
                left -= 1
                if left == 0:
                    cursor.execute("SELECT no_such_column FROM nowhere")

            event.listen(Engine, "before_cursor_execute", fail)
            try:
                hall.stage(filing, scenario.batch)
            except HallError as error:
                seen.append((type(error), error.__cause__, error.__suppress_context__))
            finally:
                event.remove(Engine, "before_cursor_execute", fail)
            if left > 0:
                break
            assert hall.ledger(filing) == before
        assert len(seen) == at - 1 > 5
        assert set(seen) == {(HallUnavailable, None, True)}
        assert hall.ledger(filing).entries


def test_the_audit_trail_cannot_be_changed(tmp_path):
    LocalHall.demo(tmp_path / "hall.db").close()
    engine = create_engine(f"sqlite:///{tmp_path}/hall.db")
    with engine.connect() as conn:
        for statement in ("DELETE FROM audit", "UPDATE audit SET who = 'nobody'"):
            with pytest.raises(sqlalchemy.exc.IntegrityError, match="append-only"):
                conn.exec_driver_sql(statement)
    engine.dispose()

"""A database of an earlier release is brought up to date, and goes on where it was."""

import sqlite3

from attrs import evolve

from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.procedure.ledger import State
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture

ACCOUNT = LocalHall.DEMO_ACCOUNTS["enterprise"]
BEFORE_3 = """
DROP INDEX audit_of_filing;
DROP INDEX entries_in_force;
ALTER TABLE entries DROP COLUMN closed;
ALTER TABLE entries DROP COLUMN about;
ALTER TABLE entries DROP COLUMN submissions;
ALTER TABLE entries DROP COLUMN at;
ALTER TABLE entries DROP COLUMN by;
ALTER TABLE sessions DROP COLUMN choice;
ALTER TABLE accounts ADD COLUMN wrong_tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN locked_until TEXT;
ALTER TABLE accounts ADD COLUMN choice JSON NOT NULL DEFAULT '{}';
DROP TABLE wrong_tries;
CREATE UNIQUE INDEX entries_in_force ON entries (unit, person, item)
    WHERE state IN ('pending', 'submitted', 'returned');
UPDATE schema_version SET version = 2;
"""


def without_times(ledger):
    """As an earlier release kept it: not when an entry came to stand so, and by whom."""
    return evolve(ledger, entries=tuple(evolve(entry, at=None, by="") for entry in ledger.entries))


def test_a_database_of_version_2(tmp_path):
    path = tmp_path / "hall.db"
    clock = SettableClock(DAY)
    rejected = hiring(2, on=DAY, items=("就业登记",))
    under_way = hiring(2, on=DAY, items=("职工参保登记",), reference="入职-2")
    with LocalHall.demo(path, clock=clock) as hall:
        hall.sign_in(ACCOUNT)
        first = rejected.submitted(hall)
        hall.reject(first, "不符合条件")
        second = under_way.submitted(hall)
        before = [without_times(hall.ledger(filing)) for filing in (first, second)]
    connection = sqlite3.connect(path)
    connection.executescript(BEFORE_3)
    connection.close()
    with LocalHall(path, clock=clock) as hall:
        hall.sign_in(ACCOUNT)
        assert [hall.ledger(filing) for filing in (first, second)] == before
        # Who was rejected is free; who is submitted is in force.
        again = hiring(2, on=DAY, items=("就业登记",), reference="入职-3")
        assert hall.ledger(again.staged(hall)).errors == ()
        twice = hiring(2, on=DAY, items=("职工参保登记",), reference="入职-4")
        assert len(hall.stage(twice.open(hall), twice.batch).errors) == 2
        hall.send_back(second, "申报表照片不清", people=under_way.people[:1])
        hall.attach(second, "declaration_photo", picture(9))
        hall.submit(second)
        assert hall.accept_all(second) == 4
        assert hall.ledger(second).count(State.ACCEPTED) == 4


def test_what_is_closed_is_what_is_not_in_force(tmp_path):
    """The index that keeps people from being filed twice looks at one column, the rest at the state."""
    path = tmp_path / "hall.db"
    with LocalHall.demo(path, clock=SettableClock(DAY)) as hall:
        hall.sign_in(ACCOUNT)
        scenario = hiring(5, on=DAY, items=("就业登记",))
        filing = scenario.equipped(hall)
        one, two, three, four, _ = scenario.people
        hall.submit(filing, [one, two, three])
        hall.send_back(filing, "请补正", people=[one])
        hall.reject(filing, "不符合条件", people=[two])
        hall.accept_all()
        hall.withdraw(filing, [four])
    connection = sqlite3.connect(path)
    found = dict(connection.execute("SELECT state, avg(closed) FROM entries GROUP BY state"))
    connection.close()
    assert found == {"returned": 0, "rejected": 1, "accepted": 1, "withdrawn": 1, "pending": 0}

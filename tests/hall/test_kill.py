"""kill -9 at every kind of moment: what was acknowledged is there, nothing is twice, the file is whole."""

import os
import random
import shutil
import sqlite3
import subprocess

import killed_hall
import pytest
from rounds import long_except

from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.procedure.ledger import State
from sxbundle.testing.office import DAY

pytestmark = pytest.mark.slow

POINTS = int(os.environ.get("SXBUNDLE_KILL_POINTS", "10"))
"""How many moments are tried; each is a process."""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "hall.db"
    LocalHall.demo(path).close()
    return path


@pytest.fixture(scope="module")
def moments(template, tmp_path_factory):
    """How many moments a whole run has, and what it acknowledges."""
    path = tmp_path_factory.mktemp("whole") / "hall.db"
    shutil.copy(template, path)
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    count = 0

    def tick(*_):
        nonlocal count
        count += 1

    names = ("before_cursor_execute", "after_cursor_execute", "commit", "checkin")
    for name in names:
        event.listen(Engine, name, tick)
    try:
        list(killed_hall.file_all(str(path)))
    finally:
        for name in names:
            event.remove(Engine, name, tick)
    return count


def run(path, die_at):
    done = subprocess.run(
        killed_hall.command(str(path), die_at), capture_output=True, text=True, check=False, env=os.environ
    )
    return done, killed_hall.read(done.stdout.splitlines())


def look(path):
    """The state of the filing as a new process finds it; the database is whole."""
    with LocalHall(path, clock=SettableClock(DAY)) as hall:
        hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        filing = hall.find(killed_hall.scenario().reference)
        ledger = None if filing is None else hall.ledger(filing)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    receipts = connection.execute("SELECT person, item, number FROM receipts").fetchall()
    assert len({(person, item) for person, item, _ in receipts}) == len(receipts)
    if ledger is not None:
        in_force = {entry.receipt for entry in ledger.entries if entry.receipt}
        assert in_force == {number for _, _, number in receipts}
    connection.close()
    return ledger


def holds(ledger, acknowledged):
    """Everything that was acknowledged is there."""
    facts = acknowledged.facts
    assert ledger is not None
    assert ledger.filing == facts["filing"]
    assert facts["staged"] is None or ledger.staged == facts["staged"]  # staged, and killed before the answer
    assert set(ledger.commitments) <= set(facts["commitments"])
    assert ledger.unit_record <= facts["unit_record"]
    assert ledger.printed >= facts["printed"]
    assert len(ledger.entries) == facts["entries"] or facts["staged"] is None
    if facts["entries"]:
        assert sum(len(entry.lacking) for entry in ledger.entries) <= facts["lacking"]
    receipts = {f"{entry.person} {entry.item}": entry.receipt for entry in ledger.entries if entry.receipt}
    assert receipts.items() >= facts["receipts"].items()


def finish(path):
    """A new process goes on to the end; then there is one receipt for each person and item."""
    done, acknowledged = run(path, 0)
    assert done.returncode == 0, done.stderr
    ledger = look(path)
    assert ledger.done
    assert ledger.count(State.SUBMITTED) == len(ledger.entries) == len(set(ledger.receipts))
    assert len({entry.person for entry in ledger.entries}) == killed_hall.PEOPLE
    holds(ledger, acknowledged[-1])


@pytest.mark.parametrize("point", long_except(range(POINTS), POINTS // 3, POINTS - 2))
def test_killed_in_the_middle_of_a_call(template, tmp_path, moments, point):
    path = tmp_path / "hall.db"
    shutil.copy(template, path)
    moment = 1 + point * (moments - 1) // max(POINTS - 1, 1)
    done, acknowledged = run(path, moment)
    assert done.returncode == -9, (moment, moments, done.stderr)
    ledger = look(path)
    if acknowledged:
        holds(ledger, acknowledged[-1])
    finish(path)


@pytest.mark.parametrize("seed", long_except(range(2), 0))
def test_killed_from_outside(template, tmp_path, seed):
    """Several times in a row, whenever a random number of calls was acknowledged."""
    path = tmp_path / "hall.db"
    shutil.copy(template, path)
    chance = random.Random(seed)
    for _ in range(3):
        child = subprocess.Popen(
            killed_hall.command(str(path), 0), stdout=subprocess.PIPE, text=True, env=os.environ
        )
        assert child.stdout is not None
        lines = []
        for _ in range(chance.randrange(1, 8)):
            if line := child.stdout.readline():
                lines.append(line.rstrip("\n"))
        child.kill()
        rest, _ = child.communicate()
        acknowledged = killed_hall.read([*lines, *rest.splitlines()])
        holds(look(path), acknowledged[-1])
    finish(path)

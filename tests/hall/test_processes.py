"""Several processes on one database: one filing, one receipt for each person and item."""

import os
import subprocess
import sys

import killed_hall
import pytest
from rounds import long_except

from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.testing.office import DAY

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", long_except([2, 3], 2))
def test_several_processes_file_the_same_at_once(tmp_path, number):
    path = tmp_path / "hall.db"
    LocalHall.demo(path).close()
    children = [
        subprocess.Popen(
            killed_hall.command(str(path), 0),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        for _ in range(number)
    ]
    ends = [child.communicate() for child in children]
    assert [child.returncode for child in children] == [0] * number, [error for _, error in ends]
    with LocalHall(path, clock=SettableClock(DAY)) as hall:
        hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        assert hall.filings().total == 1
        ledger = hall.ledger(hall.filings().items[0].filing)
    assert ledger.done
    assert len(set(ledger.receipts)) == len(ledger.entries)
    for out, _ in ends:
        last = killed_hall.read(out.splitlines())[-1]
        assert set(last.facts["receipts"].values()) == set(ledger.receipts)


@pytest.mark.parametrize("number", long_except([2, 3], 2))
def test_several_processes_make_the_hall_at_once(tmp_path, number):
    """Whoever comes first makes the tables and the units."""
    code = "import sys; from sxbundle.clients.local import LocalHall; LocalHall.demo(sys.argv[1]).close()"
    command = [sys.executable, "-c", code, str(tmp_path / "hall.db")]
    children = [subprocess.Popen(command) for _ in range(number)]
    assert [child.wait() for child in children] == [0] * number
    with LocalHall(tmp_path / "hall.db") as hall:
        assert len([one for one in hall.audit() if one.what == "add unit"]) == 3

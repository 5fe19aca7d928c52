"""A hall in a file that is closed, opened, made while others are at it: an error of ours, never the end."""

import sqlite3
import subprocess
import sys

import pytest
from rounds import long_except

pytestmark = pytest.mark.slow

_CLOSED_UNDER_WAY = """
import sys, threading
import sxbundle as sx
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
scenario = hiring(2, on=DAY, items=("职工参保登记",))
for number in range(4):
    hall = sx.LocalHall.demo(sys.argv[1])
    begun = threading.Barrier(5)
    told = []

    def call(at):
        client = hall.new_client()
        client.sign_in(account)
        begun.wait()
        count = 0
        try:
            while True:
                count += 1
                if at % 2:
                    client.open(scenario.selection, f"{number} {at} {count}")
                else:
                    client.filings()
        except sx.HallUnavailable as error:
            told.append(error.code)
        except BaseException as error:
            told.append(repr(error))

    threads = [threading.Thread(target=call, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    begun.wait()
    hall.close()
    for thread in threads:
        thread.join()
    assert told == ["hall.closed"] * 4, told
"""

_OPENED_AND_CLOSED = """
import sys
import sxbundle as sx

account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
for _ in range(6):
    with sx.LocalHall.demo(sys.argv[1]) as hall:
        hall.sign_in(account)
        hall.filings()
"""


def whole(path):
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return found == [("ok",)]


def test_a_hall_in_a_file_is_closed_while_others_call_it(tmp_path):
    path = tmp_path / "hall.db"
    done = subprocess.run(
        [sys.executable, "-c", _CLOSED_UNDER_WAY, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert whole(path)


@pytest.mark.parametrize("number", long_except([3, 6], 3))
def test_many_processes_make_open_and_close_one_file(tmp_path, number):
    """The last to close takes the journal away while the next opens it."""
    path = tmp_path / "hall.db"
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _OPENED_AND_CLOSED, str(path)], stderr=subprocess.PIPE, text=True
        )
        for _ in range(number)
    ]
    for child in children:
        _, said = child.communicate(timeout=120)
        assert child.returncode == 0, said
    assert whole(path)

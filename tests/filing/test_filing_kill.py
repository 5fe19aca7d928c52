"""kill -9 between any two steps, then `advance` in a new process: one receipt a person and item."""

import multiprocessing
import os
import random
import signal
from collections import Counter
from datetime import date

import pytest
from rounds import long_except

import sxbundle as sx
from sxbundle.testing import papers, people

pytestmark = pytest.mark.slow

ON = date(2026, 11, 23)
ROUNDS = int(os.environ.get("SXBUNDLE_TEST_KILLS", "8"))
MOMENTS = range(0, 60, 60 // ROUNDS or 1)
PEOPLE, ITEMS = 2, 5
FORK = multiprocessing.get_context("fork")  # a real process, without a second start of Python

CALLS = (
    "open",
    "resume",
    "accept",
    "stage",
    "record_unit",
    "declaration",
    "attach",
    "attach_many",
    "submit",
    "ledger",
)


class Dying:
    """A client whose process dies, by its own kill -9, before or after its n-th call."""

    def __init__(self, hall, moment):
        self._hall = hall
        self._left = moment

    def __getattr__(self, name):
        call = getattr(self._hall, name)
        if name not in CALLS:
            return call

        def counted(*args, **kwargs):
            self._die()
            answer = call(*args, **kwargs)
            self._die()
            return answer

        return counted

    def _die(self):
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._left is not None:
            self._left -= 1


def work(folder, moment):
    """One process: opens the hall, files, does the clerk's part, files."""
    selection = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=ON)
    batch = selection.batch(people.rows(selection.plan, PEOPLE))
    (folder / "材料").mkdir(exist_ok=True)
    with sx.LocalHall.demo(folder / "hall.db") as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        client = Dying(hall, moment)
        for _ in range(2):
            filing = sx.file(
                batch,
                client,
                reference="2026-11 入职",
                unit=papers.unit_record(),
                materials=folder / "材料",
                accept="all",
                clerk="示例经办人",
                papers=folder / "打印",
            )
            outcome = filing.advance()
            form = folder / "打印" / "山西省参加社会保险人员增减申报表.pdf"
            if form.exists() and "declaration_photo" in outcome.ledger.lacking:
                papers.stamp_and_photograph(form, folder / "材料" / "增减申报表.jpg")
            papers.collect(folder / "材料", outcome.ledger)
    os._exit(0 if outcome.done else 1)


def run(folder, moment=None, after=None):
    """Exit code of one process; killed from outside after `after` seconds."""
    process = FORK.Process(target=work, args=(folder, moment))
    process.start()
    process.join(120 if after is None else after)
    if process.is_alive():
        assert after is not None, "it hangs"
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    return process.exitcode


def ledger(folder):
    with sx.LocalHall.demo(folder / "hall.db") as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        return hall.ledger(hall.find("2026-11 入职"))


def assert_filed_once(folder):
    found = ledger(folder)
    held = Counter((entry.person, entry.item) for entry in found.entries)
    assert len(held) == PEOPLE * ITEMS
    assert set(held.values()) == {1}
    assert len(set(found.receipts)) == len(found.receipts) == PEOPLE * ITEMS


def test_killed_before_and_after_every_call(tmp_path):
    """Dies at every moment of one filing, each time in a new process that goes on."""
    deaths = 0
    while (code := run(tmp_path, moment=deaths)) == -signal.SIGKILL:
        deaths += 1
        assert deaths < 200
    assert code == 0
    assert deaths > 5
    assert_filed_once(tmp_path)


@pytest.mark.parametrize("moment", long_except(MOMENTS, *MOMENTS[1 :: max(len(MOMENTS) // 2, 1)]))
def test_killed_once_at_a_moment(tmp_path, moment):
    assert run(tmp_path, moment=moment) in (-signal.SIGKILL, 0)
    assert run(tmp_path) == 0
    assert_filed_once(tmp_path)


def test_killed_from_outside_at_random(tmp_path):
    chance = random.Random(20261123)
    for _ in range(ROUNDS // 2):
        run(tmp_path, after=chance.uniform(0.02, 1.2))
    assert run(tmp_path) == 0
    assert_filed_once(tmp_path)

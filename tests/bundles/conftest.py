"""A hall of the day, and a clerk who files a selection from the sheet to the review."""

import pytest

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.hall.units import Insured, NewUnit
from sxbundle.procedure.identity import Registration
from sxbundle.testing import papers, people
from sxbundle.testing.examples import ON

HEAD = {"unit_number": "1401000001", "unit_name": "测试示例有限公司"}


@pytest.fixture
def hall():
    with sx.LocalHall.demo(clock=SettableClock(ON)) as one:
        yield one


@pytest.fixture
def make_clerk(tmp_path):
    """A clerk at any hall."""
    return lambda hall: Clerk(hall, tmp_path)


@pytest.fixture
def clerk(hall, make_clerk):
    return make_clerk(hall)


class Clerk:
    """Fills the sheet, reads it again, files it, and does what people must do."""

    def __init__(self, hall, folder):
        self.hall = hall
        self.folder = folder

    def employed_by(self, insured=(), systems=("110", "210")):
        """Signs in for a unit of its own, with the people whom it insures."""
        credentials = sx.Credentials("clerk", "clerk-2026")
        registrations = tuple(Registration(f"14{system}", system, "测试示例有限公司") for system in systems)
        self.hall.add_unit(
            NewUnit(
                "测试示例有限公司",
                "91140100MA0TESTX14",
                credentials,
                registrations,
                insured=tuple(Insured(one, systems) for one in insured),
            )
        )
        self.hall.sign_in(credentials)
        return credentials

    def filing(self, selection, rows, *, reference="第一次", materials=True):
        path = self.folder / f"{reference}.xlsx"
        selection.sheet().fill(rows, path, head=HEAD if selection.plan.head else None)
        batch = selection.read(path)
        assert batch.report.ok, str(batch.report)
        return sx.file(
            batch,
            self.hall,
            reference=reference,
            materials=self.folder / "材料" if materials else None,
            accept="all" if selection.plan.commitments else (),
            clerk="测试经办人",
            papers=self.folder / "打印",
        )

    def papers(self, outcome):
        """Prints, stamps, photographs, collects."""
        (self.folder / "材料").mkdir(exist_ok=True)
        for form in (self.folder / "打印").glob("*.pdf"):
            papers.stamp_and_photograph(form, self.folder / "材料" / "增减申报表.jpg")
        papers.collect(self.folder / "材料", outcome.ledger)

    def through(self, selection, number, *, start=0):
        """All the way: the outcome after the hall accepted everything."""
        rows = list(people.rows(selection.plan, number, start=start))
        first = self.filing(selection, rows, materials=False).advance()
        self.papers(first)
        filing = self.filing(selection, rows)
        done = filing.advance()
        assert done.done, str(done)
        assert len(done.receipts) == len(set(done.receipts))
        assert self.hall.accept_all() == len(done.receipts)
        again = filing.advance()
        assert again.receipts == done.receipts
        return again

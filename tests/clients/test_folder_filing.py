"""A filing by folder, end to end: `advance`, the clerk's real files, kill -9 at every write."""

import builtins
import multiprocessing
import os
import signal
from collections import Counter
from datetime import date

import pytest
from clients.folder_clerk import ACCEPTED, RETURNED, SUBMITTED, Clerk, folder_of
from docx import Document
from rounds import long_except

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.hall import demo
from sxbundle.procedure.identity import Unit
from sxbundle.procedure.ledger import State
from sxbundle.procedure.need import NeedKind
from sxbundle.testing import papers, people

ON = date(2026, 11, 23)
REFERENCE = "2026-11 入职"
PEOPLE, ITEMS = 2, 5
FORK = multiprocessing.get_context("fork")
ROUNDS = int(os.environ.get("SXBUNDLE_TEST_KILLS", "12"))
MOMENTS = range(1, 600, 600 // ROUNDS or 1)


def opened(root):
    hall = sx.FolderHall(root / "交接", clock=SettableClock(ON))
    one = demo.ENTERPRISE
    hall.add_unit("taiyuan-demo", Unit(one.name, one.credit_code, one.registrations))
    hall.sign_in(sx.Credentials("taiyuan-demo", ""))
    return hall


def filing_at(root, hall, rows=None):
    selection = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=ON)
    batch = selection.batch(rows or people.rows(selection.plan, PEOPLE))
    (root / "材料").mkdir(exist_ok=True)
    return sx.file(
        batch,
        hall,
        reference=REFERENCE,
        unit=papers.unit_record(),
        materials=root / "材料",
        accept="all",
        clerk="示例经办人",
    )


def advance(root, hall):
    """`advance`, stamping and photographing what it prints, as far as it goes without the clerk."""
    outcome = filing_at(root, hall).advance()
    form = (
        folder_of(root / "交接", outcome.ledger.filing) / "给经办人" / "山西省参加社会保险人员增减申报表.pdf"
    )
    if "declaration_photo" in outcome.ledger.lacking:
        papers.stamp_and_photograph(form, root / "材料" / "增减申报表.jpg")
    papers.collect(root / "材料", outcome.ledger)
    return filing_at(root, hall).advance()


@pytest.fixture
def hall(tmp_path):
    with opened(tmp_path) as hall:
        yield hall


def texts(outcome, kind=NeedKind.HAND_OVER):
    return [need.text for need in outcome.needs if need.kind is kind]


def test_from_rows_to_receipts_by_the_clerks_hand(tmp_path, hall):
    outcome = advance(tmp_path, hall)
    assert {need.kind for need in outcome.needs} == {NeedKind.HAND_OVER}
    assert outcome.receipts == ()
    assert not outcome.done
    assert outcome.ledger.count(State.PENDING) == PEOPLE * ITEMS
    clerk = Clerk(folder_of(tmp_path / "交接", outcome.ledger.filing))
    clerk.imports(0)
    outcome = advance(tmp_path, hall)
    assert len(texts(outcome)) == 1
    assert "批量" not in texts(outcome)[0]
    assert "回执编号" in texts(outcome)[0]
    assert clerk.fills(SUBMITTED, number="HT", most=3) == 3
    outcome = advance(tmp_path, hall)
    assert len(outcome.receipts) == 3
    assert all(receipt.startswith("HT") for receipt in outcome.receipts)
    clerk.fills(SUBMITTED, number="HT")
    outcome = advance(tmp_path, hall)
    assert outcome.done
    assert len(set(outcome.receipts)) == PEOPLE * ITEMS
    clerk.fills(ACCEPTED, only=SUBMITTED)
    again = advance(tmp_path, hall)
    assert again.ledger.count(State.ACCEPTED) == PEOPLE * ITEMS
    assert again.receipts == outcome.receipts


def test_returned_mended_and_submitted_again_keeps_its_receipt(tmp_path, hall):
    outcome = advance(tmp_path, hall)
    clerk = Clerk(folder_of(tmp_path / "交接", outcome.ledger.filing))
    clerk.imports(0)
    clerk.fills(SUBMITTED, number="HT")
    receipts = advance(tmp_path, hall).receipts
    old = (clerk.inbox / "办理结果-1.xlsx").read_bytes()
    clerk.fills(RETURNED, "工资有误", only=SUBMITTED, items={"职工参保登记"})
    outcome = advance(tmp_path, hall)
    assert outcome.ledger.count(State.RETURNED) == PEOPLE
    rows = people.rows(outcome_plan(), PEOPLE)
    mended = [{**row, "enrolment.wage": "7777.00"} for row in rows]
    outcome = filing_at(tmp_path, hall, mended).advance()
    papers.stamp_and_photograph(
        clerk.folder / "给经办人" / "山西省参加社会保险人员增减申报表.pdf",
        tmp_path / "材料" / "增减申报表.jpg",
    )
    (tmp_path / "材料" / "增减申报表.jpg").write_bytes(
        (tmp_path / "材料" / "增减申报表.jpg").read_bytes() + b"\n"
    )
    outcome = filing_at(tmp_path, hall, mended).advance()
    assert outcome.ledger.count(State.PENDING) == PEOPLE
    # An old copy of an answer, as synchronising programs bring back, undoes nothing.
    (clerk.inbox / "办理结果-1 (1).xlsx").write_bytes(old)
    outcome = filing_at(tmp_path, hall, mended).advance()
    assert outcome.ledger.count(State.PENDING) == PEOPLE
    assert any("旧文件" in text for text in texts(outcome))
    (clerk.inbox / "办理结果-1 (1).xlsx").unlink()
    assert clerk.results.name == "办理结果-2.xlsx"
    clerk.fills(SUBMITTED)
    outcome = filing_at(tmp_path, hall, mended).advance()
    assert outcome.ledger.count(State.PENDING) == 0
    assert sorted(outcome.receipts) == sorted(receipts)


def outcome_plan():
    return sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=ON).plan


# kill -9


class _Killer:
    """The process ends itself by kill -9 at its n-th write, rename or flush to the disk."""

    def __init__(self, moment):
        self.left = moment

    def strike(self):
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def around(self, call):
        def struck(*args, **kwargs):
            self.strike()
            answer = call(*args, **kwargs)
            self.strike()
            return answer

        return struck


def work(root, moment):
    killer = _Killer(-1 if moment is None else moment)
    if moment is not None:
        for name in ("fsync", "replace", "rename", "unlink", "mkdir", "rmdir"):
            setattr(os, name, killer.around(getattr(os, name)))
        builtins.open = killer.around(open)
    with opened(root) as hall:
        outcome = advance(root, hall)
        clerk = Clerk(folder_of(root / "交接", outcome.ledger.filing))
        killer.left = -1  # the clerk's own hand
        told = clerk.inbox / "导入结果-1.txt"
        if "错误数量：0" not in told.read_text("utf-8"):
            clerk.imports(0)
        clerk.fills(SUBMITTED, number="HT", most=5)
        clerk.fills(SUBMITTED, number="HT")
        killer.left = -1 if moment is None else moment
        outcome = advance(root, hall)
    os._exit(0 if outcome.done else 1)


def run(root, moment=None):
    process = FORK.Process(target=work, args=(root, moment))
    process.start()
    process.join(120)
    return process.exitcode


def assert_filed_once(root):
    with opened(root) as hall:
        found = hall.ledger(hall.find(REFERENCE))
    held = Counter((entry.person, entry.item) for entry in found.entries)
    assert len(held) == PEOPLE * ITEMS
    assert set(held.values()) == {1}
    assert found.done
    assert len(set(found.receipts)) == PEOPLE * ITEMS
    left = [path.name for path in (root / "交接").rglob("*.tmp")]
    assert left == []


@pytest.mark.parametrize("moment", long_except(MOMENTS, *MOMENTS[1 :: max(len(MOMENTS) // 2, 1)]))
def test_killed_at_a_moment_then_again_further_on(tmp_path, moment):
    died = 0
    for shift in (0, 7, 31):
        died += run(tmp_path, moment + shift) == -signal.SIGKILL
    assert run(tmp_path) == 0
    assert_filed_once(tmp_path)
    assert died or moment > 150


@pytest.mark.parametrize("bundle", ["separation", "institution_hire", "retirement", "retiree_death"])
def test_every_bundle_goes_through_the_folder(tmp_path, hall, bundle):
    """What only the hall knows (who is insured, which document there is) is left to it."""
    declared = sx.BUNDLES[bundle]
    items = [one.title for one in declared.items if one.closed(ON) is None and not one.follows]
    if bundle == "institution_hire":
        items = ["职工参保登记"]
        one = demo.INSTITUTION
        hall.add_unit("shiye", Unit(one.name, one.credit_code, one.registrations), recorded=True)
        hall.sign_in(sx.Credentials("shiye", ""))
    selection = declared.select(*items, on=ON)
    batch = selection.batch(people.rows(selection.plan, 2))
    materials = tmp_path / "材料"
    materials.mkdir()

    def advance():
        filing = sx.file(batch, hall, reference=bundle, materials=materials, accept="all", clerk="示例经办人")
        return filing.advance()

    outcome = advance()
    folder = folder_of(tmp_path / "交接", outcome.ledger.filing)
    form = folder / "给经办人" / "山西省参加社会保险人员增减申报表.pdf"
    assert form.exists() == selection.plan.declaration
    if selection.plan.declaration:
        papers.stamp_and_photograph(form, materials / "增减申报表.jpg")
    assert (folder / "给经办人" / "打印包.pdf").exists() == (bundle != "institution_hire")
    papers.collect(materials, outcome.ledger)
    outcome = advance()
    assert {need.kind for need in outcome.needs} == {NeedKind.HAND_OVER}
    Clerk(folder).fills(SUBMITTED, number="HT")
    assert advance().done
    page = (folder / "给经办人" / "操作清单.html").read_text("utf-8")
    assert declared.title in page
    assert f"点击“{selection.plan.import_label}”" in page
    listed = Document(folder / "给经办人" / "操作清单.docx")
    assert declared.title in listed.paragraphs[0].text
    assert [cell.text for cell in listed.tables[0].rows[1].cells][1] == bundle
    assert any(selection.plan.import_label in paragraph.text for paragraph in listed.paragraphs)

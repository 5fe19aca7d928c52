"""Bundles of two other provinces: nothing that is said or printed of them is Shanxi's."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from branches import BRANCHES, GUIDE
from clients.folder_clerk import Clerk, folder_of
from pypdf import PdfReader
from staff_flow import FLOW, TITLE

import sxbundle as sx
from sxbundle.clients.folder.answer_sheet import FOR_CLERK
from sxbundle.clock import SettableClock
from sxbundle.hall import demo
from sxbundle.procedure.identity import Unit
from sxbundle.procedure.ledger import State
from sxbundle.procedure.need import NeedKind
from sxbundle.testing import papers, people
from sxbundle.testing.rows import wrong_rows

ON = date(2026, 11, 23)
CATALOG = sx.CATALOG.with_bundle(FLOW).with_bundle(BRANCHES)
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
JOIN = CATALOG.bundle(FLOW).select("上岗参保", on=ON)
LEAVE = CATALOG.bundle(FLOW).select("离岗停保", on=ON)
RECORD = CATALOG.bundle(BRANCHES).select("分支机构备案", on=ON)
PENSION = "110"  # the demonstration unit has no health insurance


@pytest.fixture
def hall() -> Iterator[sx.LocalHall]:
    with sx.LocalHall.demo(clock=SettableClock(ON), catalog=CATALOG) as hall:
        hall.sign_in(ACCOUNT)
        yield hall


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[sx.FolderHall]:
    with sx.FolderHall(tmp_path / "交接", clock=SettableClock(ON), catalog=CATALOG) as hall:
        unit = demo.ENTERPRISE
        hall.add_unit(ACCOUNT.user, Unit(unit.name, unit.credit_code, unit.registrations))
        hall.sign_in(ACCOUNT)
        yield hall


def joining(number: int = 2) -> sx.Batch[Any]:
    return JOIN.batch([row | {"join.kinds": PENSION} for row in people.rows(JOIN.plan, number)])


def test_its_forms_bear_its_own_title_everywhere(hall, tmp_path):
    printed, materials = tmp_path / "打印", tmp_path / "材料"
    materials.mkdir()
    filing = sx.file(joining(), hall, reference="上岗", papers=printed, materials=materials)
    with sx.language("en"):
        assert TITLE in str(filing.plan())
    assert f"打印《{TITLE}》" in str(filing.plan())
    opened = hall.open(JOIN, "上岗")
    hall.stage(opened, joining())
    with pytest.raises(sx.StepRefused, match=f"请先打印《{TITLE}》"):
        hall.attach(opened, "flow_stamped", papers.photograph(tmp_path / "早.jpg", "早"))
    outcome = filing.advance()
    said = "".join(str(need) for need in outcome.needs)
    assert f"《{TITLE}》" in said
    assert "山西" not in said
    (form,) = printed.glob("*.pdf")
    assert form.name == f"{TITLE}.pdf"
    assert TITLE in PdfReader(form).pages[0].extract_text()
    pack = filing.print_pack(tmp_path / "包.pdf")
    assert not any("山西" in page.extract_text() for page in PdfReader(tmp_path / "包.pdf").pages)
    assert any(f"《{TITLE}》" in page.extract_text() for page in PdfReader(tmp_path / "包.pdf").pages), pack
    papers.stamp_and_photograph(form, materials / "盖章变动表.jpg")
    papers.collect(materials, outcome.ledger, catalog=CATALOG)
    assert filing.advance().done
    hall.accept_all()
    leaving = LEAVE.batch([row | {"leave.ended": PENSION} for row in people.rows(LEAVE.plan, 2)])
    staged = hall.stage(hall.open(LEAVE, "离岗"), leaving)
    assert not staged.errors  # its own effect has insured them here


def test_a_bundle_that_names_no_form_gets_a_neutral_title():
    from hebei import HEBEI

    selection = sx.CATALOG.with_bundle(HEBEI).bundle(HEBEI).select("员工入职参保", on=ON)
    assert selection.plan.form_title(sx.schema.FormKind.DECLARATION) == "参加社会保险人员增减申报表"
    shanxi = sx.HIRE.select("职工参保登记", on=ON).plan
    assert shanxi.form_title(sx.schema.FormKind.DECLARATION) == "山西省参加社会保险人员增减申报表"


def test_its_insurances_have_a_column_in_the_declaration(tmp_path):
    from sxbundle.forms import print_pack
    from sxbundle.forms.unit_head import UnitHead

    batch = JOIN.batch(people.rows(JOIN.plan, 2))
    pack = print_pack(batch, unit=UnitHead(name="示例", number="1", credit_code="91140100MA0DEMA178"))
    pack.save(tmp_path / "包.pdf")
    assert "医疗" in PdfReader(tmp_path / "包.pdf").pages[1].extract_text()


def test_the_handover_folder_speaks_of_its_forms(folder, tmp_path):
    batch = joining()
    outcome = sx.file(batch, folder, reference="上岗").advance()
    home = folder_of(tmp_path / "交接", outcome.ledger.filing) / FOR_CLERK
    page = (home / "操作清单.html").read_text("utf-8")
    assert f"《{TITLE}》" in page
    assert "山西" not in page
    assert not [path.name for path in home.iterdir() if "山西" in path.name]
    assert (home / f"{TITLE}.pdf").is_file()


def test_the_folder_reads_lists_with_its_own_captions_and_asks_for_no_materials(folder, tmp_path):
    rows = list(people.rows(RECORD.plan, 3))
    filing = sx.file(RECORD.batch(rows), folder, reference="备案")
    outcome = filing.advance()
    said = "".join(str(need) for need in outcome.needs)
    assert "上传材料" not in said
    clerk = Clerk(folder_of(tmp_path / "交接", outcome.ledger.filing))
    assert "没有需要上传的材料" in (clerk.folder / FOR_CLERK / "操作清单.html").read_text("utf-8")
    clerk.imports(0)
    lines = [f"{row['branch.title']},{row['branch.code']},GD{at},审核通过" for at, row in enumerate(rows)]
    text = "\n".join(["机构名称,机构代码,回执编号,状态", *lines])
    (clerk.folder / "回填" / "回执.csv").write_text(text, "utf-8")
    assert filing.advance().ledger.count(State.ACCEPTED) == 3


def test_one_holder_on_two_rows_is_refused_without_a_declaration(hall):
    first, second = people.rows(RECORD.plan, 2)
    batch = RECORD.batch([first, second, first | {"branch.title": "另一个"}])
    assert {problem.code for problem in batch.report.errors} == {"batch.duplicate-certificate"}
    outcome = sx.file(batch, hall, reference="备案").advance()
    assert len(outcome.receipts) == 1
    twice = joining(1).table
    assert twice is not None
    rows = list(people.rows(JOIN.plan, 1))
    assert not JOIN.batch(rows * 2).report.ok


def test_what_a_column_rests_on_is_what_its_section_rests_on():
    (section,) = RECORD.sections
    assert {column.source for column in section.columns} == {GUIDE}
    sources = {entry["x-source"] for entry in RECORD.json_schema()["properties"].values()}
    assert sources == {str(GUIDE)}
    assert sx.HIRE.select("就业登记").plan.column("basic.address").source == sx.schema.UNSEEN


@pytest.mark.parametrize("selection", [JOIN, LEAVE, RECORD], ids=["join", "leave", "record"])
def test_synthetic_and_wrong_rows_are_made_for_it(selection):
    rows = list(people.rows(selection.plan, 12))
    assert selection.batch(rows).report.ok
    assert len({row[selection.plan.number.key] for row in rows}) == 12
    broken = list(wrong_rows(selection.plan, CATALOG))
    assert broken
    for wrong in broken:
        codes = {problem.code for problem in selection.batch(wrong.cells).report}
        assert wrong.code in codes, wrong.breaks
    if selection is JOIN:
        assert rows[3]["staff.badge"] == "Z00003"
        assert rows[0]["join.pay"] == "5000.00"
        assert "flow.badge" in {wrong.code for wrong in broken}


def test_what_is_done_offline_goes_into_the_column_of_its_caption(hall):
    selection = CATALOG.bundle(FLOW).select("上岗参保", "岗前培训", on=ON)
    rows = [
        row | {"join.kinds": PENSION, "staff.training": "培训甲"} for row in people.rows(selection.plan, 1)
    ]
    filing = sx.file(selection.batch(rows), hall, reference="培训")
    (need,) = filing.advance().needs
    assert need.kind is NeedKind.OFFLINE
    assert "“培训号”" in str(need)
    assert "备案" not in str(need)
    code = demo.ENTERPRISE.credit_code
    hall.record_appointment("培训乙", credit_code=code, item="flow_training")
    outcome = filing.advance()
    assert "培训号" in str(outcome.needs[0])
    assert "文件号" not in str(outcome.needs[0])
    hall.record_appointment("培训甲", credit_code=code, item="flow_training")
    assert filing.advance().ledger.count(State.PENDING) == 2

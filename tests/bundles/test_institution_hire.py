"""事业单位拟聘包 against the manual, 3.4."""

import pytest

import sxbundle as sx
from sxbundle.procedure.need import NeedKind
from sxbundle.schema import Step
from sxbundle.testing import people
from sxbundle.testing.examples import ON, check_row

NUMBER = "示例人社备〔2026〕1号"  # what the synthetic people have
TITLES = [
    "事业单位拟聘人员备案",
    "职工参保登记",
    "缴费人员增加申报",
    "失业保险关系转入",
    "高校毕业生报到",
    "流动人员档案接收",
    "社会保障卡申领",
]


def keys(*names):
    return [item.key for item in sx.INSTITUTION_HIRE.select(*names).items]


def codes(*items, **cells):
    return {one.code: one for one in check_row("institution_hire", *items, **cells)}


def test_the_seven_items():
    assert [item.title for item in sx.INSTITUTION_HIRE.items] == TITLES


def test_the_record_is_ticked_by_default_and_the_pair_binds():
    assert keys("职工参保登记") == ["appointment_record", "enrolment", "contributor_increase"]
    assert keys("缴费人员增加申报") == keys("职工参保登记")
    assert keys("高校毕业生报到") == ["appointment_record", "graduate_reporting"]
    for item in sx.INSTITUTION_HIRE.items[1:]:
        assert item.needs == ("appointment_record",)
    assert sx.INSTITUTION_HIRE.item("appointment_record").offline


def test_the_card_is_guidance_only():
    with pytest.raises(sx.SelectionError, match="民生山西"):
        sx.INSTITUTION_HIRE.select("社会保障卡申领")


def test_materials_and_steps():
    selection = sx.INSTITUTION_HIRE.select("缴费人员增加申报")
    assert [(material.title, str(material.level)) for material in selection.materials] == [
        ("加盖单位印章的《山西省参加社会保险人员增减申报表》照片", "unit"),
        ("事业单位人事综合管理部门同意聘用备案文件", "unit"),
    ]
    assert set(Step) - set(selection.steps) == {Step.UNIT_PAGE}


def test_the_columns_q_to_ad_of_figure_34():
    section = next(one for one in sx.INSTITUTION_HIRE.sections if one.key == "institution_enrolment")
    assert section.title == "事业职工增员"
    assert [column.caption for column in section.columns] == [
        "行政职务",
        "专业技术职务等级",
        "岗位",
        "岗位薪级",
        "职业年金缴费形式",
        "领导职务标识",
        "用工形式",
        "参加工作日期",
        "工资",
        "变更原因",
        "进入本单位参保日期",
        "变更时间",
        "险种",
        "证件有效期",
    ]
    assert len(sx.INSTITUTION_HIRE.sections[0].columns) == 16  # A to P
    assert sx.INSTITUTION_HIRE.sections[0].always


@pytest.mark.parametrize(
    "title", ["缴费人员增加申报", "流动人员档案接收", "高校毕业生报到", "失业保险关系转入"]
)
def test_the_document_number_is_wanted_on_every_row_that_files_anything(title):
    assert codes(title, 聘用备案文件号=None)["cell.required"].column == "basic.appointment_number"


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("晋人社函〔2026〕18号", set()),
        ("太人社备[2025]3号", set()),
        ("备案2019号", set()),  # no year that can be told
        ("晋人社函〔2027〕18号", {"appointment.future-year"}),
        ("晋人社函（2099）1 号", {"appointment.future-year"}),
        ("晋人社函【2014】1号", {"appointment.old-year"}),
    ],
)
def test_the_year_of_the_document_fits_the_day_of_filing(number, found):
    assert set(codes("流动人员档案接收", 聘用备案文件号=number)) - {"cell.normalised"} == found


def test_the_record_alone_is_reported_at_the_selection():
    with pytest.raises(sx.SelectionError) as caught:
        sx.INSTITUTION_HIRE.select("事业单位拟聘人员备案", on=ON)
    assert caught.value.code == "selection.offline-only"
    assert "职工参保登记" in str(caught.value)
    assert "社会保障卡申领" not in str(caught.value)  # which is only guidance


def test_injury_insurance_is_refused_with_the_manuals_reason():
    problem = codes(险种="120,410")["insurance.unsupported"]
    assert problem.severity is sx.Severity.ERROR
    assert "目前暂不支持" in problem.message
    assert "insurance.unknown" in codes(险种="110,210")
    assert codes(险种="120,210") == {}


def signed_in(hall):
    hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["institution"])


def test_the_hall_refuses_everything_until_the_record_is_known(clerk, hall):
    signed_in(hall)
    selection = sx.INSTITUTION_HIRE.select("职工参保登记", on=ON)
    rows = list(people.rows(selection.plan, 2))
    filing = clerk.filing(selection, rows, materials=False)
    outcome = filing.advance()
    (need,) = outcome.needs
    assert need.kind is NeedKind.OFFLINE
    assert (need.item, outcome.ledger.offline) == ("appointment_record", ("appointment_record",))
    assert "请先在线下办理“事业单位拟聘人员备案”" in need.text
    assert outcome.ledger.entries == ()
    assert outcome.ledger.step is Step.SELECT
    batch = selection.batch(rows)
    with pytest.raises(sx.StepRefused) as caught:
        hall.stage(filing.id, batch)
    assert caught.value.code == "hall.offline-first"
    for step in (
        lambda: hall.declaration(filing.id),
        lambda: hall.attach(filing.id, "appointment_consent", b""),
        lambda: hall.submit(filing.id),
    ):
        with pytest.raises(sx.HallError):
            step()
    hall.record_appointment(NUMBER)
    after = filing.advance()
    assert after.ledger.offline == ()
    assert len(after.ledger.entries) == 4
    assert NeedKind.OFFLINE not in {one.kind for one in after.needs}


def test_a_row_must_name_a_document_that_the_hall_knows(clerk, hall):
    signed_in(hall)
    hall.record_appointment("示例人社备[2026]1号 ")  # brackets and blanks aside, the same number
    hall.record_appointment("示例人社备〔2026〕1号")
    selection = sx.INSTITUTION_HIRE.select("职工参保登记", on=ON)
    rows = list(people.rows(selection.plan, 2))
    rows[1]["basic.appointment_number"] = "示例人社备〔2026〕2号"
    filing = clerk.filing(selection, rows, materials=False)
    (error,) = filing.advance().ledger.errors
    (problem,) = error.problems
    assert (problem.code, problem.column) == ("hall.offline-number", "basic.appointment_number")
    assert problem.caption == "聘用备案文件号"
    hall.record_appointment("示例人社备〔2026〕2号")
    assert filing.advance().ledger.errors == ()  # what the hall alone knew is asked again


def test_a_record_belongs_to_its_unit(hall):
    signed_in(hall)
    with pytest.raises(sx.NotFound):
        hall.record_appointment(NUMBER, credit_code="91350100M000100Y43")
    with pytest.raises(sx.StepRefused):
        hall.record_appointment(" ")
    hall.record_appointment(NUMBER, credit_code="91140100MA0DEMA178")  # another unit's
    filing = hall.open(sx.INSTITUTION_HIRE.select("职工参保登记", on=ON), "一")
    assert hall.ledger(filing).offline == ("appointment_record",)
    assert NUMBER not in "".join(map(str, hall.audit()))


def test_from_the_sheet_to_the_insurance(clerk, hall):
    signed_in(hall)
    hall.record_appointment(NUMBER)
    selection = sx.INSTITUTION_HIRE.select(*TITLES[1:3], "高校毕业生报到", "流动人员档案接收", on=ON)
    done = clerk.through(selection, 4)
    assert len(done.receipts) == 4 * 2 + 4
    assert {entry.item for entry in done.ledger.entries} == {
        "enrolment",
        "contributor_increase",
        "graduate_reporting",
        "archive_reception",
    }
    # They are insured now, and so cannot be enrolled as new.
    rows = list(people.rows(sx.INSTITUTION_HIRE.select("职工参保登记", on=ON).plan, 1))
    second = clerk.filing(sx.INSTITUTION_HIRE.select("职工参保登记", on=ON), rows, reference="再报").advance()
    assert {problem.code for error in second.ledger.errors for problem in error.problems} == {
        "hall.insured-before"
    }

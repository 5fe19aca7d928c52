"""A column that an official template marks as required and that nobody declared is asked for."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

import sxbundle as sx
from sxbundle.sheet.template import TemplateProfile
from sxbundle.testing import people

ON = date(2026, 11, 30)
BASIC, ENROLMENT = "基本信息", "企业职工增员"
CAPTIONS = (
    (BASIC, "序号"),
    (BASIC, "证件号码"),
    (BASIC, "姓名【必填】"),
    (BASIC, "证件类型(下拉选择)"),
    (BASIC, "联系电话*"),
    (BASIC, "籍贯*"),
    (BASIC, "曾用名（非必填）"),
    (ENROLMENT, "险种"),
    (ENROLMENT, "用工形式(下拉选择)"),
    (ENROLMENT, "工资*"),
    (ENROLMENT, "参加工作日期\n(YYYYMMDD)"),
    (ENROLMENT, "变更原因(下拉选择)"),
    (ENROLMENT, "进入本单位参保日期"),
    (ENROLMENT, "变更时间"),
    (ENROLMENT, "岗位等级【必填】"),
    (ENROLMENT, "体检日期【必填】(YYYYMMDD)"),
    (ENROLMENT, "说明"),
)
OWN = {"籍贯": "basic.template_f", "岗位等级": "enrolment.template_o", "体检日期": "enrolment.template_p"}
LEVELS = ("1.一级", "2.二级")


@pytest.fixture
def template(tmp_path):
    """Captions in another order, merged headers, a drop-down on another sheet by a defined name."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = sx.HIRE.sheet_title
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(CAPTIONS))
    for number, (section, caption) in enumerate(CAPTIONS, 1):
        sheet.cell(2, number, section if number in {1, 8} else None)
        sheet.cell(3, number, caption)
    sheet.merge_cells("A2:G2")
    sheet.merge_cells("H2:Q2")
    lists = book.create_sheet("字典")
    for number, level in enumerate(LEVELS, 1):
        lists.cell(number, 1, level)
    book.defined_names["岗位等级表"] = DefinedName("岗位等级表", attr_text="字典!$A$1:$A$2")
    validation = DataValidation(type="list", formula1="=岗位等级表")
    sheet.add_data_validation(validation)
    validation.add("O4:O99")
    path = tmp_path / "官方模板.xlsx"
    book.save(path)
    return path


@pytest.fixture
def selection():
    return sx.HIRE.select("enrolment", on=ON)


@pytest.fixture
def row(selection, template):
    """A right row of the columns that the template has."""
    there = {column.key for column in sx.learn(template).columns}
    return {key: cell for key, cell in people.row(selection.plan, 0).items() if key in there}


def test_the_drift_names_them(template):
    asked = [one.message for one in sx.learn(template).drift() if one.code == "template.column-asked"]
    new = [one.message for one in sx.learn(template).drift() if one.code == "template.column-new"]
    assert len(asked) == 3
    assert [caption in text for caption, text in zip(OWN, asked, strict=True)] == [True, True, True]
    assert len(new) == 2


def test_each_is_asked_for_and_read_as_the_template_says(template, selection, row):
    using = selection.using(sx.learn(template))
    empty = dict.fromkeys(OWN.values())
    assert [(error.caption, error.code) for error in using.batch([row | empty]).report.errors] == [
        (caption, "cell.required") for caption in OWN
    ]
    wrong = row | dict(zip(OWN.values(), ("太原", "9.九级", "下周"), strict=True))
    assert [error.code for error in using.batch([wrong]).report.errors] == ["code.unknown", "date.shape"]
    assert selection.batch([row]).report.ok  # without the template nobody asks


def test_they_are_filled_and_read_again(template, selection, row, tmp_path):
    profile = TemplateProfile.from_json(sx.learn(template).to_json())
    right = row | dict(zip(OWN, ("太原", "一级", "2026-11-02"), strict=True))
    target = selection.sheet(profile).fill([right], tmp_path / "填好.xlsx", template=template)
    cells = [cell.value for cell in load_workbook(target).worksheets[0][4]]
    assert [cells[5], cells[14], cells[15], cells[6], cells[16]] == ["太原", "1.一级", "20261102", None, None]
    batch = selection.using(profile).read(target)
    assert batch.report.ok
    assert len(batch.rows) == 1


def test_a_hall_that_does_not_know_them_says_so_and_takes_the_person(template, selection, row):
    using = selection.using(sx.learn(template))
    batch = using.batch([row | dict(zip(OWN, ("太原", "一级", "20261102"), strict=True))])
    with sx.LocalHall.demo() as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        staged = hall.stage(hall.open(selection, "一"), batch)
    assert (staged.people, len(staged.errors)) == (1, 0)
    assert [warning.code for warning in staged.warnings if "籍贯" in warning.message] == [
        "sheet.column-unknown"
    ]


def test_a_template_without_a_column_of_ours_is_filled(selection, row, tmp_path):
    book = Workbook()
    sheet = book.active
    kept = [pair for pair in CAPTIONS if pair[1] not in {"工资*", "籍贯*"} and "【必填】(" not in pair[1]]
    sheet.append([sx.HIRE.sheet_title])
    sheet.append([section for section, _ in kept])
    sheet.append([caption for _, caption in kept if caption])
    stream = BytesIO()
    book.save(stream)
    path = tmp_path / "少一列.xlsx"
    path.write_bytes(stream.getvalue())
    profile = sx.learn(path)
    assert "template.column-missing" in {one.code for one in profile.drift()}
    cells = {key: cell for key, cell in row.items() if key != "enrolment.wage"} | {"岗位等级": "五级"}
    target = selection.sheet(profile).fill([cells], tmp_path / "填好.xlsx")
    assert load_workbook(target).worksheets[0].cell(4, 2).value == row["basic.certificate_number"]
    again = selection.using(profile).read(target)
    assert again.report.ok  # the template decides whether there is such a column
    assert again.rows[0].enrolment.wage is None

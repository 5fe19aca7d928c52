"""Whose name, number and phone a column holds: the person's, never a contact's or a spouse's."""

import pytest

import sxbundle as sx
from sxbundle.batch import fold
from sxbundle.testing import people

SELECTION = sx.HIRE.select("就业登记")
ROW = people.row(SELECTION.plan, 1)
NAME, NUMBER, PHONE = (ROW[f"basic.{one}"] for one in ("name", "certificate_number", "phone"))


def batch(columns=None, **cells):
    rest = {key: cell for key, cell in ROW.items() if key.partition(".")[2] not in _TAKEN}
    return SELECTION.batch([rest | cells], columns=columns)


_TAKEN = {"name", "certificate_number", "phone"}
OWN = {"证件号码": NUMBER, "联系电话": PHONE}


@pytest.mark.parametrize(
    "other",
    [
        "姓名（紧急联系人）",
        "姓名(配偶)",
        "姓名【监护人】",
        "（联系人）姓名",
        "姓名[介绍人]",
        "配偶姓名",
        "填表人",
        "姓名（填写家属）",
    ],
)
def test_a_bracket_that_is_no_hint_names_somebody_else(other):
    read = batch(员工姓名=NAME, **{other: "别人甲"}, **OWN)
    assert [row.basic.name for row in read.rows] == [NAME]


@pytest.mark.parametrize(
    "caption",
    [
        "*姓名",
        "姓名（必填）",
        "【必填】姓名",
        "1.姓名",
        "1、姓名",
        "（1）姓名",
        "1-姓名",
        "一、姓名",
        "★姓名",
        "姓名 ※",
        "姓名\n【必填项】",
        "姓名[选填]",
        "姓 名：",
        "姓名（与身份证一致，必填）",
    ],
)
def test_a_hint_is_no_other_column(caption):
    assert [row.basic.name for row in batch(**{caption: NAME}, **OWN).rows] == [NAME]


def test_a_bracket_may_name_the_same_column_again():
    assert fold("证件号码（身份证号）") == "证件号码(身份证号)"
    assert batch(姓名=NAME, **{"证件号码（身份证号）": NUMBER}, 联系电话=PHONE).report.ok


@pytest.mark.parametrize(
    ("key", "one", "other", "differs"),
    [
        ("basic.name", "姓名", "员工姓名", "别人甲"),
        ("basic.certificate_number", "证件号码", "身份证号", "110105194912310021"),
        ("basic.phone", "联系电话", "手机号码", "19912345678"),
    ],
)
def test_two_personal_columns_that_differ_are_an_error_that_names_both(key, one, other, differs):
    cells = {"姓名": NAME, "证件号码": NUMBER, "联系电话": PHONE}
    read = batch(**cells, **{other: differs})
    (error,) = read.report.errors
    assert (error.code, error.column, error.row) == ("sheet.columns-differ", key, 1)
    assert f"“{one}”" in error.message
    assert f"“{other}”" in error.message
    assert read.rows == ()
    assert batch(**cells, **{other: cells[one]}).report.ok
    chosen = batch({one: one}, **cells, **{other: differs})
    assert chosen.report.ok
    assert len(batch({one: other}, **cells, **{other: cells[one]}).rows) == 1


def test_a_float_and_a_text_of_one_number_do_not_differ():
    assert batch(姓名=NAME, 证件号码=NUMBER, 联系电话=PHONE, 手机=float(PHONE)).report.ok


def test_a_phone_beside_a_contact_is_a_doubt():
    read = batch(姓名=NAME, 证件号码=NUMBER, 紧急联系人="别人甲", 联系电话=PHONE)
    assert [warning.code for warning in read.report.warnings] == ["sheet.column-doubtful"]
    first = batch(姓名=NAME, 证件号码=NUMBER, 联系电话=PHONE, 紧急联系人="别人甲")
    assert not first.report.warnings


WAGES = sx.HIRE.select("职工参保登记")
PAID = people.row(WAGES.plan, 1)


@pytest.mark.parametrize("caption", ["（养老）工资", "工资(社保)", "工资 （岗位）", "B"])
def test_the_callers_caption_is_taken_as_written(caption):
    rest = {key: cell for key, cell in PAID.items() if key != "enrolment.wage"}
    read = WAGES.batch([rest | {"工资": "4500", caption: "5000"}], columns={"工资": caption})
    assert [str(row.enrolment.wage) for row in read.rows] == ["5000"]


def test_the_official_caption_can_be_chosen_among_others():
    read = batch({"姓名": "姓名"}, 姓名=NAME, 员工姓名="别人甲", **OWN)
    assert [row.basic.name for row in read.rows] == [NAME]


@pytest.mark.parametrize(
    ("own", "wage"), [("工资#1", "4500"), ("工资#2", "5000"), ("C", "5000"), (2, "4500")]
)
def test_one_of_several_equal_captions(own, wage, tmp_path):
    rest = {key: cell for key, cell in PAID.items() if key != "enrolment.wage"}
    columns = map(WAGES.plan.column, rest)
    captions = [f"{WAGES.plan.section(column.section).title}.{column.caption}" for column in columns]
    cells = [f'"{one}"' for one in rest.values()]
    lines = [["段外", "工资", "工资", *captions], ["", "4500", "5000", *cells]]
    path = tmp_path / "工资.csv"
    path.write_text("\n".join(map(",".join, lines)), "utf-8")
    assert "sheet.column-ambiguous" in WAGES.read(path).report.counts()
    read = WAGES.read(path, columns={"工资": own})
    assert [str(row.enrolment.wage) for row in read.rows] == [wage]
    taken, left = ("工资#1", "工资#2") if wage == "4500" else ("工资#2", "工资#1")
    (notice,) = [problem.message for problem in read.report.problems if problem.code == "sheet.column-spare"]
    assert f"取自列“{taken}”，列“{left}”未读取" in notice
    assert "sheet.own-caption-missing" in WAGES.read(path, columns={"工资": "工资#3"}).report.counts()


def test_a_caption_of_several_meanings_is_read_where_a_cell_fits():
    selection = sx.HIRE.select("劳动用工备案")
    row = people.row(selection.plan, 1)
    term = row.pop("labour_contract.term")
    assert selection.batch([row | {"合同类型": term}]).report.ok
    for other in ("劳动合同", "实习合同"):
        read = selection.batch([row | {"合同类型": other, "合同期限类型": term}])
        assert read.report.ok
        lacking = selection.batch([row | {"合同类型": other}]).report
        assert [(error.code, error.column) for error in lacking.errors] == [
            ("sheet.column-missing", "labour_contract.term")
        ]


@pytest.mark.parametrize(
    ("captions", "key"),
    [
        (("身份证号", "社会保障号码"), "basic.certificate_number"),
        (("手机", "移动电话"), "basic.phone"),
        (("员工姓名", "名字"), "basic.name"),
    ],
)
def test_two_captions_of_one_personal_column_that_agree_are_one(captions, key):
    selection = sx.HIRE.select("就业登记")
    whole = list(people.rows(selection.plan, 3))
    rows = [{name: cell for name, cell in row.items() if name != key} for row in whole]
    for row, full in zip(rows, whole, strict=True):
        row |= dict.fromkeys(captions, full[key])
    batch = selection.batch(rows)
    assert len(batch.rows) == 3
    assert "sheet.column-spare" in {problem.code for problem in batch.report}
    rows[2][captions[1]] = whole[0][key]
    report = selection.batch(rows).report
    (error,) = report.errors  # of the row, or of the sheet where its first rows already differ
    assert error.code in {"sheet.columns-differ", "sheet.column-ambiguous"}
    assert captions[0] in error.message
    assert captions[1] in error.message


@pytest.mark.parametrize(("surname", "given"), [("姓", "名"), ("*姓氏", "名字"), ("Last Name", "First Name")])
def test_a_name_in_two_columns_is_to_be_put_into_one(surname, given):
    problems = batch(**{given: "试甲", surname: "测"}, **OWN).report.errors
    assert [(problem.code, problem.caption) for problem in problems] == [("sheet.column-missing", "姓名")]
    assert f"“{surname}”“{given}”两列请合并为一列“姓名”" in problems[0].message


@pytest.mark.parametrize("other", ["姓", "名"])
def test_half_a_name_is_not_said_to_be_two_columns(other):
    (problem,) = batch(**{other: "测"}, **OWN).report.errors
    assert "合并" not in problem.message

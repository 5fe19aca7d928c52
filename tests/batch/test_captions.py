"""Captions as people write them."""

from datetime import date

import pytest

import sxbundle as sx
from sxbundle.batch import HeaderCell, fold, match

PLAN = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案").plan
ONE = sx.HIRE.select("就业登记").plan


def headers(*captions, section=""):
    return [HeaderCell(caption, section) for caption in captions]


@pytest.mark.parametrize("column", PLAN.columns, ids=lambda column: column.key)
def test_each_heading_folds_to_its_caption(column):
    assert fold(column.heading) == fold(column.caption)


@pytest.mark.parametrize(
    "written",
    [
        "证件号码",
        "*证件号码",
        "证件号码\u00a0",
        "证 件 号 码",
        "证件号码（18位）",
        "身份证号",
        "身份证号码：",
        "\ufeff证件号码",
    ],
)
def test_spellings_of_one_column(written):
    found = match(ONE, headers("姓名", written))
    assert found.positions["basic.certificate_number"] == 1


@pytest.mark.parametrize(
    ("frame", "caption", "english"),
    [
        ("{}/{}", "姓名", "Employee's Name"),
        ("{} {}", "证件号码", "ID Card No."),
        ("{}\n{}", "联系电话", "Mobile Phone"),
        ("{}（{}）", "就业日期", "Date of Employment"),
        ("{} | {}", "姓名", "Full name"),
    ],
)
def test_captions_in_two_languages(frame, caption, english):
    assert fold(frame.format(caption, english)) == caption
    if "（" not in frame:
        assert fold(frame.format(english, caption)) == caption


@pytest.mark.parametrize(
    "frame",
    [
        "【{}】",
        "「{}」",
        "“{}”",
        "《{}》",
        "<{}>",
        "必填：{}",
        "选填-{}",
        "{}_必填",
        "{}\n必填项",
        "★必填★{}",
        "【{}】*",
        "{}\x7f",
    ],
)
def test_frames_and_marks_around_a_caption(frame):
    assert fold(frame.format("证件号码")) == "证件号码"


@pytest.mark.parametrize(
    "written",
    [
        "姓名/Spouse",
        "姓名 Emergency contact",
        "Father's name 姓名",
        "姓名（Last name）",
        "联系电话/Home",
        "QQ号码",
        "配偶/Name",
    ],
)
def test_english_that_names_another_thing_stays(written):
    assert fold(written) not in {"姓名", "联系电话", "号码"}


def test_own_captions_win():
    found = match(ONE, headers("姓名", "身份证号", "员工编码"), {"证件号码": "员工编码"})
    assert found.positions["basic.certificate_number"] == 2
    assert "sheet.column-spare" in {problem.code for problem in found.problems}


def test_own_captions_for_a_column_that_is_not_there():
    with pytest.raises(sx.DeclarationError, match="没有这列"):
        match(ONE, headers("姓名"), {"没有这列": "姓名"})


def test_two_aliases_of_one_column_are_not_guessed():
    found = match(ONE, headers("身份证号", "证件号"))
    assert "basic.certificate_number" not in found.positions
    assert [problem.code for problem in found.problems if problem.severity == "error"] == [
        "sheet.column-ambiguous"
    ]


def test_the_official_caption_wins_over_an_alias():
    assert match(ONE, headers("手机号码", "联系电话")).positions["basic.phone"] == 1


@pytest.mark.parametrize("mobile", ["移动电话", "手机", "手机号码"])
@pytest.mark.parametrize("other", ["固定电话", "电话", "联系方式"])
@pytest.mark.parametrize("bundle", [one for one in sx.BUNDLES.values() if one is not sx.WORK_DEATH])
def test_a_mobile_is_the_phone_where_a_landline_has_its_own_column(bundle, mobile, other):
    plan = bundle.plan(bundle.items, date(2026, 11, 23), frozenset())
    found = match(plan, headers("姓名", other, mobile))
    assert found.positions["basic.phone"] == 2
    (said,) = [problem for problem in found.problems if problem.column == "basic.phone"]
    assert (said.code, said.severity) == ("sheet.column-spare", "notice")
    assert other in said.message
    chosen = match(plan, headers("姓名", other, mobile), {plan.column("basic.phone").caption: other})
    assert chosen.positions["basic.phone"] == 1
    assert match(plan, headers("姓名", other)).positions["basic.phone"] == 1


def test_two_mobiles_or_two_landlines_are_not_guessed():
    for pair in (("手机", "移动电话"), ("固定电话", "电话")):
        found = match(ONE, headers("姓名", *pair))
        assert "basic.phone" not in found.positions
        assert "sheet.column-ambiguous" in {problem.code for problem in found.problems}


def test_a_caption_of_two_sections_needs_its_section():
    alone = match(PLAN, headers("工种"))
    assert "sheet.column-ambiguous" in {problem.code for problem in alone.problems}
    under = match(PLAN, [HeaderCell("工种", "劳动用工备案")])
    assert under.positions == {"labour_contract.work_kind": 0}
    named = match(PLAN, headers("就业登记.工种", "劳动用工备案-工种"))
    assert named.positions == {"employment.work_kind": 0, "labour_contract.work_kind": 1}
    both = match(PLAN, headers("工种", "岗位", "工种"))
    assert both.positions["employment.work_kind"] == 0
    assert both.positions["labour_contract.work_kind"] == 2


def test_only_the_ticked_section_is_meant():
    assert match(ONE, headers("工种")).positions == {"employment.work_kind": 0}


def test_missing_columns_name_the_nearest_caption():
    problems = match(ONE, headers("姓名", "证件类型", "证件号码", "联系人电话", "就业日期")).problems
    missing = [problem for problem in problems if problem.code == "sheet.column-missing"]
    assert [one.column for one in missing] == ["basic.phone"]
    assert "联系人电话" in missing[0].message


def test_a_citizen_number_s_caption_tells_the_certificate_type():
    selection = sx.HIRE.select("就业登记")
    row = {"姓名": "测试甲", "联系电话": "19900000000", "就业日期": "20261101"}
    row["身份证号"] = "11010519491231002X"
    batch = selection.batch([row])
    assert batch.rows[0].basic.certificate_type.code == "01"
    assert [problem.code for problem in batch.report.problems] == ["sheet.column-told"]
    del row["身份证号"]
    unclear = selection.batch([row | {"证件号码": "11010519491231002X"}])
    assert [(error.code, error.column) for error in unclear.report.errors] == [
        ("sheet.column-missing", "basic.certificate_type")
    ]


def test_an_own_caption_that_the_file_lacks_is_told():
    found = match(ONE, headers("姓名", "身份证号"), {"姓名": "员工"})
    assert "sheet.own-caption-missing" in {problem.code for problem in found.problems}


def test_a_caption_that_is_read_already_is_not_offered_for_another_column():
    found = match(PLAN, headers("姓名", "合同类型", "联系人电话"))
    near = {
        problem.column: problem.message
        for problem in found.problems
        if problem.code == "sheet.column-missing"
    }
    assert "合同类型" not in near["labour_contract.signing"]
    assert "联系人电话" in near["basic.phone"]


NUMBER = "110105194912310021"


@pytest.mark.parametrize(
    ("captions", "own"),
    [
        (["姓名", NUMBER], None),
        (["姓名"], {"证件号码": NUMBER}),
        (["手机", f"移动电话 {NUMBER}"], {"联系电话": "手机"}),
        (["移动电话", f"固定电话 {NUMBER}"], None),
    ],
)
def test_a_number_among_the_captions_is_nobodys_business(captions, own):
    problems = match(ONE, headers(*captions), own).problems
    assert problems
    assert NUMBER not in str([problem.to_dict() for problem in problems])


def test_a_number_in_the_callers_own_names_is_not_repeated(tmp_path):
    with pytest.raises(sx.DeclarationError, match="110") as wrong:
        match(ONE, headers("姓名"), {NUMBER: "姓名"})
    assert NUMBER not in str(wrong.value)
    path = tmp_path / "人员.csv"
    path.write_text("姓名,证件号码\n", encoding="utf-8")
    with pytest.raises(sx.FileRefused, match="110") as refused:
        sx.HIRE.select("就业登记").read(path, sheet=NUMBER)
    assert NUMBER not in str(refused.value)
    for ask in (lambda: sx.HIRE.select(NUMBER), lambda: sx.HIRE.select("就业登记", vouched=[NUMBER])):
        with pytest.raises(sx.SelectionError, match="110") as lost:
            ask()
        assert NUMBER not in str(lost.value)

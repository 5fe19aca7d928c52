"""What `learn` finds in an official template, and how it differs from the declaration."""

import json
import re
from datetime import date

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

import sxbundle as sx
from sxbundle.sheet.template import ListKind, Match
from sxbundle.workbook.grid import Visibility


def by_caption(profile):
    return {column.caption.strip("* ").partition("(")[0]: column for column in profile.columns}


def codes(problems):
    return [problem.code for problem in problems]


def test_header_and_rows(template):
    profile = sx.learn(template)
    assert (profile.bundle, profile.sheet) == ("hire", "线上采集表")
    assert [row.holds for row in profile.header] == ["title", "group", "section", "caption", "caption"]
    assert [(remark.number, remark.what) for remark in profile.remarks] == [
        (6, "填写说明行"),
        (7, "填写示例行"),
    ]
    assert (profile.caption_row, profile.first_row, profile.prepared_row) == (4, 8, 27)
    assert profile.last_row is None


def test_columns(template):
    columns = by_caption(sx.learn(template))
    assert columns["姓名"].match is Match.EXACT
    assert columns["联系电话"].match is Match.FOLDED
    assert columns["身份证号码"].match is Match.ALIAS
    assert columns["身份证号码"].key == "basic.certificate_number"
    assert columns["工资"].section == "企业职工增员"
    assert [name for name, one in columns.items() if one.hidden] == ["年龄"]
    assert [name for name, one in columns.items() if one.grouped] == ["进入本单位参保日期", "变更时间"]


def test_the_nearest_caption_is_told_and_never_used(template, selection):
    profile = sx.learn(template)
    contact = by_caption(profile)["紧急联系人"]
    assert (contact.key, contact.match, contact.near, contact.score) == (None, Match.NONE, "联系电话", 0.44)
    assert "紧急联系人" not in {
        alias
        for column in selection.using(profile).plan.columns
        for alias in (*column.aliases, column.caption)
    }
    said = [str(one) for one in profile.drift() if one.code == "template.column-new"]
    assert any("紧急联系人" in one and "0.44" in one for one in said)


def test_every_kind_of_drop_down(template, tool):
    columns = by_caption(sx.learn(template))

    def found(caption):
        down = columns[caption].dropdown
        return down.kind, list(down.labels), down.visibility

    assert found("性别") == (ListKind.INLINE, tool.INLINE, None)
    assert found("民族") == (ListKind.RANGE, tool.NATIONS, Visibility.HIDDEN)
    if "saved" in str(template):  # LibreOffice knows only hidden sheets
        assert found("学历") == (ListKind.RANGE, tool.EDUCATION, Visibility.HIDDEN)
    else:
        assert found("学历") == (ListKind.RANGE, tool.EDUCATION, Visibility.VERY_HIDDEN)
    assert found("证件类型") == (ListKind.NAME, tool.PAPERS, Visibility.HIDDEN)
    assert found("用工形式") == (ListKind.RANGE, tool.FORMS, Visibility.HIDDEN)
    assert found("户口性质")[:2] == (ListKind.INDIRECT, [])
    assert columns["户口性质"].dropdown.depends_on == ("E",)
    assert columns["用工形式"].dropdown.extension == ("x14" in template.name)
    assert columns["姓名"].dropdown is None


def test_the_profile_is_json(template):
    profile = sx.learn(template)
    text = profile.to_json()
    loaded = sx.TemplateProfile.from_json(text)
    assert loaded == profile
    assert loaded.to_json() == text
    assert loaded.path is None
    assert str(template.parent) not in text
    assert codes(loaded.drift()) == codes(profile.drift())
    assert profile.diff(loaded) == ()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1}', "nul", "[" * 100_000])
def test_what_is_no_profile_is_refused(text):
    with pytest.raises(sx.FileRefused) as caught:
        sx.TemplateProfile.from_json(text)
    assert caught.value.code == "template.bad-profile"


def test_equal_workbooks_give_equal_profiles(templates, tmp_path):
    copy = tmp_path / templates["openpyxl"].name
    copy.write_bytes(templates["openpyxl"].read_bytes())
    assert sx.learn(copy) == sx.learn(templates["openpyxl"])
    assert sx.learn(copy).to_json() == sx.learn(templates["openpyxl"]).to_json()


def test_our_own_sheet_has_no_drift(tmp_path):
    for bundle in sx.BUNDLES.values():
        plan = bundle.plan(bundle.items, date(2026, 11, 30), frozenset())
        path = sx.Selection(plan).sheet().save(tmp_path / f"{bundle.key}.xlsx")
        profile = sx.learn(path)
        assert profile.bundle == bundle.key
        assert set(codes(profile.drift())) <= {"template.list-new"}
        assert [column.key for column in profile.columns] == [column.key for column in plan.columns]


def test_drift_in_words(template):
    said = {}
    for problem in sx.learn(template).drift():
        said.setdefault(problem.code, []).append(problem.message)
    assert any("“证件号码”在模板中叫“*身份证号码”" in one for one in said["template.column-renamed"])
    assert any("“工资”的位置变了" in one for one in said["template.column-moved"])
    assert any("“出生日期”" in one for one in said["template.column-missing"])
    assert any("“劳动用工备案”整段" in one for one in said["template.section-missing"])
    assert any("INDIRECT" in one and "随 E 列变化" in one for one in said["template.list-unread"])
    education = next(one for one in said["template.list-changed"] if "学历" in one)
    assert "新增“22.双学士学位”" in education
    assert "改名“11.博士研究生→11.研究生教育”" in education
    assert all(one.strip("。") for some in said.values() for one in some)


def test_a_selection_is_held_against_its_own_declaration(template, selection):
    profile = sx.learn(template, selection)
    assert codes(profile.drift(selection)) == codes(profile.drift())


def test_two_templates_are_compared(templates, tool, tmp_path):
    book = openpyxl.load_workbook(templates["openpyxl"])
    sheet = book.worksheets[0]
    sheet["J4"] = "婚姻状况"
    sheet["G4"] = "手机号码"
    book["隐藏 字典"]["B4"] = "04.藏族"
    book.save(tmp_path / "新.xlsx")
    older, newer = sx.learn(templates["openpyxl"]), sx.learn(tmp_path / "新.xlsx")
    said = {one.code: one.message for one in newer.diff(older)}
    assert set(said) == {
        "template.column-new",
        "template.column-missing",
        "template.column-renamed",
        "template.list-changed",
    }
    assert "婚姻状况" in said["template.column-new"]
    assert "紧急联系人" in said["template.column-missing"]
    assert "新增“04.藏族”；缺少“03.回族”" in said["template.list-changed"]


def test_using_a_profile_checks_against_its_lists(templates, selection):
    profile = sx.learn(templates["x14"])
    used = selection.using(profile)
    education = used.plan.column("basic.education").rule
    assert education.parse("双学士学位").code == "22"
    assert education.write(education.parse("22")) == "22.双学士学位"
    assert codes(education.check("14.硕士研究生")) == ["code.unknown"]
    assert codes(selection.plan.column("basic.education").rule.check("22.双学士学位")) == ["code.unknown"]
    assert education.parse("11").facts == {}, "研究生教育 is not 博士研究生, whose code it bears"
    sex = used.plan.column("basic.sex").rule
    assert sex.parse("男").list == "sex", "what other rules compare"
    papers = used.plan.column("basic.certificate_type").rule
    assert papers.parse("身份证").code == "01", "abbreviations of the declared entry stay"
    household = used.plan.column("basic.household_type").rule
    assert household == selection.plan.column("basic.household_type").rule


def test_facts_of_the_declared_entry_stay(templates, selection, tmp_path):
    """The reason decides the type of a change: a template that renumbers it must not lose that."""
    book = openpyxl.load_workbook(templates["openpyxl"])
    reasons = [code for code in selection.plan.column("enrolment.reason").rule.codes if code.facts]
    labels = [f"9{index}.{one.name}" for index, one in enumerate(reasons)]
    check = DataValidation(type="list", formula1=f'"{",".join(labels)}"')
    check.add("O8:O27")
    book.worksheets[0].add_data_validation(check)
    book.save(tmp_path / "模板.xlsx")
    rule = selection.using(sx.learn(tmp_path / "模板.xlsx")).plan.column("enrolment.reason").rule
    assert [rule.parse(label).facts for label in labels] == [reason.facts for reason in reasons]
    assert [rule.parse(reason.name).code for reason in reasons] == [
        f"9{index}" for index in range(len(reasons))
    ]


@pytest.mark.parametrize(
    ("labels", "right", "wrong"),
    [
        (["男", "女"], ["男", "女"], ["未知"]),
        (["1.男性（含变更）", "2.女性"], ["男性", "1", "男性（含变更）"], ["未知"]),
        (["1.男", "1.女"], ["1.男", "1.女"], ["1"]),
        (["1.男", "2.男"], ["1.男", "2.男", "1"], ["男"]),
        (["A-男", "Ｂ－女"], ["男", "B"], ["1"]),
    ],
)
def test_strange_lists(templates, selection, tmp_path, labels, right, wrong):
    book = openpyxl.load_workbook(templates["openpyxl"])
    sheet = book.worksheets[0]
    check = next(one for one in sheet.data_validations.dataValidation if "E8" in str(one.sqref))
    check.formula1 = f'"{",".join(labels)}"'
    book.save(tmp_path / "模板.xlsx")
    rule = selection.using(sx.learn(tmp_path / "模板.xlsx")).plan.column("basic.sex").rule
    for text in right:
        value = rule.parse(text)
        assert rule.write(value) in labels
    for text in wrong:
        assert rule.check(text) != ()
    assert list(rule.hint().choices) == labels


def test_names_that_lead_to_names(templates, tmp_path):
    book = openpyxl.load_workbook(templates["openpyxl"])
    sheet = book.worksheets[0]
    book.defined_names["性别表"] = DefinedName("性别表", attr_text="性别表二")
    sheet.defined_names["性别表二"] = DefinedName("性别表二", attr_text='"男,女"')
    book.defined_names["转圈"] = DefinedName("转圈", attr_text="转圈")
    book.defined_names["动态"] = DefinedName("动态", attr_text="OFFSET(深藏!$A$1,0,0,COUNTA(深藏!$A:$A),1)")
    by_area = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    by_area["E8:E27"].formula1 = "性别表"
    by_area["F8:F27"].formula1 = "转圈"
    by_area["H8:H27"].formula1 = "动态"
    by_area["L8:L27"].formula1 = "深藏!$A:$A"
    book.save(tmp_path / "模板.xlsx")
    columns = by_caption(sx.learn(tmp_path / "模板.xlsx"))
    assert (columns["性别"].dropdown.kind, columns["性别"].dropdown.labels) == (ListKind.NAME, ("男", "女"))
    assert columns["民族"].dropdown.kind is ListKind.FORMULA
    assert columns["学历"].dropdown.kind is ListKind.FORMULA
    assert len(columns["用工形式"].dropdown.labels) == 5


def test_entries_with_commas_as_excel_writes_them(tool, tmp_path):
    def listed(parts):
        text = parts[tool.FORM].decode()
        new = (
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            '<mc:Choice xmlns:x12ac="http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac" '
            'Requires="x12ac"><x12ac:list>1.男,"2.女,含其他"</x12ac:list></mc:Choice>'
            '<mc:Fallback><formula1>"1.男,2.女,含其他"</formula1></mc:Fallback></mc:AlternateContent>'
        )
        text, count = re.subn(r'<formula1>"[^<]*</formula1>', new, text)
        assert count == 1
        parts[tool.FORM] = text.encode()

    path = tmp_path / "模板.xlsx"
    path.write_bytes(tool.changed(tool.by_openpyxl(), listed))
    assert by_caption(sx.learn(path))["性别"].dropdown.labels == ("1.男", "2.女,含其他")


def test_own_captions(templates, selection, tmp_path):
    book = openpyxl.load_workbook(templates["openpyxl"])
    book.worksheets[0]["M4"] = "月缴费工资数"
    book.save(tmp_path / "模板.xlsx")
    assert by_caption(sx.learn(tmp_path / "模板.xlsx"))["月缴费工资数"].key is None
    profile = sx.learn(tmp_path / "模板.xlsx", selection, columns={"企业职工增员.工资": "月缴费工资数"})
    assert by_caption(profile)["月缴费工资数"].match is Match.TOLD
    target = selection.sheet(profile).fill([{"工资": "5000"}], tmp_path / "填好.xlsx")
    assert openpyxl.load_workbook(target).worksheets[0]["M8"].value == "5000"
    assert list(selection.using(profile).read(target).table.cells["enrolment.wage"]) == ["5000"]


def test_captions_that_could_be_several_columns(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "证件类型", "证件号码", "联系电话", "工种"])
    book.save(tmp_path / "模板.xlsx")
    profile = sx.learn(tmp_path / "模板.xlsx", sx.HIRE)
    assert by_caption(profile)["工种"].match is Match.AMBIGUOUS
    assert "template.column-ambiguous" in codes(profile.drift())


def refused(*args, **options):
    with pytest.raises(sx.FileRefused) as caught:
        sx.learn(*args, **options)
    return caught.value.code


def test_what_is_no_template(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.save(tmp_path / "别的.xlsx")
    assert refused(tmp_path / "别的.xlsx") == "template.which-bundle"
    assert refused(tmp_path / "别的.xlsx", sx.HIRE) == "sheet.no-header"
    assert refused(tmp_path / "别的.xlsx", sx.HIRE, sheet="没有") == "sheet.no-such-sheet"
    (tmp_path / "表.csv").write_text("姓名,证件号码\n", "utf-8")
    assert refused(tmp_path / "表.csv") == "file.not-a-workbook"
    assert refused(tmp_path / "没有.xlsx") == "file.unreadable"


def test_captions_of_several_bundles_without_a_title(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "证件类型", "证件号码", "联系电话"])
    book.save(tmp_path / "表.xlsx")
    assert refused(tmp_path / "表.xlsx") == "template.which-bundle"
    assert sx.learn(tmp_path / "表.xlsx", sx.HIRE).bundle == "hire"


def test_two_sheets_alike_ask_for_a_choice(templates, tmp_path):
    book = openpyxl.load_workbook(templates["openpyxl"])
    book.copy_worksheet(book.worksheets[0]).title = "副本"
    book.save(tmp_path / "模板.xlsx")
    assert refused(tmp_path / "模板.xlsx") == "sheet.choose"
    assert sx.learn(tmp_path / "模板.xlsx", sheet="副本").sheet == "副本"


def test_a_profile_shows_no_more_than_the_template(templates):
    values = json.loads(sx.learn(templates["openpyxl"]).to_json())
    assert "张三" not in json.dumps(values, ensure_ascii=False), "samples stay in the workbook"

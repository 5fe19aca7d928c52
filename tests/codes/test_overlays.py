"""Entries laid over code lists: another value each time, from a mapping or a file."""

import pickle
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.codes import ListLayer, Lists
from sxbundle.testing import examples, people

PACKAGED = Lists()


def test_a_rule_reads_from_the_lists_that_it_is_given() -> None:
    rule = sx.rules.one_of("leading_post")
    assert rule.check("2")[0].code == "code.unknown"
    laid = rule.with_lists(PACKAGED.with_entries("leading_post", {"2": "聘任制领导职务"}))
    assert laid.parse("2.聘任制领导职务").code == "2"
    assert "2.聘任制领导职务" in laid.hint().choices
    assert laid.parse("1").name == "领导职务"
    assert rule.check("2")[0].code == "code.unknown"


def test_replacing_leaves_the_packaged_entries_out() -> None:
    lists = PACKAGED.with_entries("leading_post", {"A": "是", "B": "否"}, replace=True)
    assert lists.get("leading_post").labels == ("A.是", "B.否")
    assert lists.layers == (ListLayer("leading_post", "dict", True),)
    assert PACKAGED.layers == ()


def test_a_file_with_header_lines(tmp_path: Path) -> None:
    path = tmp_path / "annuity.tsv"
    path.write_text(
        "# title: 年金缴费形式\n# source: 官方模板\n# confidence: confirmed\n"
        "code\tname\talias\n1\t实账积累\t实\n2\t记账\t\n",
        "utf-8",
    )
    lists = PACKAGED.with_entries("annuity_payment", path)
    listed = lists.get("annuity_payment")
    assert listed.title == "年金缴费形式"
    assert listed.source.work == "官方模板"
    assert not listed.source.assumed
    assert listed.parse("实").label == "1.实账积累"
    assert lists.layers[0].origin == "annuity.tsv"


def test_renamed_entries_keep_what_the_package_knows_of_them() -> None:
    entries = {"1": "居民身份证", "2": "护照"}
    listed = PACKAGED.with_entries("certificate_type", entries, replace=True).get("certificate_type")
    assert listed["1"].facts["shape"] == "citizen"
    assert listed.parse("身份证").code == "1"
    number = sx.rules.certificate_number().given(listed["1"]).parse("11010519491231002X")
    assert isinstance(number, sx.rules.CitizenID)


def test_two_new_entries_do_not_both_inherit_one_spelling() -> None:
    entries = {"1": "居民身份证", "2": "户口簿"}
    listed = PACKAGED.with_entries("certificate_type", entries, replace=True).get("certificate_type")
    assert listed.parse("户口簿").code == "2"
    assert listed.parse("身份证").code == "1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code\tname\n1\t甲\n1\t乙\n", "重复"),
        ("code\tname\n1\t\n", "不能为空"),
        ("code\tname\n\t甲\n", "不能为空"),
        ("code\tname\n1\t甲\n2\t甲\n", "同时表示"),
        ("code\tname\talias\n1\t甲\t乙\n2\t乙\t\n", "同时表示"),
        ("code\ttitle\n1\t甲\n", "name"),
        ("# title: 空\n", "表头"),
        ("code\tname\n", "没有任何条目"),
        ("code\tname\n1\t甲\t多\n", "列数"),
        ("code\tcode\n1\t甲\n", "重复"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "wrong.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(sx.DeclarationError, match=reason):
        sx.CATALOG.with_codes("sex", path, replace=True)


def test_files_that_cannot_be_read_are_declaration_errors(tmp_path: Path) -> None:
    with pytest.raises(sx.DeclarationError, match="无法读取"):
        sx.CATALOG.with_codes("sex", tmp_path / "none.tsv")
    gbk = tmp_path / "gbk.tsv"
    gbk.write_bytes("code\tname\n1\t男\n".encode("gbk"))
    with pytest.raises(sx.DeclarationError, match="UTF-8"):
        sx.CATALOG.with_codes("sex", gbk)


def test_divisions_are_laid_over_too() -> None:
    packaged = sx.rules.citizen_id()
    fixed = "149999194912310027"
    assert [one.code for one in packaged.check(fixed)] == ["id.division"]
    lists = PACKAGED.with_entries("division", {"149999": "示例新区"})
    for rule in (packaged.with_lists(lists), sx.rules.certificate_number("01").with_lists(lists)):
        assert rule.check(fixed) == ()
        assert rule.check(fixed) == ()
    new = lists.divisions.get("149999")
    assert new is not None
    assert new.full_name == "山西省示例新区"
    assert lists.divisions.get("140105") is not None
    assert [one.code for one in packaged.check(fixed)] == ["id.division"]
    with pytest.raises(sx.DeclarationError, match="文字"):
        sx.CATALOG.with_codes("sex", {1: "男"})  # type: ignore[dict-item]
    with pytest.raises(sx.DeclarationError, match="6 位"):
        sx.CATALOG.with_codes("division", {"1499": "示例"})


@pytest.mark.parametrize(
    ("key", "entries", "row"),
    [
        (
            "contract_term",
            {"1": "无固定期限", "2": "固定期限", "3": "以完成一定工作任务为期限"},
            {"合同期限类型": "固定期限", "合同开始时间": "20261101", "合同终止时间": "20291031"},
        ),
        (
            "contract_term",
            {"1": "短期", "2": "长期"},
            {"合同期限类型": "长期", "合同终止时间": None, "试用期(月)": "3"},
        ),
        ("yes_no", {"01": "是", "02": "否"}, {"银行账号": None, "是否使用社保卡": "是"}),
        ("yes_no", {"甲": "使用", "乙": "不使用"}, {"银行账号": None, "是否使用社保卡": "使用"}),
        ("change_type", {"1": "停保", "2": "退保"}, {"变更原因": "辞职", "变更类型": "停保"}),
        ("change_type", {"1": "其他", "2": "退保"}, {"变更原因": "辞职", "变更类型": "其他"}),
        (
            "contract_end_reason",
            {"01": "劳动合同期满"},
            {"变更原因": "辞职", "变更类型": "停保", "是否进行经济补偿": "1"},
        ),
        (
            "sex",
            {"1": "女性", "2": "男性"},
            {"证件号码": "140105199001011238", "性别": "男性", "出生日期": "19900101"},
        ),
        (
            "retirement_group",
            {"1": "男职工", "2": "女职工"},
            {"提前退休类型": "弹性提前退休", "原法定退休年龄": "2", "申请退休日期": "20261130"},
        ),
    ],
)
def test_a_right_row_stays_right_when_a_list_is_numbered_anew(
    key: str, entries: dict[str, str], row: dict[str, str]
) -> None:
    bundle = next(
        key
        for key, one in sx.BUNDLES.items()
        if set(row) <= {column.caption for section in one.sections for column in section.columns}
    )
    catalog = sx.CATALOG.with_codes(key, entries, replace=True)
    found = examples.check_row(bundle, catalog=catalog, **row)
    assert [one.code for one in found if one.severity is not sx.Severity.NOTICE] == []


def test_a_wrong_row_stays_wrong_when_a_list_is_numbered_anew() -> None:
    yes_no = sx.CATALOG.with_codes("yes_no", {"01": "是", "02": "否"}, replace=True)
    found = examples.check_row("retirement", catalog=yes_no, 银行账号=None, 是否使用社保卡="02")
    assert "account.missing" in [one.code for one in found]
    types = sx.CATALOG.with_codes("change_type", {"1": "停保", "2": "退保"}, replace=True)
    found = examples.check_row("separation", catalog=types, 变更原因="辞职", 变更类型="2")
    assert [one.suggestion for one in found if one.code == "decrease.reason-type"] == ["1.停保"]


def test_the_sex_that_a_number_tells_is_named_as_the_catalog_names_it() -> None:
    catalog = sx.CATALOG.with_codes("sex", {"M": "男", "F": "女"}, replace=True)
    row = {"证件号码": "11010519491231002X", "性别": "M", "出生日期": "19491231"}
    (problem,) = (one for one in examples.check_row("hire", catalog=catalog, **row) if one.code == "id.sex")
    assert problem.fix == "女"


def test_layers_of_one_list_lie_on_each_other(tmp_path: Path) -> None:
    path = tmp_path / "more.tsv"
    path.write_text("code\tname\n3\t试用期领导职务\n2\t聘任领导\n", "utf-8")
    lists = PACKAGED.with_entries("leading_post", {"2": "聘任制领导职务"}).with_entries("leading_post", path)
    assert lists.get("leading_post").labels == (
        "1.领导职务",
        "0.非领导职务",
        "2.聘任领导",
        "3.试用期领导职务",
    )
    assert lists.layers == (
        ListLayer("leading_post", "dict", False),
        ListLayer("leading_post", "more.tsv", False),
    )
    replaced = lists.with_entries("leading_post", {"9": "是"}, replace=True)
    assert replaced.get("leading_post").labels == ("9.是",)
    added = replaced.with_entries("leading_post", {"8": "领导职务"})
    assert added.get("leading_post").labels == ("9.是", "8.领导职务")
    assert added.get("leading_post")["8"].means == "1"
    assert len(lists.get("leading_post")) == 4


def test_divisions_add_up_too() -> None:
    lists = PACKAGED.with_entries("division", {"149998": "示例一区"})
    lists = lists.with_entries("division", {"149999": "示例二区"})
    assert {"149998", "149999", "140105"} <= set(lists.divisions.by_code)


def test_a_selection_has_the_lists_of_its_catalog(tmp_path: Path) -> None:
    catalog = sx.CATALOG.with_codes("employment_form", {"88": "劳务派遣返聘"})
    made = catalog.bundle(sx.HIRE).select("职工参保登记", "失业保险关系转入")
    row = dict(next(iter(people.rows(made.plan, 1)))) | {"enrolment.employment_form": "88"}
    assert made.batch([row]).report.ok
    read = made.read(made.sheet().fill([row], tmp_path / "旧.xlsx"))
    assert read.rows[0].enrolment.employment_form.code == "88"
    now = sx.HIRE.select("职工参保登记", "失业保险关系转入")
    assert [error.code for error in now.batch([row]).report.errors] == ["code.unknown"]
    other = catalog.with_codes("employment_form", {"1": "只此一项"}, replace=True)
    other = other.with_codes("insurance_type", {"1": "只此一险"}, replace=True)
    other = other.with_codes("division", {"110000": "北京市"}, replace=True)
    later = other.bundle(sx.HIRE).select("职工参保登记", "失业保险关系转入").batch([row]).report
    assert {"enrolment.employment_form", "enrolment.insurances"} <= {error.column for error in later.errors}
    assert made.batch([row]).report.ok
    assert "88.劳务派遣返聘" in made.plan.column("enrolment.employment_form").rule.hint().choices


def test_a_selection_takes_its_lists_to_another_process() -> None:
    catalog = sx.CATALOG.with_codes("employment_form", {"88": "劳务派遣返聘"})
    there = pickle.loads(pickle.dumps(catalog.bundle(sx.HIRE).select("职工参保登记")))
    assert there.plan.column("enrolment.employment_form").rule.parse("88").name == "劳务派遣返聘"
    whole = pickle.loads(pickle.dumps(catalog))
    assert "88.劳务派遣返聘" in whole.lists.get("employment_form").labels
    plain = sx.HIRE.select("职工参保登记")
    assert pickle.loads(pickle.dumps(plain)).plan == plain.plan

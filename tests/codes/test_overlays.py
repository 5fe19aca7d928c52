import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle import codes
from sxbundle.codes import code_list, divisions
from sxbundle.testing import examples, people


@pytest.fixture(autouse=True)
def _no_overlays() -> Iterator[None]:
    yield
    codes.clear_overlays()


def test_a_rule_made_before_sees_the_overlay() -> None:
    rule = sx.rules.one_of("leading_post")
    assert rule.check("2")[0].code == "code.unknown"
    codes.overlay("leading_post", {"2": "聘任制领导职务"})
    assert rule.parse("2.聘任制领导职务").code == "2"
    assert "2.聘任制领导职务" in rule.hint().choices
    assert rule.parse("1").name == "领导职务"
    codes.clear_overlays()
    assert rule.check("2")[0].code == "code.unknown"


def test_replacing_leaves_the_packaged_entries_out() -> None:
    codes.overlay("leading_post", {"A": "是", "B": "否"}, replace=True)
    assert code_list("leading_post").labels == ("A.是", "B.否")
    assert codes.overlays() == (codes.Overlay("leading_post", "dict", True),)


def test_a_file_with_header_lines(tmp_path: Path) -> None:
    path = tmp_path / "annuity.tsv"
    path.write_text(
        "# title: 年金缴费形式\n# source: 官方模板\n# confidence: confirmed\n"
        "code\tname\talias\n1\t实账积累\t实\n2\t记账\t\n",
        "utf-8",
    )
    codes.overlay("annuity_payment", path)
    listed = code_list("annuity_payment")
    assert listed.title == "年金缴费形式"
    assert listed.source.work == "官方模板"
    assert not listed.source.assumed
    assert listed.parse("实").label == "1.实账积累"
    assert codes.overlays()[0].origin == "annuity.tsv"


def test_renamed_entries_keep_what_the_package_knows_of_them() -> None:
    codes.overlay("certificate_type", {"1": "居民身份证", "2": "护照"}, replace=True)
    listed = code_list("certificate_type")
    assert listed["1"].facts["shape"] == "citizen"
    assert listed.parse("身份证").code == "1"
    number = sx.rules.certificate_number().given(listed["1"]).parse("11010519491231002X")
    assert isinstance(number, sx.rules.CitizenID)


def test_two_new_entries_do_not_both_inherit_one_spelling() -> None:
    codes.overlay("certificate_type", {"1": "居民身份证", "2": "户口簿"}, replace=True)
    listed = code_list("certificate_type")
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
def test_a_wrong_overlay_is_refused_and_changes_nothing(tmp_path: Path, text: str, reason: str) -> None:
    before = code_list("sex").labels
    path = tmp_path / "wrong.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(sx.DeclarationError, match=reason):
        codes.overlay("sex", path, replace=True)
    assert code_list("sex").labels == before
    assert codes.overlays() == ()


def test_files_that_cannot_be_read_are_declaration_errors(tmp_path: Path) -> None:
    with pytest.raises(sx.DeclarationError, match="无法读取"):
        codes.overlay("sex", tmp_path / "none.tsv")
    gbk = tmp_path / "gbk.tsv"
    gbk.write_bytes("code\tname\n1\t男\n".encode("gbk"))
    with pytest.raises(sx.DeclarationError, match="UTF-8"):
        codes.overlay("sex", gbk)


def test_overlaid_restores_what_was_before() -> None:
    codes.overlay("sex", {"1": "男"})
    with codes.overlaid("sex", {"1": "男士"}):
        assert code_list("sex")["1"].name == "男士"
    assert code_list("sex")["1"].name == "男"
    with pytest.raises(RuntimeError), codes.overlaid("sex", {"1": "先生"}):
        raise RuntimeError
    assert code_list("sex")["1"].name == "男"


def test_divisions_are_overlaid_too() -> None:
    wrong = sx.rules.citizen_id().check("149999194912310029")
    fixed = wrong[0].fix
    assert fixed is not None
    assert [one.code for one in sx.rules.citizen_id().check(fixed)] == ["id.division"]
    with codes.overlaid("division", {"149999": "示例新区"}):
        assert sx.rules.citizen_id().check(fixed) == ()
        assert sx.rules.citizen_id().check(fixed) == ()
        new = divisions().get("149999")
        assert new is not None
        assert new.full_name == "山西省示例新区"
        assert divisions().get("140105") is not None
    assert [one.code for one in sx.rules.citizen_id().check(fixed)] == ["id.division"]
    with pytest.raises(sx.DeclarationError, match="文字"):
        codes.overlay("sex", {1: "男"})  # type: ignore[dict-item]
    with pytest.raises(sx.DeclarationError, match="6 位"):
        codes.overlay("division", {"1499": "示例"})


def test_overlays_from_many_threads() -> None:
    def lay(number: int) -> str:
        codes.overlay("yes_no", {"1": "是", "0": "否", str(number): f"其他{number}"}, replace=True)
        return code_list("yes_no").parse("是").code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lay, range(2, 60))) == {"1"}
    assert len(code_list("yes_no")) == 3


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
        ("change_type", {"1": "停保", "2": "退保"}, {"变更原因": "6313", "变更类型": "停保"}),
        ("change_type", {"1": "其他", "2": "退保"}, {"变更原因": "6313", "变更类型": "其他"}),
        (
            "contract_end_reason",
            {"01": "劳动合同期满"},
            {"变更原因": "6313", "变更类型": "22", "是否进行经济补偿": "1"},
        ),
        (
            "sex",
            {"1": "女性", "2": "男性"},
            {"证件号码": "11010519491231002X", "性别": "女性", "出生日期": "19491231"},
        ),
        (
            "retirement_group",
            {"1": "男职工", "2": "女职工"},
            {"提前退休类型": "1", "原法定退休年龄": "2", "申请退休日期": "20261130"},
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
    with codes.overlaid(key, entries, replace=True):
        found = examples.check_row(bundle, **row)
    assert [one.code for one in found if one.severity is not sx.Severity.NOTICE] == []


def test_a_wrong_row_stays_wrong_when_a_list_is_numbered_anew() -> None:
    with codes.overlaid("yes_no", {"01": "是", "02": "否"}, replace=True):
        found = examples.check_row("retirement", 银行账号=None, 是否使用社保卡="02")
    assert "account.missing" in [one.code for one in found]
    with codes.overlaid("change_type", {"1": "停保", "2": "退保"}, replace=True):
        found = examples.check_row("separation", 变更原因="6313", 变更类型="2")
    assert [one.fix for one in found if one.code == "decrease.reason-type"] == ["1.停保"]


def test_a_number_tells_the_sex_by_the_list_in_force() -> None:
    woman = sx.rules.CitizenID("11010519491231002X")
    with codes.overlaid("sex", {"M": "男性", "F": "女性"}, replace=True):
        assert woman.sex.code == "F"
    with codes.overlaid("sex", {"9": "不便说明"}, replace=True):
        assert woman.sex.name == "女性"


def test_overlays_of_one_list_lie_on_each_other(tmp_path: Path) -> None:
    codes.overlay("leading_post", {"2": "聘任制领导职务"})
    path = tmp_path / "more.tsv"
    path.write_text("code\tname\n3\t试用期领导职务\n2\t聘任领导\n", "utf-8")
    codes.overlay("leading_post", path)
    assert code_list("leading_post").labels == (
        "1.领导职务",
        "0.非领导职务",
        "2.聘任领导",
        "3.试用期领导职务",
    )
    assert codes.overlays() == (
        codes.Overlay("leading_post", "dict", False),
        codes.Overlay("leading_post", "more.tsv", False),
    )
    with codes.overlaid("leading_post", {"9": "是"}, replace=True):
        assert code_list("leading_post").labels == ("9.是",)
        codes.overlay("leading_post", {"8": "领导职务"})
        assert code_list("leading_post").labels == ("9.是", "8.领导职务")
        assert code_list("leading_post")["8"].means == "1"
    assert len(code_list("leading_post")) == 4
    assert len(codes.overlays()) == 2


def test_divisions_add_up_too() -> None:
    codes.overlay("division", {"149998": "示例一区"})
    codes.overlay("division", {"149999": "示例二区"})
    assert {"149998", "149999", "140105"} <= set(divisions().by_code)


def test_a_selection_keeps_the_lists_that_it_was_made_with(tmp_path: Path) -> None:
    with codes.overlaid("employment_form", {"88": "劳务派遣返聘"}):
        made = sx.HIRE.select("职工参保登记", "失业保险关系转入")
        row = dict(next(iter(people.rows(made.plan, 1)))) | {"enrolment.employment_form": "88"}
        assert made.batch([row]).report.ok
    assert made.batch([row]).report.ok
    assert (
        made.read(made.sheet().fill([row], tmp_path / "旧.xlsx")).rows[0].enrolment.employment_form.code
        == "88"
    )
    now = sx.HIRE.select("职工参保登记", "失业保险关系转入")
    assert [one.code for one in now.batch([row]).report.errors] == ["code.unknown"]
    codes.overlay("employment_form", {"1": "只此一项"}, replace=True)
    codes.overlay("insurance_type", {"1": "只此一险"}, replace=True)
    codes.overlay("division", {"110000": "北京市"}, replace=True)
    assert made.batch([row]).report.ok
    assert "88.劳务派遣返聘" in made.plan.column("enrolment.employment_form").rule.hint().choices
    later = sx.HIRE.select("职工参保登记", "失业保险关系转入").batch([row]).report
    assert {"enrolment.employment_form", "enrolment.insurances"} <= {one.column for one in later.errors}


def test_a_selection_takes_its_lists_to_another_process() -> None:
    with codes.overlaid("employment_form", {"88": "劳务派遣返聘"}):
        made = sx.HIRE.select("职工参保登记")
    there = pickle.loads(pickle.dumps(made))
    assert there.plan.column("enrolment.employment_form").rule.parse("88").name == "劳务派遣返聘"
    plain = sx.HIRE.select("职工参保登记")
    assert pickle.loads(pickle.dumps(plain)).plan == plain.plan

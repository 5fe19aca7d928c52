"""退休过世包 against the manual, 3.6."""

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

import sxbundle as sx
from sxbundle.rules.check_digit import check_digit
from sxbundle.schema import Level, Step
from sxbundle.testing import people
from sxbundle.testing.examples import ON, check_row

TITLES = [
    "个人账户一次性待遇申领",
    "遗属待遇申领（养老保险）",
    "养老保险待遇发放账户维护",
    "工伤保险待遇发放账户维护",
]


def codes(**cells):
    return {one.code: one for one in check_row("retiree_death", **cells)}


def refusal(*names):
    with pytest.raises(sx.SelectionError) as caught:
        sx.RETIREE_DEATH.select(*names, on=ON)
    return caught.value


def test_the_four_items():
    assert [item.title for item in sx.RETIREE_DEATH.items] == TITLES


@pytest.mark.parametrize("name", TITLES[:2])
def test_guide_only_items_say_what_to_do(name):
    error = refusal(name)
    assert error.code == "selection.guide-only"
    assert "目前为办事指南，仍需线下办理，请按照办事指南内容携带相关纸质材料办理" in str(error)


def test_survivors_choose_between_pension_and_injury_insurance_first():
    assert "养老保险和工伤保险请根据政策领取要求，办理业务前确认好按哪个保险进行领取" in str(
        refusal(TITLES[1])
    )


def test_the_injury_account_is_refused_with_its_reason():
    error = refusal(TITLES[3])
    assert error.code == "selection.unavailable"
    assert "因工伤省集中系统正在建设，“工伤保险待遇发放账户维护”暂无法提供该业务办理功能。" in str(error)


def test_all_reasons_come_at_once():
    assert {problem.code for problem in refusal(*TITLES).problems} == {
        "selection.guide-only",
        "selection.unavailable",
    }
    assert len(refusal(*TITLES).problems) == 3


def test_steps_and_materials():
    selection = sx.RETIREE_DEATH.select("养老待遇账户变更")
    assert set(Step) - set(selection.steps) == {Step.UNIT_PAGE, Step.PRINT}
    assert [(material.title, material.level) for material in selection.materials] == [
        ("《发放信息变更表》照片", Level.PERSON)
    ]


def test_the_columns_of_figure_54():
    captions = [[column.caption for column in section.columns] for section in sx.RETIREE_DEATH.sections]
    assert captions == [
        ["序号", "退休人员姓名", "证件类型", "证件号码", "手机号码"],
        ["银行账号", "银行类别", "是否使用社保卡"],
    ]
    assert [one.caption for one in sx.RETIREE_DEATH.head] == ["单位编号", "单位名称（盖章）"]


def test_the_phone_is_a_mobile_and_the_account_follows_the_card():
    assert "phone.mobile" in codes(手机号码="0351-1234567")
    assert "account.missing" in codes(银行账号=None, 是否使用社保卡="否")
    assert "account.missing" not in codes(银行账号=None, 是否使用社保卡="是")


def test_both_spellings_of_the_citizen_id():
    for written in ("01.居民身份证(户口簿)", "01.居民身份证（户口簿）"):
        assert codes(证件类型=written) == {}


@pytest.mark.parametrize("empty", ["unit_number", "unit_name"])
def test_the_fields_above_the_table_are_wanted_in_its_sheet(empty, tmp_path):
    selection = sx.RETIREE_DEATH.select("养老保险待遇发放账户维护", on=ON)
    head = {"unit_number": "1401000001", "unit_name": "测试示例有限公司"}
    path = selection.sheet().fill(people.rows(selection.plan, 1), tmp_path / "满.xlsx", head=head)
    assert selection.read(path).report.ok
    path = selection.sheet().fill(
        people.rows(selection.plan, 1), tmp_path / "缺.xlsx", head=head | {empty: None}
    )
    (problem,) = selection.read(path).report.errors
    assert (problem.code, problem.column) == ("cell.required", empty)
    assert problem.caption in {"单位编号", "单位名称（盖章）"}


def test_the_fields_above_the_table_have_rules_of_their_own(tmp_path):
    selection = sx.RETIREE_DEATH.select("养老保险待遇发放账户维护", on=ON)
    head = {"unit_number": "1" * 41, "unit_name": "测" * 101}
    path = selection.sheet().fill(people.rows(selection.plan, 1), tmp_path / "长.xlsx", head=head)
    problems = selection.read(path).report.problems
    assert {(problem.column, problem.code) for problem in problems} == {(key, "text.long") for key in head}


def test_records_of_a_program_have_no_head():
    selection = sx.RETIREE_DEATH.select("养老保险待遇发放账户维护", on=ON)
    assert selection.batch(list(people.rows(selection.plan, 2))).report.ok


def test_a_hidden_column_moves_nothing(tmp_path):
    """The figure's letters skip H: columns are found by caption, never by letter."""
    selection = sx.RETIREE_DEATH.select("养老保险待遇发放账户维护", on=ON)
    head = {"unit_number": "1401000001", "unit_name": "测试示例有限公司"}
    path = selection.sheet().fill(people.rows(selection.plan, 2), tmp_path / "满.xlsx", head=head)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    row = next(one[0].row for one in sheet.iter_rows() if any("银行账号" in str(cell.value) for cell in one))
    last = sheet.max_column
    for at in range(row, sheet.max_row + 1):
        sheet.cell(at, last + 1).value = sheet.cell(at, last).value
        sheet.cell(at, last).value = None
    sheet.column_dimensions[get_column_letter(last)].hidden = True
    book.save(tmp_path / "隐.xlsx")
    batch = selection.read(tmp_path / "隐.xlsx")
    assert batch.report.ok, str(batch.report)
    assert [one.pension_account.uses_card.code for one in batch.rows] == ["0", "0"]


def test_from_the_sheet_to_the_review(clerk):
    clerk.employed_by()
    done = clerk.through(sx.RETIREE_DEATH.select("养老保险待遇发放账户维护", on=ON), 3)
    assert len(done.receipts) == 3


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("110105199601010018", True),
        ("110105190001010010", True),
        ("11010519491231002X", False),
        ("110105198001010010", False),
    ],
)
def test_a_number_of_somebody_too_young_or_too_old_is_doubted(number, told):
    number = number[:17] + check_digit(number[:17])
    selection = sx.RETIREE_DEATH.select("pension_account", on=ON)
    row = people.row(selection.plan, 0) | {"basic.certificate_number": number}
    problems = [(problem.code, problem.severity) for problem in selection.batch([row]).report.problems]
    assert problems == ([("retirement.retiree-age", "warning")] if told else [])

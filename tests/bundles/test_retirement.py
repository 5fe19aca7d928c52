"""职工退休包 against the manual, 3.5, and the decision of 2024-09-13."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle import rules
from sxbundle.rules.check_digit import check_digit
from sxbundle.schema import Level, Step
from sxbundle.testing import people
from sxbundle.testing.examples import ON, check_row

TITLES = ["养老保险待遇发放账户维护", "劳动用工备案", "提前退休申请"]

# Birth month, group, month of retirement, delay: the decision's own tables and what follows from them.
VECTORS = [
    ("1971-04", "F55", "2026-08", 4),
    ("1965-12", "M60", "2026-03", 3),
    ("1965-01", "M60", "2025-02", 1),
    ("1995-12", "F50", "2050-12", 60),
    ("1995-12", "M60", "2058-12", 36),
    ("2000-12", "M60", "2063-12", 36),
    ("1963-12", "M60", "2023-12", 0),
    ("1964-02", "M60", "2024-02", 0),
    ("1964-12", "M60", "2024-12", 0),
    ("1975-01", "F50", "2025-02", 1),
    ("1975-02", "F50", "2025-03", 1),
    ("1975-03", "F50", "2025-05", 2),
]


def month(text):
    return date.fromisoformat(f"{text}-01")


def codes(*items, **cells):
    return {one.code: one for one in check_row("retirement", *items, **cells)}


@pytest.mark.parametrize(("born", "group", "retires", "delay"), VECTORS)
def test_the_calendar(born, group, retires, delay):
    found = rules.retirement_date(month(born), group)
    assert (found.month, found.delay) == (month(retires), delay)


def test_flexible_bounds():
    one = rules.retirement_date(date(1995, 12, 1), "M60")
    assert (one.earliest, one.latest) == (date(2055, 12, 1), date(2061, 12, 1))
    near = rules.retirement_date(date(1965, 12, 1), "M60")
    assert near.earliest == date(2025, 12, 1)  # never below the old age


@given(born=st.dates(date(1940, 1, 1), date(2010, 12, 31)), group=st.sampled_from(("M60", "F55", "F50")))
def test_the_calendar_never_goes_back_and_never_beyond_its_bounds(born, group):
    found = rules.retirement_date(born, group)
    before = rules.retirement_date(date(born.year - 1, born.month, 1), group)
    assert before.month < found.month
    assert 0 <= found.delay <= (60 if group == "F50" else 36)
    assert found.earliest <= found.month <= found.latest


@pytest.mark.parametrize(
    ("year", "months"),
    [(2025, 180), (2029, 180), (2030, 186), (2031, 192), (2038, 234), (2039, 240), (2060, 240)],
)
def test_the_years_of_contribution(year, months):
    assert rules.minimum_contribution_months(year) == months


def test_the_three_items_each_alone():
    assert [item.title for item in sx.RETIREMENT.items] == TITLES
    for title in TITLES:
        assert [item.title for item in sx.RETIREMENT.select(title).items] == [title]
    assert sx.RETIREMENT.select("养老待遇账户变更").items[0].key == "pension_account"


def test_no_print_no_unit_page_and_materials_of_persons_only():
    selection = sx.RETIREMENT.select(*TITLES)
    assert set(Step) - set(selection.steps) == {Step.UNIT_PAGE, Step.PRINT}
    assert [(material.title, material.level) for material in selection.materials] == [
        ("《山西省社会保险参保人员信息变更表》照片", Level.PERSON)
    ]
    assert selection.plan.first_materials == ()


def test_the_columns_of_figure_45():
    captions = {
        section.key: [column.caption for column in section.columns] for section in sx.RETIREMENT.sections
    }
    assert captions["basic"] == ["序号", "姓名", "证件类型", "证件号码", "手机号码"]
    assert captions["bank_account"] == ["银行账号", "银行类别", "是否使用社保卡"]
    assert captions["early_retirement"] == ["提前退休类型", "申请退休日期", "原法定退休年龄"]
    separation = {section.key: section for section in sx.SEPARATION.sections}["contract_end"]
    assert {section.key: section for section in sx.RETIREMENT.sections}["contract_end"] == separation


def test_the_phone_is_a_mobile():
    assert codes(手机号码="0351-1234567")["phone.mobile"].severity is sx.Severity.ERROR
    assert "phone.mobile" not in codes(手机号码="19900000001")


@pytest.mark.parametrize(
    ("account", "card", "missing"),
    [
        (None, "是", False),
        (None, "否", True),
        ("6222020000000000000", "否", False),
        ("6222020000000000000", "是", False),
    ],
)
def test_the_account_may_be_missing_only_with_the_card(account, card, missing):
    found = codes(银行账号=account, 是否使用社保卡=card)
    assert ("account.missing" in found) is missing
    assert "cell.required" not in found


def test_the_account_is_only_doubted():
    assert codes(银行账号="6222020000000000001")["bank.luhn"].severity is sx.Severity.WARNING
    assert codes(银行账号="6222020000000000000", 银行类别="105")["bank.bin"].severity is sx.Severity.WARNING
    assert (
        codes(银行账号="3568390000000006", 银行类别="302")["bank.credit-card"].severity is sx.Severity.WARNING
    )
    assert check_row("retirement", times=2)[-1].code in {
        "batch.duplicate-account",
        "batch.duplicate-certificate",
    }


@pytest.mark.parametrize(
    ("number", "ended", "code"),
    [
        ("14010519660701001", "20261201", None),  # a man of 1966-07: 2026-07 and 5 months
        ("14010519660701001", "20261130", "retirement.too-early"),
        ("14010519660701001", "20291231", None),  # by agreement up to three years later
        ("14010519660701001", "20300101", "retirement.too-late"),
        ("14010519800101001", "20261130", "retirement.too-early"),
    ],
)
def test_a_date_that_does_not_fit_is_a_warning(number, ended, code):
    number += check_digit(number)
    found = codes("劳动用工备案", 证件号码=number, 终止或解除劳动合同时间=ended, 原劳动合同终止时间=None)
    shown = {one for one in found if one.startswith("retirement.")}
    assert shown == ({code} if code else set())
    if code:
        assert found[code].severity is sx.Severity.WARNING


def test_who_was_due_before_2025_is_not_told_of_three_years():
    number = "14010519641101001" + check_digit("14010519641101001")  # due in 2024-11, no delay
    found = codes("劳动用工备案", 证件号码=number, 终止或解除劳动合同时间="20250201", 原劳动合同终止时间=None)
    assert "最晚年月 2024-11" in found["retirement.too-late"].message
    assert "三年" not in found["retirement.too-late"].message


def test_both_groups_of_women_are_allowed_for():
    # 1974-01, woman: 50 → 2024-01, 55 → 2029-03 + flexible.
    number = "14010519740101002" + check_digit("14010519740101002")
    for ended in ("20240115", "20291115"):
        found = codes("劳动用工备案", 证件号码=number, 终止或解除劳动合同时间=ended, 原劳动合同终止时间=None)
        assert {one for one in found if one.startswith("retirement.")} == set()


def test_early_retirement_is_held_against_the_law_and_excuses_the_date():
    number = "140105198001010011"
    found = codes("提前退休申请", "劳动用工备案", 证件号码=number, 提前退休类型="1", 申请退休日期="20261130")
    assert "retirement.too-early" not in found
    assert found["retirement.flexible-bound"].severity is sx.Severity.WARNING
    other = codes("提前退休申请", 证件号码=number, 提前退休类型="2", 申请退休日期="20261130")
    assert "retirement.flexible-bound" not in other
    assert "retirement.group" in codes("提前退休申请", 原法定退休年龄="F55")


def test_from_the_sheet_to_the_review(clerk):
    clerk.employed_by()
    selection = sx.RETIREMENT.select(*TITLES, on=ON)
    done = clerk.through(selection, 3)
    assert len(done.receipts) == 9
    assert not (clerk.folder / "打印").exists()
    assert not list((clerk.folder / "材料").glob("*.jpg"))  # of the unit: nothing


def test_the_hall_has_nothing_to_print(clerk, hall):
    clerk.employed_by()
    selection = sx.RETIREMENT.select("养老保险待遇发放账户维护", on=ON)
    filing = clerk.filing(selection, list(people.rows(selection.plan, 1)))
    filing.advance()
    with pytest.raises(sx.StepRefused) as caught:
        hall.declaration(filing.id)
    assert caught.value.code == "hall.no-declaration"

"""What HR systems write and everybody understands is read; what nobody can know is not."""

from datetime import date, datetime
from decimal import Decimal

import pytest

import sxbundle as sx
from sxbundle import rules
from sxbundle.codes import code_list
from sxbundle.testing.examples import check_row

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "text",
    [
        "2026,11,25",
        "2026，11，25",
        "2026、11、25",
        "2026 11 25",
        "2026.11.25.",
        "2026-11-25 星期三",
        "2026/11/25（周三）",
        "2026年11月25日 礼拜三",
        "25-Nov-2026",
        "25 November 2026",
        "Nov 25, 2026",
        "November 25 2026",
        "二〇二六年十一月二十五日",
        "二零二六年十一月二十五号",
    ],
)
def test_a_day_that_has_one_reading(text):
    problems = rules.day().check(text)
    assert rules.day().parse(text) == DAY
    assert {problem.severity for problem in problems} == {sx.Severity.NOTICE}


@pytest.mark.parametrize(
    "text",
    [
        "26/11/25",
        "2026-11",
        "2026年11月",
        "5-6-2026",
        "25-Now-2026",
        "Marching 25, 2026",
        "二六年十一月",
        "2026-11-255",
    ],
)
def test_a_day_that_has_not(text):
    assert sx.Severity.ERROR in {one.severity for one in rules.day().check(text)}


@pytest.mark.parametrize("text", ["二十", "二〇二六年二月三十日", "二〇二六年十三月一日", "31-Feb-2026"])
def test_a_day_that_does_not_exist_in_words(text):
    assert any(one.severity is sx.Severity.ERROR for one in rules.day().check(text))


@pytest.mark.parametrize(
    "cell", ["9999-12-31", "99991231", "9999/12/31", datetime(9999, 12, 31), date(9999, 12, 31)]
)
def test_the_last_day_of_a_system_is_no_end(cell):
    codes = {one.code for one in check_row("hire", "职工参保登记", 证件有效期=cell)}
    assert codes == {"cell.placeholder"}
    assert {"date.endless", "date.year"} & {
        one.code for one in check_row("hire", "职工参保登记", 变更时间=cell)
    }


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("4500元/月", "4500"),
        ("4,500.50元整", "4500.50"),
        ("人民币4500元", "4500"),
        ("¥4500元/月", "4500"),
        ("4500元每月", "4500"),
    ],
)
def test_an_amount_with_its_unit(text, amount):
    assert rules.money().parse(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "4.5k",
        "0.45万",
        "4500-5000",
        "月",
        "元",
        "面议",
        "4500元/天",
        "4500/月",
    ],
)
def test_what_is_no_amount(text):
    assert [one.severity for one in rules.money().check(text)] == [sx.Severity.ERROR]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("中国工商银行股份有限公司", "102"),
        ("中国工商银行太原迎泽支行", "102"),
        ("工行太原分行营业部", "102"),
        ("中国建设银行股份有限公司大同分行", "105"),
        ("招商银行太原分行", "308"),
        ("中国邮政储蓄银行山西省分行", None),
        ("晋商银行晋中分行", "313"),
    ],
)
def test_a_branch_is_its_bank(text, code):
    bank = code_list("bank").find(text)
    assert bank is not None
    assert code is None or bank.code == code


@pytest.mark.parametrize(
    "text",
    ["中信证券太原营业部", "中国农业发展银行太原分行", "工商银行的卡", "华夏保险太原分公司", "山西分行"],
)
def test_what_only_begins_like_a_bank_is_none(text):
    assert code_list("bank").find(text) is None


@pytest.mark.parametrize(
    "text", ["居民身份证[01]", "居民身份证（01）", "01|居民身份证", "01/居民身份证", "【01】居民身份证"]
)
def test_code_and_name_in_any_order(text):
    assert code_list("certificate_type").parse(text).code == "01"


def test_a_code_behind_another_name_is_an_error():
    assert code_list("ethnic_group").find("汉族(02)") is None


@pytest.mark.parametrize(
    ("text", "years"), [("2年6个月", 3), ("10年零1个月", 11), ("不足一年", 1), ("8个月", 1)]
)
def test_broken_years_are_rounded_up_with_a_warning(text, years):
    rule = rules.count(units=("周年", "年"))
    assert rule.parse(text) == years
    assert "count.fraction" in {one.code for one in rule.check(text)}


def test_months_are_never_suggested_as_years():
    (problem,) = rules.count(most=70, units=("周年", "年")).check("30个月")
    assert (problem.severity, problem.fix, problem.suggestion) == (sx.Severity.ERROR, None, None)


@pytest.mark.parametrize(
    "name",
    [
        "王小明/李小四",
        "王小明、李小四",
        "王小明 & 李小四",
        "王小明先生",
        "赵小红女士",
        "王小明离职",
        "王小明实习生",
    ],
)
def test_a_name_with_something_beside_it_is_a_doubt(name):
    problems = rules.person_name().check(name)
    assert "name.several" in {problem.code for problem in problems}
    assert sx.Severity.ERROR not in {problem.severity for problem in problems}


@pytest.mark.parametrize(
    "name",
    [
        "阿卜杜拉·买买提",
        "欧阳先",
        "SMITH, JOHN",
        "Ana/Maria",
        "石先生",
        "周试",
        "王职",
        "任在",
        "Van der Berg",
    ],
)
def test_a_name_alone_is_none(name):
    assert "name.several" not in {one.code for one in rules.person_name().check(name)}


@pytest.mark.parametrize("cell", [True, False, "TRUE", "FALSE"])
def test_a_truth_value_is_nobodys_name(cell):
    assert {one.code for one in rules.person_name().check(cell)} == {"name.placeholder"}


@pytest.mark.parametrize(
    ("text", "number"),
    [("85291234567", "+85291234567"), ("85366123456", "+85366123456"), ("886912345678", "+886912345678")],
)
def test_a_number_of_hong_kong_macao_or_taiwan_without_its_plus(text, number):
    assert str(rules.phone().parse(text)) == number
    assert [one.code for one in rules.phone().check(text)] == ["phone.abroad"]


@pytest.mark.parametrize("text", ["无", "办理中", "暂无", "待定", "没有", "尚未备案"])
def test_a_document_that_is_not_there_has_no_number(text):
    codes = {one.code for one in check_row("institution_hire", 聘用备案文件号=text)}
    assert "appointment.no-number" in codes


@pytest.mark.parametrize("text", ["晋人社备〔2026〕1号", "2026-12", "人社第三号", "无锡人社备〔2026〕1号"])
def test_a_document_number_is_one(text):
    assert "appointment.no-number" not in {
        one.code for one in check_row("institution_hire", 聘用备案文件号=text)
    }

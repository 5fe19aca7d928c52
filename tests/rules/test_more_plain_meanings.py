"""What people write where one meaning is plain is read with a word; what stands for nothing is refused."""

import pytest

from sxbundle import rules


def codes(rule, cell):
    return [problem.code for problem in rule.check(cell)]


@pytest.mark.parametrize("cell", ["#REF!", "#VALUE!", "#NAME?", "#SPILL!", "####", "Err:502"])
@pytest.mark.parametrize(
    "rule",
    [
        rules.person_name(),
        rules.citizen_id(),
        rules.phone(),
        rules.day(),
        rules.money(),
        rules.one_of("bank"),
        rules.insurance_types("110", "210"),
        rules.text(20),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_the_text_of_an_error_value_is_no_value(rule, cell):
    (problem,) = rule.check(cell)
    assert problem.code == "cell.unreadable"
    assert cell in problem.message


@pytest.mark.parametrize("name", ["测试甲，", "测试甲。", "测试甲；"])
def test_punctuation_behind_a_name_goes_with_a_notice(name):
    assert codes(rules.person_name(), name) == ["cell.normalised"]
    assert rules.person_name().parse(name) == "测试甲"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(
            (name, "name.placeholder")
            for name in ("test", "Demo", "XXX", "xx", "样例", "示例", "合计", "小计")
        ),
        *((name, "name.masked") for name in ("张XX", "欧阳xx", "XX明")),
        *((name, "name.incomplete") for name in ("张X", "李x", "X某某")),
        ("例：测试甲", "name.several"),
    ],
)
def test_a_name_that_stands_for_another_is_told(name, code):
    assert code in codes(rules.person_name(), name)


@pytest.mark.parametrize("name", ["Max Xavier", "Xu Xin", "XIE XIAO", "阿力木X买买提江阿布都", "Roxxane"])
def test_an_x_in_a_name_in_letters_is_a_letter(name):
    assert not {"name.placeholder", "name.masked"} & set(codes(rules.person_name(), name))


@pytest.mark.parametrize(
    ("units", "cell", "value", "doubted"),
    [
        (("周年", "年"), "半年", 1, True),
        (("周年", "年"), "3年半", 4, True),
        (("周年", "年"), "两年半", 3, True),
        (("周年", "年"), "五年零三个月", 6, True),
        (("周年", "年"), "十二年", 12, False),
        (("周年", "年"), "二十一周年", 21, False),
        (("个月", "月"), "半年", 6, False),
        (("个月", "月"), "六个月", 6, False),
        (("个月", "月"), "1个半月", 2, True),
        (("人", "名"), "20人", 20, False),
        (("%", "％"), "97%", 97, False),
    ],
)
def test_numbers_in_words_and_with_their_unit(units, cell, value, doubted):
    rule = rules.count(most=100, units=units)
    assert rule.parse(cell) == value
    assert ("count.fraction" in codes(rule, cell)) == doubted


@pytest.mark.parametrize(("units", "cell"), [(("人",), "2.5"), (("%",), "99.5"), (("个月", "月"), "90天")])
def test_what_is_no_time_is_not_rounded(units, cell):
    assert codes(rules.count(units=units), cell) == ["count.shape"]


@pytest.mark.parametrize("cell", ["2019-07", "2019年7月", "2019.07", "2019/7", "201907", 201907])
def test_a_month_is_its_first_day_where_the_standard_says_so(cell):
    (problem,) = rules.day(months=True).check(cell)
    assert (problem.code, problem.severity) == ("date.month", "warning")
    assert f"{rules.day(months=True).parse(cell):%Y%m%d}" == "20190701"
    assert codes(rules.day(), cell) == ["date.shape"]


@pytest.mark.parametrize("cell", ["200107", "2019", "2019.1", 2019.1, "201913", "2019-13"])
def test_a_month_that_may_be_something_else_is_not_read(cell):
    assert [problem.severity for problem in rules.day(months=True).check(cell)] == ["error"]


@pytest.mark.parametrize(
    ("bank", "code"),
    [
        ("平遥示例村镇银行", "320"),
        ("示例村镇银行股份有限公司", "320"),
        ("太原农商行", "314"),
        ("山西示例农村商业银行迎泽支行", "314"),
        ("示例县农村信用合作联社", "402"),
    ],
)
def test_a_bank_is_of_its_kind(bank, code):
    assert codes(rules.one_of("bank"), bank) == ["code.misspelt"]
    assert rules.one_of("bank").parse(bank).code == code


@pytest.mark.parametrize("bank", ["村镇", "示例银行", "农商行客户经理", "汇丰银行"])
def test_no_bank_is_guessed_by_a_part_of_its_name(bank):
    assert codes(rules.one_of("bank"), bank) == ["code.unknown"]


@pytest.mark.parametrize(
    ("name", "code"), [("太谷县", "140726"), ("左云县", None), ("大同市城区", "140202"), ("忻县", "142222")]
)
def test_a_county_of_before_under_two_prefectures_is_one_place(name, code):
    division = rules.division().parse(name)
    assert code is None or division.code[:2] == code[:2]
    assert [problem.severity for problem in rules.division().check(name)] in ([], ["warning"])


@pytest.mark.parametrize(
    ("rule", "cell", "value"),
    [
        (rules.citizen_id(), '"11010519491231002X"', "11010519491231002X"),
        (rules.citizen_id(), "11010519491231002X，", "11010519491231002X"),
        (rules.citizen_id(), "身份证号：11010519491231002X", "11010519491231002X"),
        (rules.phone(), "手机：13800000001", "13800000001"),
        (rules.phone(), "13800000001（本人）", "13800000001"),
        (rules.phone(), "(86)13800000001", "13800000001"),
    ],
)
def test_what_stands_around_a_number_goes_with_a_notice(rule, cell, value):
    assert codes(rule, cell) == ["cell.normalised"]
    assert rule.parse(cell) == value


def test_all_zeros_are_no_organisation():
    assert codes(rules.organisation_code(), "00000000-0") == ["organisation.placeholder"]
    (problem,) = rules.organisation_code().check("0" * 18)
    assert problem.fix is None


def test_a_residence_permit_is_never_mended_into_a_citizens_number():
    (problem,) = rules.certificate_number("16").check("810000199003070012")
    assert (problem.fix, problem.suggestion) == (None, None)


def test_fifteen_digits_of_no_known_division_are_not_completed():
    (problem,) = rules.citizen_id().check("999999650315001")
    assert (problem.code, problem.fix) == ("id.legacy", None)

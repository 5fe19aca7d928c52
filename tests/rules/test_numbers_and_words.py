from datetime import datetime
from decimal import Decimal

import pytest

from sxbundle import codes, rules
from sxbundle.codes import code_list
from sxbundle.problem import Severity


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("4500", "4500"),
        ("4500.00", "4500.00"),
        ("4,500.5", "4500.5"),
        ("¥4500", "4500"),
        ("￥4,500元", "4500"),
        ("４５００．５", "4500.5"),
        ("0", "0"),
        ("+1", "1"),
        ("1.10000", "1.10000"),
        (4500, "4500"),
        (0.1 + 0.2, "0.3"),
        (1e-9, "0"),
        (4500.55, "4500.55"),
        (-0.0, "0"),
        ("-0", "0"),
    ],
)
def test_money(cell: object, value: str) -> None:
    assert rules.money().parse(cell) == Decimal(value)
    assert not [one for one in rules.money().check(cell) if one.severity == "error"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-1", "money.negative"),
        (-0.5, "money.negative"),
        ("1.005", "money.places"),
        (1.005, "money.places"),
        ("四千五", "money.shape"),
        (datetime(1913, 9, 8), "money.shape"),  # 5000 in a cell that is formatted as a date
        ("1.2.3", "money.shape"),
        ("4,50", "money.shape"),
        ("1e5", "money.shape"),
        ("1" * 16, "money.shape"),
        (True, "money.shape"),
        ("4500/月", "money.shape"),
        (1e20, "money.shape"),
    ],
)
def test_what_is_no_amount(cell: object, code: str) -> None:
    assert [one.code for one in rules.money().check(cell)] == [code]


@pytest.mark.parametrize(
    ("cell", "value"), [("12", 12), ("0", 0), (3.0, 3), ("3.0", 3), ("1,200", 1200), ("１２", 12), (7, 7)]
)
def test_count(cell: object, value: int) -> None:
    assert rules.count().parse(cell) == value


@pytest.mark.parametrize("cell", ["-1", -1, "1.5", 1.5, "十二", "12人", True, "1" * 13])
def test_what_is_no_count(cell: object) -> None:
    assert [one.code for one in rules.count().check(cell)] == ["count.shape"]


def test_count_most() -> None:
    assert rules.count(most=6).check(6) == ()
    (problem,) = rules.count(most=6).check(7)
    assert problem.code == "count.most"
    assert "6" in problem.message


@pytest.mark.parametrize(
    ("cell", "name", "codes"),
    [
        ("测试甲一", "测试甲一", []),
        ("𠮷𬱖𰻝", "𠮷𬱖𰻝", []),
        ("\U00031350甲", "\U00031350甲", []),
        ("样例·买买提", "样例·买买提", []),
        ("样例•买买提", "样例·买买提", ["cell.normalised"]),
        ("样例．买买提", "样例·买买提", ["cell.normalised"]),
        ("样例.买买提", "样例·买买提", ["cell.normalised"]),
        ("样例 · 买买提", "样例·买买提", ["cell.normalised"]),
        ("Sample Person Jr.", "Sample Person Jr.", []),
        ("Ｓａｍｐｌｅ", "Sample", ["cell.normalised"]),
        (" 测试\u200b甲 ", "测试甲", ["cell.normalised"]),
        ("测 试", "测 试", ["name.blank"]),
        ("测\u3000试", "测 试", ["cell.normalised", "name.blank"]),
        ("〇甲", "〇甲", []),
        ("葛\U000e0100甲", "葛\U000e0100甲", []),
        ("﨎\ufa11甲", "﨎\ufa11甲", []),
    ],
)
def test_names(cell: str, name: str, codes: list[str]) -> None:
    assert str(rules.person_name().parse(cell)) == name
    assert [one.code for one in rules.person_name().check(cell)] == codes


def test_a_blank_in_a_chinese_name_is_a_warning_with_a_suggestion() -> None:
    (problem,) = rules.person_name().check("测 试")
    assert (problem.severity, problem.fix, problem.suggestion) == ("warning", None, "测试")


@pytest.mark.parametrize(
    ("cell", "suggestion"),
    [
        ("测试甲（男）", "测试甲"),
        ("测试甲 (已调走)", "测试甲"),
        ("测试甲[男", "测试甲"),
        ("【外籍】测试甲", "测试甲"),
        ("（男）", None),
        ("测试）", None),
    ],
)
def test_a_remark_in_brackets_is_a_warning(cell: str, suggestion: str | None) -> None:
    (problem,) = rules.person_name().check(cell)
    assert (problem.code, problem.severity, problem.suggestion) == ("name.remark", "warning", suggestion)
    assert problem.fix is None
    assert str(rules.person_name().parse(cell)) == cell


def test_what_is_no_character_is_refused_in_any_text() -> None:
    for rule in (rules.text(20), rules.address(), rules.certificate_number("99"), rules.bank_account()):
        assert rule.check("测\ufffe试")[-1].severity == "error"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("测试2", "name.digits"),
        ("测试２", "name.digits"),
        ("测试٣", "name.digits"),
        ("13800000000", "name.digits"),
        (13800000000, "name.digits"),
        ("测\x07试", "name.control"),
        ("测\u202e试", "name.control"),
        ("测\ud800", "name.control"),
        ("测\ufffe", "name.control"),
        ("测\U0001ffff", "name.control"),
        ("测\ufdd0", "name.control"),
        ("测?甲", "name.lost"),
        ("测？", "name.lost"),
        ("测\ufffd", "name.lost"),
        ("甲" * 65, "name.long"),
    ],
)
def test_what_is_no_name(cell: object, code: str) -> None:
    assert rules.person_name().check(cell)[-1].code == code


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("110", "110"),
        ("110,210", "110,210"),
        ("110，210", "110,210"),
        ("110;210", "110,210"),
        ("110、210", "110,210"),
        ("110/210", "110,210"),
        ("110 210", "110,210"),
        ("110\n210", "110,210"),
        ("养老,失业", "110,210"),
        ("养老保险；失业保险", "110,210"),
        ("210,110", "210,110"),
        (110, "110"),
        (110.0, "110"),
        ("'110", "110"),
        ("110.企业职工基本养老保险,210.失业保险", "110,210"),
        ("110,", "110"),
        ("１１０，２１０", "110,210"),
    ],
)
def test_insurance_types(cell: object, codes: str) -> None:
    rule = rules.insurance_types("110", "210")
    assert rule.write(rule.parse(cell)) == codes
    assert rule.check(cell) == ()


def test_the_short_word_for_pension_follows_what_is_offered() -> None:
    assert rules.insurance_types("120", "210").parse("养老") == (code_list("insurance_type")["120"],)
    assert rules.insurance_types("110", "120").check("养老")[0].code == "insurance.unknown"


@pytest.mark.parametrize(
    ("cell", "codes", "suggestion"),
    [
        ("110,310", ["insurance.unknown"], None),
        ("养老,医疗", ["insurance.unknown"], None),
        ("随便", ["insurance.unknown"], None),
        ("110,110", ["insurance.twice"], "110"),
        ("养老,110,失业", ["insurance.twice"], "110,210"),
        ("110,110,随便", ["insurance.unknown", "insurance.twice"], None),
        ("110211", ["insurance.unknown"], None),
        (",", ["cell.required"], None),
        ("410", ["insurance.unsupported"], None),
    ],
)
def test_wrong_insurance_types(cell: str, codes: list[str], suggestion: str | None) -> None:
    found = rules.insurance_types("110", "210", unsupported={"410": "目前暂不支持"}).check(cell)
    assert [one.code for one in found] == codes
    assert (found[-1].fix, found[-1].suggestion) == (None, suggestion)
    assert {one.severity for one in found} == {"error"}


def test_the_hall_s_reason_is_given() -> None:
    rule = rules.insurance_types("120", "210", unsupported={"410": "目前暂不支持"})
    assert "目前暂不支持" in rule.check("120,410")[0].message
    assert rule.hint().suffix == "(120：机关事业单位养老保险，210：失业保险，410：目前暂不支持)"
    assert rule.hint().choices == ("120", "210", "120,210")


def test_text() -> None:
    assert rules.text(10).parse("两行\n文字") == "两行 文字"
    assert rules.text(10).parse(" 文字　") == "文字"
    assert [one.code for one in rules.text(3).check("一二三四")] == ["text.long"]
    assert [one.code for one in rules.text(3).check("一\x01二")] == ["text.control"]
    assert rules.text(3).parse("一\x01") == "一"
    assert "路" not in str(rules.address(3).check("示例路一号")[0].value)[1:]


@pytest.mark.parametrize(
    ("cell", "code", "problems"),
    [
        ("140105", "140105", []),
        (140105, "140105", []),
        ("太原市小店区", "140105", []),
        ("小店区", "140105", []),
        ("山西省太原市小店区", "140105", []),
        ("140105.山西省太原市小店区", "140105", []),
        ("140105小店区", "140105", []),
        ("140102", "140102", ["division.abolished"]),
        ("山西省", "140000", []),
    ],
)
def test_divisions(cell: object, code: str, problems: list[str]) -> None:
    assert rules.division().parse(cell).code == code
    assert [one.code for one in rules.division().check(cell)] == problems


@pytest.mark.parametrize(
    ("cell", "code", "likely"),
    [
        ("999999", "division.unknown", None),
        ("示例区", "division.unknown", None),
        ("140105001000", "division.unknown", "140105"),
        ("朝阳区", "division.ambiguous", None),
        ("某某149999", "division.unknown", None),
    ],
)
def test_what_is_no_division(cell: str, code: str, likely: str | None) -> None:
    (problem,) = rules.division().check(cell)
    assert (problem.code, problem.fix, problem.suggestion) == (code, None, likely)


def test_one_of_a_list_of_the_caller() -> None:
    lists = codes.Lists().with_entries("own", {"1": "甲", "2": "乙"})
    rule = rules.one_of(lists.get("own"))
    assert rule.parse("乙").code == "2"
    more = lists.with_entries("own", {"3": "丙"})
    assert rule.with_lists(more).parse("丙").code == "3"
    assert rule.parse("1.甲").name == "甲"
    assert rule.hint().choices == ("1.甲", "2.乙")


@pytest.mark.parametrize("cell", [110210, 110210.0, Decimal(110210)])
def test_codes_that_a_spreadsheet_took_for_one_number(cell: object) -> None:
    """110,210 typed into a cell of no format is a number with a thousands separator."""
    rule = rules.insurance_types("110", "210")
    assert [one.code for one in rule.parse(cell)] == ["110", "210"]
    assert [one.code for one in rule.check(cell)] == ["cell.normalised"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [(110999, "insurance.unknown"), (110110, "insurance.twice"), (1102, "insurance.unknown")],
)
def test_numbers_that_are_not_such_codes(cell: int, code: str) -> None:
    found = rules.insurance_types("110", "210").check(cell)
    assert [one.code for one in found if one.severity is Severity.ERROR] == [code]


@pytest.mark.parametrize(
    ("cell", "suggestion"),
    [
        ("3个月", "3"),
        ("3 个月", "3"),
        ("１２月", "12"),
        ("13个月", None),
        ("三个月", None),
        (True, None),
        ("3-6", None),
    ],
)
def test_a_count_with_a_unit_is_suggested_without_it(cell: object, suggestion: str | None) -> None:
    problem = rules.count(most=12).check(cell)[-1]
    assert (problem.code, problem.fix, problem.suggestion) == ("count.shape", None, suggestion)
    assert "最多 12" in problem.message
    assert "最多" not in rules.count().check("三")[0].message


@pytest.mark.parametrize(
    "cell",
    [
        "110210",
        "110：养老津贴；210：失业津贴",
        110210,
        "110 养老保险,210 失业保险",
        "110(养老)，210（失业）",
        "养老（110）、失业（210）",
        "110-养老;210-失业",
    ],
)
def test_insurance_types_as_people_write_them(cell: object) -> None:
    assert [one.code for one in rules.insurance_types("110", "210").parse(cell)] == ["110", "210"]
    assert {one.code for one in rules.insurance_types("110", "210").check(cell)} <= {"cell.normalised"}


@pytest.mark.parametrize("cell", ["110,110", "110110", "110,210,110", "养老,失业,养老"])
def test_an_insurance_type_that_stands_twice(cell: str) -> None:
    assert "insurance.twice" in [one.code for one in rules.insurance_types("110", "210").check(cell)]

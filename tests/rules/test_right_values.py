"""What is right is never refused, what is wrong in law does not pass: by kind, with inputs of our own."""

from collections.abc import Mapping
from datetime import date

import pytest

from sxbundle import rules
from sxbundle.codes import code_list, divisions
from sxbundle.rules.bank import account_against_bank
from sxbundle.rules.check_digit import check_digit, credit_check
from sxbundle.rules.retirement import age_reached
from sxbundle.testing.examples import check_row

MAN_OF_64 = "14010519620305101"


def cell(rule: rules.Rule[object], value: object) -> dict[str, str]:
    return {problem.code: str(problem.severity) for problem in rule.check(value)}


def row(bundle: str, *items: str, **cells: object) -> Mapping[str, str]:
    return {problem.code: str(problem.severity) for problem in check_row(bundle, *items, **cells)}


def number(body: str) -> str:
    return body + check_digit(body)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (rules.citizen_id(), 140105199001011238),
        (rules.bank_account(), 6222020000000000000),
        (rules.bank_account(), 40100000000001),
        (rules.certificate_number("04"), "H12345678(01)"),
        (rules.certificate_number("05"), "M87654321（02）"),
        (rules.person_name(), "测" * 64),
        (
            rules.credit_code(),
            "91350200M00010001" + credit_check("91350200M00010001"),
        ),  # Xiamen
        (rules.registration_number(), "社险晋字〔2005〕第0012345号"),
        (rules.registration_number(), "社险并14010000123号"),
        (rules.division(), "500157"),
        (rules.division(), "140199"),
        (rules.division(), "晋中市太谷县"),
        (rules.division(), "潞城市"),  # abolished twice over in the list, one place
        (rules.division(), "山西省大同县"),
        (rules.division(), "重庆市江津市"),
        (rules.division(), "310230"),
        (rules.phone(), "+1 (212) 555-0100"),
        (rules.phone(), "+81-90-1234-5678"),
        (rules.person_name(), "阿卜杜拉·买买提江·吐尔逊"),
        (rules.person_name(), "José O'Neill-Smith"),
        (rules.certificate_number("04"), "H1234567801"),
        (rules.registration_number(), "社险晋字140100-000123号"),
        (rules.count(units=("年",)), "两年半"),
        (rules.count(units=("年",)), "2年零6个月"),
        (rules.one_of("country"), "俄罗斯"),
        (rules.one_of("country"), "大韩民国"),
        (rules.phone(), "+852 6123 4567"),
        (rules.phone(), "00886912345678"),
        (rules.count(units=("年",)), "2.5"),
    ],
)
def test_right_values_are_no_errors(rule: rules.Rule[object], value: object) -> None:
    assert "error" not in cell(rule, value).values()


def test_every_abolished_division_is_known_by_its_full_name() -> None:
    former = [division.full_name for division in divisions().by_code.values() if not division.current]
    assert [name for name in former if "error" in cell(rules.division(), name).values()] == []
    assert len(former) > 1000


@pytest.mark.parametrize("name", ["郊区", "城区", "朝阳区"])
def test_districts_that_share_a_name_are_asked_for(name: str) -> None:
    assert cell(rules.division(), name) == {"division.ambiguous": "error"}


def test_a_card_of_a_city_bank_fits_its_entry() -> None:
    bank = rules.one_of("bank").parse("上海银行")
    assert account_against_bank("620522000000000000", bank) is None


@pytest.mark.parametrize(
    ("rule", "value", "code"),
    [
        (rules.person_name(), "张*三", "name.masked"),
        (rules.person_name(), "nan", "name.placeholder"),
        (rules.person_name(), "None", "name.placeholder"),
        (rules.person_name(), "#N/A", "name.placeholder"),
        (rules.person_name(), "测试", "name.placeholder"),
        (rules.person_name(), "待定", "name.placeholder"),
        (rules.person_name(), "=cmd|'/C calc'!A", "name.formula"),
        (rules.person_name(), "@SUM", "name.formula"),
        (rules.person_name(), "-测试", "name.formula"),
        (rules.certificate_number("08"), "待补", "certificate.placeholder"),
        (rules.certificate_number("99"), "000000", "certificate.placeholder"),
        (rules.bank_account(), "1234567890123", "bank.placeholder"),
        (rules.bank_account(), "无", "bank.placeholder"),
        (rules.credit_code(), "000000000000000000", "credit.placeholder"),
        (rules.registration_number(), "91350100M000100Y44", "registration.check-digit"),
        (rules.certificate_number("07"), "911840209913010017", "certificate.residence-birth"),
        (rules.bank_account(), 6.22202e18, "bank.digits-lost"),
        (rules.bank_account(), "6222020000001230000.0", "bank.digits-lost"),
    ],
)
def test_what_stands_in_for_a_value_is_an_error(rule: rules.Rule[object], value: object, code: str) -> None:
    found = cell(rule, value)
    if code == "certificate.residence-birth":
        assert set(found) <= {code, "certificate.check-digit"}
        assert found
    else:
        assert found.get(code) == "error"


@pytest.mark.parametrize("name", ["王某", "李某某", "甲"])
def test_what_might_be_a_name_is_a_doubt(name: str) -> None:
    assert cell(rules.person_name(), name) == {"name.incomplete": "warning"}


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        (rules.bank_account(), "622202020001234.0", "622202020001234"),
        (rules.phone(), "13800000001.0", "13800000001"),
        (rules.certificate_number("06"), "87654321.0", "87654321"),
    ],
)
def test_the_point_of_a_float_column_is_taken_off_with_a_notice(
    rule: rules.Rule[str], text: str, value: str
) -> None:
    assert rule.parse(text) == value
    assert cell(rule, text).get("cell.normalised") == "notice"


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("contract_term", "有固定期限", "1"),
        ("contract_term", "固定期限合同", "1"),
        ("contract_term", "无固定期限合同", "2"),
        ("household_type", "本地城镇", "11"),
        ("household_type", "外埠城镇", "12"),
        ("household_type", "本市农业", "21"),
        ("household_type", "城镇", "10"),
        ("household_type", "农村", "20"),
        ("education", "大学本科毕业", "21"),
        ("education", "大本", "21"),
        ("education", "中技", "47"),
        ("education", "研究生毕业", "14"),
        ("bank", "大同银行", "313"),
        ("bank", "山西银行太原小店支行", "313"),
        ("bank", "上海银行", "313"),
        ("bank", "温州银行", "313"),
        ("bank", "太原农商行", "314"),
        ("certificate_type", "港澳居民来往内地通行证", "04"),
    ],
)
def test_words_of_real_use_are_read_with_a_notice(key: str, text: str, code: str) -> None:
    assert rules.one_of(key).parse(text).code == code
    assert cell(rules.one_of(key), text) == {"code.misspelt": "notice"}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("country", "SSD"),
        ("country", "HKG"),
        ("country", "MAC"),
        ("country", "TWN"),
        ("sex", "0"),
        ("insurance_type", "180"),
        ("insurance_type", "330"),
        ("insurance_type", "390"),
        ("increase_reason", "839"),
        ("political_status", "98"),
        ("political_status", "99"),
        ("bank", "315"),
        ("retirement_group", "F60"),
    ],
)
def test_lists_know_what_was_lacking(key: str, code: str) -> None:
    assert code in code_list(key)


def test_types_that_are_known_and_not_filed() -> None:
    (problem,) = rules.insurance_types("110", "210").check("110,390")
    assert problem.code == "insurance.unknown"
    assert "390" in problem.message


E = "职工参保登记"
L = "劳动用工备案"


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        ({"参加工作日期": "20261117", "进入本单位参保日期": "20261101"}, "work.enrolled-before", None),
        ({"参加工作日期": "20261201", "进入本单位参保日期": "20261101"}, "work.enrolled-before", "error"),
        ({"证件号码": number(MAN_OF_64)}, "age.past-retirement", "warning"),
        ({"证件号码": number("14010519450305101")}, "age.past-retirement", "error"),
        ({"变更时间": "20370101"}, "date.far-ahead", "warning"),
        ({"参加工作日期": "202611", "进入本单位参保日期": "20261101"}, "work.enrolled-before", None),
        ({"参加工作日期": "20261101", "进入本单位参保日期": "20261031"}, "work.enrolled-before", "error"),
        ({"证件号码": number("14010519610305101")}, "age.past-retirement", "warning"),
        ({"证件号码": number("14010519700305102")}, "age.past-retirement", None),
        ({"证件号码": number("50015719900101101")}, "id.division", None),
        ({"证件有效期": "20261129"}, "certificate.expired", "warning"),
        ({"证件有效期": "20261130"}, "certificate.expired", None),
        ({"工资": "0.00"}, "wage.zero", "error"),
        ({"工资": "-1"}, "money.negative", "error"),
        ({"变更时间": "20260801"}, "work.change-before", "warning"),
        ({"证件有效期": "20200101"}, "certificate.expired", "warning"),
        ({"工资": "0"}, "wage.zero", "error"),
        ({"工资": "1000000000"}, "wage.huge", "warning"),
        ({"工资": "4243.99"}, "wage.beyond-base", "notice"),
        ({"工资": "21219"}, "wage.beyond-base", None),
    ],
)
def test_enrolment_by_the_law(cells: dict[str, str], code: str, severity: str | None) -> None:
    silent = {"性别": None, "出生日期": None} if "证件号码" in cells else {}
    assert row("hire", E, **cells | silent).get(code) == severity


def test_the_first_work_long_ago_may_lie_before_sixteen() -> None:
    cells = {"证件号码": number("14010519700620101"), "性别": None, "出生日期": None}
    assert row("hire", E, **cells, 参加工作日期="19850901").get("age.under-16") == "warning"
    assert "age.under-16" not in row("hire", E, **cells, 参加工作日期="19860601")


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        ({"用工形式": "非全日制用工", "试用期": "1"}, "contract.part-time-probation", "error"),
        ({"用工形式": "非全日制用工", "试用期": "0"}, "contract.part-time-probation", None),
        ({"签订类型": "续签", "试用期": "2"}, "contract.probation-again", "error"),
        ({"用工形式": "无固定期限劳动合同"}, "contract.form-and-term", "warning"),
        ({"用工形式": "劳务派遣", "合同终止时间": "20271031"}, "contract.dispatch-term", "error"),
        ({"用工形式": "劳务派遣"}, "contract.dispatch-term", None),
        ({"合同期限类型": "以完成一定工作任务为期限", "试用期": "1"}, "contract.probation", "error"),
        ({"试用期": "7"}, "contract.probation", "error"),
        ({"合同期限类型": "固定期限", "合同终止时间": None}, "contract.end-missing", "error"),
        ({"合同终止时间": "20200101"}, "contract.end-before-start", "error"),
        ({"合同开始时间": "19800101"}, "work.started-before-birth", "error"),
        ({"试用期": "三个月"}, "count.shape", None),
        ({"试用期": "3个月"}, "count.shape", None),
        ({"试用期": "1年"}, "count.shape", "error"),
    ],
)
def test_contracts_by_the_law(cells: dict[str, str], code: str, severity: str | None) -> None:
    assert row("hire", E, L, **cells).get(code) == severity


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        (
            {"证件号码": number("14010519800305101"), "原劳动合同开始时间": "19790101"},
            "work.started-before-birth",
            "error",
        ),
        (
            {"证件号码": number("14010519800305101"), "原劳动合同开始时间": "19850401"},
            "age.under-16",
            "error",
        ),
        (
            {"证件号码": number("14010519700305101"), "原劳动合同开始时间": "19851101"},
            "age.under-16",
            "warning",
        ),
        ({"变更时间": "20260930"}, "decrease.before-end", "warning"),
        ({"原劳动合同终止时间": "20291031"}, "contract-end.expired-in-term", "warning"),
        (
            {"变更原因": "用人单位提出解除劳动合同（含与劳动者协商一致的）", "是否进行经济补偿": "否"},
            "contract-end.compensation-due",
            None,
        ),
        ({"是否进行经济补偿": "否"}, "contract-end.compensation-due", None),
        ({"变更原因": "辞职", "变更类型": "退保"}, "decrease.reason-type", "warning"),
    ],
)
def test_separation_by_the_law(cells: dict[str, str], code: str, severity: str | None) -> None:
    assert row("separation", "缴费人员减少申报", L, **cells).get(code) == severity


def test_women_of_rank_retire_at_sixty() -> None:
    woman = rules.CitizenID(number("14010519660315002"))
    assert age_reached(woman, date(2026, 9, 30)) is None
    assert age_reached(woman, date(2031, 9, 30)) is not None


def test_special_work_does_not_retire_at_thirty() -> None:
    cells = {"证件号码": number("14010519960315001"), "提前退休类型": "特殊工种提前退休"}
    assert row("retirement", **cells).get("retirement.early-age") == "warning"

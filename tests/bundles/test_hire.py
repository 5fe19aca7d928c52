"""企业招用员工包 against the manual, 3.2."""

from datetime import date, datetime

import pytest

import sxbundle as sx
from sxbundle.schema import Step
from sxbundle.testing import people
from sxbundle.testing.examples import ON

TITLES = [
    "职工参保登记",
    "缴费人员增加申报",
    "（省内企业）养老保险关系转入",
    "失业保险关系转入",
    "就业登记",
    "《就业创业证》申领",
    "高校毕业生报到",
    "流动人员档案接收",
    "社会保障卡申领",
    "劳动用工备案",
]


def keys(*names):
    return [item.key for item in sx.HIRE.select(*names).items]


def test_the_ten_items():
    assert [item.title for item in sx.HIRE.items] == TITLES
    assert sx.BUNDLES["hire"] is sx.HIRE


@pytest.mark.parametrize("name", ["职工参保登记", "缴费人员增加申报", "enrolment", "contributor_increase"])
def test_enrolment_and_increase_bring_each_other_and_the_pension_transfer(name):
    assert keys(name) == ["enrolment", "contributor_increase", "pension_transfer"]


def test_registration_brings_the_certificate():
    assert keys("就业登记") == ["employment_registration", "employment_certificate"]


@pytest.mark.parametrize("name", ["《就业创业证》申领", "就业创业证申领", "省内企业养老保险关系转入"])
def test_what_follows_is_never_ticked_alone(name):
    with pytest.raises(sx.SelectionError) as caught:
        sx.HIRE.select(name)
    assert caught.value.code == "selection.not-alone"


def test_what_follows_may_be_ticked_with_its_leader():
    assert keys("职工参保登记", "pension_transfer") == keys("职工参保登记")


def test_the_card_is_guidance_only():
    with pytest.raises(sx.SelectionError, match="请组织单位下参保职工操作‘民生山西’APP申办") as caught:
        sx.HIRE.select("就业登记", "社会保障卡申领")
    assert caught.value.code == "selection.guide-only"


def test_nothing_and_unknown():
    with pytest.raises(sx.SelectionError) as caught:
        sx.HIRE.select()
    assert caught.value.code == "selection.nothing"
    with pytest.raises(sx.SelectionError) as caught:
        sx.HIRE.select("职工参保登计")
    assert caught.value.code == "selection.unknown-item"
    assert caught.value.problem.suggestion == "职工参保登记"


@pytest.mark.parametrize(
    ("names", "skipped"),
    [
        (("就业登记",), {Step.UNIT_PAGE, Step.PRINT}),
        (("职工参保登记",), {Step.UNIT_PAGE}),
        (("劳动用工备案",), {Step.PRINT}),
        (("职工参保登记", "劳动用工备案"), set()),
    ],
)
def test_steps(names, skipped):
    assert sx.HIRE.select(*names).steps == tuple(step for step in Step if step not in skipped)


def test_materials():
    def titles(*names):
        return [material.title for material in sx.HIRE.select(*names).materials]

    photo = "加盖单位印章的《山西省参加社会保险人员增减申报表》照片"
    assert titles("职工参保登记") == [photo]
    assert titles("就业登记") == ["营业执照", "有效身份证件", "毕业证", "电子照片"]
    assert titles("劳动用工备案") == []
    first = sx.HIRE.select("劳动用工备案").plan.first_materials
    assert [material.title for material in first] == ["营业执照", "劳动合同样本"]


def test_sections_are_those_of_the_ticked_items():
    selection = sx.HIRE.select("职工参保登记", "劳动用工备案")
    assert [section.key for section in selection.sections] == ["basic", "enrolment", "labour_contract"]


def test_every_fact_has_a_source():
    for item in sx.HIRE.items:
        assert item.source.place
    for section in sx.HIRE.sections:
        for column in section.columns:
            assert str(column.source)


def test_the_day_is_a_day():
    """A text would be found out only when the first row is checked."""
    with pytest.raises(TypeError, match="参数 on 应为 date，收到的是 str"):
        sx.HIRE.select("就业登记", on="2026-11-30")
    assert sx.HIRE.select("就业登记", on=datetime(2026, 11, 30, 8)).plan.on == date(2026, 11, 30)


def test_one_code_may_be_vouched_for_without_a_list():
    assert sx.HIRE.select("就业登记", vouched="age.under-16").plan.vouched == {"age.under-16"}


def test_only_what_the_law_knows_can_be_vouched_for():
    with pytest.raises(sx.SelectionError) as caught:
        sx.HIRE.select("就业登记", vouched=["id.check-digit"], on=date(2026, 1, 1))
    assert caught.value.code == "selection.not-vouchable"


def test_every_bundle_is_listed():
    from pathlib import Path

    import sxbundle.bundles

    folder = Path(sxbundle.bundles.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "shared", "shared_rules"}
    assert modules == set(sx.BUNDLES)


@pytest.mark.parametrize(
    ("item", "caption"),
    [("就业登记", "就业日期"), ("劳动用工备案", "合同开始时间"), ("职工参保登记", "进入本单位参保日期")],
)
def test_nobody_enters_a_unit_before_birth(item, caption):
    """No unit can vouch for it, as it may for under 16."""
    row = people.row(sx.HIRE.select(item).plan, 1)
    row |= {
        "basic.certificate_number": "11010519491231002X",
        "basic.sex": "2",
        "basic.birth_date": "19491231",
    }
    column = next(one for one in sx.HIRE.select(item).plan.columns if one.caption == caption)
    row[column.key] = "19491231"
    batch = sx.HIRE.select(item, vouched="age.under-16").batch([row])
    assert "work.started-before-birth" in {error.code for error in batch.report.errors}


@pytest.mark.parametrize(("insurances", "told"), [("410", False), ("210", True), ("110,410", True)])
def test_who_is_past_retirement_may_be_insured_against_accidents(insurances, told):
    selection = sx.HIRE.select("enrolment", on=ON)
    row = people.row(selection.plan, 0)
    row |= {
        "basic.certificate_number": "110105195001010012",
        "enrolment.first_work_date": "19900101",
        "enrolment.insurances": insurances,
    }
    cells = {key: cell for key, cell in row.items() if key not in {"basic.sex", "basic.birth_date"}}
    codes = {problem.code for problem in selection.batch([cells]).report}
    assert ("age.past-retirement" in codes) == told


@pytest.mark.parametrize(("wage", "code"), [("0", "wage.zero"), ("1000000000", "wage.huge")])
def test_the_wage_of_the_contract_is_held_against_what_people_earn(wage, code):
    selection = sx.HIRE.select("labour_record", on=ON)
    row = people.row(selection.plan, 0) | {"labour_contract.monthly_wage": wage}
    assert [problem.code for problem in selection.batch([row]).report] == [code]

"""What settles a rule at a glance is right: the rule itself finds nothing there."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle.rules import CitizenID, identity
from sxbundle.rules.check_digit import check_digit

CLEARED = {
    f"{bundle.key} {rule.check.__name__} {rule.blames}": rule
    for bundle in sx.CATALOG.bundles.values()
    for rule in bundle.row_rules
    if rule.clear is not None
}


def citizen_id(born, *, male):
    digits = f"140105{born:%Y%m%d}00{1 if male else 2}"
    return digits + check_digit(digits)


days = st.dates(date(1900, 1, 1), date(2060, 12, 31))


def test_some_rules_are_settled_by_the_years():
    assert CLEARED


@pytest.mark.parametrize("name", CLEARED)
@given(born=days, day=days, male=st.booleans())
def test_nothing_is_wrong_where_a_glance_settles_it(name, born, day, male):
    rule = CLEARED[name]
    number = CitizenID(citizen_id(born=born, male=male))

    def values(columns):
        for column in columns:
            if isinstance(column, str):
                yield day
            else:
                yield column.see(number if column.column == "basic.certificate_number" else day)

    if rule.clear.holds(*values(rule.clear.facets)):
        assert rule.check(*values(rule.columns[: rule.needs])) is None


def test_a_wrong_sex_is_mended_for_certain_only_where_the_birth_date_agrees():
    number = citizen_id(born=date(1990, 5, 6), male=True)
    rows = [
        {"姓名": "测试甲", "证件号码": number, "性别": "女性", "出生日期": "19900506"},
        {"姓名": "测试乙", "证件号码": number, "性别": "女性", "出生日期": "19900507"},
        {"姓名": "测试丙", "证件号码": number, "性别": "女性", "出生日期": None},
    ]
    report = sx.HIRE.select("就业登记", on=date(2026, 11, 20)).batch(rows).report
    said = [
        (problem.row, problem.fix, problem.suggestion)
        for problem in report.problems
        if problem.code == identity.SEX.code
    ]
    assert said == [(1, "男性", None), (2, None, "男性"), (3, None, "男性")]

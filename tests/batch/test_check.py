"""The checker, through the public API."""

from datetime import date

import pytest

import sxbundle as sx
from sxbundle.rules.check_digit import check_digit
from sxbundle.testing import examples, people

ON = date(2026, 11, 23)
ALL = ("职工参保登记", "失业保险关系转入", "就业登记", "高校毕业生报到", "流动人员档案接收", "劳动用工备案")


@pytest.fixture
def everything():
    return sx.HIRE.select(*ALL, on=ON)


def report(selection, rows):
    return selection.batch(rows).report


def codes(problems):
    return sorted(problem.code for problem in problems)


def test_right_rows_have_no_problem(everything):
    batch = everything.batch(people.rows(everything.plan, 300))
    assert not batch.report.problems
    assert len(batch.rows) == 300
    assert batch.rows[0].basic.certificate_number.birth_date == batch.rows[0].basic.birth_date


def test_all_problems_at_once_in_order(everything):
    rows = list(people.rows(everything.plan, 4))
    rows[3]["basic.phone"] = "1"
    rows[1]["basic.name"] = ""
    rows[1]["basic.certificate_number"] = "14010519900101123X"
    rows[1]["enrolment.wage"] = "-1"
    found = report(everything, rows).errors
    assert [(one.row, one.column) for one in found] == [
        (2, "basic.name"),
        (2, "basic.certificate_number"),
        (2, "enrolment.wage"),
        (4, "basic.phone"),
    ]


def test_every_required_column_is_asked_for(everything):
    for column in everything.plan.columns:
        if column.required:
            rows = list(people.rows(everything.plan, 2))
            rows[1][column.key] = "　"
            found = report(everything, rows).errors
            assert (2, column.key, "cell.required") in {(one.row, one.column, one.code) for one in found}


def test_a_missing_section_is_told_once(everything):
    rows = list(people.rows(everything.plan, 2))
    rows[0] = {key: cell for key, cell in rows[0].items() if not key.startswith("enrolment.")}
    assert codes(report(everything, rows).errors) == ["section.missing"]


def test_a_half_filled_section(everything):
    rows = list(people.rows(everything.plan, 2))
    for key in [key for key in rows[0] if key.startswith("employment.")]:
        rows[0][key] = None
    rows[0]["employment.post"] = "测试员"
    assert codes(report(everything, rows).errors) == ["cell.required"]


def test_a_section_filled_for_an_item_not_ticked():
    selection = sx.HIRE.select("就业登记", on=ON)
    full = sx.HIRE.select("就业登记", "劳动用工备案", on=ON)
    found = report(selection, people.rows(full.plan, 1)).problems
    assert codes(found) == ["section.not-ticked"]
    assert found[0].severity == "warning"


def test_an_item_that_nobody_fills(everything):
    rows = [
        {key: cell for key, cell in row.items() if not key.startswith("unemployment_transfer")}
        for row in people.rows(everything.plan, 2)
    ]
    assert "item.nobody" in codes(report(everything, rows).errors)


def test_nobody_at_all(everything):
    assert codes(report(everything, []).problems) == ["batch.empty"]
    assert everything.batch([]).rows == ()


def test_the_same_person_twice_names_the_other_row(everything):
    rows = list(people.rows(everything.plan, 3))
    for key in ("basic.certificate_number", "basic.sex", "basic.birth_date"):
        rows[2][key] = rows[0][key]
    found = [
        error for error in report(everything, rows).errors if error.code == "batch.duplicate-certificate"
    ]
    assert [(one.row, one.others) for one in found] == [(1, (3,)), (3, (1,))]
    assert "第 3 行" in found[0].message


def test_fifty_thousand_equal_rows(everything):
    one = people.row(everything.plan, 0)
    found = report(everything, [one] * 50_000)
    assert found.counts()["batch.duplicate-certificate"] == 50_000
    assert max(len(error.others) for error in found.errors) <= 11


def test_equal_cells_of_different_types_are_read_apart(everything):
    rows = list(people.rows(everything.plan, 3))
    for row, cell in zip(rows, (20261118, True, "20261118"), strict=True):
        row["enrolment.enrolled_date"] = cell
    found = report(everything, rows).errors
    assert [one.row for one in found] == [2]


def test_a_missing_required_column_spoils_every_row(everything):
    rows = [
        {key: cell for key, cell in row.items() if key != "basic.phone"}
        for row in people.rows(everything.plan, 3)
    ]
    batch = everything.batch(rows)
    assert codes(batch.report.errors) == ["sheet.column-missing"]
    assert batch.rows == ()


def test_what_a_unit_may_vouch_for():
    rows = list(people.rows(sx.HIRE.select("就业登记", on=ON).plan, 1))
    number = "14010520110101001" + check_digit("14010520110101001")
    rows[0] |= {"basic.certificate_number": number, "basic.birth_date": "20110101", "basic.sex": None}
    strict = report(sx.HIRE.select("就业登记", on=ON), rows)
    vouched = report(sx.HIRE.select("就业登记", on=ON, vouched=["age.under-16"]), rows)
    assert codes(strict.errors) == ["age.under-16"]
    assert vouched.ok
    assert codes(vouched.warnings) == ["age.under-16"]


def test_no_personal_data_in_what_may_be_logged(everything):
    rows = list(people.rows(everything.plan, 3))
    secrets = [rows[1][key] for key in ("basic.name", "basic.certificate_number", "basic.phone")]
    # One column shifted to the right, as a filer does who deletes a cell.
    keys = list(rows[1])
    rows[1] = dict(zip(keys[1:], list(rows[1].values()), strict=False))
    batch = everything.batch(rows)
    shown = repr(batch) + repr(batch.report) + "".join(map(repr, batch.report)) + str(batch.report)
    shown += "".join(one.message for one in batch.report)
    assert not batch.report.ok
    for secret in secrets[1:]:
        assert secret not in shown
    assert secrets[0] not in "".join(map(repr, batch.report)) + "".join(one.message for one in batch.report)


@pytest.mark.parametrize(
    ("bundle", "wrong", "expected"),
    [
        ("retirement", {"银行账号": 6.22202e18, "是否使用社保卡": "0"}, ["bank.digits-lost"]),
        ("retirement", {"银行账号": None, "是否使用社保卡": "0"}, ["account.missing"]),
        ("hire", {"合同终止时间": "2029-13-01"}, ["date.not-a-day"]),
        ("hire", {"合同终止时间": None}, ["contract.end-missing"]),
        ("hire", {"毕业日期": "20260230"}, ["date.not-a-day"]),
    ],
)
def test_a_cell_that_is_wrong_is_not_told_to_be_empty(bundle, wrong, expected):
    found = examples.check_row(bundle, **wrong)
    assert codes(one for one in found if one.severity == "error" and one.row) == expected


def test_rows_are_renumbered_as_the_notice_says(everything):
    rows = list(people.rows(everything.plan, 4))
    assert [row.basic.ordinal for row in everything.batch(rows).rows] == [1, 2, 3, 4]
    for row, ordinal in zip(rows, ("1", "7", None, "4"), strict=True):
        row["basic.ordinal"] = ordinal
    batch = everything.batch(rows)
    assert codes(batch.report.problems) == ["batch.ordinal"]
    assert [row.basic.ordinal for row in batch.rows] == [1, 2, 3, 4]
    assert list(batch.checked.values["basic.ordinal"]) == [1, 2, 3, 4]


def test_a_row_without_an_ordinal_keeps_none_while_the_others_are_right(everything):
    rows = list(people.rows(everything.plan, 3))
    rows[1]["basic.ordinal"] = None
    batch = everything.batch(rows)
    assert not batch.report.problems
    assert [row.basic.ordinal for row in batch.rows] == [1, None, 3]


@pytest.mark.parametrize("birth", ["19491230", "1949-12-30", "19493112", 18263, date(1949, 12, 30)])
def test_a_birth_date_does_not_tell_the_rest_of_a_masked_number(everything, birth):
    rows = list(people.rows(everything.plan, 2))
    number = "999999194912310025"  # no division that is known: a warning shows the number, masked
    rows[0] |= {"basic.certificate_number": number, "basic.birth_date": birth}
    report = everything.batch(rows).report
    about = [one for one in report if one.column == "basic.birth_date"]
    assert [one for one in report if one.value == "999999********0025"]
    assert about
    html = report._repr_html_()
    for shown in (
        str(report),
        html,
        *map(str, report),
        *map(repr, report),
        *(one.value or "" for one in about),
    ):
        assert "1949" not in shown
        assert "1231" not in shown
    mends = {one.code: one.suggestion for one in about}
    assert mends.get("id.birth-date", "19491231") == "19491231"  # programs get it whole


def test_who_has_a_passport_is_as_old_as_the_birth_date_says_and_the_others_as_their_number_does(everything):
    rows = list(people.rows(everything.plan, 6))
    for row in rows[::2]:
        row |= {"basic.certificate_type": "08", "basic.certificate_number": "E1234567" + row["basic.ordinal"]}
    rows[0]["basic.birth_date"] = "20200101"
    rows[2]["basic.birth_date"] = None
    rows[3]["basic.birth_date"] = "20200101"
    rows[4]["basic.sex"] = rows[5]["basic.sex"] = "2" if rows[5]["basic.sex"].startswith("1") else "1"
    errors = {(error.row, error.code) for error in report(everything, rows).errors}
    assert {code for row, code in errors if row == 1} == {"age.under-16"}
    assert {row for row, code in errors if code == "id.birth-date"} == {4}
    assert {row for row, code in errors if code == "id.sex"} == {6}
    assert not [code for row, code in errors if row in (2, 3, 5)]
    assert {code for row, code in errors if row == 4} == {"id.birth-date"}

"""Signs and words for nothing, typed cells without noise, sections that nobody asked for."""

from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

import sxbundle as sx
from sxbundle.testing import people

ON = date(2026, 11, 23)
SELECTION = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=ON)
ROW = people.row(SELECTION.plan, 0)
REQUIRED = [one for one in SELECTION.plan.columns if one.required and one.section in SELECTION.plan.active]


@pytest.mark.parametrize(
    "sign", ["-", "—", "/", "\\", "--", "N/A", "nan", "NULL", "None", " - ", "无", "不适用"]
)
@pytest.mark.parametrize(
    "key",
    [
        "labour_contract.probation",
        "employment.post",
        "basic.address",
        "basic.education",
        "employment.work_kind",
    ],
)
def test_a_sign_for_nothing_in_an_optional_cell_is_empty(key, sign):
    batch = SELECTION.batch([ROW | {key: sign}])
    assert [(one.code, one.column) for one in batch.report] == [("cell.placeholder", key)]
    section, _, attribute = key.partition(".")
    assert getattr(getattr(batch.rows[0], section), attribute) is None


@pytest.mark.parametrize("sign", ["-", "/", "nan", "NULL"])
@pytest.mark.parametrize("column", REQUIRED, ids=lambda one: one.key)
def test_a_sign_for_nothing_in_a_required_cell_is_not_filled(column, sign):
    found = SELECTION.batch([ROW | {column.key: sign}]).report.errors
    assert ("cell.required", column.key) in {(one.code, one.column) for one in found}


@pytest.mark.parametrize("word", ["无固定期限", "长期", "无", "无固定期限劳动合同", "无终止日期"])
def test_no_end_is_no_day(word):
    open_ended = {"labour_contract.term": "2.无固定期限", "labour_contract.probation": None}
    term = SELECTION.plan.column("labour_contract.term").rule.parse("无固定期限").label
    batch = SELECTION.batch([ROW | open_ended | {"labour_contract.term": term, "labour_contract.end": word}])
    assert batch.report.ok
    assert batch.rows[0].labour_contract.end is None
    fixed = SELECTION.batch([ROW | {"labour_contract.end": word}]).report
    assert "contract.end-missing" in fixed.counts()
    expiry = SELECTION.batch([ROW | {"enrolment.certificate_expiry": word}])
    assert expiry.report.ok
    assert "date.endless" in SELECTION.batch([ROW | {"enrolment.change_date": "长期"}]).report.counts()


def test_a_section_of_signs_is_not_filled():
    signs = {key: "-" for key in ROW if key.startswith("labour_contract.")}
    selection = sx.HIRE.select("职工参保登记", "就业登记", on=ON)
    assert "section.not-ticked" not in selection.batch([ROW | signs]).report.counts()


def test_a_section_that_is_not_ticked_is_told_once_for_the_sheet():
    selection = sx.HIRE.select("职工参保登记", on=ON)
    rows = list(people.rows(SELECTION.plan, 30))
    told = [one for one in selection.batch(rows).report if one.code == "section.not-ticked"]
    assert [(one.row, one.caption) for one in told] == [(None, "就业登记"), (None, "劳动用工备案")]
    assert "30 行" in told[0].message


def test_what_a_program_means_brings_no_notice():
    typed = {
        "basic.birth_date": date.fromisoformat("1990-01-01"),
        "enrolment.change_date": datetime(2026, 11, 23),
        "enrolment.wage": Decimal("5000"),
        "basic.phone": int(ROW["basic.phone"]),
        "labour_contract.probation": 1,
        "basic.ethnic_group": 1,
        "basic.education": sx.codes.code_list("education")["21"],
    }
    number = ROW["basic.certificate_number"]
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert not SELECTION.batch([ROW | typed | {"basic.birth_date": born}]).report.notices


def test_a_section_that_no_record_fills_is_no_missing_column():
    rows = [{key: cell for key, cell in ROW.items() if not key.startswith("enrolment.")}]
    assert [error.code for error in SELECTION.batch(rows).report.errors] == ["section.missing"]
    whole = SELECTION.batch([ROW]).rows[0]
    typed = type(whole)(basic=whole.basic, employment=whole.employment, labour_contract=whole.labour_contract)
    assert [error.code for error in SELECTION.batch([typed]).report.errors] == ["section.missing"]


@pytest.mark.parametrize("cell", ["=A1", "#N/A", "#REF!"])
def test_a_cell_without_a_result_says_what_to_do(cell, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    titles = {section.key: section.title for section in SELECTION.plan.sections}
    sheet.append([f"{titles[key.partition('.')[0]]}.{SELECTION.plan.column(key).caption}" for key in ROW])
    sheet.append([cell if key == "basic.phone" else text for key, text in ROW.items()])
    if cell.startswith("#"):
        sheet.cell(2, list(ROW).index("basic.phone") + 1).data_type = "e"
    book.save(tmp_path / "a.xlsx")
    (error,) = [one for one in SELECTION.read(tmp_path / "a.xlsx").report.errors if one.row]
    assert error.column == "basic.phone"
    assert "重新计算后保存" in error.message
    assert "CellError" not in str(error)


@pytest.mark.parametrize("mark", ["\x1f", "\x1c", "\x00", "\u202d"])
def test_a_control_character_before_digits_is_taken_off(mark):
    batch = SELECTION.batch(
        [ROW | {key: mark + ROW[key] for key in ("basic.certificate_number", "basic.phone")}]
    )
    assert batch.report.ok
    assert str(batch.rows[0].basic.phone) == ROW["basic.phone"]

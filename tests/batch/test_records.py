"""Rows from programs: dicts, typed rows, frames."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

import sxbundle as sx
from sxbundle.testing import people

SELECTION = sx.HIRE.select("职工参保登记", "劳动用工备案", on=date(2026, 11, 23))


def test_typed_rows_come_back_equal():
    rows = SELECTION.batch(people.rows(SELECTION.plan, 20)).rows
    again = SELECTION.batch(rows)
    assert not again.report.problems
    assert again.rows == rows


def test_captions_keys_and_nested_sections_mean_the_same():
    row = people.row(SELECTION.plan, 1)
    columns = {column.key: column for column in SELECTION.plan.columns}
    sections = {section.key: section.title for section in SELECTION.plan.sections}
    full = {f"{sections[key.partition('.')[0]]}.{columns[key].caption}": cell for key, cell in row.items()}
    nested = {}
    for key, cell in row.items():
        section, _, attribute = key.partition(".")
        nested.setdefault(section, {})[attribute] = cell
    expected = SELECTION.batch([row]).rows
    assert len(expected) == 1
    assert SELECTION.batch([full]).rows == expected
    assert SELECTION.batch([nested]).rows == expected
    assert SELECTION.batch([{sections[key]: cells for key, cells in nested.items()}]).rows == expected


def test_typed_values_in_dicts():
    row = people.row(SELECTION.plan, 1) | {
        "enrolment.insurances": (sx.codes.code_list("insurance_type")["110"], "210"),
        "enrolment.wage": Decimal("5000"),
        "enrolment.change_date": date(2026, 11, 23),
        "labour_contract.term": sx.codes.code_list("contract_term")["1"],
        "labour_contract.special_work": float("nan"),
    }
    batch = SELECTION.batch([row])
    assert batch.report.ok
    assert [code.code for code in batch.rows[0].enrolment.insurances] == ["110", "210"]
    assert batch.rows[0].labour_contract.special_work is None


class Polars:
    """Looks like a Polars frame: what sxbundle relies on."""

    def __init__(self, rows):
        self.rows = rows

    def to_dicts(self):
        return self.rows


class Pandas:
    """Looks like a pandas frame: what sxbundle relies on."""

    columns = ()

    def __init__(self, rows):
        self.rows = rows

    def to_dict(self, orient):
        assert orient == "records"
        return self.rows


@pytest.mark.parametrize("frame", [Polars, Pandas])
def test_frames(frame):
    rows = list(people.rows(SELECTION.plan, 3))
    assert len(SELECTION.batch(frame(rows)).rows) == 3


@pytest.mark.parametrize("rows", [{"姓名": "x"}, "abc", [1], [["a"]]])
def test_what_is_no_row(rows):
    with pytest.raises(TypeError):
        SELECTION.batch(rows)


def test_own_captions():
    row = people.row(SELECTION.plan, 1)
    row["员工卡号"] = row.pop("basic.certificate_number")
    batch = SELECTION.batch([row], columns={"证件号码": "员工卡号"})
    assert batch.report.ok


def test_the_digest_is_of_what_is_filed():
    rows = list(people.rows(SELECTION.plan, 3))
    batch = SELECTION.batch(rows)
    reordered = [dict(reversed(row.items())) for row in rows]
    assert batch.digest == SELECTION.batch(reordered).digest
    rows[0] = rows[0] | {"basic.phone": "19900000099"}
    assert batch.digest != SELECTION.batch(rows).digest
    other = sx.HIRE.select("职工参保登记", on=date(2026, 11, 23))
    assert batch.digest != other.batch(rows).digest


class NAType:
    """Behaves as pandas.NA does."""

    def __eq__(self, _):
        return self

    def __ne__(self, _):
        return self

    def __bool__(self):
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = object.__hash__


@pytest.mark.parametrize("nothing", [NAType(), float("nan"), Decimal("NaN"), Decimal("sNaN"), None])
def test_what_frames_put_for_nothing_is_an_empty_cell(nothing):
    row = people.row(SELECTION.plan, 1) | {"basic.name": nothing}
    assert [error.code for error in SELECTION.batch([row]).report.errors] == ["cell.required"]


def test_a_cell_that_compares_like_an_array_is_told_not_raised():
    class Array(NAType):
        pass

    row = people.row(SELECTION.plan, 1) | {"basic.name": Array()}
    assert [error.code for error in SELECTION.batch([row]).report.errors] == ["cell.unreadable"]


def test_a_set_of_insurance_types_is_the_same_content_in_every_process():
    """The order of a set depends on the process; with it the digest would, and people were staged anew."""
    program = (
        "import sxbundle as sx; from datetime import date;"
        "chosen = sx.HIRE.select('职工参保登记', on=date(2026, 11, 23));"
        "print(chosen.batch([{'险种': {'110', '210', '410'}}]).digest)"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(digests) == 1


def test_typed_rows_taken_again_are_the_same_content():
    batch = SELECTION.batch(people.rows(SELECTION.plan, 20))
    assert SELECTION.batch(batch.rows).digest == batch.digest
    assert SELECTION.batch(batch.rows[:19]).digest != batch.digest


def test_how_a_cell_is_written_does_not_matter_to_the_digest_and_what_it_means_does():
    rows = list(people.rows(SELECTION.plan, 2))
    digest = SELECTION.batch(rows).digest
    assert rows[0]["enrolment.change_date"] == "20261123"
    written = {"enrolment.change_date": "2026-11-23", "basic.sex": "男", "basic.address": " 测试路 1 号 "}
    meant = {"enrolment.change_date": "20261122", "basic.sex": "2", "basic.address": "测试路 2 号"}
    rows[0]["basic.sex"] = "1"
    digest = SELECTION.batch(rows).digest
    for key, cell in written.items():
        assert SELECTION.batch([rows[0] | {key: cell}, rows[1]]).digest == digest, key
    for key, cell in meant.items():
        assert SELECTION.batch([rows[0] | {key: cell}, rows[1]]).digest != digest, key


def test_of_a_wrong_cell_the_digest_holds_what_stands_there():
    rows = list(people.rows(SELECTION.plan, 2))
    digests = {
        SELECTION.batch([rows[0] | {"basic.phone": cell}, rows[1]]).digest
        for cell in (rows[0]["basic.phone"], "12345", "12346", 12345, None, "", "\ud800")
    }
    assert len(digests) == 6  # None and "" are the same


def test_a_landline_serves_in_rows_without_a_mobile():
    one, two, three = people.rows(SELECTION.plan, 3)
    mobile = one["basic.phone"]
    given = []
    for row, cells in ((one, (mobile, "12")), (two, (" ", "0351-1234567")), (three, (None, None))):
        rest = {key: cell for key, cell in row.items() if key != "basic.phone"}
        given.append(rest | {"移动电话": cells[0], "固定电话": cells[1]})
    batch = SELECTION.batch(given)
    assert [str(row.basic.phone) for row in batch.rows] == [mobile, "0351-1234567"]
    (said,) = [one for one in batch.report if one.code == "sheet.column-spare"]
    assert "列“固定电话”只在前者为空的行读取" in said.message
    assert [(one.row, one.column) for one in batch.report if one.code == "cell.required"] == [
        (3, "basic.phone")
    ]


def test_no_landline_serves_where_the_caller_has_named_the_column():
    (row,) = people.rows(SELECTION.plan, 1)
    del row["basic.phone"]
    batch = SELECTION.batch(
        [row | {"移动电话": None, "固定电话": "0351-1234567"}], columns={"联系电话": "移动电话"}
    )
    (said,) = [one for one in batch.report if one.code == "sheet.column-spare"]
    assert "列“固定电话”未读取" in said.message
    assert "cell.required" in batch.report.counts()

"""From rows of any bundle to the lines of the change declaration."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

import sxbundle as sx
from sxbundle.forms import Declaration, DeclarationLine, lines_of
from sxbundle.schema import Change


@pytest.fixture(scope="module")
def leaving(batch_of):
    return batch_of(sx.SEPARATION, people=3)


@pytest.fixture(scope="module")
def joining(batch_of):
    return batch_of(sx.HIRE, "enrolment", people=2, start=100)


def test_a_separation_becomes_a_decrease(leaving):
    line = lines_of(leaving)[0]
    basic = leaving.rows[0].basic
    assert line == DeclarationLine(
        change=Change.DECREASE,
        name=str(basic.name),
        certificate_number=str(basic.certificate_number),
        insurances=("110", "210"),
        sex="男",
        birth_month=f"{basic.certificate_number.birth_date:%Y-%m}",
        change_type="停保",
        reason="劳动合同期满终止",
        change_date="2026-11-23",
        phone=str(basic.phone),
        remark="示例",
    )


def test_an_institutions_hire_is_an_increase_of_its_own_insurance(batch_of):
    line = lines_of(batch_of(sx.INSTITUTION_HIRE, "enrolment", people=1))[0]
    assert (line.change, line.insurances) == (Change.INCREASE, ("120", "210"))
    assert (line.work_start, line.wage) != ("", "")


def test_bundles_that_declare_nothing_have_no_lines(batch_of):
    assert lines_of(batch_of(sx.RETIREMENT)) == ()
    assert lines_of(batch_of(sx.RETIREE_DEATH, "pension_account")) == ()
    assert lines_of(batch_of(sx.SEPARATION, "labour_record")) == ()


def test_wrong_rows_and_unasked_ones_have_no_line(batch_of, leaving):
    batch = batch_of(sx.SEPARATION, people=3, basic__certificate_number="140105200411060012")
    assert [line.name for line in lines_of(batch)] == [str(row.basic.name) for row in leaving.rows[:2]]
    assert [line.name for line in lines_of(batch, [1])] == [str(leaving.rows[1].basic.name)]


def test_increases_and_decreases_on_one_form_increases_first(leaving, joining, head):
    made = Declaration(
        unit_name=head.name,
        unit_number=head.number,
        credit_code=head.credit_code,
        month=date(2026, 11, 1),
        on=date(2026, 11, 23),
        lines=(*lines_of(leaving), *lines_of(joining)),
    )
    assert [line.change for line in made.ordered] == [Change.INCREASE] * 2 + [Change.DECREASE] * 3
    text = PdfReader(io.BytesIO(made.pdf())).pages[0].extract_text()
    assert "合计：增加 2 人，减少 3 人，共 5 人（以下空白）" in text
    places = [text.index(line.certificate_number) for line in (*lines_of(joining), *lines_of(leaving))]
    assert places == sorted(places)

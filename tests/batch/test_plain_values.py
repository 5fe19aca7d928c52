"""Typed rows may be written with plain values; what cannot be read names the attribute."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

import sxbundle as sx
from sxbundle.bundles.hire import Enrolment as HireEnrolment
from sxbundle.bundles.hire import HireBasic, HireRow
from sxbundle.codes import Code
from sxbundle.rules import CertificateNumber, PersonName
from sxbundle.testing import people

SELECTION = sx.HIRE.select("职工参保登记", on=date(2026, 11, 23))
CELLS = people.row(SELECTION.plan, 0)


def basic(**changes):
    values = {
        "name": CELLS["basic.name"],
        "certificate_type": "居民身份证",
        "certificate_number": CELLS["basic.certificate_number"],
        "phone": CELLS["basic.phone"],
        "sex": "男",
        "ethnic_group": 1,
    }
    return HireBasic(**values | changes)


def enrolment():
    return HireEnrolment(
        employment_form="41",
        first_work_date="20261101",
        wage=4000,
        reason=CELLS["enrolment.reason"],
        enrolled_date=date(2026, 11, 18),
        change_date="2026-11-23",
        insurances=["110", "210"],
    )


def test_plain_values_become_typed_ones():
    made = basic()
    assert isinstance(made.name, PersonName)
    assert isinstance(made.certificate_type, Code)
    assert isinstance(made.certificate_number, CertificateNumber)
    assert (made.certificate_type.code, made.ethnic_group.code) == ("01", "01")
    paid = enrolment()
    assert (paid.wage, paid.change_date) == (Decimal(4000), date(2026, 11, 23))
    assert [insurance.code for insurance in paid.insurances] == ["110", "210"]
    batch = SELECTION.batch([HireRow(basic=made, enrolment=paid)])
    assert batch.report.ok
    assert batch.rows == (HireRow(basic=made, enrolment=paid),)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("certificate_type", "驾驶证"),
        ("phone", "12"),
        ("certificate_number", "14010520041106001"),
        ("name", "1"),
        ("birth_date", "20263001"),
        ("birth_date", True),
        ("sex", 7),
    ],
)
def test_what_cannot_be_read_names_the_attribute(attribute, value):
    with pytest.raises(sx.InvalidValue, match=attribute) as refused:
        basic(**{attribute: value})
    assert refused.value.problem.column == attribute
    assert CELLS["basic.certificate_number"] not in str(refused.value)


def test_the_number_is_read_by_the_type_before_it():
    passport = basic(certificate_type="外国人护照", certificate_number="E12345678", sex=None)
    assert passport.certificate_number == "E12345678"


def test_typed_values_stay_as_they_are_and_rows_can_be_changed():
    row = SELECTION.batch([CELLS]).rows[0]
    assert attrs.evolve(row.basic) == row.basic
    assert attrs.evolve(row.basic, phone="19912345678").phone == "19912345678"
    assert hash(row) == hash(SELECTION.batch([CELLS]).rows[0])

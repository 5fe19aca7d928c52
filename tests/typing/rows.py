"""What mypy and pyright must say of typed rows. Checked by both, and run by `test_typing.py`."""

from datetime import date
from decimal import Decimal
from typing import assert_type

import sxbundle as sx
from sxbundle.bundles.hire import Enrolment, HireBasic, HireRow, LabourContract
from sxbundle.codes import Code
from sxbundle.rules import CertificateNumber, Division, PersonName, PhoneNumber

selection = sx.HIRE.select("职工参保登记")
assert_type(sx.HIRE, sx.Bundle[HireRow])
assert_type(selection, sx.Selection[HireRow])

batch = selection.batch([])
assert_type(batch, sx.Batch[HireRow])
assert_type(batch.rows, tuple[HireRow, ...])
assert_type(batch.report, sx.Report)
assert_type(batch.report.problems, tuple[sx.Problem, ...])


def columns(row: HireRow) -> None:
    """Every column is a plain typed attribute."""
    assert_type(row.basic, HireBasic)
    assert_type(row.basic.name, PersonName)
    assert_type(row.basic.certificate_type, Code)
    assert_type(row.basic.certificate_number, CertificateNumber)
    assert_type(row.basic.phone, PhoneNumber)
    assert_type(row.basic.birth_date, date | None)
    assert_type(row.basic.household_division, Division | None)
    assert_type(row.enrolment, Enrolment | None)
    if row.enrolment is not None:
        assert_type(row.enrolment.wage, Decimal)
        assert_type(row.enrolment.insurances, tuple[Code, ...])
        assert_type(row.enrolment.enrolled_date, date)
    if row.labour_contract is not None:
        assert_type(row.labour_contract, LabourContract)
        assert_type(row.labour_contract.probation, int | None)


def values() -> None:
    """Rules give typed values."""
    assert_type(sx.rules.day().parse("20261130"), date)
    assert_type(sx.rules.money().parse("1.50"), Decimal)
    assert_type(sx.rules.one_of("sex").parse("1"), Code)
    number = sx.rules.citizen_id().parse("11010519491231002X")
    assert_type(number, sx.rules.CitizenID)
    assert_type(number.birth_date, date)


def filed(hall: sx.LocalHall) -> None:
    """A filing knows its rows' type."""
    filing = sx.file(batch, hall, reference="类型")
    assert_type(filing, sx.Filing[HireRow])
    assert_type(filing.advance(), sx.Outcome)
    assert_type(filing.needs, tuple[sx.Need, ...])
    assert_type(filing.ledger, sx.Ledger)


for row in batch.rows:
    columns(row)
values()

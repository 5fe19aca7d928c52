"""What one cell is held against: one module a standard, one lower-case function a rule.

A rule reads a cell into a typed value and publishes what a sheet must show for it. It can be used alone:

>>> from sxbundle import rules
>>> number = rules.citizen_id().parse("11010519491231002X")
>>> number.birth_date
datetime.date(1949, 12, 31)
>>> print(*rules.day().check("20230229"))
没有这一天，请检查年、月、日。 [date.not-a-day]

`parse` returns the value or raises `InvalidValue`, `check` returns all problems, `read` is what runs
down the columns of a batch: it appends problems to a list and never raises.
"""

from sxbundle.codes import Division
from sxbundle.masking import CertificateNumber, PersonalText
from sxbundle.rules.bank import BankAccount, account_against_bank, bank_account
from sxbundle.rules.base import Dependent, Hint, Rule
from sxbundle.rules.certificate import certificate_number
from sxbundle.rules.citizen_id import CitizenID, citizen_id
from sxbundle.rules.count import count
from sxbundle.rules.credit_code import CreditCode, credit_code
from sxbundle.rules.dates import birth_day, day
from sxbundle.rules.division import division
from sxbundle.rules.insurance import insurance_types
from sxbundle.rules.money import money
from sxbundle.rules.name import PersonName, person_name
from sxbundle.rules.one_of import one_of
from sxbundle.rules.organisation_code import organisation_code
from sxbundle.rules.phone import PhoneNumber, mobile, phone
from sxbundle.rules.registration_number import registration_number
from sxbundle.rules.retirement import Retirement, minimum_contribution_months, retirement_date
from sxbundle.rules.text import address, text

__all__ = [
    "BankAccount",
    "CertificateNumber",
    "CitizenID",
    "CreditCode",
    "Dependent",
    "Division",
    "Hint",
    "PersonName",
    "PersonalText",
    "PhoneNumber",
    "Retirement",
    "Rule",
    "account_against_bank",
    "address",
    "bank_account",
    "birth_day",
    "certificate_number",
    "citizen_id",
    "count",
    "credit_code",
    "day",
    "division",
    "insurance_types",
    "minimum_contribution_months",
    "mobile",
    "money",
    "one_of",
    "organisation_code",
    "person_name",
    "phone",
    "registration_number",
    "retirement_date",
    "text",
]

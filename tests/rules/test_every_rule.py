"""What holds for every rule: nothing raises, right cells pass, wrong ones get their code, nothing leaks."""

import importlib
import math
import numbers
import pickle
from datetime import date, datetime, time
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle import rules
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules import Rule
from sxbundle.testing.examples import evaluate
from sxbundle.testing.values import invalid, valid

RULES: dict[str, Rule[Any]] = {
    "citizen_id": rules.citizen_id(),
    **{
        f"certificate {kind}": rules.certificate_number(kind)
        for kind in ("01", "04", "06", "07", "08", "16", "99")
    },
    "certificate": rules.certificate_number(),
    "credit_code": rules.credit_code(),
    "organisation_code": rules.organisation_code(),
    "registration_number": rules.registration_number(),
    "day": rules.day(),
    "birth day": rules.birth_day(),
    "insurance": rules.insurance_types("110", "210"),
    "insurance of institutions": rules.insurance_types("120", "210", unsupported={"410": "目前暂不支持"}),
    "one_of": rules.one_of("education"),
    "one_of bank": rules.one_of("bank"),
    "phone": rules.phone(),
    "mobile": rules.mobile(),
    "bank_account": rules.bank_account(),
    "money": rules.money(),
    "count": rules.count(),
    "count most": rules.count(most=6),
    "person_name": rules.person_name(),
    "text": rules.text(20),
    "address": rules.address(),
    "division": rules.division(),
}

MODULES = [
    *(
        f"sxbundle.rules.{name}"
        for name in (
            "bank",
            "base",
            "certificate",
            "citizen_id",
            "count",
            "credit_code",
            "dates",
            "division",
            "insurance",
            "money",
            "name",
            "normalise",
            "organisation_code",
            "phone",
            "registration_number",
            "text",
        )
    ),
    "sxbundle.codes.code_list",
]


def kinds_of(module: ModuleType) -> tuple[ProblemKind, ...]:
    declared = tuple(var for var in vars(module).values() if isinstance(var, ProblemKind))
    listed: tuple[ProblemKind, ...] = getattr(module, "KINDS", declared)
    return listed


KINDS = [one for name in MODULES for one in kinds_of(importlib.import_module(name))]

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())

CELLS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789Xx-/.年月日 １２\u3000'，,", max_size=24),
    st.integers(),
    st.integers(10**14, 10**18),
    st.floats(),
    st.decimals(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.binary(max_size=8),
    st.none().map(lambda _: object()),
    st.lists(st.integers(), max_size=2),
    st.sampled_from((10**5000, -(10**5000), Decimal("1E+999999"), Decimal("sNaN"), 1e308, 5e-324)),
)


@every_rule
@given(cell=CELLS)
def test_no_cell_raises_and_none_comes_with_an_error(rule: Rule[Any], cell: object) -> None:
    found: list[Problem] = []
    value = rule.read(cell, found)
    errors = [one for one in found if one.severity is Severity.ERROR]
    assert (value is None) == bool(errors)
    assert [one.code for one in rule.check(cell)] == [one.code for one in found] or rule.check(cell)[
        0
    ].code == "cell.required"
    for one in found:
        assert one.message
        assert "{" not in one.message


@every_rule
@given(data=st.data())
def test_right_cells_pass_and_come_back(rule: Rule[Any], data: st.DataObject) -> None:
    cell = data.draw(valid(rule))
    found: list[Problem] = []
    value = rule.read(cell, found)
    assert value is not None, found
    assert {one.severity for one in found} <= {Severity.NOTICE, Severity.WARNING}
    again: list[Problem] = []
    assert rule.read(rule.write(value), again) == value
    assert {one.code for one in again} <= {one.code for one in found if one.severity is Severity.WARNING}
    assert pickle.loads(pickle.dumps(value)) == value
    assert type(pickle.loads(pickle.dumps(value))) is type(value)


@every_rule
@given(data=st.data())
def test_wrong_cells_get_their_code(rule: Rule[Any], data: st.DataObject) -> None:
    cell, code = data.draw(invalid(rule))
    found = rule.check(cell)
    assert code in [one.code for one in found]
    if any(one.severity is Severity.ERROR for one in found):
        with pytest.raises(sx.InvalidValue) as caught:
            rule.parse(cell)
        assert isinstance(caught.value, ValueError)
        assert caught.value.problem in found
        if rule.personal is not None and len(str(cell)) >= 10:
            assert str(cell) not in str(caught.value)
            assert str(cell) not in repr(caught.value)


@every_rule
@given(data=st.data())
def test_fixes_are_right(rule: Rule[Any], data: st.DataObject) -> None:
    cell, _ = data.draw(invalid(rule))
    for one in rule.check(cell):
        if one.fix is not None:
            assert not [again for again in rule.check(one.fix) if again.severity is Severity.ERROR]


@every_rule
def test_rules_publish_what_sheet_and_docs_need(rule: Rule[Any]) -> None:
    hint = rule.hint()
    assert hint.width >= 8
    assert hint.prompt
    assert rule.describe().endswith((".", "`."))
    for label in hint.choices:
        assert rule.check(label) == ()
    assert pickle.loads(pickle.dumps(rule)) == rule


@every_rule
@pytest.mark.parametrize("cell", [None, "", " ", "\u3000\u00a0", "\ufeff", "\u200b"])
def test_empty_cells_are_required(rule: Rule[Any], cell: object) -> None:
    assert [one.code for one in rule.check(cell)] == ["cell.required"]


@every_rule
@pytest.mark.parametrize("cell", [math.nan, math.inf, b"x", object(), time(8), [1]])
def test_what_is_no_cell_is_unreadable(rule: Rule[Any], cell: object) -> None:
    assert [one.code for one in rule.check(cell)] == ["cell.unreadable"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_kind_has_a_passing_and_a_failing_example(kind: ProblemKind) -> None:
    assert kind.passing, "no passing example"
    assert [one.code for one in evaluate(kind.passing)] == []
    assert kind.code in [one.code for one in evaluate(kind.failing)]
    assert kind.meaning.en.endswith(".")
    assert kind.mend.en.endswith(".")
    assert kind.message.zh[-1] in "。}"
    assert str(kind.source)


def test_codes_are_declared_once() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_the_public_names() -> None:
    assert sorted(rules.__all__) == sorted(
        [
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
    )


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: rules.one_of("no_such_list"), "no_such_list"),
        (lambda: rules.certificate_number("77"), "77"),
        (lambda: rules.insurance_types(), "险种"),
        (lambda: rules.insurance_types("110", "110"), "重复"),
        (lambda: rules.insurance_types("110", unsupported={"110": "x"}), "重复"),
        (lambda: rules.text(0), "长度"),
        (lambda: rules.address(0), "长度"),
        (lambda: rules.count(most=-1), "上限"),
    ],
)
def test_a_wrong_declaration_cannot_be_built(make: Any, reason: str) -> None:
    with pytest.raises(sx.DeclarationError, match=reason):
        make()


@pytest.mark.parametrize(
    ("rule", "cell", "shown"),
    [
        (rules.citizen_id(), "11010519491231002X", "<CitizenID 110105********002X>"),
        (rules.certificate_number("06"), "12345678", "<CertificateNumber 12****78>"),
        (rules.person_name(), "测试甲一", "<PersonName 测***>"),
        (rules.mobile(), "13800000001", "<PhoneNumber 138****0001>"),
        (rules.bank_account(), "6222020000000000000", "<BankAccount ***************0000>"),
    ],
)
def test_personal_values_are_masked_in_reprs_and_plain_as_text(
    rule: Rule[Any], cell: str, shown: str
) -> None:
    value = rule.parse(cell)
    assert repr(value) == shown
    assert repr([value]) == f"[{shown}]"
    assert str(value) == f"{value}" == cell
    assert isinstance(value, str)
    assert type(str(value)) is str


@pytest.mark.parametrize(
    ("rule", "cell", "text"),
    [
        (rules.day(), date(2021, 1, 12), "20210112"),
        (rules.day(), datetime(2021, 1, 12), "20210112"),
        (rules.day(), 20210112, "20210112"),
        (rules.day(), 20210112.0, "20210112"),
        (rules.day(), Decimal(20210112), "20210112"),
        (rules.phone(), 13800000000, "13800000000"),
        (rules.phone(), 13800000000.0, "13800000000"),
        (rules.money(), 4500, "4500"),
        (rules.money(), 4500.5, "4500.5"),
        (rules.money(), 0.1 + 0.2, "0.30"),
        (rules.money(), Decimal("12.30"), "12.30"),
        (rules.count(), 3.0, "3"),
        (rules.one_of("education"), 21.0, "21.大学本科"),
        (rules.one_of("yes_no"), True, "1.是"),
        (rules.insurance_types("110", "210"), 110, "110"),
        (rules.division(), 140105, "140105"),
        (rules.text(20), 12, "12"),
        (rules.citizen_id(), 140105199001011238, "140105199001011238"),
    ],
)
def test_cells_that_are_no_text(rule: Rule[Any], cell: object, text: str) -> None:
    assert rule.write(rule.parse(cell)) == text


class Missing(datetime):
    """As the NaT of a data frame: a datetime that equals nothing and answers nothing."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__

    def date(self) -> date:
        raise ValueError("no date")

    def time(self) -> time:
        raise ValueError("no time")


@numbers.Integral.register
class Whole:
    """As the whole numbers of a data frame."""

    def __int__(self) -> int:
        return 20210112


@every_rule
def test_the_missing_day_of_data_frames_is_unreadable(rule: Rule[Any]) -> None:
    assert [one.code for one in rule.check(Missing(2021, 1, 12))] == ["cell.unreadable"]


def test_whole_numbers_of_data_frames_are_numbers() -> None:
    assert rules.day().parse(Whole()) == date(2021, 1, 12)
    assert rules.count().parse(Whole()) == 20210112
    assert rules.text(20).check(Whole()) == ()

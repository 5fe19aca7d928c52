"""From checked rows to the lines of the change declaration; columns are found by their roles."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch
from sxbundle.errors import DeclarationError
from sxbundle.forms.declaration import INSURANCES, DeclarationLine, Insurances
from sxbundle.rules import CitizenID
from sxbundle.rules.insurance import InsuranceTypes
from sxbundle.schema import Item, Plan, Role


def lines_of(batch: Batch[Any], indexes: Iterable[int] | None = None) -> tuple[DeclarationLine, ...]:
    """The lines of a batch whose plan prints the declaration; wrong rows have none.

    Args:
        batch: the checked rows.
        indexes: which of the batch's good rows; all of them unless given.
    """
    expect("batch", batch, Batch)
    wanted = batch.good if indexes is None else tuple(indexes)
    person = _Person(batch.plan)
    changes = [_DeclaringSection(batch.plan, item) for item in _declaring(batch.plan).values()]
    return tuple(
        line
        for row in map(batch.row, wanted)
        for declared in changes
        if (line := declared.line(person, row)) is not None
    )


def insurances_of(plan: Plan[Any]) -> Insurances:
    """The columns of insurances that the declaration of a plan has."""
    columns = list(INSURANCES)
    for item in _declaring(plan).values():
        rule = None if item.effect is None else plan.column(item.effect.insurances).rule
        if isinstance(rule, InsuranceTypes):
            known = {code for code, _ in columns}
            columns += [
                (insurance.code, next(iter(insurance.aliases), insurance.name))
                for insurance in rule.listed
                if insurance.code in rule.codes and insurance.code not in known
            ]
    return tuple(columns)


def _declaring(plan: Plan[Any]) -> dict[str, Item]:
    """Section key to the item that declares joining or leaving by it."""
    return {
        cover.section: item
        for item in plan.items
        if item.declaration is not None and (cover := plan.covers[item.key])
    }


class _Person:
    """What the sections that every row fills say of a person, by role."""

    def __init__(self, plan: Plan[Any]) -> None:
        roles = (Role.SEX, Role.BIRTH_DATE, Role.ETHNIC_GROUP, Role.HOUSEHOLD_TYPE, Role.PHONE)
        self._name, self._number = plan.name, plan.number
        self._columns = {role: plan.person(role) for role in roles}

    def name(self, row: Any) -> str:
        return str(self._name.of(row))

    def number(self, row: Any) -> Any:
        return self._number.of(row)

    def get(self, role: Role, row: Any) -> Any:
        column = self._columns[role]
        return None if column is None else column.of(row)


class _DeclaringSection:
    """The section that declares a change."""

    def __init__(self, plan: Plan[Any], item: Item) -> None:
        cover = plan.covers[item.key]
        if cover is None or item.declaration is None:
            raise DeclarationError(f"item {item.title}: it declares nothing")
        self._section = plan.section(cover.section)
        self._change = item.declaration
        self._columns = {column.role: column for column in self._section.columns if column.role is not None}
        if item.effect is not None:
            self._columns[Role.INSURANCES] = plan.column(item.effect.insurances)

    def line(self, person: _Person, row: Any) -> DeclarationLine | None:
        """The line of a row; None where the row does not fill the section."""
        if getattr(row, self._section.key) is None:
            return None
        number = person.number(row)
        citizen = number if isinstance(number, CitizenID) else None
        birth: date | None = citizen.birth_date if citizen else person.get(Role.BIRTH_DATE, row)
        sex = citizen.sex if citizen else person.get(Role.SEX, row)
        return DeclarationLine(
            change=self._change,
            name=person.name(row),
            certificate_number=str(number),
            insurances=tuple(code.code for code in self._get(Role.INSURANCES, row) or ()),
            sex="" if sex is None else sex.name[:1],
            ethnic_group=_text(person.get(Role.ETHNIC_GROUP, row)),
            birth_month="" if birth is None else f"{birth:%Y-%m}",
            work_start=_text(self._get(Role.FIRST_WORK_DATE, row)),
            household=_text(person.get(Role.HOUSEHOLD_TYPE, row)),
            employment_form=_text(self._get(Role.EMPLOYMENT_FORM, row)),
            change_type=_text(self._get(Role.CHANGE_TYPE, row)),
            reason=_text(self._get(Role.REASON, row)),
            change_date=_text(self._get(Role.CHANGE_DATE, row)),
            wage=_text(self._get(Role.WAGE, row)),
            phone=_text(person.get(Role.PHONE, row)),
            remark=_text(self._get(Role.REMARK, row)),
        )

    def _get(self, role: Role, row: Any) -> Any:
        column = self._columns.get(role)
        return None if column is None else column.of(row)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value.name) if attrs.has(type(value)) else str(value)

"""From checked rows to the lines of the change declaration.

The columns are found by their attribute names, which mean the same in every bundle, so that a new
bundle needs no line here.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import attrs

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch
from sxbundle.forms.declaration import Line
from sxbundle.rules import CitizenID
from sxbundle.schema import Change, Plan

_DECLARED = ("first_work_date", "employment_form", "wage", "reason", "change_type", "change_date", "remark")
"""Attributes of the section that declares the change."""


def lines_of(batch: Batch[Any], indexes: Iterable[int] | None = None) -> tuple[Line, ...]:
    """The lines of a batch whose plan prints the declaration; wrong rows have none.

    Args:
        batch: the checked rows.
        indexes: which of the batch's good rows; all of them unless told.
    """
    expect("batch", batch, Batch)
    wanted = batch.good if indexes is None else tuple(indexes)
    return tuple(line for index in wanted for line in _lines(batch.plan, batch.row(index)))


def _lines(plan: Plan[Any], row: Any) -> Iterator[Line]:
    for key, change in _changes(plan).items():
        declared = getattr(row, key)
        if declared is not None:
            yield _line(change, row.basic, declared)


def _changes(plan: Plan[Any]) -> dict[str, Change]:
    """Section key to whether it declares joining or leaving."""
    changes = {}
    for item in plan.items:
        cover = plan.covers[item.key]
        if item.declaration is not None and cover:
            changes[cover.section] = item.declaration
    return changes


def _line(change: Change, basic: Any, declared: Any) -> Line:
    number = basic.certificate_number
    citizen = number if isinstance(number, CitizenID) else None
    birth: date | None = citizen.birth_date if citizen else getattr(basic, "birth_date", None)
    sex = citizen.sex if citizen else getattr(basic, "sex", None)
    says = {name: getattr(declared, name, None) for name in _DECLARED}
    return Line(
        change=change,
        name=str(basic.name),
        certificate_number=str(number),
        insurances=tuple(one.code for one in declared.insurances),
        sex="" if sex is None else sex.name[:1],
        ethnic_group=_text(getattr(basic, "ethnic_group", None)),
        birth_month="" if birth is None else f"{birth:%Y-%m}",
        work_start=_text(says["first_work_date"]),
        household=_text(getattr(basic, "household_type", None)),
        employment_form=_text(says["employment_form"]),
        change_type=_text(says["change_type"]),
        reason=_text(says["reason"]),
        change_date=_text(says["change_date"]),
        wage=_text(says["wage"]),
        phone=str(basic.phone),
        remark=_text(says["remark"]),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value.name) if attrs.has(type(value)) else str(value)

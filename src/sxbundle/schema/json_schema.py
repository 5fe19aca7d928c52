"""One row of a sheet as JSON Schema (2020-12): for forms and for programs in other languages.

The schema says what a right cell looks like as the sheet writes it. The checks across a row and against the
calendar are not in it: the gateway's `check` makes them.
"""

from typing import Any

from sxbundle.rules.base import Rule
from sxbundle.rules.certificate import CertificateRule
from sxbundle.rules.count import Count
from sxbundle.rules.dates import Day
from sxbundle.rules.money import Money
from sxbundle.rules.one_of import OneOf
from sxbundle.rules.text import Text
from sxbundle.schema.column import Column
from sxbundle.schema.plan import Plan

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = "^[12][0-9]{3}-?(0[1-9]|1[0-2])-?(0[1-9]|[12][0-9]|3[01])$"
_AMOUNT = r"^[0-9]+(\.[0-9]{1,2})?$"
_CITIZEN_ID = "^[1-9][0-9]{5}[12][0-9]{3}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"


def row_schema(plan: Plan[Any]) -> dict[str, Any]:
    """The schema of one row: an object of column keys.

    A key that is left out is an empty cell. `x-source` and `x-confidence` say who says that a column
    exists, `x-section` where it stands; `x-code` of an entry of a code list is its code.
    """
    sections = [section for section in plan.sections if section.key in plan.active]
    columns = [column for section in sections for column in section.columns]
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:sxbundle:{plan.bundle}:{':'.join(item.key for item in plan.items)}",
        "title": plan.sheet_title,
        "description": "、".join(item.title for item in plan.items),
        "type": "object",
        "properties": {
            column.key: {**_property(column), "x-section": section.title}
            for section in sections
            for column in section.columns
        },
        "required": [
            column.key
            for column in columns
            if column.section in plan.mandatory and _is_required(column, plan)
        ],
        "additionalProperties": False,
    }
    if dependent := _dependent(plan, columns):
        schema["dependentRequired"] = dependent
    if conditions := [condition for column in columns for condition in _conditions(plan, column)]:
        schema["allOf"] = conditions
    return schema


def _is_required(column: Column, plan: Plan[Any]) -> bool:
    needed = column.needed_by is not None and any(item.key == column.needed_by for item in plan.items)
    return (column.required or needed) and not column.prefilled


def _dependent(plan: Plan[Any], columns: list[Column]) -> dict[str, list[str]]:
    """In a section that a row need not fill: who fills one of its columns fills the required ones."""
    dependent = {}
    for column in columns:
        if column.section in plan.mandatory or column.prefilled:
            continue
        beside = [
            other_column
            for other_column in columns
            if other_column.section == column.section and other_column is not column
        ]
        if required := [column.key for column in beside if _is_required(column, plan)]:
            dependent[column.key] = required
    return dependent


def _property(column: Column) -> dict[str, Any]:
    hint = column.rule.hint()
    record: dict[str, Any] = {"title": column.caption, **_value(column.rule)}
    if hint.prompt:
        record["description"] = hint.prompt
    if column.personal is not None:
        record["x-personal"] = str(column.personal)
    return {**record, "x-source": str(column.source), "x-confidence": str(column.source.confidence)}


def _value(rule: Rule[Any]) -> dict[str, Any]:
    """What a right cell looks like."""
    match rule:
        case OneOf():
            entries = [
                {"const": entry.label, "title": entry.name, "x-code": entry.code}
                for entry in rule.codes.entries
            ]
            return {"oneOf": entries}
        case Count():
            most = {} if rule.most is None else {"maximum": rule.most}
            return {"type": ["integer", "string"], "minimum": 0, **most, "pattern": "^[0-9]+$"}
        case Money():
            return {"type": ["number", "string"], "minimum": 0, "pattern": _AMOUNT}
        case Day():
            return {"type": "string", "pattern": _DAY}
        case Text():
            return {"type": "string", "minLength": 1, "maxLength": rule.most}
        case _:
            return {"type": "string", "minLength": 1}


def _conditions(plan: Plan[Any], column: Column) -> list[dict[str, Any]]:
    """What a number looks like for a certificate that is a resident's."""
    if column.given is None or not isinstance(column.rule, CertificateRule):
        return []
    other = plan.column(column.given)
    if not isinstance(other.rule, OneOf):
        return []
    residents = [
        entry.label for entry in other.rule.codes.entries if column.rule.given(entry).shape == "citizen"
    ]
    if not residents:
        return []
    is_resident = {"properties": {other.key: {"enum": residents}}, "required": [other.key]}
    shape = {"properties": {column.key: {"pattern": _CITIZEN_ID}}}
    return [{"if": is_resident, "then": shape}]

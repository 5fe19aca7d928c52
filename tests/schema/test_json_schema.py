"""A row as JSON Schema: valid by the official metaschema, right rows pass, wrong ones fail."""

from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sxbundle as sx
from sxbundle.testing import people

ON = date(2026, 11, 30)


def selections() -> list[sx.Selection[Any]]:
    chosen = []
    for bundle in sx.CATALOG.bundles.values():
        for item in bundle.items:
            try:
                chosen.append(bundle.select(item.title, on=ON))
            except sx.SelectionError:
                continue  # never ticked alone, or not open
    return chosen


@pytest.mark.parametrize("selection", selections(), ids=lambda one: f"{one.bundle}-{one.items[0].key}")
def test_right_rows_pass(selection: sx.Selection[Any]) -> None:
    schema = selection.json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    active = {column.key for section in selection.sections for column in section.columns}
    assert set(schema["properties"]) == active
    for row in people.rows(selection.plan, 20):
        filled = {key: cell for key, cell in row.items() if cell != "" and key in active}
        assert not list(validator.iter_errors(filled))
        assert selection.batch([filled]).report.ok


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        ("basic.sex", "男女"),
        ("basic.certificate_number", "14010519900307231"),
        ("enrolment.wage", "很多"),
        ("enrolment.change_date", "20261332"),
        ("labour_contract.probation", 13),
        ("basic.nothing", "x"),
    ],
)
def test_wrong_cells_fail_in_their_place(key: str, cell: object) -> None:
    selection = sx.HIRE.select("职工参保登记", "劳动用工备案", on=ON)
    (row,) = people.rows(selection.plan, 1)
    errors = list(Draft202012Validator(selection.json_schema()).iter_errors({**row, key: cell}))
    assert errors
    assert key in str(errors[0].json_path) + errors[0].message


def test_it_says_who_says_so_in_chinese() -> None:
    schema = sx.HIRE.select("职工参保登记", on=ON).json_schema()
    name = schema["properties"]["basic.name"]
    assert name["title"] == "姓名"
    assert name["x-personal"] == "name"
    assert {one["x-confidence"] for one in schema["properties"].values()} <= {
        str(one) for one in sx.Confidence
    }
    sexes = schema["properties"]["basic.sex"]["oneOf"]
    assert {"const": "1.男性", "title": "男性", "x-code": "1"} in sexes
    assert "enrolment.wage" in schema["required"]

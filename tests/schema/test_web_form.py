"""The web form of the docs agrees with the schema it is made from, row by row; run by Node."""

import json
import shutil
import subprocess
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sxbundle as sx
from sxbundle.testing import people

HERE = Path(__file__).parent
SCRIPT = HERE.parents[1] / "docs" / "assets" / "web_form.js"
ON = date(2026, 11, 30)
SELECTION = sx.HIRE.select("职工参保登记", "劳动用工备案", on=ON)
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no Node here")


def run(schema: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    done = subprocess.run(
        ["node", str(HERE / "web_form.mjs"), str(SCRIPT)],
        input=json.dumps({"schema": schema, "rows": rows}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def right_rows() -> list[dict[str, Any]]:
    return [{key: cell for key, cell in row.items() if cell != ""} for row in people.rows(SELECTION.plan, 5)]


def spoilt(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The row with each cell left out, and with each of several wrong values in each cell."""
    without = [{key: cell for key, cell in row.items() if key != gone} for gone in row]
    values = ("", "男女", "99", "1.男性", 13, -1, 2.5, "20261332", "X" * 300, "𠮷𠮷", "constructor")
    return [*without, *({**row, key: value} for key in row for value in values), {}, {**row, "toString": "1"}]


def test_the_form_and_the_schema_agree_on_every_row() -> None:
    schema = SELECTION.json_schema()
    rows = [*right_rows(), *spoilt(right_rows()[0])]
    validator = Draft202012Validator(schema)
    expected = [validator.is_valid(row) for row in rows]
    assert True in expected
    assert expected.count(False) > len(rows) / 3
    answer = run(schema, rows)
    assert [not problems for problems in answer["given"]] == expected
    assert answer["given"][-2].keys() == set(schema["required"])


def test_what_is_typed_into_the_fields_is_read_as_the_schema_wants_it() -> None:
    answer = run(SELECTION.json_schema(), [*right_rows(), {"labour_contract.probation": "13"}])
    *right, long_probation = answer["typed"]
    assert right == [{}] * len(right)
    assert long_probation["labour_contract.probation"] == "form"
    assert long_probation["labour_contract.term"] == "beside"


class Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.options = 0
        self.legends = 0
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.options += tag == "option"
        self.legends += tag == "legend"
        if tag in ("input", "select"):
            self.names.append(str(dict(attrs)["name"]))


def test_each_column_has_its_field_and_no_caption_becomes_markup() -> None:
    schema = SELECTION.json_schema()
    schema["properties"]["basic.name"]["title"] = '"><script>alert(1)</script>'
    fields = Fields()
    fields.feed(run(schema, [])["html"])
    columns = schema["properties"].values()
    assert fields.names == list(schema["properties"])
    assert fields.options == sum(len(column["oneOf"]) + 1 for column in columns if "oneOf" in column)
    assert fields.legends == len({column["x-section"] for column in columns})
    assert "script" not in fields.tags

"""A program that is not Python: catalog, schema, sheet, check, annotate, explain, over HTTP alone."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import openpyxl
import pytest
from gateway_process import GatewayProcess
from jsonschema import Draft202012Validator

import sxbundle as sx
from sxbundle.gateway.tools import TOOLS
from sxbundle.testing import people

ON = date(2026, 11, 30)
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
CHOSEN = {"bundle": "hire", "items": "职工参保登记,employment_registration", "on": ON.isoformat()}
SELECTION = sx.HIRE.select("职工参保登记", "就业登记", on=ON)


@pytest.fixture(scope="module")
def raw() -> Iterator[httpx.Client]:
    gateway = GatewayProcess(path=":memory:")
    with httpx.Client(base_url=gateway.url, trust_env=False) as raw:
        account = {"user": ACCOUNT.user, "password": ACCOUNT.password}
        raw.headers["Authorization"] = f"Bearer {raw.post('/v1/session', json=account).json()['token']}"
        yield raw
    assert gateway.stop() == 0


def wrong_rows() -> list[dict[str, Any]]:
    rows = [dict(row) for row in people.rows(SELECTION.plan, 3)]
    rows[1]["basic.certificate_number"] = "140105199003072310"
    return rows


def test_from_the_catalog_to_rows_that_can_be_filed(raw: httpx.Client) -> None:
    (bundle,) = [one for one in raw.get("/v1/catalog").json()["bundles"] if one["key"] == "hire"]
    assert "职工参保登记" in {item["title"] for item in bundle["items"]}
    schema = raw.get("/v1/schema", params=CHOSEN).json()["row"]
    validator = Draft202012Validator(schema)
    rows = [{key: cell for key, cell in row.items() if key in schema["properties"]} for row in wrong_rows()]
    assert all(validator.is_valid(row) for row in rows)
    selected = {"bundle": "hire", "items": [item.key for item in SELECTION.items], "on": ON.isoformat()}
    answer = raw.post("/v1/check", json={"selection": selected, "rows": rows}).json()
    assert (answer["ok"], answer["rows"], answer["good"]) == (False, 3, [1, 3])
    (problem,) = [one for one in answer["problems"] if one["severity"] == "error"]
    assert (problem["row"], problem["code"]) == (2, "id.check-digit")
    meaning = raw.get(f"/v1/problems/{problem['code']}").json()
    assert meaning["mend"] == sx.explain(problem["code"]).mend


def test_a_workbook_is_fetched_checked_and_marked(raw: httpx.Client) -> None:
    empty = raw.get("/v1/sheet", params=CHOSEN)
    assert openpyxl.load_workbook(io.BytesIO(empty.content)).active is not None
    filled = io.BytesIO()
    SELECTION.sheet().fill(wrong_rows(), filled)
    answer = raw.post("/v1/check/sheet", params=CHOSEN, content=filled.getvalue()).json()
    assert not answer["ok"]
    marked = raw.post("/v1/annotate", params=CHOSEN, content=filled.getvalue())
    assert marked.headers["content-type"] == empty.headers["content-type"]
    assert SELECTION.read(marked.content).report.errors


@pytest.mark.parametrize(
    ("method", "path", "told", "status"),
    [
        ("GET", "/v1/schema", {"params": CHOSEN | {"on": "yesterday"}}, 400),
        ("GET", "/v1/schema", {"params": CHOSEN | {"bundle": "none"}}, 400),
        ("GET", "/v1/schema", {"params": CHOSEN | {"items": "没有这项"}}, 422),
        ("GET", "/v1/schema", {}, 400),
        ("GET", "/v1/problems/no.such", {}, 404),
        ("POST", "/v1/check/sheet", {"params": CHOSEN, "content": b"no workbook"}, 422),
        ("POST", "/v1/annotate", {"params": CHOSEN, "content": b""}, 422),
        ("POST", "/v1/check", {"json": {"rows": []}}, 400),
    ],
)
def test_what_makes_no_sense_is_a_problem_document(
    raw: httpx.Client, method: str, path: str, told: dict[str, Any], status: int
) -> None:
    answer = raw.request(method, path, **told)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("operation", TOOLS, ids=lambda one: one.name)
def test_nothing_without_a_session(raw: httpx.Client, operation: Any) -> None:
    path = operation.path.replace("{code}", "id.check-digit")
    answer = raw.request(operation.method, path, headers={"Authorization": ""})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("header", "query", "english"),
    [
        ("", "", False),
        ("en", "", True),
        ("en-GB,en;q=0.9,zh;q=0.2", "", True),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", False),
        ("fr", "", False),
        ("en", "?lang=zh", False),
        ("", "?lang=en", True),
        ("", "?lang=xx", False),
    ],
)
def test_the_language_of_a_request(header: str, query: str, english: bool, raw: httpx.Client) -> None:
    answer = raw.get(f"/v1/problems/phone.mobile{query}", headers={"Accept-Language": header})
    assert ("Write one mobile number." in answer.text) is english

"""The gateway itself: sessions, isolation, refusals, limits, logs, the document, stopping."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from gateway_process import GatewayProcess, HttpOffice

import sxbundle as sx
from sxbundle.clients.http import messages, problem_details
from sxbundle.clients.http.config import RetryPolicy
from sxbundle.clients.http.json_codec import decode, encode
from sxbundle.clients.http.operations import OPERATIONS
from sxbundle.clients.http.sync import HttpHall
from sxbundle.gateway.openapi import openapi
from sxbundle.gateway.tools import TOOLS
from sxbundle.gateway.webhook_routes import PATH, WEBHOOKS
from sxbundle.schema import Material
from sxbundle.testing.contract_base import signed_in
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario, hiring, picture

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess()
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture
def office(gateway: GatewayProcess) -> Iterator[HttpOffice]:
    office = HttpOffice(gateway)
    yield office
    office.close()


@pytest.fixture
def raw(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    """Somebody who speaks HTTP and is no client of ours."""
    with httpx.Client(base_url=gateway.url, trust_env=False) as raw:
        yield raw


@pytest.fixture
def scenario() -> Scenario:
    return hiring(2, on=DAY)


def bearer(raw: httpx.Client, credentials: sx.Credentials) -> dict[str, str]:
    answer = raw.post("/v1/session", json={"user": credentials.user, "password": credentials.password})
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def calls(filing: str, scenario: Scenario) -> list[tuple[str, str, dict[str, Any]]]:
    """Every route about a filing, with a right body."""
    at = f"/v1/filings/{filing}"
    person = {"Person": str(scenario.people[0])}
    rows = json.loads(encode(messages.batch_message(scenario.batch)))
    return [
        ("GET", f"{at}/ledger", {}),
        ("POST", f"{at}/commitments", {"json": {"item": "employment_registration", "by": "甲"}}),
        ("PUT", f"{at}/rows", {"json": rows}),
        ("PUT", f"{at}/unit-record", {"json": {"fields": {}}}),
        ("POST", f"{at}/declaration", {}),
        ("PUT", f"{at}/materials/licence", {"content": picture()}),
        ("PUT", f"{at}/materials/identity", {"content": picture(), "headers": person}),
        ("POST", f"{at}/submission", {"json": {"people": None}}),
        ("POST", f"{at}/submission", {"json": {"people": [str(scenario.people[0])]}}),
    ]


def send(raw: httpx.Client, headers: dict[str, str], call: tuple[str, str, dict[str, Any]]) -> httpx.Response:
    method, path, told = call
    return raw.request(method, path, **{**told, "headers": {**told.get("headers", {}), **headers}})


def test_nothing_without_a_session(raw: httpx.Client, office: HttpOffice, scenario: Scenario) -> None:
    """No token, a token of nobody, a cut one, another scheme, one that ended: 401 before the body is read."""
    good = bearer(raw, office.enterprise)
    token = good["Authorization"].removeprefix("Bearer ")
    ended = bearer(raw, office.enterprise)
    assert raw.delete("/v1/session", headers=ended).status_code == 204
    tokens = ["", "Bearer", "Bearer x", f"Bearer {token[:-1]}", f"Bearer {token}x", f"Basic {token}", token]
    for headers in [{}, ended, *({"Authorization": one} for one in tokens)]:
        for call in [*calls("F00000001", scenario), ("GET", "/v1/unit", {}), ("GET", "/v1/filings", {})]:
            answer = send(raw, headers, call)
            told = answer.json()
            assert (answer.status_code, told["error"], told["code"]) == (
                401,
                "SessionExpired",
                "hall.session-expired",
            )
            assert answer.headers["www-authenticate"] == "Bearer"
    assert raw.get("/v1/unit", headers=good).status_code == 200


def test_another_units_filing_looks_as_if_it_were_none(
    raw: httpx.Client, office: HttpOffice, scenario: Scenario
) -> None:
    """Every route, with every id near it, byte for byte the same but for the request's id."""
    mine = signed_in(office, office.enterprise)
    filing = scenario.equipped(mine)
    before = mine.ledger(filing)
    stranger = signed_in(office, office.other)
    theirs = bearer(raw, sx.LocalHall.DEMO_ACCOUNTS["institution"])  # which has nothing to choose

    def plain(answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, re.sub('"instance":"[^"]*"', "", answer.text)

    for there, nowhere in zip(calls(filing, scenario), calls("F00099999", scenario), strict=True):
        assert plain(send(raw, theirs, there)) == plain(send(raw, theirs, nowhere)), there[1]
        assert send(raw, theirs, there).status_code == 404, there[1]
    key = {"Idempotency-Key": f'"{quote(scenario.reference)}"'}
    assert raw.get("/v1/filings/by-reference", headers=theirs | {"Idempotency-Key": '"x"'}).json() == {
        "filing": None
    }
    assert raw.get("/v1/filings/by-reference", headers=theirs | key).json() == {"filing": None}
    assert raw.get("/v1/filings", headers=theirs).json()["total"] == 0
    # The same reference is another filing for another unit.
    assert scenario.open(stranger) != filing
    assert stranger.find(scenario.reference) != filing
    for path in (f"/v1/filings/..%2Ffilings%2F{filing}/ledger", f"//v1/filings/{filing}/ledger"):
        assert raw.get(path, headers=theirs).status_code == 404
    both = raw.get(f"/v1/filings/{filing}/ledger", headers={**theirs, "X-User": office.enterprise.user})
    assert both.status_code == 404
    assert mine.ledger(filing) == before


def test_two_sessions_do_not_mix(office: HttpOffice, scenario: Scenario) -> None:
    """Many threads of two units at once: each sees its own."""
    mine, theirs = signed_in(office, office.enterprise), signed_in(office, office.other)
    filings = {scenario.open(mine): mine, scenario.open(theirs): theirs}
    wrong: list[object] = []

    def look() -> None:
        for _ in range(20):
            for filing, client in filings.items():
                seen = [one.filing for one in client.filings().items]
                if seen != [filing]:
                    wrong.append(seen)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []


def test_the_reference_is_the_idempotency_key(raw: httpx.Client, office: HttpOffice) -> None:
    headers = bearer(raw, office.enterprise)
    ticked = json.loads(encode(messages.selection_message(hiring(1, on=DAY, items=("就业登记",)).selection)))
    other = json.loads(
        encode(messages.selection_message(hiring(1, on=DAY, items=("职工参保登记",)).selection))
    )
    key = {"Idempotency-Key": '"%E5%85%A5%E8%81%8C-7"'}
    first = raw.post("/v1/filings", headers=headers | key, json=ticked)
    again = raw.post("/v1/filings", headers=headers | key, json=ticked)
    assert first.json() == again.json()
    assert signed_in(office, office.enterprise).find("入职-7") == first.json()["filing"]
    conflict = raw.post("/v1/filings", headers=headers | key, json=other)
    assert (conflict.status_code, conflict.json()["error"]) == (422, "ReferenceConflict")
    assert raw.post("/v1/filings", headers=headers, json=ticked).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "told", "status", "code"),
    [
        ("POST", "/v1/filings/F00000001/submission", {"content": b"{"}, 400, "gateway.request"),
        ("POST", "/v1/filings/F00000001/submission", {"json": {"people": 3}}, 400, "gateway.request"),
        ("PUT", "/v1/filings/F00000001/rows", {"json": {"rows": []}}, 400, "gateway.request"),
        ("PUT", "/v1/filings/F00000001/rows", {"content": b"[" * 9999}, 400, "gateway.request"),
        ("GET", "/v1/filings?page=x", {}, 400, "gateway.request"),
        ("GET", "/v1/filings?page=0", {}, 409, "hall.page"),
        ("GET", "/v1/nothing", {}, 404, "gateway.not-found"),
        ("PATCH", "/v1/unit", {}, 405, "gateway.not-found"),
        ("POST", "/v1/filings", {"json": {"people": None}}, 400, "gateway.request"),
        ("PUT", "/v1/unit/registrations", {"content": b"x" * (1 << 20) + b"x"}, 413, "gateway.too-large"),
    ],
)
def test_wrong_requests_are_problem_documents(
    raw: httpx.Client,
    office: HttpOffice,
    method: str,
    path: str,
    told: dict[str, Any],
    status: int,
    code: str,
) -> None:
    headers = bearer(raw, office.enterprise) | {"Content-Type": "application/json"}
    answer = raw.request(method, path, headers=headers, **told)
    document = answer.json()
    assert (answer.status_code, document["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert document["instance"] == answer.headers["x-request-id"]
    assert isinstance(problem_details.read(answer.content), sx.SxError)


def rows_of(scenario: Scenario, **changes: object) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(encode(messages.batch_message(scenario.batch)))
    return {**plain, **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "x"},
        {"rows": [0, 1]},
        {"rows": [1, 2**70]},
        {"rows": [1]},
        {"cells": {"basic.name": ["甲", {"type": "decimal", "text": "x"}]}},
        {"cells": {"basic.name": ["甲", {"type": "date", "text": "2026-13-01"}]}},
    ],
)
def test_rows_that_make_no_sense(raw: httpx.Client, office: HttpOffice, changes: dict[str, Any]) -> None:
    scenario = hiring(2, on=DAY, items=("职工参保登记",))
    filing = scenario.open(signed_in(office, office.enterprise))
    headers = bearer(raw, office.enterprise)
    answer = raw.put(f"/v1/filings/{filing}/rows", headers=headers, json=rows_of(scenario, **changes))
    assert (answer.status_code, answer.json()["code"]) == (400, "gateway.request")


def test_a_required_column_cannot_be_left_out(raw: httpx.Client, office: HttpOffice) -> None:
    """Nor the complaint about it with it: the hall sees empty cells."""
    scenario = hiring(1, on=DAY, items=("职工参保登记",))
    filing = scenario.open(signed_in(office, office.enterprise))
    told = rows_of(scenario)
    del told["cells"]["enrolment.wage"]
    answer = raw.put(f"/v1/filings/{filing}/rows", headers=bearer(raw, office.enterprise), json=told)
    (error,) = answer.json()["errors"]
    assert "enrolment.wage" in {one["column"] for one in error["problems"]}


def test_unknown_items_are_named(raw: httpx.Client, office: HttpOffice) -> None:
    headers = bearer(raw, office.enterprise) | {"Idempotency-Key": '"x"'}
    for body in (
        {"bundle": "no-such", "items": [], "on": "2026-11-30"},
        {"bundle": "hire", "items": ["no-such"], "on": "2026-11-30"},
    ):
        answer = raw.post("/v1/filings", headers=headers, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "gateway.unknown-items")


def test_a_large_upload_is_refused_before_it_is_sent(gateway: GatewayProcess, office: HttpOffice) -> None:
    """By its announced length: the body is never asked for."""
    token = decode(_signed_in(gateway, office), messages.SignedIn).token
    head = (
        "PUT /v1/filings/F00000001/materials/licence HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {Material.MOST_BYTES + 1}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", gateway.port)) as line:
        line.settimeout(20)
        line.sendall(head.encode())
        answer = b""
        while b"file.too-large" not in answer and (part := line.recv(1 << 16)):
            answer += part
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"file.too-large" in answer


def _signed_in(gateway: GatewayProcess, office: HttpOffice) -> bytes:
    account = {"user": office.enterprise.user, "password": office.enterprise.password}
    return httpx.post(f"{gateway.url}/v1/session", json=account, trust_env=False).content


def test_a_large_upload_without_a_length_is_cut_off(raw: httpx.Client, office: HttpOffice) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(Material.MOST_BYTES // (1 << 20) + 2):
            yield b"x" * (1 << 20)

    headers = bearer(raw, office.enterprise)
    try:
        answer = raw.put("/v1/filings/F00000001/materials/licence", headers=headers, content=endless())
    except httpx.TransportError:
        return  # closed while we were still sending
    assert (answer.status_code, answer.json()["error"]) == (413, "MaterialRefused")


def test_request_ids_come_back(raw: httpx.Client) -> None:
    assert raw.get("/health", headers={"X-Request-Id": "abc-1"}).headers["x-request-id"] == "abc-1"
    ours = raw.get("/health", headers={"X-Request-Id": "bad id"}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", ours)


def test_health_and_readiness(raw: httpx.Client) -> None:
    assert raw.get("/health").json() == {"status": "ok"}
    assert raw.get("/ready").json() == {"status": "ready"}


def test_the_document_is_served(raw: httpx.Client) -> None:
    answer = raw.get("/openapi")
    assert answer.headers["content-type"].startswith(("application/json", "application/vnd.oai.openapi+json"))
    assert answer.json()["paths"] == json.loads(DOCUMENT.read_text("utf-8"))["paths"]


def test_several_gateways_on_one_database(tmp_path: Path) -> None:
    """Clients of each submit the same people at once: one receipt for each person and item."""
    gateways = [GatewayProcess(path=str(tmp_path / "hall.db")) for _ in range(2)]
    account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
    scenario = hiring(4, on=DAY, items=("职工参保登记",))
    halls = [HttpHall(gateway.url) for gateway in gateways * 2]
    try:
        for hall in halls:
            hall.sign_in(account)
        filing = scenario.equipped(halls[0])
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda hall: hall.submit(filing), halls))
        ledger = halls[1].ledger(filing)
        assert ledger.done
        assert len(set(ledger.receipts)) == len(ledger.entries)
        assert {one.number for answer in answers for one in answer} == set(ledger.receipts)
    finally:
        for hall in halls:
            hall.close()
        assert [gateway.stop() for gateway in gateways] == [0, 0]


def test_signing_in_too_often() -> None:
    """429 with Retry-After, for the address and for the account; the client is told HallUnavailable."""
    gateway = GatewayProcess(pace=(3, 3600.0), path=":memory:")
    try:
        account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
        with HttpHall(gateway.url, retry=RetryPolicy(attempts=2, total=5)) as hall:
            for _ in range(3):
                hall.sign_in(account)
            with pytest.raises(sx.HallUnavailable) as refused:
                hall.sign_in(account)
        assert refused.value.code == "gateway.too-often"
        answer = httpx.post(f"{gateway.url}/v1/session", json={"user": "x", "password": "x"}, trust_env=False)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 3600
    finally:
        gateway.stop()


def test_the_document_is_fresh() -> None:
    """Rebuild it with `python -m sxbundle.gateway --openapi > docs/openapi.json`."""
    kept = json.loads(DOCUMENT.read_text("utf-8"))
    assert kept == json.loads(json.dumps(openapi()))
    assert kept["openapi"].startswith("3.1")


def test_every_call_of_the_contract_has_a_route() -> None:
    paths = openapi()["paths"]
    assert {PATH, f"{PATH}/retry"} <= set(paths)
    assert sum(len(methods) for methods in paths.values()) == len(OPERATIONS) + len(TOOLS) + len(WEBHOOKS) + 2
    for path, methods in paths.items():
        for method in methods.values():
            assert method.get("summary") or method.get("description"), path


def started(folder: Path, *more: str) -> tuple["subprocess.Popen[str]", str]:
    command = [sys.executable, "-W", "error", "-m", "sxbundle.gateway", "--port", "0", "--demo"]
    command += ["--hall", f"sqlite:///{folder / 'hall.db'}", *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_one_command_starts_it_and_a_signal_stops_it(tmp_path: Path, scenario: Scenario) -> None:
    """It says where it listens; the log holds no personal data; what was under way is finished."""
    process, url = started(tmp_path)
    try:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
        with HttpHall(url) as hall:
            hall.sign_in(account)
            mine = hiring(2, on=sx.HIRE.select("就业登记").plan.on, items=("职工参保登记", "就业登记"))
            filing = mine.staged(hall)
            answers: list[bytes] = []
            printing = threading.Thread(target=lambda: answers.append(hall.declaration(filing)))
            printing.start()
            time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            printing.join()
            assert answers[0].startswith(b"%PDF-")
        out, log = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, "")
    finally:
        process.kill()
        process.communicate()
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"request", "method", "route", "status", "ms"} <= set(lines[0])
    assert "/v1/filings/{filing}/declaration" in {one["route"] for one in lines}
    secrets = [account.user, account.password, mine.reference]
    secrets += [row[key] for row in mine.rows for key in ("basic.name", "basic.certificate_number")]
    assert not [secret for secret in secrets if secret in log]
    with sx.LocalHall(tmp_path / "hall.db") as hall_again:
        hall_again.sign_in(account)
        assert hall_again.ledger(filing).printed


def test_a_hall_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "hall.db").write_bytes(b"no database at all" * 100)
    process, url = started(tmp_path)
    out, error = process.communicate(timeout=60)
    assert (process.returncode, url, out) == (2, "", "")
    assert "Traceback" not in error
    assert error.strip()


def test_an_address_that_is_taken_is_said(tmp_path: Path, gateway: GatewayProcess) -> None:
    process, url = started(tmp_path, "--port", str(gateway.port))
    _, error = process.communicate(timeout=60)
    assert (process.returncode, url) == (2, "")
    assert "Traceback" not in error

"""The gateway from another language: Node, which knows nothing but the OpenAPI document."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from gateway_process import GatewayProcess

import sxbundle as sx
from sxbundle.gateway.openapi import openapi
from sxbundle.gateway.webhooks import WebhookSender
from sxbundle.testing import people
from sxbundle.testing.office import DAY

PROGRAM = Path(__file__).with_name("vendor.mjs")


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node here")
def test_a_vendor_checks_and_opens_from_the_document_alone() -> None:
    gateway = GatewayProcess(path=":memory:")
    account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
    command = ["node", str(PROGRAM), gateway.url, account.user, account.password, DAY.isoformat()]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    finally:
        assert gateway.stop() == 0
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["checked"]["rows"] == 1
    assert answer["checked"]["ok"], answer["checked"]["problems"]
    assert all(answer["meanings"])
    assert "StepRefused" in answer["early"]
    assert answer["reference"] == "入职 甲"
    assert "employment_registration" in answer["items"]


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node here")
def test_a_receiver_verifies_deliveries_from_the_document_alone(tmp_path: Path) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(openapi()), "utf-8")
    command = ["node", str(Path(__file__).with_name("receiver.mjs")), str(document), "geheim"]
    with sx.LocalHall.demo() as hall, subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as node:
        try:
            assert node.stdout is not None
            url = f"http://127.0.0.1:{node.stdout.readline().strip()}/hook"
            hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
            selection = sx.HIRE.select("职工参保登记", on=DAY)
            sx.file(selection.batch(people.rows(selection.plan, 2)), hall, reference="入职 甲").advance()
            changes = hall.all_changes(0).items
            assert WebhookSender(url, "geheim", hall.all_changes).send_changes() == len(changes) > 1
            for change in changes:
                answer = json.loads(node.stdout.readline())
                assert answer["good"]
                assert not answer["lacking"] + answer["unknown"]
                assert (answer["change"]["id"], answer["change"]["reference"]) == (change.id, "入职 甲")
            wrong = WebhookSender(url, "another secret", hall.all_changes, first_wait=0.001)
            wrong.since = changes[-2].id
            assert wrong.send_changes() == 0
            assert not json.loads(node.stdout.readline())["good"]
            assert len(wrong.dead_letters) == 1
        finally:
            node.kill()

"""The gateway from another language: Node, which knows nothing but the OpenAPI document."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from gateway_process import GatewayProcess

import sxbundle as sx
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

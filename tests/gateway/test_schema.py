"""Requests made from the OpenAPI document, right and wrong: none breaks the gateway.

`SXBUNDLE_TEST_SCHEMA` is the number of requests a route.
"""

import os
from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from gateway_process import GatewayProcess
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import sxbundle as sx
from sxbundle.clients.http import problem_details
from sxbundle.gateway.openapi import openapi
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

EXAMPLES = int(os.environ.get("SXBUNDLE_TEST_SCHEMA", "6"))
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
schema = schemathesis.openapi.from_dict(openapi())


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(path=":memory:")
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture(scope="module")
def token(gateway: GatewayProcess) -> str:
    """A session of a unit that has a filing under way."""
    with sx.HttpHall(gateway.url) as hall:
        hall.sign_in(ACCOUNT)
        hiring(1, on=DAY).staged(hall)
    account = {"user": ACCOUNT.user, "password": ACCOUNT.password}
    told: str = httpx.post(f"{gateway.url}/v1/session", json=account, trust_env=False).json()["token"]
    return told


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_no_request_breaks_the_gateway(case: schemathesis.Case, gateway: GatewayProcess, token: str) -> None:
    if (
        case.path_parameters
        and "filing" in case.path_parameters
        and len(str(case.path_parameters["filing"])) % 2
    ):
        case.path_parameters["filing"] = "F00000001"  # half of them about a filing that there is
    ending = case.method == "DELETE"  # would end the session that the others use
    headers = {} if ending else {"Authorization": f"Bearer {token}"}
    answer = case.call(base_url=gateway.url, headers=headers)
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0].startswith(problem_details.MEDIA)
    for agrees in (status_code_conformance, content_type_conformance, response_schema_conformance):
        case.validate_response(answer, checks=[agrees])

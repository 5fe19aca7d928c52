"""The language of sentences end to end: client, gateway, hall, and back."""

import re
from collections.abc import Callable, Iterator

import pytest
from gateway_process import GatewayProcess, HttpOffice

import sxbundle as sx
from sxbundle.gateway.openapi import openapi
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.testing.contract_base import signed_in
from sxbundle.testing.scenario import hiring

HAN = re.compile(r"[\u4e00-\u9fff]")
OFFICIAL = re.compile(r"「[^」]*」|《[^》]*》|打包快办")


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


def sentences(office: HttpOffice) -> list[str]:
    """What the hall says of one filing: of wrong steps, of rows, of what is needed."""
    client = signed_in(office, office.enterprise)
    scenario = hiring(3, on=office.today())
    wrong_row = scenario.changed(1, basic__certificate_number="110105194912310021")
    filing = scenario.open(client)
    wrong_steps: list[Callable[[], object]] = [
        lambda: client.declaration(filing),
        lambda: client.stage(filing, scenario.batch),
        lambda: client.accept(filing, "nothing", "李经办"),
        lambda: client.submit(filing, [PersonId("nobody")]),
        lambda: client.ledger(FilingId("F99999999")),
        lambda: client.attach(filing, "nothing", b"no picture"),
    ]
    texts = []
    for step in wrong_steps:
        with pytest.raises(sx.SxError) as caught:
            step()
        texts.append(str(caught.value))
    scenario.prepare(client, filing)
    staged = client.stage(filing, wrong_row.batch)
    assert staged.people
    ledger = client.ledger(filing)
    rows = [problem for error in staged.errors for problem in error.problems] + list(staged.warnings)
    assert rows
    texts += [problem.message + problem.mend for problem in (*rows, *ledger.warnings)]
    outcome = sx.file(scenario.batch, client, reference=scenario.reference).advance()
    assert outcome.needs
    texts += [need.text for need in outcome.needs]
    texts += [problem.message + problem.mend for problem in outcome.problems]
    return texts


def test_the_client_asks_in_its_language_and_the_hall_answers_in_it(office: HttpOffice) -> None:
    chinese = sentences(office)
    office.gateway.do("reset", ":memory:")
    with sx.language("en"):
        english = sentences(office)
    assert len(chinese) == len(english)
    assert all(HAN.search(text) for text in chinese)
    assert [text for text in english if HAN.search(OFFICIAL.sub("", text))] == []


def test_the_document_says_how_to_ask() -> None:
    document = openapi()
    asked = {"$ref": "#/components/parameters/language"}
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    silent = [operation for operation in operations if asked not in operation.get("parameters", ())]
    assert [operation["tags"] for operation in silent] == [["machine"]] * 2
    assert document["components"]["parameters"]["language"]["name"] == "Accept-Language"

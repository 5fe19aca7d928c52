"""A filing through the sandbox's pages with each awkwardness, and with all that go together."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from clients.browser.browser_office import BrowserOffice, Served

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium
from sxbundle.gateway.pages.quirks import Quirk
from sxbundle.procedure.model import Attached
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

T = TypeVar("T")
FOR_PEOPLE = {Quirk.CAPTCHA, Quirk.PERSON_CHOICE}
FILED = [str(quirk) for quirk in Quirk if quirk not in {*FOR_PEOPLE, Quirk.MAINTENANCE}]
"""Those with which a program can file."""
pytestmark = pytest.mark.slow


@pytest.fixture
def office(request: pytest.FixtureRequest, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
    office = BrowserOffice(served, chromium, request.param)
    yield office
    office.close()


def signed_in(office: BrowserOffice) -> BrowserHall:
    hall = BrowserHall(office.page_map, browser=office.browser, submit=True)
    hall.sign_in(office.enterprise)
    return hall


def settled(call: Callable[[], T]) -> T:
    """The answer; asked for again after a doubt that the lists do not settle, such as a 504 before a 502."""
    try:
        return call()
    except sx.OutcomeUnknown:
        return call()


@pytest.mark.parametrize(
    "office",
    [*FILED, "all"],
    indirect=True,
)
def test_a_whole_filing(office: BrowserOffice) -> None:
    scenario = hiring(2, on=DAY, items=("职工参保登记", "就业登记"))
    with signed_in(office) as hall:
        filing = scenario.open(hall)
        scenario.prepare(hall, filing)
        staged = settled(lambda: hall.stage(filing, scenario.changed(1, enrolment__wage="很多").batch))
        assert (staged.people, [error.row for error in staged.errors]) == (1, [2])
        assert settled(lambda: hall.stage(filing, scenario.batch)).people == 2
        assert settled(lambda: hall.declaration(filing)).startswith(b"%PDF-")
        answers = settled(lambda: hall.attach_many(filing, list(scenario.files(hall, filing))))
        assert {type(answer) for answer in answers} == {Attached}
        receipts = settled(lambda: hall.submit(filing))
        ledger = hall.ledger(filing)
    assert ledger.done
    assert len(receipts) == len(ledger.entries) == office.hall.accept_all(filing)


@pytest.mark.parametrize("office", sorted(FOR_PEOPLE), indirect=True)
def test_what_only_a_person_can_answer(office: BrowserOffice) -> None:
    """Nothing is guessed: a need with a picture."""
    with pytest.raises(sx.PersonNeeded) as needed:
        signed_in(office)
    assert all("page.png" in need.text for need in needed.value.needs)


@pytest.mark.parametrize("office", [str(Quirk.MAINTENANCE)], indirect=True)
def test_maintenance(office: BrowserOffice) -> None:
    with pytest.raises(sx.HallUnavailable) as refused:
        signed_in(office)
    assert refused.value.code == "pages.unreachable"

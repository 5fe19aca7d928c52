"""A hall of one page whose script draws everything is filed at by a map, and no code."""

from pathlib import Path

import pytest
from clients.browser.browser_office import Served
from clients.browser.fourth_site import FourthSite

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.testing import papers
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import CLERK, hiring, picture

MAP = Path(__file__).with_name("fourth_site.toml")


@pytest.mark.slow
def test_a_hall_of_one_page_to_the_receipts(served: Served, chromium: Chromium, tmp_path) -> None:
    office = LocalOffice()
    site = FourthSite(office)
    served.app = site.app
    page_map = load_map(MAP, {"site": {"address": served.address}})
    scenario = hiring(3, on=DAY, items=("职工参保登记", "就业登记"))
    wrong = scenario.changed(0, basic__name="").changed(1, basic__name="")

    def advance(batch: sx.Batch) -> sx.Outcome:
        return sx.file(
            batch, hall, reference="入职-1", accept="all", clerk=CLERK, materials=tmp_path
        ).advance()

    with BrowserHall(page_map, browser=chromium, submit=True) as hall:
        with pytest.raises(sx.SignInFailed):
            hall.sign_in(sx.Credentials(office.enterprise.user, "not-this-one"))
        hall.sign_in(office.enterprise)
        first = advance(wrong.batch).ledger
        assert [error.row for error in first.errors] == [1, 2]  # one on each page of the list
        for other in range(2):  # the batch is on the list's second page from now on
            hiring(1, on=DAY, reference=f"另一批-{other}").open(site.hall)
        site.token = ""  # the session ends: a box, and no other page
        second = advance(scenario.batch).ledger
        assert set(scenario.people) == {entry.person for entry in second.entries}
        papers.collect(tmp_path, second)
        (tmp_path / "增减申报表盖章.png").write_bytes(picture(3))
        outcome = advance(scenario.batch)
        assert outcome.ledger.done, outcome.needs
        assert {finding.state for finding in hall.doctor()} <= {"ok", "not reached"}
    assert len(outcome.receipts) == len(scenario.entries) == office.accept_all(outcome.ledger.filing)
    assert {call: site.calls.count(call) for call in ("open", "sign", "sheet", "send", "template")} == {
        "open": 1,
        "sign": 1,
        "sheet": 2,
        "send": 2,  # the people who wait stand on two pages
        "template": 1,
    }


@pytest.mark.long
def test_registrations_of_lists_that_the_page_draws(served: Served, chromium: Chromium) -> None:
    office = LocalOffice()
    served.app = FourthSite(office).app
    page_map = load_map(MAP, {"site": {"address": served.address}})
    with BrowserHall(page_map, browser=chromium) as hall:
        choices = hall.sign_in(office.other).choices
        assert choices
        assert all(len(several) > 1 for several in choices.values())
        wanted = {system: several[-1].number for system, several in choices.items()}
        unit = hall.choose(wanted)
        assert {r.number for r in unit.registrations} >= set(wanted.values())

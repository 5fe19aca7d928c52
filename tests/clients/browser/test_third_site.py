"""A stranger's hall is filed at by a map that was written from the documentation, and no code."""

from pathlib import Path

import pytest
from clients.browser.browser_office import Served
from clients.browser.third_site import ThirdSite

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.testing import papers
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import CLERK, hiring, picture

MAP = Path(__file__).with_name("third_site.toml")


@pytest.mark.slow
def test_a_stranger_s_hall_to_the_receipts(served: Served, chromium: Chromium, tmp_path) -> None:
    office = LocalOffice()
    site = ThirdSite(office)
    served.app = site.app
    page_map = load_map(MAP, {"site": {"address": served.address}})
    scenario = hiring(3, on=DAY, items=("职工参保登记", "就业登记"))
    wrong = scenario.changed(2, basic__name="")

    def advance(batch: sx.Batch) -> sx.Outcome:
        return sx.file(
            batch, hall, reference="入职-1", accept="all", clerk=CLERK, materials=tmp_path
        ).advance()

    with BrowserHall(page_map, browser=chromium, submit=True) as hall:
        with pytest.raises(sx.SignInFailed):
            hall.sign_in(sx.Credentials(office.enterprise.user, "not-this-one"))
        hall.sign_in(office.enterprise)
        assert {finding.state for finding in hall.doctor()} <= {"ok", "not reached"}  # nothing filed yet
        first = advance(wrong.batch).ledger
        (error,) = first.errors
        assert (error.row, [problem.caption for problem in error.problems]) == (3, ["姓名"])
        for other in range(2):  # from now on the batch is a row of the list's second page
            hiring(1, on=DAY, reference=f"另一批-{other}").open(site.hall)
        second = advance(scenario.batch).ledger
        assert set(scenario.people) == {entry.person for entry in second.entries}
        papers.collect(tmp_path, second)
        (tmp_path / "增减申报表盖章.png").write_bytes(picture(3))
        outcome = advance(scenario.batch)
        assert outcome.ledger.done, outcome.needs
        assert {finding.state for finding in hall.doctor()} <= {"ok", "not reached"}
    assert len(outcome.receipts) == len(scenario.entries) == office.accept_all(outcome.ledger.filing)
    assert {post: site.posts.count(post) for post in ("open", "sign", "sheet", "send")} == {
        "open": 1,
        "sign": 1,
        "sheet": 2,
        "send": 2,  # the people who wait stand on two pages
    }

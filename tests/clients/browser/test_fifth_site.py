"""A hall of windows in windows is filed at by a map that was written from the documentation, and no code."""

from pathlib import Path

import pytest
from clients.browser.browser_office import Served
from clients.browser.fifth_site import FifthSite

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.procedure.ledger import State
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import hiring, picture, unit_record

MAP = Path(__file__).with_name("fifth_site.toml")


@pytest.mark.slow
def test_a_hall_of_windows_in_windows_to_the_receipts(served: Served, chromium: Chromium) -> None:
    office = LocalOffice()
    site = FifthSite(office)
    served.app = site.app
    page_map = load_map(MAP, {"site": {"address": served.address}})
    scenario = hiring(3, on=DAY)
    first, second, third = scenario.people
    with BrowserHall(page_map, browser=chromium, submit=True) as hall:
        with pytest.raises(sx.SignInFailed):
            hall.sign_in(sx.Credentials(office.enterprise.user, "not-this-one"))
        hall.sign_in(office.enterprise)
        filing = scenario.open(hall)
        scenario.prepare(hall, filing)
        staged = hall.stage(filing, scenario.changed(1, basic__name="").batch)
        assert (staged.people, [error.row for error in staged.errors]) == (2, [2])
        assert "姓名" in staged.errors[0].problems[0].message
        site.session = ""  # the session ends: a box, and no other page
        assert hall.stage(filing, scenario.batch).people == 3
        assert hall.withdraw(filing, [third])
        assert hall.record_unit(filing, unit_record(hall.unit())) == ()
        assert hall.declaration(filing).startswith(b"%PDF-")
        hall.attach_many(filing, list(scenario.files(hall, filing)))
        site.refused[first] = "该人员正在其他单位申报"
        assert {receipt.person for receipt in hall.submit(filing)} == {second}
        site.refused[first] = "该人员正在其他单位申报"
        with pytest.raises(sx.StepRefused, match="正在其他单位申报"):
            hall.submit(filing)
        own = site.hall.find(scenario.reference)  # what the pages show is its name
        office.send_back(own, "照片不清", items=["employment_registration"])
        returned = [entry for entry in hall.ledger(filing).entries if entry.state is State.RETURNED]
        assert {(entry.person, entry.reason) for entry in returned} == {(second, "照片不清")}
        hall.attach(filing, "portrait", picture(200), second)
        receipts = hall.submit(filing)
        assert {receipt.person for receipt in receipts} == {first, second}
        office.accept_all(own)
        ledger = hall.ledger(filing)
        assert ledger.done
        assert ledger.count(State.ACCEPTED) == len(receipts)
        assert {entry.person for entry in ledger.entries if entry.state is State.WITHDRAWN} == {third}
    assert {call: site.calls.count(call) for call in ("open", "sheet", "drop", "record")} == {
        "open": 1,
        "sheet": 2,
        "drop": 1,
        "record": 1,
    }

"""The client that drives pages passes the suite of every client: plain, awkward, on another site.

One browser and one server serve a module. A page load costs about a third of a second of processor time, half
of it Chromium's own, so the whole suite takes the better part of an hour: it is long. Two of its tests, which
do every call several times, are slow.
"""

from collections.abc import Iterator

import pytest
from clients.browser.browser_office import BrowserOffice, Served
from clients.browser.test_second_site import MAP, OtherSite

from sxbundle.clients.browser import Chromium
from sxbundle.testing.contract import HallContract
from sxbundle.testing.contract_base import ContractBase
from sxbundle.testing.contract_repeats import RepeatContract


@pytest.mark.slow
class TestEveryCallRepeated(ContractBase):
    """What `.ci/run` has of the suite on plain pages."""

    _same_end = RepeatContract._same_end
    test_each_call_twice = RepeatContract.test_each_call_twice
    test_each_call_at_once = RepeatContract.test_each_call_at_once

    @pytest.fixture
    def office(self, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
        office = BrowserOffice(served, chromium)
        yield office
        office.close()


@pytest.mark.long
class TestBrowserHall(HallContract):
    """On plain pages."""

    @pytest.fixture
    def office(self, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
        office = BrowserOffice(served, chromium)
        yield office
        office.close()


@pytest.mark.long
class TestEveryQuirkTogether(HallContract):
    """With everything awkward at once that goes together."""

    @pytest.fixture
    def office(self, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
        office = BrowserOffice(served, chromium, "all")
        yield office
        office.close()


@pytest.mark.long
class TestAnotherSite(HallContract):
    """By a map and no code."""

    @pytest.fixture
    def office(self, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
        office = BrowserOffice(served, chromium, "other-theme", MAP)
        served.app = OtherSite(served.app)
        yield office
        office.close()

"""The client that drives pages passes the suite of every client: plain, awkward, on another site.

One browser and one server serve a module. Each case takes several seconds of processor time, most of it
Chromium's own, and there are four suites: of the first three, `.ci/run` does the cases that `conftest` names.
The rest is long.
"""

import os
import zlib
from collections.abc import Iterator

import pytest
from clients.browser.browser_office import BrowserOffice, Served
from clients.browser.test_quirks import FILED
from clients.browser.test_second_site import MAP, OtherSite

from sxbundle.clients.browser import Chromium
from sxbundle.gateway.pages.quirks import Quirk, Quirks
from sxbundle.testing.contract import HallContract


class TestBrowserHall(HallContract):
    """On plain pages."""

    @pytest.fixture
    def office(self, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
        office = BrowserOffice(served, chromium)
        yield office
        office.close()


# A lost answer is `OutcomeUnknown`, after which the cases do not ask again; `test_quirks` has whole filings
# with it. Slow answers only add seconds.
AWKWARD = str(Quirks.together(without=[Quirk.LOST_ANSWERS, Quirk.SLOW]))


class TestEveryQuirkTogether(HallContract):
    """With everything awkward at once that goes together."""

    @pytest.fixture
    def office(self, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
        office = BrowserOffice(served, chromium, AWKWARD)
        yield office
        office.close()


ALONE = [name for name in FILED if name != Quirk.LOST_ANSWERS]
TURN = int(os.environ.get("SXBUNDLE_QUIRK_TURN", "0"))


class TestOneQuirk(HallContract):
    """With one awkwardness alone, another for each case: in as many turns as there are, all meet all."""

    @pytest.fixture
    def office(
        self, request: pytest.FixtureRequest, served: Served, chromium: Chromium
    ) -> Iterator[BrowserOffice]:
        quirk = ALONE[(zlib.crc32(request.node.name.encode()) + TURN) % len(ALONE)]
        print(quirk)  # shown when the case fails
        office = BrowserOffice(served, chromium, quirk)
        yield office
        office.close()


class TestAnotherSite(HallContract):
    """By a map and no code."""

    @pytest.fixture
    def office(self, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
        office = BrowserOffice(served, chromium, "other-theme", MAP)
        served.app = OtherSite(served.app)
        yield office
        office.close()

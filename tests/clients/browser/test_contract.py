"""The client that drives the sandbox's plain pages passes the suite that every client passes."""

from collections.abc import Iterator

import pytest
from clients.browser.browser_office import BrowserOffice, Served

from sxbundle.clients.browser import Chromium
from sxbundle.testing.contract import HallContract


@pytest.mark.long
class TestBrowserHall(HallContract):
    """On plain pages; the quirks have a module of their own."""

    @pytest.fixture
    def office(self, served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
        office = BrowserOffice(served, chromium)
        yield office
        office.close()

"""One browser and one server for a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clients.browser.browser_office import CHROMIUM, BrowserOffice, Served
from clients.browser.small_site import Site

from sxbundle.clients.browser import Chromium
from sxbundle.hall import passwords


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose, and tested of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_COST", (2**4, 8, 1))
        yield


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served()
    yield served
    served.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    pytest.importorskip("playwright")
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed")
    chromium = Chromium(CHROMIUM)
    yield chromium
    chromium.close()


@pytest.fixture
def office(served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
    """Plain pages of a fresh hall."""
    office = BrowserOffice(served, chromium)
    yield office
    office.close()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()

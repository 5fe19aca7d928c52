"""One browser and one server for a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clients.browser.browser_office import CHROMIUM, BrowserOffice, Served
from clients.browser.small_site import Site

from sxbundle.clients.browser import Chromium
from sxbundle.hall import sessions

EVERYWHERE = {"test_many_files_at_once"}
"""Cases of the contract that `.ci/run` does on plain and awkward pages and on another site."""
ON_PLAIN_PAGES = {
    "test_resuming",
    "test_good_rows_stay_and_error_rows_come_back",
    "test_a_filing_waits_and_goes_on",
    "test_some_people_or_all",
    "test_withdrawing",
    "test_every_entry_says_how_it_stands",
    "test_several_files_are_one_material",
    "test_a_commitment_is_accepted_by_somebody",
    "test_a_choice_is_the_sessions_own",
    "test_a_unit_page_with_errors_is_not_recorded",
    "test_other_people_want_another_declaration",
    "test_filings_come_newest_first_in_pages",
    "test_outlets_of_a_county_a_city_the_province",
    "test_each_call_twice",
    "test_each_call_at_once",
    "test_a_batch_that_is_half_accepted",
    "test_returned_can_be_mended_and_submitted_again",
    "test_a_unit_never_sees_another_units_filing",
    "test_many_wrong_passwords_lock_the_account",
}
"""Cases that it does besides, on plain pages only."""


@pytest.hookimpl(tryfirst=True)  # before what is not asked for is put aside
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the contract's cases on the pages: slow, or long."""
    for item in items:
        if isinstance(item, pytest.Function) and item.path == Path(__file__).with_name("test_contract.py"):
            is_plain = item.cls.__name__ == "TestBrowserHall"
            chosen = EVERYWHERE | (ON_PLAIN_PAGES if is_plain else set())
            item.add_marker("slow" if item.originalname in chosen else "long")


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose, and tested of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "_COST", (2**4, 8, 1))
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

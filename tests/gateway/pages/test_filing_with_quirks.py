"""A whole hire in Chromium with every quirk, one by one and together: one receipt a person and item."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hall_pages import HallPages, hall_pages, served
from rounds import long_except

from sxbundle.clients.local import LocalHall
from sxbundle.gateway.pages import Quirk, Quirks
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario, hiring, unit_record

pytest.importorskip("playwright.sync_api")
from clerk import Clerk
from test_browser_walk import CHROMIUM, chromium  # noqa: F401 # the browser of the module

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's chromium is not installed")
ACCOUNT = LocalHall.DEMO_ACCOUNTS["enterprise"]
ITEMS = ("职工参保登记", "就业登记", "劳动用工备案")
WALKED = ["", *sorted(set(Quirk) - {Quirk.MAINTENANCE}), "all"]
"""Under maintenance nothing can be filed. `all` leaves out what needs a person, and blob-frame and
native-confirm, of which new-tab and stacked-dialogs are the other form."""


@pytest.fixture
def scenario() -> Scenario:
    return hiring(2, on=DAY, items=ITEMS, reference="浏览器入职")


@contextmanager
def clerk_at(
    browser: Any, pages: HallPages, address: str, scenario: Scenario, folder: Path
) -> Iterator[Clerk]:
    """A clerk with a browser of his own."""
    context = browser.new_context(base_url=address, locale="zh-CN")
    captchas = pages.app.app.state.pages.captchas

    def read_captcha() -> str:
        digits, _ = list(captchas._open.values())[-1]
        return str(digits)

    record = unit_record(pages.unit())
    yield Clerk(context.new_page(), ACCOUNT, scenario, record, folder, read_captcha)
    context.close()


def assert_filed_once(hall: LocalHall, scenario: Scenario) -> None:
    """Every person and item has one receipt, and was taken once."""
    with hall.new_client() as client:
        client.sign_in(ACCOUNT)
        assert client.filings().total == 1
        filing = client.find(scenario.reference)
        assert filing is not None
        ledger = client.ledger(filing)
    assert ledger.done
    assert {entry.person for entry in ledger.entries} == set(scenario.people)
    held = Counter((entry.person, entry.item) for entry in ledger.entries)
    assert set(held.values()) == {1}
    assert len(set(ledger.receipts)) == len(ledger.entries)
    taken = [note.facts["entries"] for note in hall.audit(filing) if note.what == "submit"]
    assert sum(taken) == len(ledger.entries)


@pytest.mark.slow
@pytest.mark.parametrize("quirk", long_except(WALKED, Quirk.SHORT_SESSION))
def test_a_hire_with_a_quirk(
    chromium: Any,  # noqa: F811
    scenario: Scenario,
    tmp_path: Path,
    quirk: str,
) -> None:
    with (
        hall_pages(quirk) as pages,
        served(pages) as address,
        clerk_at(chromium, pages, address, scenario, tmp_path) as clerk,
    ):
        pages.app.app.state.pages.slowness = 0.2
        clerk.file()
        assert_filed_once(pages.hall, scenario)
        assert clerk.templates
        assert clerk.printed


def test_what_goes_together_leaves_out_little() -> None:
    """What needs a person, and one of two forms of the same."""
    left_out = set(Quirk) - Quirks.parse("all").names
    assert left_out == {
        Quirk.CAPTCHA, Quirk.PERSON_CHOICE, Quirk.MAINTENANCE, Quirk.BLOB_FRAME, Quirk.NATIVE_CONFIRM,
    }  # fmt: skip

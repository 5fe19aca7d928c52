"""Of a reading over many pages only the page that did not come is asked for again."""

from collections import Counter
from typing import Any
from urllib.parse import parse_qsl

import pytest
from clients.browser.browser_office import BrowserOffice, Served
from clients.browser.small_site import Site
from clients.browser.test_network_answers import on_screen

from sxbundle.clients.browser import Chromium
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.traffic import capturing
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

pytestmark = pytest.mark.slow
PEOPLE = 35


class Broken:
    """A proxy that answers 502 for the hall, so many times for each address in which `part` stands."""

    def __init__(self, app: Any, times: int, part: str) -> None:
        self.app, self.times, self.part = app, times, part
        self.seen: Counter[str] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        address = f"{scope['method']} {scope['path']}?{scope['query_string'].decode()}"
        self.seen[address] += 1
        if self.seen[address] <= self.times and self.part in address:
            await send({"type": "http.response.start", "status": 502, "headers": []})
            await send({"type": "http.response.body", "body": b"Bad Gateway"})
            return
        await self.app(scope, receive, send)

    def pages(self) -> list[int]:
        """How often each page of the table of people was asked for."""
        numbers = [
            (int(dict(parse_qsl(address.partition("?")[2])).get("page_number", "1")), times)
            for address, times in self.seen.items()
            if address.startswith("GET /records")
        ]
        return [times for _, times in sorted(numbers)]


@pytest.mark.parametrize("quirks", ["small-pages", "small-pages,frames"])
def test_only_the_broken_page_of_a_table_is_loaded_again(
    served: Served, chromium: Chromium, quirks: str
) -> None:
    office = BrowserOffice(served, chromium, quirks)
    served.app = proxy = Broken(served.app, 1, "page_number=")
    scenario = hiring(PEOPLE, on=DAY)
    with office.hall.new_client() as local:
        local.sign_in(office.enterprise)
        filing = scenario.staged(local)
    with office.client() as hall:
        hall.sign_in(office.enterprise)
        ledger = hall.ledger(filing)
    office.close()
    assert {entry.person for entry in ledger.entries} == set(scenario.people)
    assert max(proxy.pages()[1:]) == 2
    assert proxy.pages()[0] == 1


def test_a_list_whose_refreshing_does_not_come_is_loaded_again(served: Served, chromium: Chromium) -> None:
    """The list alone: a reading of all pages is tried three times only."""
    office = BrowserOffice(served, chromium, "stale-list")
    served.app = Broken(served.app, 3, "/refresh")
    scenario = hiring(3, on=DAY)
    with office.client() as hall:
        hall.sign_in(office.enterprise)
        ledger = hall.ledger(scenario.staged(hall))
    office.close()
    assert {entry.person for entry in ledger.entries} == set(scenario.people)


def test_a_file_in_an_iframe_that_comes_late(site: Site, chromium: Chromium) -> None:
    """The page around it is not the answer."""
    site.pages |= {
        "/": (200, {}, "<h1>首页</h1><a href=/around target=around>下载</a><iframe name=around></iframe>"),
        "/around": (
            200,
            {},
            "<iframe id=own></iframe><script>setTimeout(() => own.src = '/file', 300)</script>",
        ),
        "/file": (200, {}, "%PDF-1.4"),
    }

    async def kinds(screen: Screen) -> list[str]:
        async with capturing(screen.context, screen.traffic, 5.0) as captured:
            await screen.press(screen.tab.get_by_role("link", name="下载"))
        return [downloaded.kind for downloaded in captured]

    assert on_screen(site, chromium, kinds, {"answer": "", "optional": ["columns"]})[0] == ".pdf"


def test_a_choice_of_registrations_that_does_not_come_is_made_again(
    served: Served, chromium: Chromium
) -> None:
    """The map says that this answer means that nothing was done."""
    office = BrowserOffice(served, chromium)
    served.app = Broken(served.app, 2, "POST /registrations")
    with office.client() as hall:
        choices = hall.sign_in(office.other).choices
        unit = hall.choose({system: options[-1].number for system, options in choices.items()})
    office.close()
    assert {options[-1] for options in choices.values()} <= set(unit.registrations)

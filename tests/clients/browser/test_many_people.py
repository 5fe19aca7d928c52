"""How the work on the pages grows with the people: only by what the pages force, a form for each person.

`SXBUNDLE_BROWSER_PEOPLE` is the number of people of the larger filing; run with `-s` to see the figures.
"""

import os
from time import perf_counter
from typing import Any

import pytest
from clients.browser.browser_office import BrowserOffice, Served

from sxbundle.clients.browser import Chromium
from sxbundle.clients.http.sync import HttpHall
from sxbundle.procedure.model import Attached
from sxbundle.schema import Level
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

pytestmark = pytest.mark.long
PEOPLE = int(os.environ.get("SXBUNDLE_BROWSER_PEOPLE", "12"))
ITEMS = ("职工参保登记", "就业登记")
FORCED = 2
"""Page loads and clicks for each person: the form is opened, and sent."""
PAGES = 12
"""Pages of tables in which people stand, of 50 rows each, that a filing reads: more people, more pages."""


def filed(hall: Any, people: int) -> float:
    """Files so many people with their materials; returns the seconds."""
    scenario = hiring(people, on=DAY, items=ITEMS)
    begun = perf_counter()
    filing = scenario.open(hall)
    scenario.prepare(hall, filing)
    assert hall.stage(filing, scenario.batch).people == people
    hall.declaration(filing)
    uploads = list(scenario.files(hall, filing))
    levels = {material.key: material.level for material in scenario.selection.plan.all_materials}
    assert sum(levels[upload.material] is Level.PERSON for upload in uploads) >= 2 * people
    assert {type(answer) for answer in hall.attach_many(filing, uploads)} == {Attached}
    hall.submit(filing)
    assert hall.ledger(filing).done
    return perf_counter() - begun


def test_loads_and_clicks_grow_only_with_the_forms(served: Served, chromium: Chromium) -> None:
    counts: dict[int, int] = {}
    for people in (PEOPLE // 3, PEOPLE):
        office = BrowserOffice(served, chromium)
        with office.client() as hall:
            hall.sign_in(office.enterprise)
            seconds = filed(hall, people)
            counts[people] = hall.page_loads  # type: ignore[attr-defined]
        office.close()
        office = BrowserOffice(served, chromium)
        with HttpHall(served.address) as hall:
            hall.sign_in(office.enterprise)
            before = served.requests
            over_http = filed(hall, people)
        print(
            f"{people} people: {counts[people]} page loads and clicks, {seconds:.1f} s; "
            f"over HTTP {served.requests - before} requests, {over_http:.1f} s"
        )
        office.close()
    fewer, more = sorted(counts)
    assert counts[more] - counts[fewer] <= FORCED * (more - fewer) + PAGES * (more // 50 + 1)

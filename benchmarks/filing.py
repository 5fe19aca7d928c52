"""One filing from the sheet to 已提交 by `advance()`, as its people grow, at each client.

The gateway runs in a process of its own: what it takes is in the clock and not in the processor time of the
caller. Requests and SQL statements are counted.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sxbundle as sx
from benchmarks.asking import statements
from benchmarks.measure import say
from benchmarks.table import Sizes, Table
from sxbundle.schema import Level
from sxbundle.testing.scenario import CLERK, Scenario, hiring, picture, unit_record

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
ON = sx.HIRE.select("就业登记").plan.on
REGISTERED = ("就业登记",)
"""An item that wants three files of each person and nothing that is printed."""


def material_files(scenario: Scenario, folder: Path) -> dict[str, Any]:
    """Every material to the files that stand for it, each of its own bytes."""
    files: dict[str, Any] = {}
    number = 0
    for material in scenario.selection.materials:
        holders = scenario.people if material.level is Level.PERSON else (None,)
        paths = {}
        for person in holders:
            number += 1
            paths[person] = folder / f"{number}.jpg"
            paths[person].write_bytes(picture(number))
        files[material.key] = paths[None] if material.level is not Level.PERSON else paths
    return files


def filed(hall: Any, scenario: Scenario, folder: Path) -> Callable[[], sx.Outcome]:
    """What takes the scenario through `advance()`."""
    needs_unit = scenario.selection.plan.unit_page
    filing: sx.Filing[Any] = sx.file(
        scenario.batch,
        hall,
        reference=scenario.reference,
        unit=unit_record(hall.unit()) if needs_unit else None,
        materials=material_files(scenario, folder),
        accept="all",
        clerk=CLERK,
    )
    return filing.advance


@contextmanager
def _local(folder: Path) -> Iterator[tuple[Any, Callable[[], int]]]:
    with statements() as seen, sx.LocalHall.demo(folder / "hall.db") as hall:
        hall.sign_in(ACCOUNT)
        yield hall, lambda: len(seen)


@contextmanager
def _http(folder: Path) -> Iterator[tuple[Any, Callable[[], int]]]:
    from benchmarks.gateway import Recorded, server
    from sxbundle.clients.http.sync import HttpHall

    recorded = Recorded()
    with (
        server(f"sqlite:///{folder / 'gateway.db'}") as gateway,
        HttpHall(gateway.url, transport=recorded) as hall,
    ):
        hall.sign_in(ACCOUNT)
        yield hall, lambda: len(recorded.seen)


@contextmanager
def _folder(folder: Path) -> Iterator[tuple[Any, Callable[[], int]]]:
    with sx.LocalHall.demo() as local:
        local.sign_in(ACCOUNT)
        unit = local.unit()
    with sx.FolderHall(folder / "handover") as hall:
        hall.add_unit(ACCOUNT.user, unit)
        hall.sign_in(ACCOUNT)
        yield hall, lambda: 0


CLIENTS = {"embedded hall": (_local, "SQL statements"), "HTTP": (_http, "requests"), "folder": (_folder, "")}


def filing(sizes: Sizes) -> Table:
    """Whole filings at each client, once each."""
    lines = []
    for name, (opened, counted) in CLIENTS.items():
        for number in sizes.filings:
            with tempfile.TemporaryDirectory() as text:
                folder = Path(text)
                scenario = hiring(number, on=ON, items=REGISTERED, reference="入职")
                with opened(folder) as (hall, count):
                    advance = filed(hall, scenario, folder)
                    before, clock, begun = count(), time.perf_counter(), time.process_time()
                    outcome = advance()
                    spent, waited = time.process_time() - begun, time.perf_counter() - clock
                    if name != "folder" and not outcome.done:
                        raise AssertionError(f"{name}, {number}: {outcome}")
                    asked = f"{count() - before:,} {counted}" if counted else ""
            each = spent / number * 1e6
            lines.append((name, f"{number:,}", f"{spent:.2f}", f"{waited:.2f}", f"{each:.0f}", asked))
            say(f"filing, {name}, {number} people: {spent:.2f} s")
    return Table(
        "One filing through `advance()`, three files a person",
        "linear everywhere; over HTTP 1,000 people × 3 files in 20 requests",
        ("client", "people", "processor s of the caller", "s by the clock", "µs a person", "asked"),
        tuple(lines),
    )

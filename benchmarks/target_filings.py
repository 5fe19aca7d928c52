"""The targets of filings at each client: see `targets`."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sxbundle as sx
from benchmarks import many_units, pages
from benchmarks.filing import ACCOUNT, CLIENTS, ON, REGISTERED, filed
from benchmarks.gateway import Recorded, server
from benchmarks.hall import Sqlite, measured
from benchmarks.measure import say
from benchmarks.table import Sizes
from benchmarks.target_lines import Line
from sxbundle.clients.browser.chromium import find_chromium
from sxbundle.clients.http.sync import HttpHall
from sxbundle.testing.scenario import CLERK, Scenario, hiring


def embedded(sizes: Sizes) -> Iterator[Line]:
    """Stage, attach and submit, against bare inserts of the same rows."""
    number = max(sizes.rows // 10, 1)
    with tempfile.TemporaryDirectory() as folder:
        addresses = [str(Path(folder) / name) for name in ("hall.db", "bare.db")]
        done = measured(Sqlite, addresses, number, min(sizes.runs, 2), time.process_time)
    for name, runs in done.items():
        run = min(runs, key=lambda run: run.whole / run.bare)
        ratio = run.whole / run.bare
        each = (run.stage, run.attach, run.submit, run.bare)
        stage, attach, submit, bare = (f"{seconds / number * 1e6:.0f}" for seconds in each)
        yield Line(
            f"embedded hall, {number:,} people: {name}",
            "≤ 2.5 × bare inserts",
            f"{ratio:.1f} ×; without decoding {(run.whole - run.decoding) / run.bare:.1f} × (stage {stage}, "
            f"attach {attach}, submit {submit}, inserts {bare} µs a person)",
            ratio / 2.5,
            "The rows go to the driver as they are; the rest is the hall's own work, which the inserts do "
            "not do: every row is checked again (half of the staging), every entry is written a second "
            "time and answered in words (most of the submitting), every picture is opened and inflated to "
            "its end (half of the attaching). The next step is to trust a client's verdict: a hall must not.",
        )


def _attached(hall: Any, scenario: Scenario) -> float:
    """Seconds for a file by the clock."""
    filing = scenario.open(hall)
    for item in hall.ledger(filing).commitments:
        hall.accept(filing, item, CLERK)
    hall.stage(filing, scenario.batch)
    files = list(scenario.files(hall, filing))
    begun = time.perf_counter()
    hall.attach_many(filing, files)
    return (time.perf_counter() - begun) / len(files)


def attaches(sizes: Sizes) -> Iterator[Line]:
    """Files over HTTP, beside the same at the hall itself, in turn."""
    number = max(sizes.rows // 100, 1)
    recorded = Recorded()
    here, there, requests = [], [], 0
    with (
        tempfile.TemporaryDirectory() as name,
        sx.LocalHall.demo(Path(name) / "local.db") as local,
        server(f"sqlite:///{Path(name) / 'gateway.db'}") as gateway,
        HttpHall(gateway.url, transport=recorded) as far,
    ):
        for hall in (local, far):
            hall.sign_in(ACCOUNT)
        for run in range(sizes.runs):
            scenario = hiring(number, on=ON, items=REGISTERED, reference=f"{run}", start=run * number)
            here.append(_attached(local, scenario))
            recorded.seen.clear()
            there.append(_attached(far, scenario))
            requests = sum("materials" in path for _, path, _, _ in recorded.seen)
    ratio = min(there) / min(here)
    yield Line(
        f"`attach_many` over HTTP, {number:,} people × 3 files",
        "≤ 1.5 × the local time a file, ≤ 20 requests",
        f"{ratio:.1f} × ({min(there) * 1e6:.0f} to {min(here) * 1e6:.0f} µs), {requests} requests, "
        f"{len(recorded.seen)} with all the others of the filing",
        max(ratio / 1.5, requests / 20),
        "The rest is writing and parsing a multipart body of small files, and their digests on both sides. "
        "The next step is to send the files of one request as one stream with lengths before them: a body "
        "that no other program could write from the OpenAPI document.",
    )


def browser(sizes: Sizes) -> Iterator[Line]:
    """The pages, by the client and by a script that does the same clicks."""
    try:
        find_chromium(headless=True)
    except sx.SxError as error:
        yield Line("browser client", "≤ 3 × a script of the same clicks", f"not measured: {error}")
        return
    number = max(sizes.rows // 1_000, 2)
    script, client = pages.by_script(number), pages.by_client(number)
    ratio = client.seconds / script.seconds
    yield Line(
        f"browser client: {number} people, two materials each",
        "≤ 3 × a script of the same clicks; page loads bounded by what the pages force",
        f"{ratio:.1f} × ({client.seconds:.0f} to {script.seconds:.0f} s by the clock), {client.page_loads} "
        f"page loads and clicks, {client.page_loads / number:.1f} a person where the pages force 2",
        ratio / 3,
        "Each page is held against the map before it is used, and read back after it was sent; the script "
        "does neither. The next step is to read back many people on one page of 待提交, which shows what is "
        "lacking, and not which file lies there.",
    )


_FOLDER_MOST = 1_000
"""More people are more files than a folder is handed over with, and each is synced twice."""


def grows(sizes: Sizes) -> Iterator[Line]:
    """One filing through `advance()` at each client."""
    for name, (opened, _) in CLIENTS.items():
        most = _FOLDER_MOST if name == "folder" else max(sizes.filings)
        spent = {}
        for number in (number for number in sizes.filings if number <= most):
            with tempfile.TemporaryDirectory() as text:
                folder = Path(text)
                scenario = hiring(number, on=ON, items=REGISTERED, reference="入职")
                with opened(folder) as (hall, _):
                    advance = filed(hall, scenario, folder)
                    begun = time.perf_counter()
                    advance()
                    spent[number] = time.perf_counter() - begun
            say(f"grows, {name}, {number} people: {spent[number]:.2f} s")
        yield _growth(name, spent, "two syncs a file written" if name == "folder" else "")
    numbers = sizes.filings[:1] if sizes.runs == 1 else (10, 30)
    yield _growth(
        "browser", {number: pages.by_client(number).seconds for number in numbers}, "a form for each person"
    )


def _growth(name: str, spent: dict[int, float], each: str) -> Line:
    """How the seconds a person of the largest filing stand to those of the one before it."""
    before, last = (0, *sorted(spent))[-2:]
    figures = "; ".join(f"{number:,}: {seconds:.2f} s" for number, seconds in spent.items())
    missed = (spent[last] / last) / (spent[before] / before) / 1.3 if before else None
    return Line(
        f"one filing through `advance()`, three files a person: {name}",
        "linear (at most 1.3 × the time a person of the size before)",
        figures + (f"; {each}" if each else ""),
        missed,
        "Calls a person are as many for 3,000 people as for 300 (counted); from 1,000 to 5,000 people the "
        "processor time of client and gateway grows by 7 % a person over HTTP. What the clock shows beyond "
        "that was not found.",
    )


def many(sizes: Sizes, server: str | None) -> Iterator[Line]:
    """Many units through one gateway."""
    filings = max(sizes.rows // 100, 2)
    work = f"{filings:,} filings × {many_units.PEOPLE} people through one gateway, PostgreSQL"
    target = "≥ 1.7 × with two processes"
    if server is None:
        yield Line(work, target, "not measured: no PostgreSQL server, and none could be started")
        return
    one, two = (many_units.through(server, processes, filings) for processes in (1, 2))
    ratio = one.seconds / two.seconds
    people = filings * many_units.PEOPLE
    rates = " and ".join(f"{people / run.seconds * 60:,.0f}" for run in (one, two))
    own = people / one.gateway * 60
    others = one.machine - one.gateway
    yield Line(
        work,
        target,
        f"{ratio:.2f} × by the clock, {rates} people a minute; a gateway process takes "
        f"{one.gateway / filings * 1e3:.0f} ms of its processor a filing ({own:,.0f} people a minute), "
        f"database and clients {others / filings * 1e3:.0f} ms",
        1.7 / ratio,
        "Gateways, database and clients share the two processors, so that two processes cannot be faster "
        f"by more than {2 * one.seconds / one.machine:.2f} × here, whatever they do: one process left that "
        "much of the machine idle. More is a machine for the database, then more gateways; the callers' "
        "side goes on with Dask (`docs/en/scale.md`).",
    )

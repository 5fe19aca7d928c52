"""Where the targets stand, a line each: `python -m benchmarks --table`, eight minutes on two processors.

Ratios of processor time, both sides in turn; what other processes do is by the clock.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

import sxbundle as sx
from benchmarks import checkers, people, sheets, tables
from benchmarks.filing import ACCOUNT, CLIENTS, ON, REGISTERED, filed
from benchmarks.gateway import Recorded, server
from benchmarks.hall import Sqlite, measured
from benchmarks.importing import importing, starting
from benchmarks.measure import Contender, interleaved, peak
from benchmarks.table import Sizes, Table
from sxbundle.clients.http.sync import HttpHall
from sxbundle.testing.scenario import CLERK, Scenario, hiring

HEAD = ("work", "to reach", "reached")
Line = tuple[str, str, str]
_UNIT = 20
"""People of each of many filings."""


@frozen
class Asked:
    """What is measured.

    Attributes:
        sizes: how much.
        server: URL of an empty database of a PostgreSQL server; None for none.
    """

    sizes: Sizes
    server: str | None


def _starts(asked: Asked) -> Iterator[Line]:
    sizes = evolve(asked.sizes, runs=min(asked.sizes.runs, 3))
    _, (statement, spent, _), (_, catalog, _) = importing(sizes).lines
    yield statement, "≤ 70 ms idle", f"{spent}; with the catalog of all bundles {catalog}"
    bare, checked, *_ = starting(sizes).lines
    yield (
        "a new process to the report of 50 rows",
        "≤ 1.0 × openpyxl's bare cells",
        f"{checked[2]} × ({checked[1]} to {bare[1]})",
    )


def _checks(asked: Asked) -> Iterator[Line]:
    rows = list(people.rows(asked.sizes.rows))
    polars, ours, cells = interleaved(
        [
            Contender(name, partial(checkers.CHECKERS[name][0], rows), len(rows))
            for name in ("Polars expressions", "sxbundle", "sxbundle, single cells only")
        ],
        asked.sizes.runs,
    )
    yield (
        f"checking {len(rows):,} rows, all rules",
        "≥ 1.0 × Polars, which does single cells only",
        f"{polars.seconds / ours.seconds:.2f} ×; single cells alone {polars.seconds / cells.seconds:.2f} ×",
    )
    numbers = [row[people.COLUMNS.index("basic.certificate_number")] for row in rows]
    few = numbers[: max(len(numbers) // 50, 1)]
    stdnum, one = interleaved(
        [
            Contender("python-stdnum", lambda: [tables.by_stdnum(number) for number in few], len(few)),
            Contender("one call each", lambda: tables.one_by_one(numbers), len(numbers)),
        ],
        asked.sizes.runs,
    )
    yield "one citizen ID, one call each", "≥ 60 × python-stdnum", f"{stdnum.each / one.each:.0f} ×"


def _scans(asked: Asked) -> Iterator[Line]:
    sizes = asked.sizes
    with tables.workbook(sizes.rows) as path:
        read, scan = interleaved(
            [
                Contender("read", lambda: tables.checked(path), sizes.rows),
                Contender("scan", lambda: tables.scanned(path), sizes.rows),
            ],
            min(sizes.runs, 2),
        )
        memory = peak(tables.scanned, path)
    figures = f"{scan.each / read.each:.1f} × ({scan.each:.0f} to {read.each:.0f} µs a row)"
    yield f"`scan` of {sizes.rows:,} rows", "≤ 2 × `read`", figures
    with tables.workbook(3 * sizes.rows) as path:
        more = peak(tables.scanned, path)
    yield (
        f"`scan` of {10 * sizes.rows:,} rows",
        "under 350 MiB",
        f"{more + (more - memory) * 3.5:.0f} MiB, by what {sizes.rows:,} and {3 * sizes.rows:,} rows take: "
        f"{memory:.0f} and {more:.0f} MiB",
    )


def _prepared(path: Path, number: int) -> Path:
    """An official workbook in which so many rows are prepared: bordered cells without a value."""
    import openpyxl
    from openpyxl.styles import Border, Side

    book = openpyxl.load_workbook(people.SELECTION.sheet().save(path))
    page = book.worksheets[0]
    top = sx.learn(path, people.SELECTION).first_row
    border = Border(bottom=Side("thin"))
    for row in page.iter_rows(min_row=top, max_row=top + number - 1, max_col=len(sheets.PLAN.columns)):
        for cell in row:
            cell.border = border
    book.save(path)
    return path


def _writes(asked: Asked) -> Iterator[Line]:
    number, few = asked.sizes.rows, max(asked.sizes.rows // 20, 1)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "filled.xlsx"
        sheets.batch(number)
        peer, ours = interleaved(
            [
                Contender("XlsxWriter", lambda: sheets.by_xlsxwriter(number, path), number),
                Contender("sheet().fill", lambda: sheets.by_sheet(number, path), number),
            ],
            1,
        )
        alone, memory = peak(sheets.rows_alone, number), peak(sheets.by_sheet, number, path)
        yield (
            f"a sheet of {number:,} × {len(sheets.PLAN.columns)}",
            "≤ 0.25 × XlsxWriter, memory ≤ 1.3 × of the rows",
            f"{ours.seconds / peer.seconds:.2f} ×, {ours.each:.0f} µs a row, memory {memory / alone:.1f} ×",
        )
        template = _prepared(Path(name) / "official.xlsx", few)
        sheets.batch(few)
        own, official = interleaved(
            [
                Contender("sheet().fill", lambda: sheets.by_sheet(few, path), few),
                Contender("sheet(profile).fill", lambda: sheets.by_official(few, path, template), few),
            ],
            min(asked.sizes.runs, 3),
        )
    yield (
        f"an official workbook with {few:,} prepared rows, learning it included",
        "≤ 1.3 × our own sheet",
        f"{official.seconds / own.seconds:.1f} ×",
    )


def _hall(asked: Asked) -> Iterator[Line]:
    number = max(asked.sizes.rows // 10, 1)
    with tempfile.TemporaryDirectory() as folder:
        addresses = [str(Path(folder) / name) for name in ("hall.db", "bare.db")]
        done = measured(Sqlite, addresses, number, 1, time.process_time)
    for name, (run,) in done.items():
        yield (
            f"embedded hall, {number:,} people: {name}",
            "≤ 2.5 × bare inserts",
            f"{run.whole / run.bare:.1f} ×; without decoding {(run.whole - run.decoding) / run.bare:.1f} ×",
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


def _attaches(asked: Asked) -> Iterator[Line]:
    number = max(asked.sizes.rows // 100, 1)
    recorded = Recorded()
    with (
        tempfile.TemporaryDirectory() as name,
        sx.LocalHall.demo(Path(name) / "local.db") as local,
        server(f"sqlite:///{Path(name) / 'gateway.db'}") as url,
        HttpHall(url, transport=recorded) as far,
    ):
        for hall in (local, far):
            hall.sign_in(ACCOUNT)
        scenario = hiring(number, on=ON, items=REGISTERED, reference="入职")
        here, there = _attached(local, scenario), _attached(far, scenario)
    requests = sum("materials" in path for _, path, _, _ in recorded.seen)
    yield (
        f"`attach_many` over HTTP, {number:,} people × 3 files",
        "≤ 1.5 × the local time a file, ≤ 20 requests",
        f"{there / here:.1f} × ({there * 1e6:.0f} to {here * 1e6:.0f} µs), "
        f"{requests} requests, {len(recorded.seen)} with all the others of the filing",
    )


def _grows(asked: Asked) -> Iterator[Line]:
    for name, (opened, _) in CLIENTS.items():
        figures = []
        for number in asked.sizes.filings[: None if name == "embedded hall" else -1]:
            with tempfile.TemporaryDirectory() as text:
                folder = Path(text)
                scenario = hiring(number, on=ON, items=REGISTERED, reference="入职")
                with opened(folder) as (hall, _):
                    advance = filed(hall, scenario, folder)
                    begun = time.perf_counter()
                    advance()
                    figures.append(f"{number:,}: {time.perf_counter() - begun:.2f} s")
        yield f"one filing through `advance()`: {name}", "linear", "; ".join(figures)


def _many(asked: Asked) -> Iterator[Line]:
    filings = max(asked.sizes.rows // 1_000, 2)
    what = f"{filings} filings × {_UNIT} people through one gateway, PostgreSQL"
    target = "≥ 1.7 × with two processes"
    if asked.server is None:
        yield what, target, "not measured: no `--server`"
        return
    taken = [_through(asked.server, processes, filings) for processes in (1, 2)]
    rates = ", ".join(f"{filings * _UNIT / seconds * 60:,.0f}" for seconds in taken)
    yield what, target, f"{taken[0] / taken[1]:.2f} ×; {rates} people a minute, the clients beside them"


def _through(database: str, processes: int, filings: int) -> float:
    """Seconds by the clock until all are submitted, by two clients."""
    with ExitStack() as stack:
        urls = [stack.enter_context(server(database)) for _ in range(processes)]

        def file(client: int) -> None:
            with HttpHall(urls[client % processes]) as hall:
                hall.sign_in(ACCOUNT)
                for number in range(client, filings, 2):
                    reference = f"{processes}-{number}"
                    start = (processes * filings + number) * _UNIT
                    hiring(_UNIT, on=ON, items=REGISTERED, reference=reference, start=start).submitted(hall)

        begun = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(file, range(2)))
        return time.perf_counter() - begun


PARTS: tuple[Callable[[Asked], Iterator[Line]], ...] = (
    _starts,
    _checks,
    _scans,
    _writes,
    _hall,
    _attaches,
    _grows,
    _many,
)


def targets(sizes: Sizes, database: str | None = None) -> Table:
    """All lines; what cannot be measured here says why."""
    asked = Asked(evolve(sizes, runs=min(sizes.runs, 3)), database)
    return Table(
        "Where the targets stand, measured",
        "what stands in the second column",
        HEAD,
        tuple(line for part in PARTS for line in part(asked)),
    )

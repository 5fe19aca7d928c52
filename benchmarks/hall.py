"""A filing at a hall of one's own, against bare inserts of the very rows that it left.

Stage, attach and submit are timed; reading the batch and drawing the declaration are not. The bare
inserts go through the driver by `executemany` into the same tables with the same journal, all in one
transaction.

python -m benchmarks.hall [people] [postgresql://…]     by the clock; the URL of an empty server's database
"""

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

import sxbundle as sx
from benchmarks.table import Sizes, Table
from sxbundle import procedure
from sxbundle.procedure.upload_file import receive
from sxbundle.testing.scenario import CLERK, Scenario, hiring, unit_record

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
CASES = {
    "职工参保登记, one photo for all": ("职工参保登记",),
    "就业登记, three files a person": ("就业登记",),
    "everything": ("职工参保登记", "就业登记", "劳动用工备案"),
}
BEFORE = ("commitments", "rows", "entries")
AFTER = ("receipts", "materials", "evidence", "audit")
Found = dict[str, list[tuple[Any, ...]]]


class Sqlite:
    """The driver as the hall sets it up."""

    mark = "?"

    def __init__(self, address: str) -> None:
        import sqlite3

        self.conn: Any = sqlite3.connect(address, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.conn.execute(f"PRAGMA {pragma}")

    def value(self, value: Any) -> Any:
        """As it goes back in."""
        return value


class Postgres:
    """psycopg, which sends the rows of an `executemany` without waiting in between."""

    mark = "%s"

    def __init__(self, address: str) -> None:
        import psycopg

        self.conn: Any = psycopg.connect(address, autocommit=True)

    def value(self, value: Any) -> Any:
        """As it goes back in."""
        from psycopg.types.json import Json

        return Json(value) if isinstance(value, dict | list) else value


class Bare:
    """Reads what a filing left, and inserts it elsewhere."""

    def __init__(self, there: Any, here: Any) -> None:
        self.there = there
        self.here = here
        self.columns: dict[str, list[str]] = {}

    def read(self, filing: int) -> Found:
        """Everything that a filing left in the tables."""
        found = {"filings": self._select("filings", f"id = {filing}")}
        found |= {name: self._select(name, f"filing = {filing}") for name in (*BEFORE, *AFTER)}
        used = f"digest IN (SELECT digest FROM materials WHERE filing = {filing})"
        found["contents"] = self._select("contents", used)
        return found

    def _select(self, name: str, where: str) -> list[tuple[Any, ...]]:
        got = self.there.conn.execute(f"SELECT * FROM {name} WHERE {where}")
        names = [one[0] for one in got.description]
        keep = [at for at, one in enumerate(names) if (name, one) != ("audit", "id")]
        self.columns[name] = [f'"{names[at]}"' for at in keep]
        return [tuple(self.there.value(row[at]) for at in keep) for row in got]

    def insert(self, found: Found) -> None:
        """All of it in one transaction."""
        self.here.conn.execute("BEGIN")
        for name in ("filings", *BEFORE, "contents", *AFTER):
            columns = self.columns[name]
            known = " ON CONFLICT DO NOTHING" if name == "contents" else ""
            marks = ", ".join([self.here.mark] * len(columns))
            statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks}){known}"
            if found[name]:
                self.here.conn.cursor().executemany(statement, found[name])
        self.here.conn.execute("COMMIT")


@frozen
class Run:
    """One filing.

    Attributes:
        stage, attach, submit: seconds of the three calls.
        decoding: of decoding the same files to their end, and nothing else; `attach` does that, too.
        bare: of the bare inserts.
        rows: how many rows it left.
    """

    stage: float
    attach: float
    submit: float
    decoding: float
    bare: float
    rows: int

    @property
    def whole(self) -> float:
        """Of the three calls."""
        return self.stage + self.attach + self.submit


def run(hall: sx.LocalHall, bare: Bare, scenario: Scenario, clock: Callable[[], float]) -> Run:
    """One filing, then the bare inserts of what it left."""

    def timed(call: Callable[[], Any]) -> float:
        gc.collect()
        begun = clock()
        call()
        return clock() - begun

    filing = scenario.open(hall)
    for item in hall.ledger(filing).commitments:
        hall.accept(filing, item, CLERK)
    batch = scenario.batch
    assert batch.digest  # is computed once, when the caller asks the ledger
    stage = timed(lambda: hall.stage(filing, batch))
    if scenario.selection.plan.unit_page:
        hall.record_unit(filing, unit_record(hall.unit()))
    if scenario.selection.plan.declaration:
        hall.declaration(filing)
    files = list(scenario.files(hall, filing))
    attach = timed(lambda: hall.attach_many(filing, files))
    submit = timed(lambda: hall.submit(filing))
    found = bare.read(int(filing.removeprefix("F")))
    inserted = timed(lambda: bare.insert(found))
    decoding = timed(lambda: [receive(file.file) for file in files])
    return Run(stage, attach, submit, decoding, inserted, sum(map(len, found.values())))


@contextmanager
def undrawn() -> Iterator[None]:
    """Without drawing the declaration."""
    draw = procedure.draw
    procedure.draw = lambda form, fonts=(): b""
    try:
        yield
    finally:
        procedure.draw = draw


def measured(
    driver: Any, addresses: Sequence[str], people: int, runs: int, clock: Callable[[], float]
) -> dict[str, list[Run]]:
    """The runs of each case, interleaved."""
    for address in addresses:
        sx.LocalHall.demo(address).close()
    there, here = map(driver, addresses)
    on = sx.HIRE.select("就业登记").plan.on
    done: dict[str, list[Run]] = {name: [] for name in CASES}
    with undrawn(), sx.LocalHall(addresses[0]) as hall:
        hall.sign_in(ACCOUNT)
        for number in range(runs):
            for at, (name, items) in enumerate(CASES.items()):
                start = (number * len(CASES) + at) * people
                scenario = hiring(people, on=on, items=items, reference=f"{number} {name}", start=start)
                done[name].append(run(hall, Bare(there, here), scenario, clock))
    there.conn.close()
    here.conn.close()
    return done


def lines(done: dict[str, list[Run]], people: int) -> Iterator[tuple[str, ...]]:
    """A line for each case: medians, microseconds a person."""
    for name, some in done.items():
        parts = [(one.stage, one.attach, one.submit, one.decoding, one.bare) for one in some]
        kept = statistics.median((one.whole - one.decoding) / one.bare for one in some)
        yield (
            name,
            f"{some[0].rows / people:.0f}",
            *(f"{statistics.median(part) / people * 1e6:.0f}" for part in zip(*parts, strict=True)),
            f"{statistics.median(one.whole / one.bare for one in some):.1f}",
            f"{kept:.1f}",
        )


HEAD = (
    "what",
    "rows a person",
    "stage",
    "attach",
    "submit",
    "decoding of the files alone",
    "bare inserts",
    "ratio",
    "without decoding",
)


def hall(sizes: Sizes) -> Table:
    """The embedded hall in SQLite, by processor time."""
    people = max(sizes.rows // 10, 1)
    with tempfile.TemporaryDirectory() as folder:
        addresses = [str(Path(folder) / name) for name in ("hall.db", "bare.db")]
        done = measured(Sqlite, addresses, people, sizes.runs, time.process_time)
    return Table(
        f"The embedded hall: stage, attach and submit {people:,} people, µs of each",
        "≤ 3 × executemany of the same rows and audit lines, same journal",
        HEAD,
        tuple(lines(done, people)),
    )


def main(people: int, server: str | None) -> None:
    """By the clock, of SQLite and of a server; prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("hall.db", "bare.db")]
        stores: dict[str, tuple[Any, list[str]]] = {"SQLite": (Sqlite, files)}
        if server is not None:
            stores["PostgreSQL"] = (Postgres, _databases(server))
        for name, (driver, addresses) in stores.items():
            done = measured(driver, addresses, people, 5, time.perf_counter)
            print(f"{name}, {people} people, µs of each; {', '.join(HEAD)}")
            for line in lines(done, people):
                print("  " + "; ".join(line))


def _databases(server: str) -> list[str]:
    import psycopg

    names = ["bench_hall", "bench_bare"]
    with psycopg.connect(server, autocommit=True) as conn:
        for one in names:
            conn.execute(f"DROP DATABASE IF EXISTS {one}".encode())
            conn.execute(f"CREATE DATABASE {one}".encode())
    return [f"{server.rpartition('/')[0]}/{name}" for name in names]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else None)

"""People a second filed in a hall of one's own, against bare inserts of the very rows that it left.

Stage, attach and submit are timed; drawing the declaration is not. The bare inserts go through the
driver into the same tables with the same journal: once in one transaction, once in as many as the
hall makes, because what it acknowledged must not get lost.

python -m benchmarks.hall [people] [postgresql://…]     the URL of an empty server's database
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import sxbundle as sx
from sxbundle.hall import printing
from sxbundle.testing.scenario import CLERK, hiring, unit_record

RUNS = 5
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
OF_FILING = ("rows", "entries", "receipts", "commitments", "materials", "evidence", "audit")
BEFORE = ("filings", "commitments", "rows", "entries")
AFTER = ("receipts", "evidence")
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
    """Inserts, and nothing else."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self.conn = driver.conn
        self.columns: dict[str, list[str]] = {}

    def read(self, filing: int) -> Found:
        """Everything that a filing left in the tables, in order."""
        found = {"filings": self._select("filings", f"id = {filing}")}
        found |= {name: self._select(name, f"filing = {filing}") for name in OF_FILING}
        used = f"digest IN (SELECT digest FROM materials WHERE filing = {filing})"
        found["contents"] = self._select("contents", used)
        return found

    def _select(self, name: str, where: str) -> list[tuple[Any, ...]]:
        got = self.conn.execute(f"SELECT * FROM {name} WHERE {where}")
        names = [one[0] for one in got.description]
        keep = [at for at, one in enumerate(names) if (name, one) != ("audit", "id")]
        self.columns[name] = [f'"{names[at]}"' for at in keep]
        return [tuple(self.driver.value(row[at]) for at in keep) for row in got]

    def insert(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """`executemany`."""
        columns = self.columns[name]
        known = " ON CONFLICT DO NOTHING" if name == "contents" else ""
        marks = ", ".join([self.driver.mark] * len(columns))
        statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks}){known}"
        self.conn.cursor().executemany(statement, rows)

    def at_once(self, found: Found) -> None:
        """All in one transaction."""
        self.conn.execute("BEGIN")
        for name in (*BEFORE, "contents", "materials", *AFTER, "audit"):
            self.insert(name, found[name])
        self.conn.execute("COMMIT")

    def call_by_call(self, found: Found) -> None:
        """A transaction for the import, one for each upload, one for the submission."""
        notes = iter(found["audit"])
        contents = {one[0]: one for one in found["contents"]}
        digest = self.columns["materials"].index('"digest"')
        self._together([(name, found[name]) for name in BEFORE], notes)
        for one in found["materials"]:
            self._together([("contents", [contents[one[digest]]]), ("materials", [one])], notes)
        self._together([(name, found[name]) for name in AFTER], notes)
        self.conn.execute("BEGIN")
        self.insert("audit", list(notes))
        self.conn.execute("COMMIT")

    def _together(self, some: list[tuple[str, list[tuple[Any, ...]]]], notes: Iterator[Any]) -> None:
        self.conn.execute("BEGIN")
        for name, rows in some:
            self.insert(name, rows)
        self.insert("audit", [next(notes)])
        self.conn.execute("COMMIT")


def filed(hall: sx.LocalHall, people: int, number: int) -> tuple[int, list[float]]:
    """Files other people each time; gives the filing's number, and seconds of stage, attach, submit."""
    on = sx.HIRE.select("就业登记").plan.on
    scenario = hiring(people, on=on, reference=f"{number}", start=number * people)
    batch = scenario.batch
    filing = scenario.open(hall)
    for item in hall.ledger(filing).commitments:
        hall.accept(filing, item, CLERK)
    took = [_timed(lambda: hall.stage(filing, batch))]
    hall.record_unit(filing, unit_record(hall.unit()))
    hall.declaration(filing)
    uploads = list(scenario.uploads(hall, filing))

    def attach() -> None:
        for one in uploads:
            one.do(hall, filing)

    took += [_timed(attach), _timed(lambda: hall.submit(filing))]
    return int(filing.removeprefix("F")), took


def _timed(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def measured(halls: dict[str, tuple[Any, list[str]]], people: int) -> None:
    """Prints the figures of every store, all of them interleaved."""
    opened = {}
    for name, (driver, addresses) in halls.items():
        for address in addresses:
            sx.LocalHall.demo(address).close()
        hall = sx.LocalHall(addresses[0])
        hall.sign_in(ACCOUNT)
        opened[name] = hall, *(Bare(driver(one)) for one in addresses)
    steps: dict[str, list[list[float]]] = {name: [] for name in halls}
    bare: dict[str, list[list[float]]] = {name: [] for name in halls}
    uploads = 0
    for number in range(RUNS):
        for name, (hall, there, once, calls) in opened.items():
            filing, took = filed(hall, people, number)
            found = there.read(filing)
            once.columns = calls.columns = there.columns
            uploads = len(found["materials"])
            steps[name].append(took)
            inserted = [_timed(partial(once.at_once, found)), _timed(partial(calls.call_by_call, found))]
            bare[name].append(inserted)
            figures = " ".join(f"{one:.2f}" for one in (*took, *inserted))
            print(f"{name}, run {number + 1}: {figures} s", file=sys.stderr, flush=True)
    print(f"{people} people, {uploads} uploads, median of {RUNS}")
    for name in halls:
        whole = statistics.median(map(sum, steps[name]))
        stage, attach, submit = map(statistics.median, zip(*steps[name], strict=True))
        at_once, by_call = map(statistics.median, zip(*bare[name], strict=True))
        print(f"{name}: filing {people / whole:.0f} people/s", end="; ")
        print(f"stage {stage:.2f} s, attach {attach:.2f} s, submit {submit:.2f} s")
        print(f"  bare, one transaction      {people / at_once:8.0f} people/s, ratio {whole / at_once:.1f}")
        print(f"  bare, as many transactions {people / by_call:8.0f} people/s, ratio {whole / by_call:.1f}")
        hall, *others = opened[name]
        hall.close()
        for one in others:
            one.conn.close()


def main(people: int, server: str | None) -> None:
    """Makes the databases, and measures."""
    printing.draw = lambda _: b""
    with tempfile.TemporaryDirectory() as folder:
        halls: dict[str, tuple[Any, list[str]]] = {
            "SQLite": (Sqlite, [str(Path(folder) / f"{one}.db") for one in range(3)])
        }
        if server is not None:
            import psycopg

            base = server.rpartition("/")[0]
            names = [f"bench_{one}" for one in range(3)]
            with psycopg.connect(server, autocommit=True) as conn:
                for one in names:
                    conn.execute(f"DROP DATABASE IF EXISTS {one}".encode())
                    conn.execute(f"CREATE DATABASE {one}".encode())
            halls["PostgreSQL"] = (Postgres, [f"{base}/{one}" for one in names])
        measured(halls, people)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else None)

"""kill -9 of the PostgreSQL server while clients file: nobody twice, nothing acknowledged is lost.

Runs when `SXBUNDLE_TEST_POSTGRES_KILL=1`; `SXBUNDLE_TEST_KILLS` is the number of rounds.
"""

import json
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gateway_process
import postgres_server
import pytest
from pictures import materials
from postgres_server import PostgresServer

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.procedure.ledger import Ledger
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import CLERK, hiring, unit_record

pytestmark = pytest.mark.skipif(bool(postgres_server.missing()), reason=postgres_server.missing())

ROUNDS = int(os.environ.get("SXBUNDLE_TEST_KILLS", "20"))
CLIENTS = 3
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
PEOPLE, ITEMS = 2, 5
_PROCESSES = multiprocessing.get_context("forkserver")


class Lost(Exception):
    """The hall does not hold what it acknowledged, or did what it said that it had not done."""


class Witness:
    """The hall as one filing sees it; remembers across all interruptions what was acknowledged."""

    def __init__(self) -> None:
        self.hall: Any = None
        self.seen: Counter[str] = Counter()
        self._held: list[tuple[str, Any]] = []
        self._before: Ledger | None = None

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.hall, name)
        if not callable(call):
            return call

        def watched(*args: Any, **told: Any) -> Any:
            try:
                answer = call(*args, **told)
            except Exception as error:
                self.seen[f"{name} {type(error).__name__}"] += 1
                # Nothing must have happened, except that some of many files may be kept.
                if not isinstance(error, sx.HallUnavailable) or name == "attach_many":
                    self._before = None
                raise
            self.seen[name] += 1
            if name in ("ledger", "resume"):
                self._compare(answer)
            elif name == "attach_many":
                self._before = None
                uploads = args[1]
                self._held += [
                    ("attach", ((upload.material, upload.file, upload.person), None)) for upload in uploads
                ]
            elif name not in ("open", "unit", "materials"):
                self._before = None
                self._held.append((name, (args[1:], answer)))
            return answer

        return watched

    def _compare(self, ledger: Ledger) -> None:
        if self._before not in (None, ledger):
            raise Lost("the hall said that nothing had happened")
        self._before = ledger
        for name, (args, answer) in self._held:
            match name:
                case "accept":
                    kept = args[0] not in ledger.commitments
                case "stage":
                    kept = ledger.staged is not None and len(ledger.entries) == PEOPLE * ITEMS
                case "record_unit":
                    kept = not ledger.unit_record
                case "declaration":
                    kept = ledger.printed
                case "attach":
                    key, _, person = args
                    kept = key not in ledger.lacking and not any(
                        key in entry.lacking for entry in ledger.entries if person in (None, entry.person)
                    )
                case "submit":
                    kept = {one.number for one in answer} <= set(ledger.receipts)
                case _:
                    raise LookupError(name)
            if not kept:
                raise Lost(f"{name} was acknowledged")


def filed(url: str, folder: Path, number: int) -> Counter[str]:
    """Files the people of that number, however often the server goes away; tells what was seen."""
    scenario = hiring(PEOPLE, on=DAY, reference=f"入职-{number}", start=number * PEOPLE)
    files = materials(scenario, folder)
    witness = Witness()
    while True:
        try:
            with sx.LocalHall(url, clock=SettableClock(DAY)) as hall:
                signed_in = hall.sign_in(ACCOUNT)
                assert signed_in.unit is not None
                witness.hall = hall
                filing = sx.file(
                    scenario.batch,
                    witness,  # type: ignore[arg-type]
                    reference=scenario.reference,
                    unit=unit_record(signed_in.unit),
                    materials=files,
                    accept="all",
                    clerk=CLERK,
                )
                for _ in range(ROUNDS):  # one sign-in, many breaks: connections must mend by themselves
                    try:
                        if filing.advance().done:
                            return witness.seen
                    except (sx.HallUnavailable, sx.OutcomeUnknown) as error:
                        witness.seen[f"advance {type(error).__name__}"] += 1
                        time.sleep(0.05)
        except (sx.HallUnavailable, sx.OutcomeUnknown) as error:
            witness.seen[f"outside {type(error).__name__}"] += 1
            time.sleep(0.05)


def client(url: str, folder: Path, first: int, stop: Any) -> None:
    """A client's process: one filing after the other, until told to stop."""
    gateway_process._hasten()
    folder.mkdir()
    seen: Counter[str] = Counter()
    number, end = first, ""
    try:
        while not stop.is_set():
            seen += filed(url, folder, number)
            number += CLIENTS
    except BaseException as error:
        end = f"{type(error).__name__}: {error}"
        raise
    finally:
        told = {"done": (number - first) // CLIENTS, "end": end, "seen": seen}
        (folder / "told.json").write_text(json.dumps(told))


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


def test_the_server_is_killed(tmp_path: Path, server: PostgresServer) -> None:
    """At any moment, and started again, while three processes file for the same unit."""
    chance = random.Random(20261123)
    url = server.create("hall")
    sx.LocalHall.demo(url).close()
    stop = _PROCESSES.Event()
    folders = [tmp_path / str(number) for number in range(CLIENTS)]
    some = [
        _PROCESSES.Process(target=client, args=(url, folder, first, stop), daemon=True)
        for first, folder in enumerate(folders)
    ]
    for one in some:
        one.start()
    kills = 0
    for _ in range(ROUNDS):
        time.sleep(chance.uniform(0.05, 1.5))
        server.kill()
        kills += 1
        time.sleep(chance.uniform(0, 0.3))
        server.start()
    stop.set()
    for one in some:
        one.join(120)
    told = [json.loads((folder / "told.json").read_text()) for folder in folders]
    assert [one["end"] for one in told] == [""] * CLIENTS
    seen: Counter[str] = sum((Counter(one["seen"]) for one in told), Counter())
    broken = {name.split()[1]: 0 for name in seen if " " in name}
    assert set(broken) <= {"HallUnavailable", "OutcomeUnknown"}
    assert broken, "the server was never killed in the middle of anything"
    filings = sum(one["done"] for one in told)
    assert_filed_once(url, filings)
    print(f"{kills} kills, {filings} filings, {dict(sorted(seen.items()))}")


def assert_filed_once(url: str, filings: int) -> None:
    """Every filing holds every person and item once, with one receipt each."""
    with sx.LocalHall(url, clock=SettableClock(DAY)) as hall:
        hall.sign_in(ACCOUNT)
        receipts: list[str] = []
        found = [one for page in range(1, filings // 50 + 2) for one in hall.filings(page=page).items]
        assert len(found) == filings > 0
        for one in found:
            ledger = hall.ledger(one.filing)
            assert ledger.done
            held = Counter((entry.person, entry.item) for entry in ledger.entries)
            assert len(held) == len(ledger.entries) == len(ledger.receipts) == PEOPLE * ITEMS
            receipts += ledger.receipts
            taken = [note for note in hall.audit(one.filing) if note.what == "submit"]
            assert sum(note.facts["entries"] for note in taken) == PEOPLE * ITEMS
        assert len(set(receipts)) == len(receipts)

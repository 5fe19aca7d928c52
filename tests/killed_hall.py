"""kill -9 at any moment: a process that files, and dies where it is told to.

Run as a program it files a whole `Scenario` and prints one line for each call that was
acknowledged; `die_at` makes it kill itself, without any clean-up, before a statement or around a
commit of the database.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.procedure.identity import FilingId
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario, hiring

PEOPLE = 3


@frozen
class Acknowledged:
    """A call that gave an answer before the process died."""

    call: str
    facts: dict[str, Any]


def scenario() -> Scenario:
    """What is filed."""
    return hiring(PEOPLE, on=DAY)


def command(address: str, die_at: int) -> list[str]:
    """How to run it; `die_at` 0 lets it live."""
    return [sys.executable, __file__, address, str(die_at)]


def read(lines: Sequence[str]) -> tuple[Acknowledged, ...]:
    """What a run printed; a line that was cut off was not acknowledged."""
    return tuple(Acknowledged(**json.loads(line)) for line in lines if line.endswith("}"))


def die_at(moment: int) -> None:
    """Kills this process at that moment: each statement, and before and after each commit, is one."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    left = moment

    def tick(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit", "checkin"):
        event.listen(Engine, name, tick)


def file_all(address: str) -> Iterator[Acknowledged]:
    """Files the whole scenario, going on from where an earlier run was stopped."""
    filed = scenario()
    with LocalHall(address, clock=SettableClock(DAY)) as hall:
        hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        filing: FilingId | None = None
        together = False
        for step in filed.steps(hall):
            filing = filing or filed.open(hall)
            if step.call == "attach" and not together:
                together = True
                files = list(filed.files(hall, filing))
                hall.attach_many(filing, files[: len(files) // 2])
                yield Acknowledged("attach_many", _facts(hall, filing))
            step.do(hall, filing)
            yield Acknowledged(step.call, _facts(hall, filing))


def _facts(hall: LocalHall, filing: FilingId) -> dict[str, Any]:
    """What the hall has acknowledged by now."""
    ledger = hall.ledger(filing)
    return {
        "filing": filing,
        "staged": ledger.staged,
        "commitments": list(ledger.commitments),
        "unit_record": ledger.unit_record,
        "printed": ledger.printed,
        "entries": len(ledger.entries),
        "lacking": sum(len(entry.lacking) for entry in ledger.entries),
        "receipts": {
            f"{entry.person} {entry.item}": entry.receipt for entry in ledger.entries if entry.receipt
        },
    }


def main() -> None:
    """Files what the command line says."""
    address, moment = sys.argv[1], int(sys.argv[2])
    if moment:
        die_at(moment)
    for acknowledged in file_all(address):
        print(json.dumps({"call": acknowledged.call, "facts": acknowledged.facts}), flush=True)


if __name__ == "__main__":
    main()

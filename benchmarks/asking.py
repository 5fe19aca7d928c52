"""What a filing asks its hall when nothing is to do: counted, not only timed."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sxbundle as sx
from benchmarks import people
from benchmarks.measure import say
from benchmarks.table import Sizes, Table
from sxbundle.testing.people import rows as right_rows

SELECTION = sx.HIRE.select("职工参保登记", on=people.ON)


class Asked:
    """A client that counts what is called."""

    def __init__(self, hall: sx.LocalHall) -> None:
        self.hall = hall
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.hall, name)
        if not callable(found):
            return found

        def counted(*args: Any, **told: Any) -> Any:
            self.calls += 1
            return found(*args, **told)

        return counted


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SQL statement that is executed meanwhile."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    seen: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _told(asked: Asked, advance: Callable[[], object], runs: int) -> tuple[str, ...]:
    asked.calls = 0
    with statements() as seen:
        advance()
    calls, taken = asked.calls, list[float]()
    for _ in range(runs):
        begun = time.process_time()
        advance()
        taken.append(time.process_time() - begun)
    return str(calls), str(len(seen)), f"{statistics.median(taken) * 1000:.1f}"


def advance(sizes: Sizes) -> Table:
    """A filing that waits for people: by the same object, and by one that knows the reference only."""
    lines = []
    for number in sorted({3, *(min(person, sizes.rows // 100) for person in sizes.people[1:3])}):
        batch = SELECTION.batch(right_rows(SELECTION.plan, number))
        with sx.LocalHall.demo() as hall:
            hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
            asked: Any = Asked(hall)
            filing = sx.file(batch, asked, reference="入职")
            filing.advance()
            lines.append((f"{number:,}", "once more", *_told(asked, filing.advance, sizes.runs)))

            def anew(batch: Any = batch, asked: Any = asked) -> None:
                sx.file(batch, asked, reference="入职").advance()

            lines.append((f"{number:,}", "by reference", *_told(asked, anew, sizes.runs)))
        say(f"advance, {number} people")
    return Table(
        "`advance()` when nothing is to do",
        "one question, as many SQL statements for a thousand people as for three",
        ("people", "advanced", "calls of the client", "SQL statements", "ms"),
        tuple(lines),
    )

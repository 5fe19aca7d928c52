"""How often a filing asks its hall."""

from collections import Counter
from datetime import date
from typing import Any

import sxbundle as sx
from sxbundle.testing import people

ON = date(2026, 11, 23)
CALLS = {
    "open",
    "resume",
    "find",
    "ledger",
    "stage",
    "attach",
    "attach_many",
    "submit",
    "declaration",
    "record_unit",
    "accept",
    "filings",
}


class Counting:
    """A client that counts what it is asked."""

    def __init__(self, hall: sx.LocalHall) -> None:
        self.hall = hall
        self.counts: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.hall, name)
        if name not in CALLS:
            return call

        def counted(*args: Any, **told: Any) -> Any:
            self.counts[name] += 1
            return call(*args, **told)

        return counted


def test_when_nothing_is_to_do_one_question_is_asked() -> None:
    selection = sx.HIRE.select("职工参保登记", on=ON)
    with sx.LocalHall.demo() as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        counting: Any = Counting(hall)
        filing = sx.file(selection.batch(people.rows(selection.plan, 3)), counting, reference="一")
        waits = filing.advance()
        assert waits.needs
        counting.counts.clear()
        assert filing.advance() == waits
        assert counting.counts == {"ledger": 1}
        counting.counts.clear()
        again = sx.file(filing.request.batch, counting, reference="一")
        assert again.advance() == waits
        assert counting.counts == {"resume": 1}  # also from another process

"""What the contract suite needs besides a client: somebody who can make the hall do things.

A client's author gives an `Office`: how to get a client, the accounts, and as much power over the
hall as there is. What an office does not offer is skipped, with its reason, and so reported.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NoReturn

from sxbundle.clients.contract import Client
from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.procedure.identity import Credentials, FilingId

DAY = date(2026, 11, 30)
"""The day on which the suite's people are hired, so that no test depends on the calendar."""


class Office:
    """The other side of the desk. Subclass it; the methods not overridden are not offered.

    Attributes:
        enterprise: account of a unit insured for 110 and 210 (at least), whose first labour record
            is still to be approved.
        other: account of another unit, insured for 110 and 210, whose first labour record was
            approved; it may have to choose its registrations.
        keeps_spaces: a reference may begin or end with a space; a web page shows none there, and its client
            refuses such a reference.
    """

    enterprise: Credentials
    other: Credentials
    keeps_spaces: bool = True

    def client(self) -> Client:
        """A client that is not signed in; every one is of the same hall."""
        raise NotImplementedError

    def today(self) -> date:
        """The hall's day."""
        return DAY

    def expire(self) -> None:
        """Ends all sessions, as time does."""
        self._not_offered("to let sessions end")

    def wait(self, minutes: int) -> None:
        """Lets the hall's time pass."""
        self._not_offered("to let time pass")

    def slow_imports(self, minutes: int) -> None:
        """From now on the hall takes so long to process an import."""
        self._not_offered("to process imports slowly")

    def lose_answer(self, call: str) -> None:
        """The next such call is done, and its answer does not arrive."""
        self._not_offered("to lose answers")

    def lose_request(self, call: str) -> None:
        """The next such call does not arrive."""
        self._not_offered("to lose requests")

    def half_accept(self, most: int) -> None:
        """The next `submit` takes only so many entries."""
        self._not_offered("to accept a half")

    def accept_all(self, filing: FilingId) -> int:
        """Accepts everything that was submitted; returns how many entries."""
        self._not_offered("to review")

    def send_back(self, filing: FilingId, reason: str, items: Iterable[str] | None = None) -> int:
        """Returns what was submitted."""
        self._not_offered("to review")

    def reject(self, filing: FilingId, reason: str, items: Iterable[str] | None = None) -> int:
        """Rejects what was submitted."""
        self._not_offered("to review")

    def close(self) -> None:
        """Ends the hall."""

    def _not_offered(self, what: str) -> NoReturn:
        import pytest

        pytest.skip(f"{type(self).__name__} does not offer {what}")


class LocalOffice(Office):
    """The embedded hall with its demonstration units, in a file, in memory or in PostgreSQL."""

    enterprise = LocalHall.DEMO_ACCOUNTS["enterprise"]
    other = LocalHall.DEMO_ACCOUNTS["twice-registered"]

    def __init__(self, address: str | Path = ":memory:") -> None:
        self.clock = SettableClock(DAY)
        self.hall = LocalHall.demo(address, clock=self.clock)

    def client(self) -> Client:
        """A client at the next desk."""
        return self.hall.new_client()

    def expire(self) -> None:
        """An hour passes."""
        self.clock.advance(hours=1)

    def wait(self, minutes: int) -> None:
        """Lets time pass."""
        self.clock.advance(minutes=minutes)

    def slow_imports(self, minutes: int) -> None:
        """See `LocalHall.slow_imports`."""
        self.hall.slow_imports(timedelta(minutes=minutes))

    def lose_answer(self, call: str) -> None:
        """See `Faults.lose_answer`."""
        self.hall.faults.lose_answer(call)

    def lose_request(self, call: str) -> None:
        """See `Faults.lose_request`."""
        self.hall.faults.lose_request(call)

    def half_accept(self, most: int) -> None:
        """See `Faults.half_accept`."""
        self.hall.faults.half_accept(most)

    def accept_all(self, filing: FilingId) -> int:
        """See `LocalHall.accept_all`."""
        return self.hall.accept_all(filing)

    def send_back(self, filing: FilingId, reason: str, items: Iterable[str] | None = None) -> int:
        """See `LocalHall.send_back`."""
        return self.hall.send_back(filing, reason, items=items)

    def reject(self, filing: FilingId, reason: str, items: Iterable[str] | None = None) -> int:
        """See `LocalHall.reject`."""
        return self.hall.reject(filing, reason, items=items)

    def close(self) -> None:
        """Closes the hall."""
        self.hall.close()

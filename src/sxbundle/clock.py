"""What time it is at the hall: sessions, locks, receipts and the day rules are held against."""

import time
from datetime import date, datetime, timedelta
from typing import Protocol

from sxbundle.runtime import ProcessLock
from sxbundle.timezone import CHINA


class Clock(Protocol):
    """Tells the hall's time and lets it pass."""

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def wait(self, seconds: float) -> None:
        """Lets that much time pass."""
        ...


class RealClock:
    """The machine's clock, in China's zone."""

    def now(self) -> datetime:
        """The time, with its zone."""
        return datetime.now(CHINA)

    def wait(self, seconds: float) -> None:
        """Sleeps."""
        time.sleep(seconds)


class SettableClock:
    """A clock that stands still until it is set; for tests, trainings and demonstrations.

    >>> clock = SettableClock(datetime(2026, 11, 2, 9, tzinfo=CHINA))
    >>> clock.advance(minutes=31)
    >>> clock.now().isoformat()
    '2026-11-02T09:31:00+08:00'
    """

    def __init__(self, now: datetime | date | None = None) -> None:
        self._lock = ProcessLock()
        self._now = _aware(now or datetime.now(CHINA))

    def now(self) -> datetime:
        """The time it was set to."""
        with self._lock:
            return self._now

    def set(self, now: datetime | date) -> None:
        """Sets it; a day means its nine o'clock, when halls open."""
        with self._lock:
            self._now = _aware(now)

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Lets time pass."""
        with self._lock:
            self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)

    def wait(self, seconds: float) -> None:
        """Advances instead of sleeping."""
        self.advance(seconds=seconds)


def _aware(moment: datetime | date) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, 9, tzinfo=CHINA)
    return moment.astimezone(CHINA) if moment.tzinfo else moment.replace(tzinfo=CHINA)


def stamp(moment: datetime) -> str:
    """`moment` as the store keeps it: text that sorts by time."""
    return moment.astimezone(CHINA).isoformat(timespec="microseconds")


def to_stored(moment: datetime) -> datetime:
    """`moment` as it comes back from the store."""
    return datetime.fromisoformat(stamp(moment))

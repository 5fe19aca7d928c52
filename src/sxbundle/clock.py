"""What time it is at the hall: sessions, locks, receipts and the day rules are held against."""

import time
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from sxbundle.runtime import ProcessLock

CHINA = timezone(timedelta(hours=8), "UTC+8")


def today() -> date:
    """The day that it is in China: what is filed now is filed for it."""
    return datetime.now(CHINA).date()


def day_of(moment: date) -> date:
    """The day of a moment: China's when it knows its zone, as written when it does not.

    >>> from datetime import UTC
    >>> day_of(datetime(2026, 11, 30, 20, tzinfo=UTC)), day_of(datetime(2026, 11, 30, 20))
    (datetime.date(2026, 12, 1), datetime.date(2026, 11, 30))
    """
    if not isinstance(moment, datetime):
        return moment
    return (moment if moment.tzinfo is None else moment.astimezone(CHINA)).date()


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

"""China's day: halls stand there, wherever the machine does and whatever zone it is set to."""

from datetime import date, datetime, timedelta, timezone

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

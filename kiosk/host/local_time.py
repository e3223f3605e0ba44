"""Dates and times as they are at the workshop."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Copenhagen")
NS_PER_SECOND = 10**9


def instant(wall_ns: int) -> datetime:
    """Turn nanoseconds since 1970 into an instant, cut off to whole seconds."""
    return datetime.fromtimestamp(wall_ns // NS_PER_SECOND, UTC)


def day_of(at: datetime) -> date:
    """Return the date at the workshop at that instant."""
    return at.astimezone(ZONE).date()


def clock_time(at: datetime) -> str:
    """Write a time as Danes write it.

    >>> clock_time(datetime(2026, 11, 23, 7, 15, tzinfo=UTC))
    '08.15'
    """
    return f"{at.astimezone(ZONE):%H.%M}"

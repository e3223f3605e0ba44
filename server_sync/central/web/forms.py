"""Dates and times that were typed, as instants on the site's own clock."""

from datetime import date, datetime, time, timedelta

from server_sync.central.rules.calendar import zone_of


def instant(day: date, at: time, zone: str) -> int:
    """Put a date and a time of the site's own clock together, in seconds UTC."""
    return int(datetime.combine(day, at, zone_of(zone)).timestamp())


def seconds_of_day(day: date, zone: str) -> tuple[int, int]:
    """Give the first and the last second of a date in a zone, both included."""
    begins = instant(day, time.min, zone)
    ends = instant(day + timedelta(days=1), time.min, zone)
    return begins, ends - 1

"""Values as a Danish spreadsheet reads them, and text that stays text."""

from datetime import date, datetime, timedelta

# What a spreadsheet takes as the start of a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def text(value: str | None) -> str:
    """Write a text so that no spreadsheet runs it as a formula.

    >>> text("=HYPERLINK(A1)")
    "'=HYPERLINK(A1)"
    """
    if not value:
        return ""
    # Some programs trim a cell before they look at it.
    if value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def day(value: date) -> str:
    """Write a date as dd-mm-yyyy.

    >>> day(date(2026, 3, 9))
    '09-03-2026'
    """
    return f"{value.day:02d}-{value.month:02d}-{value.year:04d}"


def minute(value: datetime) -> str:
    """Write a time of day, to the minute, as the clock of `value` reads."""
    return f"{value:%H:%M}"


def second(value: datetime | None) -> str:
    """Write a time of day, to the second; None is an empty cell."""
    return "" if value is None else f"{value:%H:%M:%S}"


def hours(value: timedelta) -> str:
    """Write a duration as hours with a decimal comma.

    >>> hours(timedelta(hours=6, minutes=15))
    '6,25'
    """
    return f"{value / timedelta(hours=1):.2f}".replace(".", ",")


def whole(value: int | None) -> str:
    """Write a whole number; None is an empty cell, never a zero."""
    return "" if value is None else str(value)

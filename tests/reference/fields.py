# ruff: noqa: D103 -- the names are the words of the rules
"""Read the small parts of a scenario: texts, times, intervals, hours."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

from tests.reference.facts import COPENHAGEN, WEEKDAYS, Hours, Week


class Refused(ValueError):
    """The scenario cannot be used; the message is one line that says why."""


def keys(what: str, thing: Any, needed: str, optional: str = "") -> dict[str, Any]:
    if not isinstance(thing, dict):
        raise Refused(f"{what} is not an object")
    for key in needed.split():
        if key not in thing:
            raise Refused(f"{what} lacks {key!r}")
    for key in thing:
        if key not in needed.split() + optional.split():
            raise Refused(f"{what} has an unknown key {key!r}")
    if not isinstance(thing.get("voided", False), bool):
        raise Refused(f"{what}: 'voided' is neither true nor false")
    return thing


def text(what: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Refused(f"{what} is not a text")
    return value


def text_or_none(what: str, value: Any) -> str | None:
    return None if value is None else text(what, value)


def number(what: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(f"{what} is not a whole number")
    return value


def number_or_none(what: str, value: Any) -> int | None:
    return None if value is None else number(what, value)


def items(what: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(f"{what} is not a list")
    return value


def instant(what: str, value: Any) -> datetime:
    """Section 2: local time; twice means the first; never, the offset before."""
    written = text(what, value)
    if re.search(r"T.*(Z|[+-]\d\d(:?\d\d)?)$", written, re.ASCII | re.IGNORECASE):
        raise Refused(f"{what}: {written!r} carries an offset")
    shape = r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?"
    if not re.fullmatch(shape, written, re.ASCII):
        raise Refused(f"{what}: {written!r} is not a time")
    try:
        # Section 3: fractions cut off.
        local = datetime.fromisoformat(written.split(".")[0])
        return local.replace(tzinfo=COPENHAGEN, fold=0).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(f"{what}: {written!r} is not a time") from error


def instant_or_none(what: str, value: Any) -> datetime | None:
    return None if value is None else instant(what, value)


def day(what: str, value: Any) -> date:
    written = text(what, value)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII):
        raise Refused(f"{what}: {written!r} is not a date")
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refused(f"{what}: {written!r} is not a date") from error


def clock_time(what: str, value: Any) -> time:
    written = text(what, value)
    if not re.fullmatch(r"\d\d:\d\d(:\d\d)?", written, re.ASCII):
        raise Refused(f"{what}: {written!r} is not a time of day")
    try:
        return time.fromisoformat(written)
    except ValueError as error:
        raise Refused(f"{what}: {written!r} is not a time of day") from error


def pair(what: str, value: Any) -> list[Any]:
    if len(items(what, value)) != 2:
        raise Refused(f"{what} is not a pair")
    return list(value)


def forward(what: str, start: Any, end: Any) -> None:
    if end < start:
        raise Refused(f"{what} ends before it begins")


def interval(what: str, first: Any, second: Any) -> tuple[datetime, datetime]:
    start, end = instant(what, first), instant(what, second)
    forward(what, start, end)
    return start, end


def hours(what: str, value: Any, *, voided: bool) -> list[Hours]:
    """Section 2.1: intervals of a day may not overlap."""
    found: list[Hours] = []
    for one in items(what, value):
        first, second = pair(what, one)
        start, end = clock_time(what, first), clock_time(what, second)
        forward(what, start, end)
        for other_start, other_end in found:
            if start < other_end and other_start < end and not voided:
                raise Refused(f"{what} overlap")
        found.append((start, end))
    return found


def week(what: str, value: Any, *, voided: bool = False) -> Week:
    keys(what, value, "", " ".join(WEEKDAYS))
    return {
        name: hours(f"{what}: the hours of {name}", value[name], voided=voided)
        for name in value
    }

"""Read the fields of a scenario strictly (docs/rules.md section 7).

Each function takes the place it reads, such as `taps[2].at`, so that a refusal can
name it. What is written in the file is shown with `repr`, which keeps it to one line.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import MINYEAR, date, time
from typing import Any, TypeVar

from server_sync.central.rules.calendar import instant_of
from server_sync.central.rules.errors import BadScenario
from server_sync.central.rules.facts import Instant

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
OFFSET = re.compile(r"(Z|[+-]\d{2}(:?\d{2})?)$", re.ASCII | re.IGNORECASE)
NUMBER_MAX = 10**6

When = TypeVar("When", Instant, date, time)


def keys_of(
    value: object, where: str, *, needed: str = "", optional: str = ""
) -> dict[str, Any]:
    """Read an object that has all the needed keys and no others but the optional."""
    if not isinstance(value, dict):
        raise BadScenario(f"{where} is not an object")
    required = needed.split()
    known = {*required, *optional.split()}
    for key in value:
        if key not in known:
            raise BadScenario(f"{where} has an unknown key {key!r}")
    for key in required:
        if key not in value:
            raise BadScenario(f"{where} lacks the key {key!r}")
    return value


def items_of(
    fields: Mapping[str, object], key: str, within: str = ""
) -> Iterator[tuple[str, object]]:
    """Read the list of that key, empty where it is left out, item by item.

    Each comes with its place.
    """
    where = f"{within}.{key}" if within else key
    value = fields.get(key, [])
    if not isinstance(value, list):
        raise BadScenario(f"{where} is not a list")
    for number, item in enumerate(value):
        yield f"{where}[{number}]", item


def pair_of(value: object, where: str) -> tuple[object, object]:
    """Read a list of two."""
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - from and to
        raise BadScenario(f"{where} is not a list of two")
    return value[0], value[1]


def text_of(value: object, where: str) -> str:
    """Read a text that can be kept: Unicode, and no NUL in it."""
    if not isinstance(value, str):
        raise BadScenario(f"{where} is not a text")
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise BadScenario(f"{where} holds a character that is none")
    return value


def flag_of(value: object, where: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise BadScenario(f"{where} is not true or false")
    return value


def number_of(value: object, where: str, *, least: int = 0) -> int:
    """Read a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadScenario(f"{where} is not a whole number")
    if not least <= value <= NUMBER_MAX:
        raise BadScenario(f"{where} is not from {least} to {NUMBER_MAX}")
    return value


def date_at(value: object, where: str) -> date:
    """Read a date such as 2026-03-16."""
    text = text_of(value, where)
    if DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadScenario(f"{where} is no date: {text!r}")


def clock_at(value: object, where: str) -> time:
    """Read a time of day such as 08:15; fractions of a second are cut off."""
    text = text_of(value, where)
    found = CLOCK.fullmatch(text)
    if found:
        try:
            hour, minute, second = (int(part or 0) for part in found.groups())
            return time(hour, minute, second)
        except ValueError:
            pass
    if OFFSET.search(text):
        raise BadScenario(f"{where} carries an offset, where a local time is: {text!r}")
    raise BadScenario(f"{where} is no time of day: {text!r}")


def instant_at(value: object, where: str, zone: str) -> Instant:
    """Read a local time such as 2026-03-16T08:15 or 2026-03-16T08:15:30."""
    text = text_of(value, where)
    day, separator, clock = text.partition("T")
    if not separator:
        raise BadScenario(f"{where} is no local time: {text!r}")
    on = date_at(day, where)
    if on.year == MINYEAR:  # in UTC it may lie in a year that does not exist
        raise BadScenario(f"{where} is too long ago: {text!r}")
    return instant_of(on, clock_at(clock, where), zone)


def in_order(start: When, end: When, where: str) -> None:
    """Refuse an interval that ends before it begins."""
    if end < start:
        raise BadScenario(f"{where} ends before it begins")


def is_voided(fields: Mapping[str, Any], where: str) -> bool:
    """Tell whether a fact made by a person was taken back."""
    return flag_of(fields.get("voided", False), f"{where}.voided")

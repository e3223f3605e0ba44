"""Times, dates, numbers and names as Danish readers write and read them.

Inside everything is UTC; what was typed becomes an instant here.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from kiosk.errors import BadInput
from kiosk.host.local_time import ZONE, clock_time, day_of

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni", "juli", "august"),
    *("september", "oktober", "november", "december"),
)
EXAMPLE = date(2026, 3, 27)
_ORDER = str.maketrans("æøåäöü", "{|}{|y")
_TIME = re.compile(r"(\d{1,2})(?:[.:, ](\d{2}))?")
_TIME_DIGITS = re.compile(r"(\d{1,2})(\d{2})")
_DATE = re.compile(r"(\d{1,2})[-./ ]+(\d{1,2})(?:[-./ ]+(\d{4}))?")
_DATE_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def day(a_date: date) -> str:
    """Write a date in words: `tirsdag 3. november`."""
    return f"{WEEKDAYS[a_date.weekday()]} {a_date.day}. {MONTHS[a_date.month - 1]}"


def dated(a_date: date) -> str:
    """Write a date in words with its year: `mandag 16. marts 2026`."""
    return f"{day(a_date)} {a_date.year}"


def short_day(a_date: date) -> str:
    """Write a date in words, short: `man. 16. mar.`.

    >>> short_day(date(2026, 5, 4))
    'man. 4. maj'
    """
    month = MONTHS[a_date.month - 1]
    dot = "." if len(month) > len("maj") else ""
    return f"{WEEKDAYS[a_date.weekday()][:3]}. {a_date.day}. {month[:3]}{dot}"


def clock(moment: datetime) -> str:
    """Write a time of day: `08.15`."""
    return f"{moment:%H.%M}"


def moment(value: datetime) -> str:
    """Write a date and a time: `16-03-2026 kl. 08.15`."""
    return f"{value:%d-%m-%Y} kl. {value:%H.%M}"


def count(number: int, one: str, many: str) -> str:
    """Write a number with its word: `1 dag`, `3 dage`."""
    return f"{number} {one if number == 1 else many}"


def numeric(a_date: date) -> str:
    """Write a date in figures: `03-11-2026`."""
    return a_date.strftime("%d-%m-%Y")


def near(instant: datetime, today: date) -> str:
    """Write an instant as short as today allows: `08.10`, `i går kl. 08.10`."""
    then = day_of(instant)
    if then == today:
        return clock_time(instant)
    if then == today - timedelta(days=1):
        return f"i går kl. {clock_time(instant)}"
    in_words = day(then) if then.year == today.year else dated(then)
    return f"{in_words} kl. {clock_time(instant)}"


def in_alphabet(name: str) -> str:
    """Return the key that sorts names as a Danish telephone book does: æ, ø, å last.

    >>> sorted(["Åse", "Anna", "Ømark", "Zahra"], key=in_alphabet)
    ['Anna', 'Zahra', 'Ømark', 'Åse']
    """
    return name.casefold().translate(_ORDER)


def read_time(text: str) -> time:
    """Read a time of day: `8.10`, `08:10`, `0810` and `8` will all do.

    Raises:
        BadInput: there is no such time of day.
    """
    typed = text.strip().lower().removeprefix("kl.").removeprefix("kl").strip()
    match = _TIME_DIGITS.fullmatch(typed) or _TIME.fullmatch(typed)
    if match is None:
        raise BadInput(f"»{text.strip()}« er ikke et klokkeslæt. Skriv fx 08.10.")
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError as error:
        raise BadInput(
            f"Klokken {text.strip()} findes ikke. Et døgn går fra 00.00 til 23.59."
        ) from error


def lasting(duration: timedelta) -> str:
    """Say how long, in whole minutes cut off.

    >>> lasting(timedelta(hours=6, minutes=15, seconds=59)), lasting(timedelta(0))
    ('6 t 15 min', '0 t')
    """
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    return f"{hours} t {minutes} min" if minutes else f"{hours} t"


def read_date(text: str, today: date | None) -> date:
    """Read a date: `3-11-2026`, `3/11` (the one nearest to today) or `2026-11-03`.

    With `today` None a date must name its year.

    >>> read_date("30/12", date(2027, 1, 5)), read_date("2/1", date(2026, 12, 30))
    (datetime.date(2026, 12, 30), datetime.date(2027, 1, 2))

    Raises:
        BadInput: there is no such date.
    """
    typed = text.strip()
    year, month, number = _date_parts(typed, today)
    if not 1 <= month <= len(MONTHS):
        raise BadInput(f"Datoen {typed} findes ikke: måneder går fra 1 til 12.")
    try:
        return date(year, month, number)
    except ValueError as error:
        raise BadInput(
            f"Den {number}. {MONTHS[month - 1]} {year} findes ikke."
        ) from error


def at(a_date: date, a_time: time) -> datetime:
    """Put date and time of day together; a time that exists twice means the first.

    Raises:
        BadInput: the clocks were put forward past that time.
    """
    instant = datetime.combine(a_date, a_time, ZONE).astimezone(UTC)
    if instant.astimezone(ZONE).time() != a_time:
        raise BadInput(
            f"Klokken {a_time:%H.%M} findes ikke den dag: uret blev stillet frem."
        )
    return instant


def _date_parts(typed: str, today: date | None) -> tuple[int, int, int]:
    if iso := _DATE_ISO.fullmatch(typed):
        return int(iso[1]), int(iso[2]), int(iso[3])
    match = _DATE.fullmatch(typed)
    if match and match[3]:
        return int(match[3]), int(match[2]), int(match[1])
    if match and today:
        month, number = int(match[2]), int(match[1])
        return _nearest_year(month, number, today), month, number
    example = numeric(today or EXAMPLE)
    raise BadInput(f"»{typed}« er ikke en dato. Skriv fx {example}.")


def _nearest_year(month: int, number: int, today: date) -> int:
    """Return the year in which that date is nearest to today; this year if in none."""
    distance: dict[int, timedelta] = {}
    for year in (today.year, today.year - 1, today.year + 1):
        with suppress(ValueError):
            distance[year] = abs(date(year, month, number) - today)
    return min(distance, key=lambda year: distance[year], default=today.year)

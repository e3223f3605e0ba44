"""Times, dates and numbers as Danish readers write them. Pure."""

from datetime import date, datetime

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni", "juli", "august"),
    *("september", "oktober", "november", "december"),
)
LAST_LETTERS = str.maketrans("æøå", "\ue000\ue001\ue002")


def clock(moment: datetime) -> str:
    """Write a time of day: `08.15`."""
    return f"{moment:%H.%M}"


def day(value: date) -> str:
    """Write a date in words: `mandag 16. marts 2026`."""
    return (
        f"{WEEKDAYS[value.weekday()]} {value.day}. "
        f"{MONTHS[value.month - 1]} {value.year}"
    )


def short_day(value: date) -> str:
    """Write a date in words, short: `man. 16. mar.`.

    >>> short_day(date(2026, 5, 4))
    'man. 4. maj'
    """
    month = MONTHS[value.month - 1]
    dot = "." if len(month) > len("maj") else ""
    return f"{WEEKDAYS[value.weekday()][:3]}. {value.day}. {month[:3]}{dot}"


def moment(value: datetime) -> str:
    """Write a date and a time: `16-03-2026 kl. 08.15`."""
    return f"{value:%d-%m-%Y} kl. {value:%H.%M}"


def count(number: int, one: str, many: str) -> str:
    """Write a number with its word: `1 dag`, `3 dage`."""
    return f"{number} {one if number == 1 else many}"


def in_alphabet(name: str) -> str:
    """Give what to sort a name by: æ, ø and å come last, in that order.

    >>> sorted(["Åse", "Anna", "Ømark", "Zahra"], key=in_alphabet)
    ['Anna', 'Zahra', 'Ømark', 'Åse']
    """
    return name.casefold().translate(LAST_LETTERS)

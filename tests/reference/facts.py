# ruff: noqa: D101 -- the names are the words of the rules
"""The facts of a scenario (section 1), as plain values."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
BEFORE_EVERYTHING = datetime(1, 1, 1, tzinfo=UTC)
AFTER_EVERYTHING = datetime(9999, 12, 31, tzinfo=UTC)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

Hours = tuple[time, time]
Week = dict[str, list[Hours]]


@dataclass(frozen=True)
class Plan:
    first: date
    week: Week
    told_at: datetime | None


@dataclass(frozen=True)
class DatedException:
    hours: list[Hours]
    told_at: datetime | None


@dataclass(frozen=True)
class Course:
    person: str
    first: date
    last: date
    max_weeks: int | None
    plans: list[Plan]
    exceptions: dict[date, DatedException]
    told_at: datetime | None


@dataclass(frozen=True)
class Closure:
    person: str | None  # None: the whole site
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Assignment:
    card: str
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Tap:
    terminal: str
    card: str | None  # None: a check-in by code.
    person: str | None  # Who checked in by code.
    lo: datetime
    hi: datetime
    certain: bool
    delay: str | None
    beside: list[str]


@dataclass(frozen=True)
class Resolution:
    terminal: str
    card: str
    lo: datetime
    hi: datetime
    certain: bool
    person: str | None  # None: not one of ours


@dataclass(frozen=True)
class Manual:
    person: str
    at: datetime
    delay: str | None


@dataclass(frozen=True)
class Notice:
    person: str
    first: date
    last: date
    reason: str
    reported_at: datetime


@dataclass(frozen=True)
class NoShow:
    person: str
    date: date
    at: datetime


@dataclass(frozen=True)
class Facts:
    as_of: datetime
    capacity: int | None
    tolerance_min: int
    terminals: list[str]
    week: Week
    closures: list[Closure]
    courses: list[Course]
    cards: list[Assignment]
    listening: dict[str, list[tuple[datetime, datetime]]]
    taps: list[Tap]
    manual: list[Manual]
    notices: list[Notice]
    no_shows: list[NoShow]
    resolved: list[Resolution]
    quarantined: list[tuple[datetime, datetime]]

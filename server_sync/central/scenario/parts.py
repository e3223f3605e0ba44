"""The parts of a scenario file as structs (docs/rules.md section 7).

`msgspec` checks keys, types and ranges and names the place of what is wrong. What it
cannot know, the hooks below read: a local time and a time of day.
"""

import re
from datetime import MINYEAR, date, time
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from server_sync.central.rules.calendar import instant_of
from server_sync.central.rules.facts import Instant

ZONE = "Europe/Copenhagen"
NUMBER_MAX = 10**6
CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
OFFSET = re.compile(r"(Z|[+-]\d{2}(:?\d{2})?)$", re.ASCII | re.IGNORECASE)

Text = Annotated[str, Meta(pattern=r"^[^\x00\ud800-\udfff]*$")]
"""A text that can be stored: Unicode, and no NUL in it."""
Number = Annotated[int, Meta(ge=0, le=NUMBER_MAX)]
Weeks = Annotated[int, Meta(ge=1, le=NUMBER_MAX)]


class Clock:
    """A time of day such as 08:15; fractions of a second are cut off."""

    __slots__ = ("time",)

    def __init__(self, text: str) -> None:
        found = CLOCK.fullmatch(text)
        if OFFSET.search(text):
            raise ValueError(f"{text!r} carries an offset, where a local time is")
        if not found:
            raise ValueError(f"{text!r} is no time of day")
        hour, minute, second = (int(part or 0) for part in found.groups())
        self.time = time(hour, minute, second)


class LocalTime:
    """A local time such as 2026-03-16T08:15 or 2026-03-16T08:15:30, as an instant."""

    __slots__ = ("instant",)

    def __init__(self, text: str) -> None:
        day, _, clock = text.partition("T")
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII):
            raise ValueError(f"{text!r} is no local time")
        on = date.fromisoformat(day)
        if on.year == MINYEAR:  # in UTC it may lie in a year that does not exist
            raise ValueError(f"{text!r} is too long ago")
        self.instant: Instant = instant_of(on, Clock(clock).time, ZONE)


def read_hook(kind: type[Any], value: object) -> Clock | LocalTime:
    """Read what msgspec does not know.

    Raises:
        ValueError: it is no text, or no such time.
    """
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")  # noqa: TRY004 - msgspec adds the place
    return Clock(value) if kind is Clock else LocalTime(value)


Hours = list[tuple[Clock, Clock]]
Interval = tuple[LocalTime, LocalTime]


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part that has no keys but these."""


class Voidable(Part, frozen=True, kw_only=True):
    """A fact made by a person; a voided one counts for nothing."""

    voided: bool = False


class Week(Part, frozen=True, kw_only=True):
    """The hours of each weekday; a day that is left out has none."""

    mon: Hours = []
    tue: Hours = []
    wed: Hours = []
    thu: Hours = []
    fri: Hours = []
    sat: Hours = []
    sun: Hours = []


class SitePart(Part, frozen=True, kw_only=True):
    """The site and its settings."""

    terminals: list[Text]
    name: Text = ""
    capacity: Number | None = None
    tolerance_min: Number = 5
    week: Week | None = None


class PlanPart(Voidable, frozen=True, kw_only=True, rename={"first": "from"}):
    """A person's own week from a date on."""

    first: date
    week: Week
    told_at: LocalTime | None = None


class ExceptionPart(Voidable, frozen=True, kw_only=True):
    """The hours of one date; no hours remove it."""

    date: date
    sessions: Hours
    told_at: LocalTime | None = None


class CoursePart(
    Voidable, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}
):
    """One person's course, first and last date included."""

    person: Text
    first: date
    last: date
    max_weeks: Weeks | None = None
    plans: list[PlanPart] = []
    exceptions: list[ExceptionPart] = []
    told_at: LocalTime | None = None


class ClosurePart(
    Voidable, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}
):
    """A closure of the site, or a suspension of one person."""

    start: LocalTime
    end: LocalTime
    person: Text | None = None
    why: Text | None = None


class CardPart(
    Voidable, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}
):
    """To whom a card was assigned; without an end it still is."""

    card: Text
    person: Text
    start: LocalTime
    end: LocalTime | None = None


class TapPart(Part, frozen=True, kw_only=True):
    """A tap with a card, or a check-in by code of a person; at or between."""

    terminal: Text
    card: Text | None = None
    person: Text | None = None
    at: LocalTime | None = None
    between: Interval | None = None
    beside: list[Text] = []
    delay: Text | None = None


class ResolvedPart(Voidable, frozen=True, kw_only=True):
    """Whose card one tap was, or that it is not one of ours."""

    terminal: Text
    card: Text
    at: LocalTime | None = None
    between: Interval | None = None
    person: Text | None = None
    not_ours: bool = False


class ManualPart(Voidable, frozen=True, kw_only=True):
    """An arrival that a named person wrote."""

    person: Text
    at: LocalTime
    by: Text
    why: Text | None = None
    delay: Text | None = None


class NoticePart(
    Voidable, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}
):
    """A notice of absence from first to last date."""

    person: Text
    first: date
    last: date
    reason: Text
    reported_at: LocalTime
    by: Text


class NoShowPart(Voidable, frozen=True, kw_only=True):
    """A no-show that a named person confirmed."""

    person: Text
    date: date
    by: Text
    at: LocalTime


class QuarantinedPart(Part, frozen=True, kw_only=True):
    """Between which instants a terminal told what could not be used."""

    terminal: Text
    between: Interval


class ScenarioPart(Part, frozen=True, kw_only=True):
    """All of it. `listening` is read a terminal at a time, so that each is named."""

    site: SitePart
    as_of: LocalTime
    about: Text = ""
    listening: Literal["always"] | dict[str, Any] = {}
    closures: list[ClosurePart] = []
    courses: list[CoursePart] = []
    cards: list[CardPart] = []
    taps: list[TapPart] = []
    manual: list[ManualPart] = []
    notices: list[NoticePart] = []
    no_shows: list[NoShowPart] = []
    resolved: list[ResolvedPart] = []
    quarantined: list[QuarantinedPart] = []

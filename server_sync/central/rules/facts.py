"""The facts that the rules judge by, as values (docs/rules.md section 1).

An instant is a whole number of seconds since 1970 in UTC, fractions cut off. A date
and a time of day are those of the site's own calendar. What has been voided is no
fact and never comes in here.

What there can be many of is a `Struct`: as fast to make as to read back, an array of
its fields in the order in which they stand here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import NewType

from msgspec import Struct

Instant = NewType("Instant", int)
PersonId = NewType("PersonId", str)
CardId = NewType("CardId", str)
TerminalId = NewType("TerminalId", str)

Interval = tuple[time, time]
Week = Mapping[int, tuple[Interval, ...]]
"""What is planned per weekday, Monday 0 to Sunday 6; a missing day has nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers of docs/rules.md that a site may set otherwise, by default these.

    Section 3 and 4: a window opens `early_min` before the start; listening is asked
    for from `listening_min` before it; so much silence in all makes a lateness ours,
    so much a session unknown. A number that lay beside one person's cards on
    `companion_dates` dates is that person's. Section 5 and 6: as they stand there.
    """

    early_min: int = 180
    listening_min: int = 60
    late_silence_min: int = 1
    silence_min: int = 10
    companion_dates: int = 2
    latest_days: int = 28
    basis_min: int = 5
    coverage_percent_min: int = 80
    trend_sessions: int = 10
    trend_sessions_min: int = 16
    trend_points: int = 20
    missing_min: int = 30
    no_show_latest_dates: int = 2
    no_show_dates: int = 3
    late_sessions: int = 3
    late_of_sessions: int = 10
    never_sessions: int = 3
    ending_days: int = 14
    ending_weeks: int = 3
    manual_sessions: int = 2
    manual_of_sessions: int = 5
    streaks: tuple[int, ...] = (10, 20, 40)
    unclarified_of_sessions: int = 20
    unclarified_percent: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The terminal was in use at the site from first to last date; None is open."""

    terminal: TerminalId
    first: date
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A workshop and its own settings; times are in its time zone.

    A terminal that has no `Use` has always been in use.
    """

    name: str
    terminals: tuple[TerminalId, ...]
    week: Week
    tolerance_min: int = 5
    capacity: int | None = None
    zone: str = "Europe/Copenhagen"
    limits: Limits = Limits()
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A person's own week, from its first date until the next plan's.

    `told_at` is when the person was told of it; None says nothing of that.
    """

    first: date
    week: Week
    told_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """The hours of one date, and when the person was told of them (None: not said)."""

    intervals: tuple[Interval, ...]
    told_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One person's course at the site, first and last date included."""

    person: PersonId
    first: date
    last: date
    plans: tuple[Plan, ...] = ()
    exceptions: Mapping[date, PlannedDay] = field(default_factory=dict)
    max_weeks: int | None = None
    told_at: Instant | None = None


class Closure(Struct, frozen=True, kw_only=True, array_like=True):
    """From `start` up to but not including `end` the site, or one person, is off."""

    start: Instant
    end: Instant
    person: PersonId | None = None
    why: str = ""


class CardAssignment(Struct, frozen=True, kw_only=True, array_like=True):
    """The card is the person's at each instant `start <= t < end`; None is open."""

    card: CardId
    person: PersonId
    start: Instant
    end: Instant | None


class Stretch(Struct, frozen=True, kw_only=True, array_like=True):
    """The terminal was able to read cards from `start` to `end`."""

    terminal: TerminalId
    start: Instant
    end: Instant


class Tap(Struct, frozen=True, kw_only=True, array_like=True):
    """A card was held to a terminal at some instant from `lo` to `hi`.

    A certain tap has `lo == hi`. `delayed` says that a delay was noted on it, `beside`
    names the other cards that the terminal saw in the same hold.
    """

    terminal: TerminalId
    card: CardId
    lo: Instant
    hi: Instant
    certain: bool = True
    delayed: bool = False
    beside: tuple[CardId, ...] | None = None


class CheckIn(Struct, frozen=True, kw_only=True, array_like=True):
    """A person checked in at a terminal by a code of their own; timed like a tap."""

    terminal: TerminalId
    person: PersonId
    lo: Instant
    hi: Instant
    certain: bool = True
    delayed: bool = False


class Resolution(Struct, frozen=True, kw_only=True, array_like=True):
    """Whose card one tap was; `person` None says that it is not one of ours."""

    terminal: TerminalId
    card: CardId
    lo: Instant
    hi: Instant
    certain: bool
    person: PersonId | None


class ManualArrival(Struct, frozen=True, kw_only=True, array_like=True):
    """A named person wrote that somebody came at this instant."""

    person: PersonId
    at: Instant
    by: str = ""
    why: str = ""
    delayed: bool = False


class Notice(Struct, frozen=True, kw_only=True, array_like=True):
    """Somebody told that the person would stay away from first to last date."""

    person: PersonId
    first: date
    last: date
    reason: str
    reported_at: Instant
    by: str = ""


class NoShow(Struct, frozen=True, kw_only=True, array_like=True):
    """A named person confirmed that somebody stayed away on that date."""

    person: PersonId
    date: date
    at: Instant
    by: str = ""


class Quarantined(Struct, frozen=True, kw_only=True, array_like=True):
    """An unusable event or a gap of a terminal, between its usable neighbours.

    `revoked`: it arrived after the terminal was revoked, and counts at the site where
    the terminal was last used although it is in use there no longer.
    """

    terminal: TerminalId
    lo: Instant
    hi: Instant
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known of one site, or of the part of it that is asked about.

    `companions` are taps with numbers of `taps`, made on other dates or elsewhere in
    the municipality: they say beside whose cards a number lay, and nothing else.
    """

    site: Site
    courses: tuple[Course, ...] = ()
    closures: tuple[Closure, ...] = ()
    cards: tuple[CardAssignment, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    taps: tuple[Tap, ...] = ()
    companions: tuple[Tap, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    arrivals: tuple[ManualArrival, ...] = ()
    notices: tuple[Notice, ...] = ()
    no_shows: tuple[NoShow, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()

"""The types of a roster: central writes them, and a terminal reads them.

On the wire and on the terminal's disk it is one JSON object, a `RosterDocument`.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from kiosk.journal.contents import Instant, Language, Name, Text, Uid

Minutes = Annotated[int, Meta(ge=0, le=24 * 60)]
Count = Annotated[int, Meta(ge=0)]
NO_PIN_HASH = "-"
"""Stands where a hash belongs, for somebody who has no PIN: it matches none."""
TAP_BESIDE = "tap.beside"
"""Central reads which cards lay beside that of a tap."""
Percent = Annotated[int, Meta(ge=0, le=100)]


class RosterPart(Struct, frozen=True, kw_only=True):
    """A part of the roster. Known fields are checked, unknown fields are ignored.

    So an older terminal can read the roster of a newer central. What it must not ignore
    gets another `format`.
    """


class PersonPart(RosterPart, frozen=True, kw_only=True):
    """A part that names one of the people."""

    person: Name


class RosterSite(RosterPart, frozen=True, kw_only=True):
    """The workshop. `phone` is the number to call when ill."""

    id: Name
    name: Name
    phone: Text
    language: Language


class Person(RosterPart, frozen=True, kw_only=True):
    """Somebody who may come. `id` is central's, and means nothing else."""

    id: Name
    name: Name
    team: Name | None
    language: Language
    first_name_shown: bool
    first_day: date | None


class CardHolding(PersonPart, frozen=True, kw_only=True):
    """A person holds the card while `start <= t < end`; `end` None is open."""

    uid: Uid
    start: Instant
    end: Instant | None
    blocked: bool

    def is_held_at(self, at: datetime) -> bool:
        """Return True if the card was held by this person at that instant."""
        return self.start <= at and (self.end is None or at < self.end)


class EndedCard(RosterPart, frozen=True, kw_only=True):
    """A card that nobody holds any more, and who held it last.

    That person need not be among the people. The door says that the card is out of use
    in the language that it spoke to them.
    """

    uid: Uid
    name: Name
    language: Language
    end: Instant


class TemporaryCard(RosterPart, frozen=True, kw_only=True):
    """A card that was lent to somebody of whom only the name is known.

    No session is expected of them. `end` is when the loan ended.
    """

    uid: Uid
    name: Name
    start: Instant
    end: Instant | None = None

    def is_held_at(self, at: datetime) -> bool:
        """Return True if the card was held by this person at that instant."""
        return self.start <= at and (self.end is None or at < self.end)


class ExpectedSession(PersonPart, frozen=True, kw_only=True, omit_defaults=True):
    """One session (mødedag) of one person.

    `told_in_time` is False where the person was told of the hours after they began:
    then nobody is late, and no no-show is written (docs/rules.md sections 2 to 4).
    """

    start: Instant
    end: Instant
    told_in_time: bool = True


class ClosedDay(RosterPart, frozen=True, kw_only=True):
    """A date on which the workshop is closed. `why` is shown on the page."""

    date: date
    why: Text


class NoticeDays(PersonPart, frozen=True, kw_only=True):
    """A person gave notice for these dates. The reason stays at central."""

    first: date
    last: date


class StaffMember(RosterPart, frozen=True, kw_only=True):
    """Somebody who may use the page.

    `pin_hash` is an argon2 hash, or `NO_PIN_HASH` for who has only central's password.

    `team` is the one that a team leader leads; None is all of them.
    """

    name: Name
    role: Name
    pin_hash: Name
    team: Name | None = None


class PeriodFigures(RosterPart, frozen=True, kw_only=True):
    """The figures of a course over one period.

    Attributes:
        came: how many sessions the person came to.
        of: for how many sessions it is known whether the person came (grundlag).
        stability: mødestabilitet in per cent; None if there is none.
        refused: why there is no `stability`.
        between: the lowest and the highest possible value, while some are unclear.
    """

    came: Count
    of: Count
    stability: Percent | None
    refused: Text | None
    between: tuple[Percent, Percent] | None


class CourseFigures(PersonPart, frozen=True, kw_only=True):
    """The figures of a person's course, for staff only: never on the citizens' screen.

    Attributes:
        until: the last date that is counted.
        course: over the whole course so far.
        latest: over the latest 28 days.
        streak: sessions attended in a row.
        at_least: the streak may be longer than that.
        days: the letters of each of the latest days, the last one being `until`.
    """

    until: date
    course: PeriodFigures
    latest: PeriodFigures
    streak: Count
    at_least: bool
    days: tuple[Text, ...]


class RosterDocument(RosterPart, frozen=True, kw_only=True, omit_defaults=True):
    """The sessions from the date `first` to the date `last`, and the cards.

    Outside these dates it says nothing, so nobody counts as not expected then.

    Attributes:
        made_at: when central wrote it.
        tolerance_min: a tap up to so many minutes after the start is on time.
        early_min: a tap so many minutes before the start belongs to the session.
        newcomers: whose card is temporary, oldest first; they are not among `people`.
        ended_cards: whose last holding ended before those in `cards`.
        listening_min: the reader's silence counts from so long before a session.
        silence_min: with more silence than that, nobody knows who came.
        reads: what central reads beyond the first version, such as `TAP_BESIDE`. A
            terminal writes such a field only if central names it here, since an older
            central would put the entry into quarantine.
    """

    format: Literal[1]
    site: RosterSite
    made_at: Instant
    tolerance_min: Minutes
    early_min: Minutes
    first: date
    last: date
    people: tuple[Person, ...]
    cards: tuple[CardHolding, ...]
    expected: tuple[ExpectedSession, ...]
    closed: tuple[ClosedDay, ...]
    notified: tuple[NoticeDays, ...]
    staff: tuple[StaffMember, ...]
    newcomers: tuple[TemporaryCard, ...] = ()
    figures: tuple[CourseFigures, ...] = ()
    ended_cards: tuple[EndedCard, ...] = ()
    listening_min: Minutes = 60
    silence_min: Minutes = 10
    reads: tuple[Text, ...] = ()

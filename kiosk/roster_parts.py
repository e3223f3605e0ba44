"""What a roster is made of."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.entry import Instant, Name, Text, Uid
from kiosk.settings import Language

Minutes = Annotated[int, Meta(ge=0, le=24 * 60)]


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of the roster. Decoded strictly."""


class AboutSomebody(Part, frozen=True, kw_only=True):
    """A part that names one of the people."""

    person: Name


class Site(Part, frozen=True, kw_only=True):
    """The workshop. `phone` is the number to call when ill."""

    id: Name
    name: Name
    phone: Text
    language: Language


class Person(Part, frozen=True, kw_only=True):
    """Somebody who may come. `id` is central's, and says nothing by itself."""

    id: Name
    name: Name
    team: Name | None
    language: Language
    first_name_shown: bool
    first_day: date | None


class Card(AboutSomebody, frozen=True, kw_only=True):
    """Whose card it is at each instant `start <= t < end`; `end` None is open."""

    uid: Uid
    start: Instant
    end: Instant | None
    blocked: bool

    def held_at(self, at: datetime) -> bool:
        """Say whether the card was this person's at that instant."""
        return self.start <= at and (self.end is None or at < self.end)


class Expected(AboutSomebody, frozen=True, kw_only=True):
    """One session (mødedag) of one person."""

    start: Instant
    end: Instant


class Closed(Part, frozen=True, kw_only=True):
    """A date on which the workshop is closed. `why` is for the page."""

    date: date
    why: Text


class Notified(AboutSomebody, frozen=True, kw_only=True):
    """It was told that the person would not come. The reason stays at central."""

    first: date
    last: date


class Staff(Part, frozen=True, kw_only=True):
    """Somebody who may use the page. `pin_hash` is argon2's.

    `team` is the one that a team leader leads; None is all of them.
    """

    name: Name
    role: Name
    pin_hash: Name
    team: Name | None = None

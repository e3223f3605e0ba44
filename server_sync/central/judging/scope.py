"""Which part of a site's facts is looked at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

People = Collection[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some dates of some people at a site.

    Attributes:
        people: whose sessions; None is everybody's.
        first: the first date judged.
        last: the last one.
        as_of: the log end is known at that instant.
    """

    site: str
    people: People
    first: date
    last: date
    as_of: int

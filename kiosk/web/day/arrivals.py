"""Who came, and for which session: taps and what staff wrote, matched with the plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.door.decide import Window
from kiosk.journal.contents import Arrival
from kiosk.roster.roster import Expected, Roster
from kiosk.web.active_entries import Standing
from kiosk.web.day.cards import owner_of


class Source(StrEnum):
    """How an arrival came to be known."""

    CARD = "card"
    HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One sign that a person came; `certain` is about the time only.

    `written` numbers the entry that a person made, and `by` names that person.
    """

    at: datetime
    certain: bool
    source: Source
    by: str | None = None
    written: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """What a person's marks of a day say of that person's sessions.

    Attributes:
        at_sessions: each session with its first mark, or None.
        besides: the first mark, where none of them fits a session.
    """

    at_sessions: tuple[tuple[Expected, Mark | None], ...]
    besides: Mark | None


def marks_of_day(
    roster: Roster, stands: Standing, begin: datetime, end: datetime
) -> Mapping[str, list[Mark]]:
    """Collect each person's marks from `begin` until before `end`, oldest first."""
    said = stands.resolutions()
    found: dict[str, list[Mark]] = defaultdict(list)
    for tap in stands.taps:
        owner = owner_of(tap, roster, said) if begin <= tap.at < end else None
        if owner is not None:
            mark = Mark(at=tap.at, certain=tap.certain, source=Source.CARD)
            found[owner].append(mark)
    for line in stands.in_force():
        told = line.content
        if isinstance(told, Arrival) and begin <= told.at < end:
            found[told.person].append(
                Mark(
                    at=told.at,
                    certain=True,
                    source=Source.HAND,
                    by=told.by,
                    written=line.seq,
                )
            )
    return {
        person: sorted(marks, key=lambda mark: mark.at)
        for person, marks in found.items()
    }


def attend(windows: Sequence[Window], marks: Sequence[Mark]) -> Attended:
    """Give each session the first mark that lies in its window."""
    matched = tuple(
        (window.session, next((mark for mark in marks if window.holds(mark.at)), None))
        for window in windows
    )
    fits_none = all(mark is None for _, mark in matched)
    return Attended(
        at_sessions=matched, besides=marks[0] if marks and fits_none else None
    )

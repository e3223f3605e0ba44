"""Match taps and written arrivals with the sessions of the plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.door.decide import TapWindow
from kiosk.journal.contents import Arrival
from kiosk.roster.roster import ExpectedSession, Roster
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.day.cards import owner_of


class Source(StrEnum):
    """How an arrival was recorded."""

    CARD = "card"
    HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A sign that a person came.

    `time_known` False says that only the time is doubtful. `seq` is the entry that a
    person wrote, and `by` is that person; both are None for a tap.
    """

    at: datetime
    time_known: bool
    source: Source
    by: str | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """The sessions of a person's day, matched with the sightings.

    Attributes:
        sessions: each session with its first sighting, or None.
        unplanned: the first sighting, if none fits a session.
    """

    sessions: tuple[tuple[ExpectedSession, Sighting | None], ...]
    unplanned: Sighting | None


def sightings_of_day(
    roster: Roster, active: ActiveEntries, begin: datetime, end: datetime
) -> Mapping[str, list[Sighting]]:
    """Collect each person's sightings, `begin <= t < end`, oldest first."""
    resolutions = active.resolutions()
    found: dict[str, list[Sighting]] = defaultdict(list)
    for tap in active.taps:
        owner = owner_of(tap, roster, resolutions) if begin <= tap.at < end else None
        if owner is not None:
            sighting = Sighting(
                at=tap.at, time_known=tap.time_known, source=Source.CARD
            )
            found[owner].append(sighting)
    for entry in active.not_voided():
        arrival = entry.content
        if isinstance(arrival, Arrival) and begin <= arrival.at < end:
            found[arrival.person].append(
                Sighting(
                    at=arrival.at,
                    time_known=True,
                    source=Source.HAND,
                    by=arrival.by,
                    seq=entry.seq,
                )
            )
    return {
        person: sorted(person_sightings, key=lambda sighting: sighting.at)
        for person, person_sightings in found.items()
    }


def match_sessions(
    windows: Sequence[TapWindow], sightings: Sequence[Sighting]
) -> Attendance:
    """Give each session the first sighting in its window."""
    matched = tuple(
        (
            window.session,
            next(
                (sighting for sighting in sightings if window.contains(sighting.at)),
                None,
            ),
        )
        for window in windows
    )
    fits_none = all(sighting is None for _, sighting in matched)
    return Attendance(
        sessions=matched, unplanned=sightings[0] if sightings and fits_none else None
    )

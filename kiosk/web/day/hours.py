"""Compute how long people were here, for workshops with goodbye taps. Pure.

Hours count from the arrival to the goodbye, within the planned hours. Without a goodbye
they are not known, which is not the same as zero.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.door.decide import TapWindow, is_goodbye, windows_of
from kiosk.look.danish import at
from kiosk.roster.roster import Roster
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.day.arrivals import Sighting, Source, match_sessions, sightings_of_day

NOTHING = timedelta()
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A person's hours: their sum, and the number of days with and without them."""

    known: timedelta = NOTHING
    days_known: int = 0
    days_not_known: int = 0

    def __add__(self, other: "Hours") -> "Hours":
        return Hours(
            known=self.known + other.known,
            days_known=self.days_known + other.days_known,
            days_not_known=self.days_not_known + other.days_not_known,
        )


def hours_of(
    dates: Iterable[date], roster: Roster, active: ActiveEntries, now: datetime
) -> Mapping[str, Hours]:
    """Add up everybody's hours on those dates; an unfinished day may be missing."""
    found: dict[str, Hours] = {}
    for a_date in dates:
        begin, end = at(a_date, time()), at(a_date + A_DAY, time())
        sightings = sightings_of_day(roster, active, begin, end)
        for person in roster.people:
            windows = [
                window
                for window in windows_of(person, roster)
                if begin <= window.session.start < end
            ]
            day = _of_day(windows, sightings.get(person.id, ()), now)
            found[person.id] = found.get(person.id, Hours()) + day
    return found


def _of_day(
    windows: Sequence[TapWindow], sightings: Sequence[Sighting], now: datetime
) -> Hours:
    attended = match_sessions(windows, sightings)
    arrival = next((sighting for _, sighting in attended.sessions if sighting), None)
    if arrival is None:
        return Hours()
    ends = [window.session.end for window in windows]
    left = _goodbye(arrival, sightings, ends)
    if left is not None and arrival.time_known and left.time_known:
        within = (_between(arrival.at, left.at, window) for window in windows)
        return Hours(known=sum(within, NOTHING), days_known=1)
    return Hours(days_not_known=int(now > max(ends)))


def _goodbye(
    arrival: Sighting, sightings: Sequence[Sighting], ends: Collection[datetime]
) -> Sighting | None:
    """Find the last goodbye: a person may turn back at the door and go later."""
    goodbyes = [
        sighting
        for sighting in sightings
        if sighting.source is Source.CARD
        and is_goodbye(sighting.at, came=arrival.at, ends=ends)
    ]
    return goodbyes[-1] if goodbyes else None


def _between(arrival: datetime, left: datetime, window: TapWindow) -> timedelta:
    session = window.session
    return max(min(left, session.end) - max(arrival, session.start), NOTHING)

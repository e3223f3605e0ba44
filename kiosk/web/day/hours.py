"""How long people were here, where a workshop wants goodbye taps. Pure.

From the arrival to the goodbye, within the planned hours: whoever comes early or stays
for a cup of coffee works no overtime. Without a goodbye it is not known, never zero.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.door.decide import (
    Window,
    is_goodbye,
    windows_of,
)
from kiosk.look.danish import at
from kiosk.roster.roster import Roster
from kiosk.web.active_entries import Standing
from kiosk.web.day.arrivals import (
    Mark,
    Source,
    attend,
    marks_of_day,
)

NOTHING = timedelta()
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """One person's hours: the sum of those known, and on how many days they are not."""

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
    dates: Iterable[date], roster: Roster, stands: Standing, now: datetime
) -> Mapping[str, Hours]:
    """Add up everybody's hours of those dates; a day not over yet may be left out."""
    found: dict[str, Hours] = {}
    for a_date in dates:
        begin, end = at(a_date, time()), at(a_date + A_DAY, time())
        marks = marks_of_day(roster, stands, begin, end)
        for person in roster.people:
            windows = [
                window
                for window in windows_of(person, roster)
                if begin <= window.session.start < end
            ]
            day = _of_day(windows, marks.get(person.id, ()), now)
            found[person.id] = found.get(person.id, Hours()) + day
    return found


def _of_day(windows: Sequence[Window], marks: Sequence[Mark], now: datetime) -> Hours:
    attended = attend(windows, marks)
    came = next((mark for _, mark in attended.at_sessions if mark), None)
    if came is None:
        return Hours()
    ends = [window.session.end for window in windows]
    left = _goodbye(came, marks, ends)
    if left is not None and came.certain and left.certain:
        within = (_between(came.at, left.at, window) for window in windows)
        return Hours(known=sum(within, NOTHING), days_known=1)
    return Hours(days_not_known=int(now > max(ends)))


def _goodbye(
    came: Mark, marks: Sequence[Mark], ends: Collection[datetime]
) -> Mark | None:
    """Find the last one: whoever turned round at the door went a little later."""
    said = [
        mark
        for mark in marks
        if mark.source is Source.CARD and is_goodbye(mark.at, came=came.at, ends=ends)
    ]
    return said[-1] if said else None


def _between(came: datetime, left: datetime, window: Window) -> timedelta:
    session = window.session
    return max(min(left, session.end) - max(came, session.start), NOTHING)

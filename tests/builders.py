"""Builders whose arguments all have defaults: a test says only what it is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from firmware.moment import ClockState, Moment
from kiosk.roster.roster import (
    CardHolding,
    ClosedDay,
    ExpectedSession,
    NoticeDays,
    Person,
    Roster,
    RosterSite,
)

A_BOOT = bytes(range(16))
A_UID = "04a3c6cae26180"
A_DAY = date(2026, 11, 23)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NS_PER_SECOND = 10**9


def at(clock: str, day: date = A_DAY) -> datetime:
    """Make an instant out of a time in UTC; Copenhagen is an hour ahead in winter."""
    return datetime.fromisoformat(f"{day}T{clock}+00:00")


def make_moment(
    when: datetime = LONG_AGO,
    *,
    boot_seconds: float = 100.0,
    boot_id: bytes = A_BOOT,
    clock: ClockState = ClockState.SYNCED,
) -> Moment:
    """Make a reading of the clocks."""
    return Moment(
        wall_ns=round(when.timestamp()) * NS_PER_SECOND,
        boot_ns=round(boot_seconds * NS_PER_SECOND),
        boot_id=boot_id,
        clock=clock,
    )


def make_person(person_id: str = "alice", **changes: Any) -> Person:
    """Make a person, with a name that follows from the id."""
    person = Person(
        id=person_id,
        name=f"{person_id.capitalize()} Jensen",
        team=None,
        language="da",
        first_name_shown=False,
        first_day=None,
    )
    return msgspec.structs.replace(person, **changes)


def make_card(uid: str = A_UID, person: str = "alice", **changes: Any) -> CardHolding:
    """Make a card that the person has held since long ago."""
    card = CardHolding(uid=uid, person=person, start=LONG_AGO, end=None, blocked=False)
    return msgspec.structs.replace(card, **changes)


def make_session(
    start: str = "07:15:00",
    end: str = "13:30:00",
    *,
    person: str = "alice",
    day: date = A_DAY,
    told_in_time: bool = True,
) -> ExpectedSession:
    """Make a session, by default from 08:15 to 14:30 local time."""
    return ExpectedSession(
        person=person, start=at(start, day), end=at(end, day), told_in_time=told_in_time
    )


def make_notified(person: str = "alice", day: date = A_DAY) -> NoticeDays:
    """Make a notice for one day."""
    return NoticeDays(person=person, first=day, last=day)


def make_closed(day: date = A_DAY) -> ClosedDay:
    """Make a closed day."""
    return ClosedDay(date=day, why="Personaledag")


def make_roster(**changes: Any) -> Roster:
    """Make a roster of Alice, her card and one session today."""
    roster = Roster(
        format=1,
        site=RosterSite(
            id="s-1", name="Værkstedet", phone="12 34 56 78", language="da"
        ),
        made_at=LONG_AGO,
        tolerance_min=5,
        early_min=180,
        first=A_DAY - timedelta(days=1),
        last=A_DAY + timedelta(days=7),
        people=(make_person(),),
        cards=(make_card(),),
        expected=(make_session(),),
        closed=(),
        notified=(),
        staff=(),
    )
    return msgspec.structs.replace(roster, **changes)

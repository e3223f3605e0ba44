"""The demo's four weeks of history: what each made-up person did on each day.

Nothing is written into central's tables from here. Cards are held to an emulated
reader, staff's entries go into the journal, and the uplink sends the journal.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from firmware.card import CardUid
from kiosk.host.local_time import ZONE, day_of
from kiosk.journal.contents import Arrival, NoShow, Notice, Reason
from kiosk.roster.roster import ExpectedSession, Person, Roster
from server_sync.demo.people import DemoPerson
from server_sync.demo.replay import DoorEvent

COORDINATOR = "Mette Holm"
MANAGER = "Karen Bruun"
OPENS = time(5, 45)
CLOSES = time(14, 45)
OUTAGE_DAYS_BACK = 8
UNKNOWN_CARD_DAYS_BACK = 4
UNKNOWN_CARD = "04c0ffee123456"
FORGETS_OF_100 = 3
NOTIFIED_OF_100 = 65
CONFIRMED_OF_100 = 60
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The demo's people by the names on the roster, and the random numbers."""

    people: Mapping[str, DemoPerson]
    dice: random.Random


def events_of(
    day: date, *, days_back: int, roster: Roster, cast: Cast
) -> list[DoorEvent]:
    """Return what happened at the door and on the page on a past date.

    `days_back` counts working days backwards; the latest before today is 1.
    """
    persons = {person.id: person for person in roster.people}
    events = [
        event
        for expected in roster.expected
        if day_of(expected.start) == day
        for event in _of_session(expected, persons[expected.person], cast)
    ]
    if days_back == OUTAGE_DAYS_BACK:
        events += [
            DoorEvent(at=_at(day, time(7, 40)), what=False),
            DoorEvent(at=_at(day, time(9, 5)), what=True),
        ]
    if days_back == UNKNOWN_CARD_DAYS_BACK:
        unknown = CardUid.from_hex(UNKNOWN_CARD)
        events.append(DoorEvent(at=_at(day, time(8, 10, 20)), what=unknown))
    return events


def events_of_the_last_half_hour(
    now: datetime, *, roster: Roster, cast: Cast
) -> list[DoorEvent]:
    """Return taps of the last half hour, so that a new demo is not empty."""
    names = {person.id: person.name for person in roster.people}
    here = [
        cast.people[names[expected.person]]
        for expected in roster.expected
        if expected.start - 180 * MINUTE < now - 30 * MINUTE
        and now <= expected.end
        and cast.people[names[expected.person]].comes
    ]
    return [
        DoorEvent(
            at=now - cast.dice.uniform(1.5, 29) * MINUTE,
            what=CardUid.from_hex(person.uid),
        )
        for person in here[: len(here) // 2]
    ]


def _of_session(
    expected: ExpectedSession, person: Person, cast: Cast
) -> Iterator[DoorEvent]:
    habits, dice = cast.people[person.name], cast.dice
    if not habits.comes:
        yield from _never_seen(expected, person, cast)
    elif dice.randrange(100) >= habits.steady:
        yield from _away(expected, person, dice)
    else:
        arrived = _arrives(expected, habits, dice)
        if dice.randrange(100) < FORGETS_OF_100:
            arrival = Arrival(
                person=person.id, at=arrived, by=COORDINATOR, why="glemt kort"
            )
            yield DoorEvent(at=arrived + MINUTE, what=arrival)
        else:
            yield DoorEvent(at=arrived, what=CardUid.from_hex(habits.uid))


def _arrives(
    expected: ExpectedSession, habits: DemoPerson, dice: random.Random
) -> datetime:
    in_time = dice.randrange(100) < habits.punctual
    minutes = -dice.triangular(0, 30, 6) if in_time else dice.uniform(6, 40)
    at = expected.start + minutes * MINUTE
    return min(at, expected.end - 5 * MINUTE).replace(microsecond=0)


def _away(
    expected: ExpectedSession, person: Person, dice: random.Random
) -> Iterator[DoorEvent]:
    if dice.randrange(100) < NOTIFIED_OF_100:
        reason = dice.choice((Reason.ILL, Reason.ILL, Reason.CHILD_ILL, Reason.DOCTOR))
        reported_at = expected.start + dice.uniform(-50, 40) * MINUTE
        yield _notice(expected, person, reason, reported_at)
    elif dice.randrange(100) < CONFIRMED_OF_100:
        yield _no_show(expected, person)


def _never_seen(
    expected: ExpectedSession, person: Person, cast: Cast
) -> Iterator[DoorEvent]:
    """Yield a no-show or a notice for some; for most nothing is known."""
    which = sum(person.name.encode()) % 10
    if which < 3 and expected.start.weekday() < 2:
        yield _no_show(expected, person)
    elif which == 3:
        yield _notice(
            expected,
            person,
            Reason.AGREED,
            expected.start - cast.dice.random() * MINUTE,
        )


def _notice(
    expected: ExpectedSession, person: Person, reason: Reason, reported_at: datetime
) -> DoorEvent:
    at = reported_at.replace(microsecond=0)
    day = day_of(expected.start)
    notice = Notice(
        person=person.id,
        first=day,
        last=day,
        reason=reason,
        reported_at=at,
        by=COORDINATOR,
    )
    return DoorEvent(at=at, what=notice)


def _no_show(expected: ExpectedSession, person: Person) -> DoorEvent:
    at = min(expected.start + 180 * MINUTE, expected.end)
    day = day_of(expected.start)
    no_show = NoShow(
        person=person.id, date=day, by=MANAGER, at=at, why="ringet, intet svar"
    )
    return DoorEvent(at=at, what=no_show)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE)

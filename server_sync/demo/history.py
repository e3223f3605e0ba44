"""Four weeks behind the demo: what each made-up person did on each day.

Nothing is written into central's tables from here. Cards are held to a reader, staff
write on the page, and the journal goes to central as any other.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from firmware.card import CardUid
from kiosk.host.local_time import ZONE, day_of
from kiosk.journal.contents import (
    Arrival,
    NoShow,
    Notice,
    Reason,
)
from kiosk.roster.roster import (
    ExpectedSession,
    Person,
    Roster,
)
from server_sync.demo.people import DemoPerson
from server_sync.demo.replay import Act

COORDINATOR = "Mette Holm"
MANAGER = "Karen Bruun"
OPENS = time(5, 45)
CLOSES = time(14, 45)
OUTAGE_DAYS_BACK = 8
UNKNOWN_CARD_DAYS_BACK = 4
UNKNOWN_CARD = "04c0ffee123456"
FORGETS_OF_100 = 3
TOLD_OF_100 = 65
CONFIRMED_OF_100 = 60
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who plays: the demo's people by the names on the roster."""

    people: Mapping[str, DemoPerson]
    dice: random.Random


def acts_of(day: date, *, days_back: int, roster: Roster, cast: Cast) -> list[Act]:
    """Make up what happened at the door and on the page on a past date.

    `days_back` counts the workshop's days; the latest before today is 1.
    """
    persons = {person.id: person for person in roster.people}
    acts = [
        act
        for expected in roster.expected
        if day_of(expected.start) == day
        for act in _of_session(expected, persons[expected.person], cast)
    ]
    if days_back == OUTAGE_DAYS_BACK:
        acts += [
            Act(at=_at(day, time(7, 40)), does=False),
            Act(at=_at(day, time(9, 5)), does=True),
        ]
    if days_back == UNKNOWN_CARD_DAYS_BACK:
        unknown = CardUid.from_hex(UNKNOWN_CARD)
        acts.append(Act(at=_at(day, time(8, 10, 20)), does=unknown))
    return acts


def acts_this_hour(now: datetime, *, roster: Roster, cast: Cast) -> list[Act]:
    """Make up who has come in the last half hour, so that nobody finds it empty."""
    names = {person.id: person.name for person in roster.people}
    here = [
        cast.people[names[expected.person]]
        for expected in roster.expected
        if expected.start - 180 * MINUTE < now - 30 * MINUTE
        and now <= expected.end
        and cast.people[names[expected.person]].comes
    ]
    return [
        Act(
            at=now - cast.dice.uniform(1.5, 29) * MINUTE,
            does=CardUid.from_hex(one.uid),
        )
        for one in here[: len(here) // 2]
    ]


def _of_session(expected: ExpectedSession, person: Person, cast: Cast) -> Iterator[Act]:
    habits, dice = cast.people[person.name], cast.dice
    if not habits.comes:
        yield from _never_seen(expected, person, cast)
    elif dice.randrange(100) >= habits.steady:
        yield from _away(expected, person, dice)
    else:
        arrived = _arrives(expected, habits, dice)
        if dice.randrange(100) < FORGETS_OF_100:
            said = Arrival(
                person=person.id, at=arrived, by=COORDINATOR, why="glemt kort"
            )
            yield Act(at=arrived + MINUTE, does=said)
        else:
            yield Act(at=arrived, does=CardUid.from_hex(habits.uid))


def _arrives(
    expected: ExpectedSession, habits: DemoPerson, dice: random.Random
) -> datetime:
    in_time = dice.randrange(100) < habits.punctual
    minutes = -dice.triangular(0, 30, 6) if in_time else dice.uniform(6, 40)
    at = expected.start + minutes * MINUTE
    return min(at, expected.end - 5 * MINUTE).replace(microsecond=0)


def _away(
    expected: ExpectedSession, person: Person, dice: random.Random
) -> Iterator[Act]:
    if dice.randrange(100) < TOLD_OF_100:
        reason = dice.choice((Reason.ILL, Reason.ILL, Reason.CHILD_ILL, Reason.DOCTOR))
        told_at = expected.start + dice.uniform(-50, 40) * MINUTE
        yield _notice(expected, person, reason, told_at)
    elif dice.randrange(100) < CONFIRMED_OF_100:
        yield _no_show(expected, person)


def _never_seen(expected: ExpectedSession, person: Person, cast: Cast) -> Iterator[Act]:
    """Of most nothing is known; of some a person has asked, or somebody told."""
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
    expected: ExpectedSession, person: Person, reason: Reason, told_at: datetime
) -> Act:
    at = told_at.replace(microsecond=0)
    day = day_of(expected.start)
    said = Notice(
        person=person.id,
        first=day,
        last=day,
        reason=reason,
        reported_at=at,
        by=COORDINATOR,
    )
    return Act(at=at, does=said)


def _no_show(expected: ExpectedSession, person: Person) -> Act:
    at = min(expected.start + 180 * MINUTE, expected.end)
    day = day_of(expected.start)
    said = NoShow(
        person=person.id, date=day, by=MANAGER, at=at, why="ringet, intet svar"
    )
    return Act(at=at, does=said)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE)

"""Writes the roster of a terminal: who is expected at its site, and whose cards are.

For staff it also holds the figures of each course (`figures.py`). It never holds a CPR
number, the reason of an absence, or anything of another site. It stays the same bytes
for a whole day unless a fact changes, so that its ETag saves sending it again.
"""

from collections.abc import Collection, Iterator
from datetime import date, time, timedelta

import msgspec
from sqlalchemy import Connection, select

from kiosk.roster.model import (
    TAP_BESIDE,
    CardHolding,
    ClosedDay,
    ExpectedSession,
    NoticeDays,
    RosterDocument,
    RosterSite,
)
from server_sync.central.db import tables
from server_sync.central.errors import NotKnown
from server_sync.central.facts.card_holders import assignments_of, periods_of
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.facts.recompute_queue import ONE_DAY
from server_sync.central.judging.load_plans import closures_of, keyed_courses, site_of
from server_sync.central.rules.calendar import (
    date_of,
    instant_of,
    local_of,
    public_holidays,
)
from server_sync.central.rules.facts import Closure, Course, Instant, Site
from server_sync.central.rules.sessions import Off, cut_by, joined, sessions_of
from server_sync.central.terminals.roster.ended_cards import ended_cards_of
from server_sync.central.terminals.roster.figures import figures_of
from server_sync.central.terminals.roster.newcomers import newcomers_of
from server_sync.central.terminals.roster.people import (
    UID_DIGITS,
    people_of,
    short,
    spoken,
    staff_of,
    utc,
)

DAYS_BACK = timedelta(days=6)  # so that the page can show the week so far
DAYS_AHEAD = timedelta(days=28)
HOLIDAY = "Helligdag"


def roster_for(connection: Connection, *, terminal: str, as_of: int) -> bytes:
    """Write the roster of a terminal's site, from six days back to 28 days ahead.

    Raises:
        NotKnown: there is no terminal of that name.
    """
    row = connection.execute(
        select(tables.site)
        .join_from(tables.terminal, tables.site)
        .where(tables.terminal.c.device == terminal)
    ).one_or_none()
    if row is None:
        raise NotKnown(f"there is no terminal {terminal!r}")
    site = site_of(connection, row.id)
    today = date_of(Instant(as_of), site.zone)
    first, last = today - DAYS_BACK, today + DAYS_AHEAD
    span = (
        instant_of(first, time(0), site.zone),
        instant_of(last + ONE_DAY, time(0), site.zone),
    )
    keyed = keyed_courses(connection, site=row.id, first=first, last=last)
    courses = [course for _, course in keyed]
    closures = closures_of(connection, site=row.id, span=span)
    people = sorted({course.person for course in courses})
    document = RosterDocument(
        format=1,
        site=RosterSite(
            id=row.id,
            name=short(row.name),
            phone=row.phone,
            language=spoken(row.language),
        ),
        made_at=utc(instant_of(today, time(0), site.zone)),
        tolerance_min=site.tolerance_min,
        early_min=site.limits.early_min,
        first=first,
        last=last,
        people=people_of(connection, people, courses),
        cards=_cards(connection, row.municipality, people, span),
        ended_cards=ended_cards_of(connection, row, people, first, span),
        listening_min=site.limits.listening_min,
        silence_min=site.limits.silence_min,
        reads=(TAP_BESIDE,),
        expected=_expected(courses, site, closures, first, last),
        closed=tuple(_closed(site, closures, first, last)),
        notified=_notified(connection, people, first, last),
        staff=staff_of(connection, row),
        newcomers=newcomers_of(connection, site=row.id, span=span),
        figures=figures_of(
            connection, site_id=row.id, site=site, courses=keyed, today=today
        ),
    )
    return msgspec.json.encode(document)


def _cards(
    connection: Connection,
    municipality: str,
    people: Collection[str],
    span: tuple[int, int],
) -> tuple[CardHolding, ...]:
    """Return who holds each card when: at any instant one person, by the rule."""
    columns = tables.card.c
    theirs = select(columns.card).where(columns.person.in_(people)).distinct()
    assignments = assignments_of(
        connection,
        municipality=municipality,
        cards=set(connection.scalars(theirs)),
    )
    return tuple(
        CardHolding(
            uid=card,
            person=person,
            start=utc(start),
            end=None if until is None else utc(until),
            blocked=False,
        )
        for card, person, start, until in periods_of(assignments)
        if person in people
        if len(card) in UID_DIGITS
        if start < span[1] and (until is None or until > span[0])
    )


def _expected(
    courses: Collection[Course],
    site: Site,
    closures: Collection[Closure],
    first: date,
    last: date,
) -> tuple[ExpectedSession, ...]:
    found: list[ExpectedSession] = []
    busy_until: dict[str, int] = {}
    for course in courses:
        off = _off(closures, course.person)
        for session in sessions_of(course, site, off, first=first, last=last):
            if session.start < busy_until.get(session.person, session.start):
                continue  # clock changes can make two sessions overlap
            busy_until[session.person] = session.end
            found.append(
                ExpectedSession(
                    person=session.person,
                    start=utc(session.start),
                    end=utc(session.end),
                    told_in_time=session.told,
                )
            )
    return tuple(found)


def _off(closures: Collection[Closure], person: str | None) -> Off:
    return joined(closure for closure in closures if closure.person in {None, person})


def _closed(
    site: Site, closures: Collection[Closure], first: date, last: date
) -> Iterator[ClosedDay]:
    """Give the dates on which nobody of the site is expected at all, and why."""
    off = _off(closures, None)
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        if day in public_holidays(day.year):
            yield ClosedDay(date=day, why=HOLIDAY)
        elif (planned := site.week.get(day.weekday(), ())) and all(
            _is_off(off, site, day, start, end) for start, end in planned
        ):
            yield ClosedDay(date=day, why=_why(site, closures, day))


def _is_off(off: Off, site: Site, day: date, start: time, end: time) -> bool:
    begins, ends = instant_of(day, start, site.zone), instant_of(day, end, site.zone)
    moved_start, moved_end = cut_by(off, begins, ends) if off else (begins, ends)
    return moved_start >= moved_end


def _why(site: Site, closures: Collection[Closure], day: date) -> str:
    for closure in closures:
        begins = local_of(closure.start, site.zone).date()
        if closure.person is None and begins <= day and closure.why:
            return closure.why
    return ""


def _notified(
    connection: Connection, people: Collection[str], first: date, last: date
) -> tuple[NoticeDays, ...]:
    columns = tables.notice.c
    rows = connection.execute(
        not_voided(tables.notice)
        .where(columns.person.in_(people))
        .where(columns.first <= last, columns.last >= first)
        .order_by(columns.person, columns.first, columns.last, columns.key)
    )
    return tuple(
        NoticeDays(person=row.person, first=row.first, last=row.last) for row in rows
    )

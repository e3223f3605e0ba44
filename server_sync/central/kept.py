"""Read the facts back, as the values that the rules judge by.

What has been voided is no fact and is not read. With `people` and dates, only their
neighbourhood is read, as `rules.judge` describes it; anything more changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select

from server_sync.central import tables
from server_sync.central.kept_heard import (
    cards_of,
    delayed,
    entry_key,
    quarantined_at,
    resolutions_of,
    said_about,
    stretches_of,
    taps_at,
)
from server_sync.central.kept_plans import closures_of, keyed_courses, site_of
from server_sync.central.rules.facts import (
    Course,
    Facts,
    Instant,
    ManualArrival,
    NoShow,
    Notice,
    PersonId,
    Site,
)
from server_sync.central.rules.judge import neighbourhood
from server_sync.central.voided import standing

__all__ = ["Part", "entry_key", "facts_of"]

ONE_DAY = timedelta(days=1)
People = Collection[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a site's facts is asked for.

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


def facts_of(
    connection: Connection,
    part: Part,
    *,
    site: Site | None = None,
    courses: Sequence[Course] | None = None,
) -> Facts:
    """Read what bears on the sessions of these people and dates.

    `site` and `courses` spare reading what is read already.
    """
    site = site or site_of(connection, part.site)
    span = neighbourhood(site, part.first, part.last)
    taps = taps_at(connection, site=part.site, people=part.people, span=span)
    if courses is None:
        courses = _courses(connection, part)
    return Facts(
        site=site,
        courses=tuple(courses),
        closures=closures_of(
            connection, site=part.site, people=part.people, span=_wider(span)
        ),
        cards=cards_of(connection, {tap.card for tap, _ in taps}),
        stretches=stretches_of(connection, site, span, part.as_of),
        taps=tuple(delayed(connection, taps)),
        resolutions=resolutions_of(connection, taps),
        arrivals=_arrivals(connection, part.people, span),
        notices=_notices(connection, part),
        no_shows=_no_shows(connection, part),
        quarantined=quarantined_at(connection, part.site, span),
    )


Span = tuple[Instant, Instant]


def _wider(span: Span) -> Span:
    day = ONE_DAY // timedelta(seconds=1)
    return Instant(span[0] - day), Instant(span[1] + day)


def _courses(connection: Connection, part: Part) -> list[Course]:
    keyed = keyed_courses(
        connection,
        site=part.site,
        people=part.people,
        first=part.first - ONE_DAY,
        last=part.last,
    )
    return [course for _, course in keyed]


def _arrivals(
    connection: Connection, people: People, span: Span
) -> tuple[ManualArrival, ...]:
    columns = tables.arrival.c
    query = _of(standing(tables.arrival), columns, people)
    rows = list(connection.execute(query.where(columns.arrived.between(*span))))
    noted = said_about(connection, tables.delay, {row.key for row in rows})
    with_delay = {row.about for row in noted}
    return tuple(
        ManualArrival(
            person=PersonId(row.person),
            at=Instant(row.arrived),
            by=row.by,
            why=row.why,
            delayed=row.delay is not None or row.key in with_delay,
        )
        for row in rows
    )


def _notices(connection: Connection, part: Part) -> tuple[Notice, ...]:
    columns = tables.notice.c
    query = _of(standing(tables.notice), columns, part.people)
    covering = query.where(columns.first <= part.last, columns.last >= part.first)
    return tuple(
        Notice(
            person=PersonId(row.person),
            first=row.first,
            last=row.last,
            reason=row.reason,
            reported_at=Instant(row.reported_at),
            by=row.by,
        )
        for row in connection.execute(covering)
    )


def _no_shows(connection: Connection, part: Part) -> tuple[NoShow, ...]:
    columns = tables.no_show.c
    query = _of(standing(tables.no_show), columns, part.people)
    rows = connection.execute(query.where(columns.date.between(part.first, part.last)))
    return tuple(
        NoShow(
            person=PersonId(row.person), date=row.date, at=Instant(row.at), by=row.by
        )
        for row in rows
    )


def _of(query: Select[Any], columns: Any, people: People) -> Select[Any]:
    return query if people is None else query.where(columns.person.in_(people))

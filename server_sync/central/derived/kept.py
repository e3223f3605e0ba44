"""Read the facts back, as the values that the rules judge by.

What has been voided is no fact and is not read. With `people` and dates, only their
neighbourhood is read, as `rules.judge` describes it; anything more changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, select

from server_sync.central import tables
from server_sync.central.derived.kept_heard import (
    cards_of,
    delayed,
    entry_key,
    quarantined_at,
    resolutions_of,
    stretches_of,
    taps_at,
)
from server_sync.central.derived.kept_plans import closures_of, keyed_courses, site_of
from server_sync.central.facts.voided import standing
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
        taps=tuple(delayed(connection, taps, site=part.site)),
        resolutions=resolutions_of(connection, taps, site=part.site),
        arrivals=_arrivals(connection, part, span),
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
    connection: Connection, part: Part, span: Span
) -> tuple[ManualArrival, ...]:
    asked = _of(part) | {"lo": span[0], "hi": span[1]}
    rows = connection.execute(_arrivals_query(of_people="people" in asked), asked)
    return tuple(
        ManualArrival(
            person=PersonId(row.person),
            at=Instant(row.arrived),
            by=row.by,
            why=row.why,
            delayed=row.delay is not None or row.noted,
        )
        for row in rows
    )


def _notices(connection: Connection, part: Part) -> tuple[Notice, ...]:
    asked = _of(part) | {"from": part.first, "to": part.last}
    rows = connection.execute(_notices_query(of_people="people" in asked), asked)
    return tuple(
        Notice(
            person=PersonId(row.person),
            first=row.first,
            last=row.last,
            reason=row.reason,
            reported_at=Instant(row.reported_at),
            by=row.by,
        )
        for row in rows
    )


def _no_shows(connection: Connection, part: Part) -> tuple[NoShow, ...]:
    asked = _of(part) | {"from": part.first, "to": part.last}
    rows = connection.execute(_no_shows_query(of_people="people" in asked), asked)
    return tuple(
        NoShow(
            person=PersonId(row.person), date=row.date, at=Instant(row.at), by=row.by
        )
        for row in rows
    )


def _of(part: Part) -> dict[str, Any]:
    if part.people is None:
        return {"site": part.site}
    return {"people": list(part.people)}


# The queries are made once each: making one costs more than asking it.


@cache
def _arrivals_query(*, of_people: bool) -> Select[Any]:
    columns, delay = tables.arrival.c, tables.delay.c
    noted = standing(tables.delay).where(delay.about == columns.key).exists()
    query = _those(tables.arrival, of_people=of_people)
    query = query.add_columns(noted.label("noted"))
    return query.where(columns.arrived.between(bindparam("lo"), bindparam("hi")))


@cache
def _notices_query(*, of_people: bool) -> Select[Any]:
    columns = tables.notice.c
    return _those(tables.notice, of_people=of_people).where(
        columns.first <= bindparam("to"), columns.last >= bindparam("from")
    )


@cache
def _no_shows_query(*, of_people: bool) -> Select[Any]:
    date_ = tables.no_show.c.date
    return _those(tables.no_show, of_people=of_people).where(
        date_.between(bindparam("from"), bindparam("to"))
    )


def _those(table: Table, *, of_people: bool) -> Select[Any]:
    """Of the people asked about; or of all who have a course at the site."""
    if of_people:
        people: BindParameter[str] = bindparam("people", expanding=True)
        return standing(table).where(table.c.person.in_(people))
    course = tables.course.c
    here = select(course.person).where(course.site == bindparam("site"))
    return standing(table).where(table.c.person.in_(here))

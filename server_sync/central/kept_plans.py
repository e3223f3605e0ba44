"""Read back what is planned: the site with its terminals, courses, closures."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, select

from server_sync.central import tables
from server_sync.central.errors import NotKnown
from server_sync.central.people import WEEKDAYS
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import (
    Closure,
    Course,
    Instant,
    Interval,
    Limits,
    PersonId,
    Plan,
    Site,
    TerminalId,
    Use,
    Week,
)
from server_sync.central.voided import standing


def site_of(connection: Connection, site: str) -> Site:
    """Read a site with its settings and terminals.

    Raises:
        NotKnown: there is none of that id.
    """
    row = connection.execute(
        select(tables.site).where(tables.site.c.id == site)
    ).one_or_none()
    if row is None:
        raise NotKnown(f"there is no site {site!r}")
    terminals = connection.execute(
        select(tables.terminal)
        .where(tables.terminal.c.site == site)
        .order_by(tables.terminal.c.device)
    ).all()
    return Site(
        name=row.name,
        terminals=tuple(TerminalId(one.device) for one in terminals),
        week=week_of(row.week),
        tolerance_min=row.tolerance_min,
        capacity=row.capacity,
        zone=row.zone,
        limits=Limits(**row.limits),
        uses=tuple(_use(one, row.zone) for one in terminals if one.since or one.until),
    )


def keyed_courses(
    connection: Connection,
    *,
    site: str,
    people: Collection[str] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[tuple[str, Course]]:
    """Read the courses of a site that have a date from first to last, with their keys.

    Sorted by person and first day.
    """
    columns = tables.course.c
    query = standing(tables.course).where(columns.site == site)
    if people is not None:
        query = query.where(columns.person.in_(people))
    if last is not None:
        query = query.where(columns.first <= last)
    rows = connection.execute(
        query.order_by(columns.person, columns.first, columns.key)
    ).all()
    keys = [row.key for row in rows]
    if not keys:
        return []
    ends = _latest_ends(connection, keys)
    plans, exceptions = _plans(connection, keys), _exceptions(connection, keys)
    courses = [
        (
            row.key,
            Course(
                person=PersonId(row.person),
                first=row.first,
                last=ends.get(row.key, row.last),
                plans=tuple(plans[row.key]),
                exceptions=exceptions[row.key],
                max_weeks=row.max_weeks,
            ),
        )
        for row in rows
    ]
    return [one for one in courses if first is None or one[1].last >= first]


def closures_of(
    connection: Connection,
    *,
    site: str,
    people: Collection[str] | None,
    span: tuple[int, int],
) -> tuple[Closure, ...]:
    """Read the closures and suspensions that touch the span."""
    columns = tables.closure.c
    query = standing(tables.closure).where(
        columns.site == site, columns.start <= span[1], columns.until >= span[0]
    )
    if people is not None:
        query = query.where(columns.person.is_(None) | columns.person.in_(people))
    return tuple(
        Closure(
            start=Instant(row.start),
            end=Instant(row.until),
            person=None if row.person is None else PersonId(row.person),
            why=row.why,
        )
        for row in connection.execute(query)
    )


def week_of(week: Mapping[str, Sequence[Sequence[str]]]) -> Week:
    """Read a week as JSON keeps it."""
    return {
        number: intervals_of(week[day])
        for number, day in enumerate(WEEKDAYS)
        if day in week
    }


def intervals_of(intervals: Sequence[Sequence[str]]) -> tuple[Interval, ...]:
    """Read the intervals of a day as JSON keeps them."""
    return tuple(
        (time.fromisoformat(start), time.fromisoformat(end)) for start, end in intervals
    )


def _use(row: Any, zone: str) -> Use:
    return Use(
        terminal=TerminalId(row.device),
        first=date.min if row.since is None else date_of(Instant(row.since), zone),
        last=None if row.until is None else date_of(Instant(row.until), zone),
    )


def _latest_ends(connection: Connection, keys: Collection[str]) -> dict[str, date]:
    columns = tables.course_end.c
    rows = connection.execute(
        standing(tables.course_end)
        .where(columns.course.in_(keys))
        .order_by(columns.at, columns.key)
    )
    return {row.course: row.last for row in rows}


def _plans(
    connection: Connection, keys: Collection[str]
) -> defaultdict[str, list[Plan]]:
    """Read the plans; of several from one date on, the one said last holds."""
    columns = tables.plan.c
    rows = connection.execute(
        standing(tables.plan)
        .where(columns.course.in_(keys))
        .order_by(columns.first, columns.at, columns.key)
    )
    by_first = {(row.course, row.first): row.week for row in rows}
    plans: defaultdict[str, list[Plan]] = defaultdict(list)
    for (course, first), week in by_first.items():
        plans[course].append(Plan(first=first, week=week_of(week)))
    return plans


def _exceptions(
    connection: Connection, keys: Collection[str]
) -> defaultdict[str, dict[date, tuple[Interval, ...]]]:
    """Read the exceptions; of several for one date, the one said last holds."""
    columns = tables.exception.c
    rows = connection.execute(
        standing(tables.exception)
        .where(columns.course.in_(keys))
        .order_by(columns.at, columns.key)
    )
    exceptions: defaultdict[str, dict[date, tuple[Interval, ...]]] = defaultdict(dict)
    for row in rows:
        exceptions[row.course][row.date] = intervals_of(row.intervals)
    return exceptions

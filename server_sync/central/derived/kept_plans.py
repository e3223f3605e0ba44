"""Read back what is planned: the site with its terminals, courses, closures."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)

from server_sync.central import law, tables
from server_sync.central.errors import NotKnown
from server_sync.central.facts.people import WEEKDAYS
from server_sync.central.facts.voided import standing
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


def site_of(connection: Connection, site: str) -> Site:
    """Read a site with its settings and terminals.

    Raises:
        NotKnown: there is none of that id.
    """
    return site_and_municipality(connection, site)[0]


def site_and_municipality(connection: Connection, site: str) -> tuple[Site, str]:
    """Read a site as the rules know it, and whose it is.

    Raises:
        NotKnown: there is none of that id.
    """
    rows = connection.execute(_site_query(), {"site": site}).all()
    if not rows:
        raise NotKnown(f"there is no site {site!r}")
    row, terminals = rows[0], [one for one in rows if one.device is not None]
    known = Site(
        name=row.name,
        terminals=tuple(TerminalId(one.device) for one in terminals),
        week=week_of(row.week),
        tolerance_min=row.tolerance_min,
        capacity=row.capacity,
        zone=row.zone,
        limits=Limits(**row.limits),
        uses=tuple(_use(one, row.zone) for one in terminals if one.since or one.until),
    )
    return known, row.municipality


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
    asked = {"site": site} | ({} if people is None else {"people": list(people)})
    narrow = people is not None
    rows = connection.execute(
        _courses_query(of_people=narrow),
        asked | {"last_first": date.max if last is None else last},
    ).all()
    if not rows:
        return []
    said = _said_of(connection, asked)
    courses = [
        (
            row.key,
            Course(
                person=PersonId(row.person),
                first=row.first,
                last=said.ends.get(row.key, row.last),
                plans=said.plans_of(row.key),
                exceptions=said.exceptions[row.key],
                max_weeks=row.max_weeks or row.law_weeks,
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
    asked: dict[str, Any] = {"site": site, "lo": span[0], "hi": span[1]}
    if people is not None:
        asked["people"] = list(people)
    query = _closures_query(of_people=people is not None)
    return tuple(
        Closure(
            start=Instant(row.start),
            end=Instant(row.until),
            person=None if row.person is None else PersonId(row.person),
            why=row.why,
        )
        for row in connection.execute(query, asked)
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


def _only_invited() -> ColumnElement[bool]:
    """A terminal that nobody has approved yet is not expected to listen."""
    columns = tables.terminal.c
    return columns.code_until.is_not(None) & columns.approved_at.is_(None)


def _use(row: Any, zone: str) -> Use:
    return Use(
        terminal=TerminalId(row.device),
        first=date.min if row.since is None else date_of(Instant(row.since), zone),
        last=None if row.until is None else date_of(Instant(row.until), zone),
    )


@dataclass(slots=True)
class _Said:
    """What was said of courses; of several for one date, what was said last holds."""

    ends: dict[str, date] = field(default_factory=dict)
    plans: defaultdict[str, dict[date, Week]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    exceptions: defaultdict[str, dict[date, tuple[Interval, ...]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def plans_of(self, course: str) -> tuple[Plan, ...]:
        """Give a course's own plans, in order."""
        plans = sorted(self.plans[course].items(), key=lambda one: one[0])
        return tuple(Plan(first=first, week=week) for first, week in plans)


def _said_of(connection: Connection, asked: dict[str, Any]) -> _Said:
    said = _Said()
    query = _said_of_courses(of_people="people" in asked)
    for what, course, day, planned in connection.execute(query, asked):
        if what == tables.plan.name:
            said.plans[course][day] = week_of(planned)
        elif what == tables.exception.name:
            said.exceptions[course][day] = intervals_of(planned)
        else:
            said.ends[course] = day
    return said


# The queries are made once each: making one costs more than asking it.


@cache
def _site_query() -> Select[Any]:
    terminal = tables.terminal.c
    return (
        select(tables.site, terminal.device, terminal.since, terminal.until)
        .outerjoin_from(
            tables.site,
            tables.terminal,
            (terminal.site == tables.site.c.id) & ~_only_invited(),
        )
        .where(tables.site.c.id == bindparam("site"))
        .order_by(terminal.device)
    )


@cache
def _courses_query(*, of_people: bool) -> Select[Any]:
    columns = tables.course.c
    by_law = law.max_weeks(columns.legal_basis, columns.last).label("law_weeks")
    query = (
        standing(tables.course)
        .add_columns(by_law)
        .where(
            columns.site == bindparam("site"),
            columns.first <= bindparam("last_first"),
        )
    )
    if of_people:
        query = query.where(columns.person.in_(bindparam("people", expanding=True)))
    return query.order_by(columns.person, columns.first, columns.key)


@cache
def _said_of_courses(*, of_people: bool) -> Select[Any]:
    plan, exception, ended = tables.plan.c, tables.exception.c, tables.course_end.c
    parts = [
        _said_in(tables.plan, plan.first, plan.week, of_people=of_people),
        _said_in(
            tables.exception, exception.date, exception.intervals, of_people=of_people
        ),
        _said_in(
            tables.course_end, ended.last, cast(null(), JSON), of_people=of_people
        ),
    ]
    said = union_all(*parts).subquery()
    found = select(said.c.what, said.c.course, said.c.day, said.c.planned)
    return found.order_by(said.c.at, said.c.key)


def _said_in(table: Table, day: Any, planned: Any, *, of_people: bool) -> Select[Any]:
    course = tables.course.c
    query = (
        standing(table)
        .with_only_columns(
            literal_column(f"'{table.name}'", Text).label("what"),
            table.c.course.label("course"),
            day.label("day"),
            planned.label("planned"),
            table.c.at.label("at"),
            table.c.key.label("key"),
        )
        .join(tables.course, course.key == table.c.course)
        .where(course.site == bindparam("site"))
    )
    if of_people:
        query = query.where(course.person.in_(bindparam("people", expanding=True)))
    return query


@cache
def _closures_query(*, of_people: bool) -> Select[Any]:
    columns = tables.closure.c
    query = standing(tables.closure).where(
        columns.site == bindparam("site"),
        columns.start <= bindparam("hi"),
        columns.until >= bindparam("lo"),
    )
    if of_people:
        theirs = columns.person.in_(bindparam("people", expanding=True))
        query = query.where(columns.person.is_(None) | theirs)
    return query

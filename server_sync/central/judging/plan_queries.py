"""Ask for what is planned; each question is made once."""

from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
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

from server_sync.central.db import tables
from server_sync.central.db.query_batch import QueryBatch, Question, among
from server_sync.central.facts import law
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.judging.load_statements import closures_query
from server_sync.central.rules.facts import Closure, Instant, Limits, PersonId

IntervalsJson = list[list[str]]
WeekJson = dict[str, IntervalsJson]


class SiteRow(Struct, array_like=True):
    """A site with one of its terminals; `device` is None where it has none."""

    municipality: str
    name: str
    week: WeekJson
    tolerance_min: int
    capacity: int | None
    zone: str
    limits: Limits
    device: str | None
    since: int | None
    until: int | None


class CourseRow(Struct, array_like=True):
    """A course as it was first planned; the law may limit its weeks."""

    person: PersonId
    first: date
    key: str
    last: date
    max_weeks: int | None
    law_weeks: int | None
    told_at: Instant | None


class PlanningRow(Struct, array_like=True):
    """A plan, an exception or an end of a course, as `table` names it.

    Attributes:
        day: the first date of the plan, that of the exception, or the last of all.
        planned: the week of a plan, the intervals of an exception; else None.
    """

    at: int
    key: str
    table: str
    course: str
    day: date
    planned: WeekJson | IntervalsJson | None
    told_at: Instant | None


@cache
def site_asked() -> QueryBatch:
    """Ask for a site with its terminals; the rows are `SiteRow`."""
    return QueryBatch(sites=Question(_site_query(), of=SiteRow))


@cache
def courses_asked(*, of_people: bool) -> QueryBatch:
    """Ask for the courses of a site (`CourseRow`), and their plans (`PlanningRow`)."""
    return QueryBatch(
        courses=Question(_courses_query(of_people=of_people), of=CourseRow),
        planning=Question(_planning_query(of_people=of_people), of=PlanningRow),
    )


@cache
def planned_asked(*, of_people: bool) -> QueryBatch:
    """Ask for a site and its courses at once."""
    courses = courses_asked(of_people=of_people).questions
    return QueryBatch(sites=Question(_site_query(), of=SiteRow), **courses)


def _site_query() -> Select[Any]:
    site, terminal = tables.site.c, tables.terminal.c
    return (
        select(
            site.municipality,
            site.name,
            site.week,
            site.tolerance_min,
            site.capacity,
            site.zone,
            site.limits,
            terminal.device,
            terminal.since,
            terminal.until,
        )
        .outerjoin_from(
            tables.site,
            tables.terminal,
            (terminal.site == site.id) & ~_only_invited(),
        )
        .where(site.id == bindparam("site"))
    )


def _courses_query(*, of_people: bool) -> Select[Any]:
    columns = tables.course.c
    query = not_voided(tables.course).where(columns.site == bindparam("site"))
    if of_people:
        query = query.where(among(columns.person, "people"))
    return query.with_only_columns(
        columns.person,
        columns.first,
        columns.key,
        columns.last,
        columns.max_weeks,
        law.max_weeks(columns.legal_basis, columns.last).label("law_weeks"),
        columns.told_at,
    )


def _planning_query(*, of_people: bool) -> Select[Any]:
    plan, exception, ended = tables.plan.c, tables.exception.c, tables.course_end.c
    parts = [
        _planning_in(
            *(tables.plan, plan.first, plan.week, plan.told_at), of_people=of_people
        ),
        _planning_in(
            *(tables.exception, exception.date),
            *(exception.intervals, exception.told_at),
            of_people=of_people,
        ),
        _planning_in(
            *(tables.course_end, ended.last),
            *(cast(null(), JSON), cast(null(), BigInteger)),
            of_people=of_people,
        ),
    ]
    return select(union_all(*parts).subquery())


def _planning_in(
    table: Table, day: Any, planned: Any, told_at: Any, *, of_people: bool
) -> Select[Any]:
    course = tables.course.c
    query = (
        not_voided(table)
        .with_only_columns(
            table.c.at.label("at"),
            table.c.key.label("key"),
            literal_column(f"'{table.name}'", Text).label("table"),
            table.c.course.label("course"),
            day.label("day"),
            planned.label("planned"),
            told_at.label("told_at"),
        )
        .join(tables.course, course.key == table.c.course)
        .where(course.site == bindparam("site"))
    )
    if of_people:
        query = query.where(among(course.person, "people"))
    return query


@cache
def closures_asked() -> QueryBatch:
    """Ask for the closures and suspensions of everybody that touch a span."""
    return QueryBatch(closures=Question(closures_query(of_people=False), of=Closure))


def _only_invited() -> ColumnElement[bool]:
    """A terminal that nobody has approved yet is not expected to listen."""
    columns = tables.terminal.c
    return columns.code_until.is_not(None) & columns.approved_at.is_(None)

"""Read back what people said of who came, and when nobody was expected."""

from typing import Any

from sqlalchemy import Select, Table, bindparam, or_, select

from server_sync.central.db import tables
from server_sync.central.db.query_batch import among
from server_sync.central.facts.not_voided import not_voided


def arrivals_query(*, of_people: bool) -> Select[Any]:
    """Give the manual arrivals within the span, and whether a delay was noted."""
    columns, delay = tables.arrival.c, tables.delay.c
    noted = not_voided(tables.delay).where(delay.about == columns.key).exists()
    delayed = or_(columns.delay.is_not(None), noted).label("delayed")
    return (
        _those(tables.arrival, of_people=of_people)
        .where(columns.arrived.between(bindparam("lo"), bindparam("hi")))
        .with_only_columns(
            columns.person,
            columns.arrived.label("at"),
            columns.by,
            columns.why,
            delayed,
        )
    )


def notices_query(*, of_people: bool) -> Select[Any]:
    """Give the notices that cover a date from first to last."""
    columns = tables.notice.c
    return (
        _those(tables.notice, of_people=of_people)
        .where(columns.first <= bindparam("last"), columns.last >= bindparam("first"))
        .with_only_columns(
            columns.person,
            columns.first,
            columns.last,
            columns.reason,
            columns.reported_at,
            columns.by,
        )
    )


def no_shows_query(*, of_people: bool) -> Select[Any]:
    """Give what was confirmed of a date from first to last."""
    columns = tables.no_show.c
    return (
        _those(tables.no_show, of_people=of_people)
        .where(columns.date.between(bindparam("first"), bindparam("last")))
        .with_only_columns(columns.person, columns.date, columns.at, columns.by)
    )


def closures_query(*, of_people: bool) -> Select[Any]:
    """Give the closures and suspensions that touch the span, a day wider."""
    columns = tables.closure.c
    query = not_voided(tables.closure).where(
        columns.site == bindparam("site"),
        columns.start <= bindparam("off_hi"),
        columns.until >= bindparam("off_lo"),
    )
    if of_people:
        theirs = among(columns.person, "people")
        query = query.where(or_(columns.person.is_(None), theirs))
    return query.with_only_columns(
        columns.start, columns.until.label("end"), columns.person, columns.why
    )


def _those(table: Table, *, of_people: bool) -> Select[Any]:
    """Of the people asked about; or of all who have a course at the site."""
    if of_people:
        return not_voided(table).where(among(table.c.person, "people"))
    course = tables.course.c
    here = select(course.person).where(course.site == bindparam("site"))
    return not_voided(table).where(table.c.person.in_(here))

"""State what is expected of people: courses, plans, exceptions, closures.

Each function adds one fact, marks what must be judged again, and gives the fact's key.
`recompute_by_site` judges it later, at the latest before a page is shown. Nobody has
two courses on one date at a site: a session is one course's.
"""

# ruff: noqa: PLR0913 - a fact is written in one call, every field by its name

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - an argument is named date
from typing import Any

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.errors import BadCourse
from server_sync.central.facts.add import add_fact
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.facts.people import WeekJson, municipality_of, plain_week
from server_sync.central.facts.provenance import Provenance

NYTTEINDSATS = "LAB § 83"


def add_course(
    connection: Connection,
    *,
    person: str,
    site: str,
    first: Date,
    last: Date,
    provenance: Provenance,
    max_weeks: int | None = None,
    legal_basis: str = NYTTEINDSATS,
    benefit_group: str | None = None,
    visitation_group: str | None = None,
    told_at: int | None = None,
    told_how: str | None = None,
) -> str:
    """Offer a person a course at a site, first and last date included.

    `told_at` is when the person was told of it, `told_how` how or by which document.

    Raises:
        BadCourse: it ends before it begins, or they have another one there then.
    """
    if last < first:
        raise BadCourse(f"a course from {first} cannot end on {last}")
    _refuse_two_at_once(connection, person, site, first, last, besides=None)
    return add_fact(
        connection,
        "course",
        provenance,
        municipality=municipality_of(connection, site=site),
        person=person,
        site=site,
        first=first,
        last=last,
        max_weeks=max_weeks,
        legal_basis=legal_basis,
        benefit_group=benefit_group,
        visitation_group=visitation_group,
        told_at=told_at,
        told_how=told_how,
    )


def end_course(
    connection: Connection,
    *,
    course: str,
    last: Date,
    reason: str,
    provenance: Provenance,
) -> str:
    """Say that a course has another last date than planned, and why it ends.

    Raises:
        BadCourse: it would run into another course of theirs at the site.
    """
    row = _course(connection, course)
    _refuse_two_at_once(
        connection, row.person, row.site, row.first, last, besides=course
    )
    return add_fact(
        connection,
        "course_end",
        provenance,
        municipality=row.municipality,
        course=course,
        last=last,
        reason=reason,
    )


def add_plan(
    connection: Connection,
    *,
    course: str,
    first: Date,
    week: WeekJson,
    provenance: Provenance,
    told_at: int | None = None,
    told_how: str | None = None,
) -> str:
    """Give a person their own week from a date on, until the next plan's first."""
    return add_fact(
        connection,
        "plan",
        provenance,
        municipality=_course(connection, course).municipality,
        course=course,
        first=first,
        week=plain_week(week),
        told_at=told_at,
        told_how=told_how,
    )


def add_exception(
    connection: Connection,
    *,
    course: str,
    date: Date,
    intervals: Sequence[Sequence[str]],
    provenance: Provenance,
    told_at: int | None = None,
    told_how: str | None = None,
) -> str:
    """Plan one date otherwise; no interval means that nobody is expected."""
    return add_fact(
        connection,
        "exception",
        provenance,
        municipality=_course(connection, course).municipality,
        course=course,
        date=date,
        intervals=[list(one) for one in intervals],
        told_at=told_at,
        told_how=told_how,
    )


def add_closure(
    connection: Connection,
    *,
    site: str,
    start: int,
    until: int,
    provenance: Provenance,
    person: str | None = None,
) -> str:
    """Close a site from one instant to another, or suspend one person."""
    return add_fact(
        connection,
        "closure",
        provenance,
        municipality=municipality_of(connection, site=site),
        site=site,
        person=person,
        start=start,
        until=until,
    )


def _refuse_two_at_once(
    connection: Connection,
    person: str,
    site: str,
    first: Date,
    last: Date,
    *,
    besides: str | None,
) -> None:
    course = tables.course.c
    theirs = not_voided(tables.course).where(
        course.person == person, course.site == site, course.key != (besides or "")
    )
    for other in connection.execute(theirs.order_by(course.first)):
        other_last = _last_of(connection, other)
        if max(first, other.first) <= min(last, other_last):
            raise BadCourse(
                f"this person has a course here from {other.first} to {other_last}: "
                "end that one first, or take other dates"
            )


def _last_of(connection: Connection, course: Any) -> Date:
    """Give the last date of a course; of several ends, the one said last holds."""
    ended = tables.course_end.c
    said_last_first = (
        not_voided(tables.course_end)
        .where(ended.course == course.key)
        .order_by(ended.at.desc(), ended.key.desc())
    )
    end = connection.execute(said_last_first).first()
    last: Date = course.last if end is None else end.last
    return last


def _course(connection: Connection, course: str) -> Any:
    found = select(tables.course).where(tables.course.c.key == course)
    return connection.execute(found).one()

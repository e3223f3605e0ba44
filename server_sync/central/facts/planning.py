"""State what is expected of people: courses, plans, exceptions, closures.

Each function adds one fact, marks what must be judged again, and gives the fact's key.
`recompute_by_site` judges it later, at the latest before a page is shown. Nobody has
two courses on one date at a site: a session is one course's.
"""

# ruff: noqa: PLR0913 - a fact is written in one call, every field by its name

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - an argument is named date

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.rows import CourseRow, columns_of, row_of, rows_of
from server_sync.central.errors import BadCourse, NotKnown
from server_sync.central.facts.add import add_fact
from server_sync.central.facts.not_voided import is_not_voided
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
    others = (
        columns_of(CourseRow, tables.course)
        .where(is_not_voided(tables.course))
        .where(course.person == person, course.site == site)
        .where(course.key != (besides or ""))
        .order_by(course.first)
    )
    for other in rows_of(connection, CourseRow, others):
        other_last = _last_of(connection, other)
        if max(first, other.first) <= min(last, other_last):
            raise BadCourse(
                f"this person has a course here from {other.first} to {other_last}: "
                "end that one first, or take other dates"
            )


def _last_of(connection: Connection, course: CourseRow) -> Date:
    """Give the last date of a course; of several ends, the one said last holds."""
    ended = tables.course_end.c
    newest_first = (
        select(ended.last)
        .where(is_not_voided(tables.course_end))
        .where(ended.course == course.key)
        .order_by(ended.at.desc(), ended.key.desc())
    )
    last: Date | None = connection.scalars(newest_first).first()
    return course.last if last is None else last


def _course(connection: Connection, course: str) -> CourseRow:
    """Read a course by its key.

    Raises:
        NotKnown: there is none.
    """
    query = columns_of(CourseRow, tables.course).where(tables.course.c.key == course)
    found = row_of(connection, CourseRow, query)
    if found is None:
        raise NotKnown(f"there is no course {course!r}")
    return found

"""State what is expected of people: courses, plans, exceptions, closures.

Each function adds one fact, marks what must be judged again, and gives the fact's key.
`derive.catch_up` judges; until then the pages show what was judged before.
"""

# ruff: noqa: PLR0913 - a fact is written in one call, every field by its name

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - an argument is named date

from sqlalchemy import Connection, select

from server_sync.central import tables
from server_sync.central.facts.people import WeekJson, municipality_of, plain_week
from server_sync.central.facts.said import Said
from server_sync.central.facts.stating import state

NYTTEINDSATS = "LAB § 83"


def add_course(
    connection: Connection,
    *,
    person: str,
    site: str,
    first: Date,
    last: Date,
    said: Said,
    max_weeks: int | None = None,
    legal_basis: str = NYTTEINDSATS,
    benefit_group: str | None = None,
    visitation_group: str | None = None,
) -> str:
    """Offer a person a course at a site, first and last date included."""
    return state(
        connection,
        "course",
        said,
        municipality=municipality_of(connection, site=site),
        person=person,
        site=site,
        first=first,
        last=last,
        max_weeks=max_weeks,
        legal_basis=legal_basis,
        benefit_group=benefit_group,
        visitation_group=visitation_group,
    )


def end_course(
    connection: Connection, *, course: str, last: Date, reason: str, said: Said
) -> str:
    """Say that a course has another last date than planned, and why it ends."""
    return state(
        connection,
        "course_end",
        said,
        municipality=_municipality_of_course(connection, course),
        course=course,
        last=last,
        reason=reason,
    )


def add_plan(
    connection: Connection, *, course: str, first: Date, week: WeekJson, said: Said
) -> str:
    """Give a person their own week from a date on, until the next plan's first."""
    return state(
        connection,
        "plan",
        said,
        municipality=_municipality_of_course(connection, course),
        course=course,
        first=first,
        week=plain_week(week),
    )


def add_exception(
    connection: Connection,
    *,
    course: str,
    date: Date,
    intervals: Sequence[Sequence[str]],
    said: Said,
) -> str:
    """Plan one date otherwise; no interval means that nobody is expected."""
    return state(
        connection,
        "exception",
        said,
        municipality=_municipality_of_course(connection, course),
        course=course,
        date=date,
        intervals=[list(one) for one in intervals],
    )


def add_closure(
    connection: Connection,
    *,
    site: str,
    start: int,
    until: int,
    said: Said,
    person: str | None = None,
) -> str:
    """Close a site from one instant to another, or suspend one person."""
    return state(
        connection,
        "closure",
        said,
        municipality=municipality_of(connection, site=site),
        site=site,
        person=person,
        start=start,
        until=until,
    )


def _municipality_of_course(connection: Connection, course: str) -> str:
    found = select(tables.course.c.municipality).where(tables.course.c.key == course)
    return str(connection.execute(found).scalar_one())

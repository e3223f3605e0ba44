"""Reading sessions out of what has been judged, always of one municipality only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Subquery, func, select

from server_sync.central.derived.judged_rows import judged_of
from server_sync.central.facts.voided import standing
from server_sync.central.jobcentre.line import Line, sendable
from server_sync.central.rules.calendar import zone_of
from server_sync.central.tables import course, course_end, judged, person, site


def of_period(
    connection: Connection, *, municipality: str, first: date, last: date
) -> list[Line]:
    """Read every session from `first` to `last`, both included, in calendar order."""
    asked = (
        sessions(municipality)
        .where(judged.c.date.between(first, last))
        .order_by(judged.c.date, judged.c.start, person.c.name, person.c.id)
    )
    return [line_of(row) for row in connection.execute(asked).all()]


def sessions(municipality: str) -> Select[Any]:
    """Select the municipality's sessions, to be narrowed and ordered by who asks."""
    ends = _latest_course_ends()
    return (
        select(
            judged,
            person.c.name.label("person_name"),
            site.c.name.label("site_name"),
            site.c.zone,
            course.c.first.label("course_first"),
            func.coalesce(ends.c.last, course.c.last).label("course_last"),
        )
        .join(person, person.c.id == judged.c.person)
        .join(site, site.c.id == judged.c.site)
        .join(course, course.c.key == judged.c.course)
        .outerjoin(ends, (ends.c.course == course.c.key) & (ends.c.turn == 1))
        # By its sites, whose dates are in an index: not by all there ever was.
        .where(site.c.municipality == municipality)
        .where(judged.c.municipality == municipality)
    )


def line_of(row: Row[Any]) -> Line:
    """Make what is told of one judged session."""
    zone = zone_of(row.zone)
    session = judged_of(row)
    reason, withheld = sendable(session.reason)
    return Line(
        person_id=row.person,
        person=row.person_name,
        course_id=row.course,
        course_first=row.course_first,
        course_last=row.course_last,
        site_id=row.site,
        site=row.site_name,
        date=session.date,
        planned_start=datetime.fromtimestamp(session.start, zone),
        planned_end=datetime.fromtimestamp(session.end, zone),
        status=session.status,
        registered_at=(
            None
            if session.arrived is None
            else datetime.fromtimestamp(session.arrived, zone)
        ),
        uncertain=session.uncertain,
        source=session.source,
        minutes_late=session.minutes_late,
        noted_delay=session.noted_delay,
        notice=session.notice,
        reason=reason,
        reason_withheld=withheld,
        cause=session.cause,
        standing_cause=session.standing_cause,
    )


def _latest_course_ends() -> Subquery:
    """Number what was said of each course's end, the one said last first."""
    said = standing(course_end).subquery("said")
    turn = func.row_number().over(
        partition_by=said.c.course, order_by=(said.c.at.desc(), said.c.key.desc())
    )
    return select(said.c.course, said.c.last, turn.label("turn")).subquery("ends")

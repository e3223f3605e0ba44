"""Reading sessions out of what has been judged, always of one municipality only."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, Subquery, bindparam, func, select

from server_sync.central.driver import Order, carry_out
from server_sync.central.facts.voided import standing
from server_sync.central.jobcentre.line import Line, sendable
from server_sync.central.rules.calendar import local_of
from server_sync.central.rules.facts import Instant
from server_sync.central.rules.judged import Judged
from server_sync.central.tables import course, course_end, judged, person, site


class Kept(Judged, frozen=True, kw_only=True, array_like=True):
    """What was judged of a session, with what is told of it besides."""

    course: str
    person_name: str
    site: str
    site_name: str
    zone: str
    course_first: date
    course_last: date


PLANNED_REMEMBERED = 1024
COLUMNS = Kept.__struct_fields__
IN_ORDER = itemgetter(*map(COLUMNS.index, ("date", "start", "person_name", "person")))


def of_period(
    connection: Connection, *, municipality: str, first: date, last: date
) -> list[Line]:
    """Read every session from `first` to `last`, both included, in calendar order.

    It is put in order here: so names are in the same order on every database, whatever
    language that is set up for, and PostgreSQL takes longer for it than for all else.
    """
    asked = {"town": municipality, "first": first, "last": last}
    (rows,) = carry_out(connection, Order(_in_period(), asked))
    return [line_of(row) for row in sorted(rows, key=IN_ORDER)]


@cache
def sessions() -> Select[Any]:
    """Select the sessions of the municipality that the bind `town` names.

    To be narrowed and ordered by who asks; `line_of` reads the rows.
    """
    ends = _latest_course_ends()
    return (
        select(
            *(judged.c[name] for name in Judged.__struct_fields__),
            judged.c.course,
            person.c.name.label("person_name"),
            judged.c.site,
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
        .where(site.c.municipality == bindparam("town"))
        .where(judged.c.municipality == bindparam("town"))
    )


@cache
def _in_period() -> Select[Any]:
    within = judged.c.date.between(bindparam("first"), bindparam("last"))
    return sessions().where(within)


def line_of(row: Sequence[Any]) -> Line:
    """Make what is told of one judged session, of a row that `sessions` gives."""
    kept = msgspec.convert(row[: len(COLUMNS)], Kept, strict=False)
    zone, arrived = kept.zone, kept.arrived
    reason, withheld = sendable(kept.reason)
    return Line(
        person_id=kept.person,
        person=kept.person_name,
        course_id=kept.course,
        course_first=kept.course_first,
        course_last=kept.course_last,
        site_id=kept.site,
        site=kept.site_name,
        date=kept.date,
        planned_start=_planned(kept.start, zone),
        planned_end=_planned(kept.end, zone),
        status=kept.status,
        registered_at=None if arrived is None else local_of(arrived, zone),
        uncertain=kept.uncertain,
        source=kept.source,
        minutes_late=kept.minutes_late,
        noted_delay=kept.noted_delay,
        notice=kept.notice,
        reason=reason,
        reason_withheld=withheld,
        cause=kept.cause,
        standing_cause=kept.standing_cause,
    )


@lru_cache(maxsize=PLANNED_REMEMBERED)
def _planned(instant: Instant, zone: str) -> datetime:
    """Say it on the site's clock; everybody is expected at the same few instants."""
    return local_of(instant, zone)


def _latest_course_ends() -> Subquery:
    """Number what was said of each course's end, the one said last first."""
    said = standing(course_end).subquery("said")
    turn = func.row_number().over(
        partition_by=said.c.course, order_by=(said.c.at.desc(), said.c.key.desc())
    )
    return select(said.c.course, said.c.last, turn.label("turn")).subquery("ends")

"""Reading sessions out of what has been judged, always of one municipality only."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, func, select

from server_sync.central.attendance.line import Line, sendable
from server_sync.central.db.pipeline import Rows, Statement, execute_pipelined
from server_sync.central.db.query_batch import among, listed
from server_sync.central.db.tables import course, course_end, judged, person, site
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.rules.calendar import local_of
from server_sync.central.rules.judged import Judged


class Kept(Judged, frozen=True, kw_only=True, array_like=True):
    """What was judged of a session, with what is told of it besides."""

    course: str
    site: str
    person_name: str
    course_first: date
    course_last: date
    site_name: str
    zone: str


COLUMNS = Kept.__struct_fields__
SESSION = COLUMNS.index("person_name")
"""So many columns has a row of `sessions`."""
COURSE, SITE = COLUMNS.index("course"), COLUMNS.index("site")
IN_ORDER = itemgetter(*map(COLUMNS.index, ("date", "start", "person_name", "person")))


def of_period(
    connection: Connection, *, municipality: str, first: date, last: date
) -> list[Line]:
    """Read every session from `first` to `last`, both included, in calendar order.

    It is put in order here: so names are in the same order on every database, whatever
    language that is set up for, and PostgreSQL takes longer for it than for all else.
    """
    asked = {"town": municipality, "first": first, "last": last}
    (rows,) = execute_pipelined(connection, Statement(_in_period(), asked))
    return [_line_of(row) for row in sorted(_completed(connection, rows), key=IN_ORDER)]


def lines_of(connection: Connection, rows: Iterable[Sequence[Any]]) -> list[Line]:
    """Make what is told of each judged session, of the rows that `sessions` gives."""
    sessions_alone = [tuple(row)[:SESSION] for row in rows]
    return [_line_of(row) for row in _completed(connection, sessions_alone)]


@cache
def sessions() -> Select[Any]:
    """Select the sessions of the municipality that the bind `town` names.

    To be narrowed and ordered by who asks; `lines_of` reads the rows.
    """
    return (
        select(*(judged.c[name] for name in COLUMNS[:SESSION]))
        .join(site, site.c.id == judged.c.site)
        # By its sites, whose dates are in an index: not by all there ever was.
        .where(site.c.municipality == bindparam("town"))
        .where(judged.c.municipality == bindparam("town"))
    )


@cache
def _in_period() -> Select[Any]:
    within = judged.c.date.between(bindparam("first"), bindparam("last"))
    return sessions().where(within)


def _completed(connection: Connection, rows: Rows) -> list[tuple[Any, ...]]:
    """Add what is the same for all sessions of a course, and of a site: asked once."""
    if not rows:
        return []
    courses, sites = execute_pipelined(
        connection,
        Statement(_courses(), {"courses": listed({row[COURSE] for row in rows})}),
        Statement(_sites(), {"sites": listed({row[SITE] for row in rows})}),
    )
    of_course = {key: told for key, *told in courses}
    of_site = {name: told for name, *told in sites}
    return [(*row, *of_course[row[COURSE]], *of_site[row[SITE]]) for row in rows]


def _line_of(row: Sequence[Any]) -> Line:
    kept = msgspec.convert(row, Kept, strict=False)
    zone, arrived = kept.zone, kept.arrived
    reason, withheld = sendable(kept.reason)
    return Line(  # in its order: to name each takes a fifth longer
        kept.person,
        kept.person_name,
        kept.course,
        kept.course_first,
        kept.course_last,
        kept.site,
        kept.site_name,
        kept.date,
        local_of(kept.start, zone),
        local_of(kept.end, zone),
        kept.status,
        None if arrived is None else _not_remembered(arrived, zone),
        kept.uncertain,
        kept.source,
        kept.minutes_late,
        kept.noted_delay,
        kept.notice,
        reason,
        withheld,
        kept.cause,
        kept.standing_cause,
    )


_not_remembered = local_of.__wrapped__
"""Everybody is expected at the same few instants, and comes at another."""


@cache
def _courses() -> Select[Any]:
    """Give some courses with their person's name, their first day and their last."""
    said = not_voided(course_end).where(among(course_end.c.course, "courses"))
    ends = said.subquery("said").c
    turn = func.row_number().over(
        partition_by=ends.course, order_by=(ends.at.desc(), ends.key.desc())
    )
    latest = select(ends.course, ends.last, turn.label("turn")).subquery("ends").c
    return (
        select(
            course.c.key,
            person.c.name,
            course.c.first,
            func.coalesce(latest.last, course.c.last),
        )
        .join(person, person.c.id == course.c.person)
        .outerjoin(
            latest.course.table, (latest.course == course.c.key) & (latest.turn == 1)
        )
        .where(among(course.c.key, "courses"))
    )


@cache
def _sites() -> Select[Any]:
    return select(site.c.id, site.c.name, site.c.zone).where(among(site.c.id, "sites"))

"""How it has gone in each course, for the coordinators' page at the door.

Counted through yesterday, or as far as the site is judged, so that the roster stays the
same for a day. These are figures for staff: the citizens' screen shows none of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time

from sqlalchemy import Connection, select

from kiosk.roster.model import CourseFigures, PeriodFigures
from server_sync.central.db import tables
from server_sync.central.facts.recompute_queue import ONE_DAY
from server_sync.central.judging.store import judged_of
from server_sync.central.rules.calendar import instant_of
from server_sync.central.rules.facts import Course, Instant, PersonId, Site
from server_sync.central.rules.figures import Figures, figures, settled
from server_sync.central.rules.judged import Judged


def figures_of(
    connection: Connection,
    *,
    site_id: str,
    site: Site,
    courses: Collection[tuple[str, Course]],
    today: date,
) -> tuple[CourseFigures, ...]:
    """Give the figures of everybody's course; of several, the one begun last.

    Nothing where the site has not been judged yet, or the course begins today or later.
    """
    judged_through = connection.scalar(
        select(tables.site_judged.c.through).where(tables.site_judged.c.site == site_id)
    )
    if judged_through is None:
        return ()
    until = min(judged_through, today) - ONE_DAY  # that day was not over yet
    current = {
        course.person: (key, course)
        for key, course in sorted(courses, key=lambda one: one[1].first)
        if course.first <= until
    }
    rows = _judged(connection, site_id, current)
    return tuple(
        _of_course(course, rows[key], site, until)
        for _, (key, course) in sorted(current.items())
    )


def _judged(
    connection: Connection, site_id: str, current: Mapping[PersonId, tuple[str, Course]]
) -> dict[str, list[Judged]]:
    columns = tables.judged.c
    asked = select(tables.judged).where(
        columns.site == site_id,
        columns.person.in_(current),
        columns.course.in_([key for key, _ in current.values()]),
    )
    found: dict[str, list[Judged]] = defaultdict(list)
    for row in connection.execute(asked):
        found[row.course].append(judged_of(row))
    return found


def _of_course(
    course: Course, rows: Sequence[Judged], site: Site, until: date
) -> CourseFigures:
    end_of_day = instant_of(until + ONE_DAY, time(0), site.zone) - 1
    found = figures(rows, site=site, course=course, as_of=Instant(end_of_day))
    return CourseFigures(
        person=course.person,
        until=until,
        course=_period(found.course),
        latest=_period(found.latest),
        streak=found.streak.sessions,
        at_least=found.streak.at_least,
        days=_days(settled(rows, until=until), site.limits.latest_days, until),
    )


def _period(found: Figures) -> PeriodFigures:
    return PeriodFigures(
        came=found.counts.P,
        of=found.counts.basis,
        stability=found.stability,
        refused=found.why,
        between=found.interval,
    )


def _days(rows: Sequence[Judged], number: int, until: date) -> tuple[str, ...]:
    """Give the letters of each of the latest days, the last one being `until`."""
    letters: dict[date, str] = defaultdict(str)
    for row in rows:
        letters[row.date] += row.status.letter
    return tuple(letters[until - back * ONE_DAY] for back in reversed(range(number)))

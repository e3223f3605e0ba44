"""Finding the people that somebody may see, and what is known of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from kiosk.look.danish import in_alphabet
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.attendance.line import Line
from server_sync.central.attendance.queries import lines_of, sessions
from server_sync.central.db.tables import course, judged, person
from server_sync.central.judging.load_plans import keyed_courses, site_of
from server_sync.central.rules.facts import Course, Site

LINES_MAX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCourse:
    """One course of a person, as the rules read it, and where it is."""

    key: str
    site: Site
    course: Course


def courses_of(
    connection: Connection, viewer: Viewer, person_id: str
) -> list[PersonCourse]:
    """Read a person's courses that count, the latest first."""
    asked = (
        select(course.c.site)
        .where(
            course.c.person == person_id,
            course.c.municipality == viewer.municipality_id,
            viewer.may_see_at(course.c.site),
        )
        .distinct()
    )
    found = [
        PersonCourse(key=key, site=site_of(connection, site_id), course=course)
        for site_id in connection.scalars(asked).all()
        for key, course in keyed_courses(connection, site=site_id, people=[person_id])
    ]
    return sorted(found, key=lambda run: (run.course.first, run.key), reverse=True)


def seen_by(viewer: Viewer) -> Select[Any]:
    """Select the sessions that somebody may see; `lines_of` reads the rows."""
    of_town = sessions().params(town=viewer.municipality_id)
    of_people = of_town.join(person, person.c.id == judged.c.person)
    return of_people.where(viewer.may_see_session())


def lines_until(
    connection: Connection, viewer: Viewer, person_id: str, *, until: date
) -> list[Line]:
    """Read a person's sessions up to a date, the latest first."""
    asked = (
        seen_by(viewer)
        .where(judged.c.person == person_id, judged.c.date <= until)
        .order_by(judged.c.date.desc(), judged.c.start.desc())
        .limit(LINES_MAX)
    )
    return lines_of(connection, connection.execute(asked))


def lines_of_day(
    connection: Connection, viewer: Viewer, person_id: str, *, day: date
) -> list[Line]:
    """Read a person's sessions of one date, in order."""
    asked = (
        seen_by(viewer)
        .where(judged.c.person == person_id, judged.c.date == day)
        .order_by(judged.c.start)
    )
    return lines_of(connection, connection.execute(asked))


def listed(
    connection: Connection, viewer: Viewer, *, wanted: str
) -> list[Row[Any, Any, Any]]:
    """List the people by name, in the Danish alphabet's order and in no other."""
    asked = select(person.c.id, person.c.name, person.c.team)
    found = connection.execute(asked.where(viewer.may_see_person()))
    # Compared here: SQLite knows no capital Æ, Ø and Å.
    named = [row for row in found if wanted.casefold() in row.name.casefold()]
    return sorted(named, key=lambda row: (in_alphabet(row.name), row.id))

"""Who is named in a roster: the people expected at a site, and who works there."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from server_sync.central.db import tables
from server_sync.central.rules.facts import Course

LANGUAGES = ("da", "en", "ar", "uk")
NAME_CHARACTERS_MAX = 200
AT_THE_DOOR = ("driftsleder", "koordinator", "holdleder")
NO_PIN = "-"  # the hash of no PIN at all
Json = dict[str, Any]


def people_of(
    connection: Connection, people: Collection[str], courses: Collection[Course]
) -> list[Json]:
    """Give the people, the least that the door needs of each."""
    first_days: dict[str, date] = {}
    for course in courses:
        held = first_days.get(course.person, course.first)
        first_days[course.person] = min(held, course.first)
    columns = tables.person.c
    rows = connection.execute(
        select(tables.person).where(columns.id.in_(people)).order_by(columns.id)
    )
    return [
        {
            "id": row.id,
            "name": short(row.name),
            "team": short(row.team) or None,
            "language": row.language if row.language in LANGUAGES else LANGUAGES[0],
            "first_name_shown": row.first_name_shown,
            "first_day": first_days[row.id],
        }
        for row in rows
    ]


def short(name: str | None) -> str:
    """Cut a name to what a terminal takes: nobody's may keep a whole roster away."""
    name = (name or "").strip()
    fits = len(name) <= NAME_CHARACTERS_MAX
    return name if fits else f"{name[: NAME_CHARACTERS_MAX - 1]}…"


def staff_of(connection: Connection, site: Any) -> list[Json]:
    """Give who may use the page at the door; the last of two of one name."""
    columns = tables.staff.c
    rows = connection.execute(
        select(tables.staff)
        .where(columns.municipality == site.municipality)
        .where(or_(columns.site.is_(None), columns.site == site.id))
        .where(columns.ended_at.is_(None))
        .where(or_(columns.pin_hash.is_not(None), _by_password_alone(columns)))
        .order_by(columns.name, columns.id)
    )
    by_name = {short(row.name): row for row in rows}
    return [
        {
            "name": name,
            "role": row.role,
            "pin_hash": row.pin_hash or NO_PIN,
            "team": short(row.team) or None,
        }
        for name, row in by_name.items()
    ]


def _by_password_alone(columns: Any) -> ColumnElement[bool]:
    """Somebody who works there and logs in with central's password only."""
    return and_(columns.password_hash.is_not(None), columns.role.in_(AT_THE_DOOR))

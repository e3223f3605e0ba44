"""Who is named in a roster: the people expected at a site, and who works there."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from kiosk.journal.contents import Language
from kiosk.roster.model import NO_PIN_HASH, Person, StaffMember
from server_sync.central.db import tables
from server_sync.central.rules.facts import Course

DANISH: Language = "da"
LANGUAGES: tuple[Language, ...] = get_args(Language)
UID_DIGITS = (8, 14, 20)
NAME_CHARACTERS_MAX = 200
AT_THE_DOOR = ("driftsleder", "koordinator", "holdleder")


def people_of(
    connection: Connection, people: Collection[str], courses: Collection[Course]
) -> tuple[Person, ...]:
    """Give the people, the least that the door needs of each."""
    first_days: dict[str, date] = {}
    for course in courses:
        held = first_days.get(course.person, course.first)
        first_days[course.person] = min(held, course.first)
    columns = tables.person.c
    rows = connection.execute(
        select(tables.person).where(columns.id.in_(people)).order_by(columns.id)
    )
    return tuple(
        Person(
            id=row.id,
            name=short(row.name),
            team=short(row.team) or None,
            language=spoken(row.language),
            first_name_shown=row.first_name_shown,
            first_day=first_days[row.id],
        )
        for row in rows
    )


def spoken(language: str | None) -> Language:
    """Return the language if the door speaks it, and Danish otherwise."""
    return next((known for known in LANGUAGES if known == language), DANISH)


def utc(instant: int) -> datetime:
    """Turn whole seconds since 1970 into an instant as a roster has it."""
    return datetime.fromtimestamp(instant, tz=UTC)


def short(name: str | None) -> str:
    """Cut a name to what a terminal takes: nobody's may keep a whole roster away."""
    name = (name or "").strip()
    fits = len(name) <= NAME_CHARACTERS_MAX
    return name if fits else f"{name[: NAME_CHARACTERS_MAX - 1]}…"


def staff_of(connection: Connection, site: Any) -> tuple[StaffMember, ...]:
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
    return tuple(
        StaffMember(
            name=name,
            role=row.role,
            pin_hash=row.pin_hash or NO_PIN_HASH,
            team=short(row.team) or None,
        )
        for name, row in by_name.items()
    )


def _by_password_alone(columns: Any) -> ColumnElement[bool]:
    """Somebody who works there and logs in with central's password only."""
    return and_(columns.password_hash.is_not(None), columns.role.in_(AT_THE_DOOR))

"""When, how and by which document a person was told of the hours of a date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Table

from server_sync.central.db.tables import course, exception, plan
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.rules.calendar import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOf:
    """Of what a person was told.

    Attributes:
        what: the course, the plan, or the date that was planned by itself.
        at: when.
        how: how, or by which document; "" where nobody wrote it down.
    """

    what: str
    at: datetime
    how: str


def told_of(
    connection: Connection, *, courses: set[str], day: date, zone: str
) -> list[ToldOf]:
    """Read what is written down of it, of the courses that have hours on the date."""
    found = []
    for key in sorted(courses):
        for what, table, fact in _facts(connection, key, day):
            columns = table.c
            row = connection.execute(not_voided(table).where(columns.key == fact)).one()
            if row.told_at is not None:
                at = datetime.fromtimestamp(row.told_at, zone_of(zone))
                found.append(ToldOf(what=what, at=at, how=row.told_how or ""))
    return found


def _facts(
    connection: Connection, key: str, day: date
) -> Iterator[tuple[str, Table, str]]:
    """Name the course, and what sets the hours of the date: an exception or a plan."""
    yield "Forløbet", course, key
    dated = not_voided(exception).where(
        exception.c.course == key, exception.c.date == day
    )
    for row in connection.execute(dated):
        yield "Dagens mødetid", exception, row.key
        return
    latest = (
        not_voided(plan)
        .where(plan.c.course == key, plan.c.first <= day)
        .order_by(plan.c.first.desc())
        .limit(1)
    )
    for row in connection.execute(latest):
        yield "Ugens mødetider", plan, row.key

"""Whose evidence is asked for, and over which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import NamedTuple

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.records import select_record
from server_sync.central.errors import NotKnown
from server_sync.central.rules.calendar import zone_of

NAMES_SHOWN_MAX = 8


class Citizen(NamedTuple):
    """The person whose evidence is asked for."""

    id: str
    name: str
    municipality: str


class Workshop(NamedTuple):
    """A site where the person had a course in these days."""

    id: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for.

    Attributes:
        person: whose evidence it is.
        sites: the workshops where the person had a course in these days.
        zone: of those workshops; the dates are by it.
        by: who asks.
        made_at: when.
    """

    person: Citizen
    sites: Sequence[Workshop]
    first: date
    last: date
    zone: str
    by: str
    made_at: int

    @property
    def since(self) -> int:
        """The first second of the first date."""
        return _midnight(self.first, self.zone)

    @property
    def until(self) -> int:
        """The first second behind the last date."""
        return _midnight(self.last + timedelta(days=1), self.zone)


def ask(  # noqa: PLR0913 - the command's own arguments
    connection: Connection,
    *,
    name: str,
    first: date,
    last: date,
    by: str,
    made_at: int,
) -> Asked:
    """Find out who is meant, and at which workshops they were.

    Raises:
        NotKnown: nobody, or more than one; or they were at no workshop in these days.
    """
    if last < first:
        raise NotKnown(f"{last} lies before {first}: give the earlier date first")
    person = person_of(connection, name)
    sites = _sites(connection, person.id, first, last)
    if not sites:
        raise NotKnown(
            f"{person.name} has no course with a day from {first} to {last}:"
            " ask for other dates"
        )
    return Asked(
        person=person,
        sites=sites,
        first=first,
        last=last,
        zone=sites[0].zone,
        by=by,
        made_at=made_at,
    )


def person_of(connection: Connection, name: str) -> Citizen:
    """Find the one person of that id or name, or whose name alone begins so.

    Raises:
        NotKnown: nobody is, or several are; the message names them.
    """
    columns = {field: tables.person.c[field] for field in Citizen._fields}
    query = select_record(Citizen, **columns)
    rows = connection.execute(query.order_by(columns["name"], columns["id"]))
    everybody = [*map(Citizen._make, rows)]
    wanted = name.casefold().strip()
    for meant in (
        [person for person in everybody if person.id == name],
        [person for person in everybody if person.name.casefold() == wanted],
        [person for person in everybody if person.name.casefold().startswith(wanted)],
    ):
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise NotKnown(_several(name, meant))
    names = sorted({person.name for person in everybody})
    near = get_close_matches(name, names, n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise NotKnown(f"nobody is called {name!r}{hint}")


def _several(name: str, meant: Sequence[Citizen]) -> str:
    shown = [
        f"{person.name} (--person {person.id})" for person in meant[:NAMES_SHOWN_MAX]
    ]
    more = len(meant) - len(shown)
    rest = f" and {more} more" if more else ""
    return f"{len(meant)} people are called {name!r}: {', '.join(shown)}{rest}"


def _sites(
    connection: Connection, person: str, first: date, last: date
) -> Sequence[Workshop]:
    course = tables.course.c
    sites_of_person = select(course.site).where(
        course.person == person, course.first <= last, course.last >= first
    )
    columns = {name: tables.site.c[name] for name in Workshop._fields}
    query = select_record(Workshop, **columns)
    rows = connection.execute(
        query.where(columns["id"].in_(sites_of_person)).order_by(columns["id"])
    )
    return [*map(Workshop._make, rows)]


def _midnight(day: date, zone: str) -> int:
    local = datetime.combine(day, time(), tzinfo=zone_of(zone))
    return int(local.astimezone(UTC).timestamp())

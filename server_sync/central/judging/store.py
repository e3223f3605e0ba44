"""Keep what was judged of sessions, and read it back as the rules' own value."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from operator import itemgetter
from types import GenericAlias
from typing import Any

import msgspec
from msgspec.structs import astuple, fields
from sqlalchemy import (
    Connection,
    Delete,
    Select,
    bindparam,
    delete,
    select,
)

from server_sync.central.db import tables
from server_sync.central.db.bulk import (
    Added,
    Change,
    put,
)
from server_sync.central.db.pipeline import Statement
from server_sync.central.db.query_batch import among, listed
from server_sync.central.judging.scope import Part
from server_sync.central.rules.facts import Course, PersonId
from server_sync.central.rules.judged import Judged

TZ_VERSION = version("tzdata")

COLUMNS = (
    *("as_of", "site", "municipality", "course", "no", "tz"),
    *Judged.__struct_fields__,
)
"""A row: what central adds, then the rules' own value as it is."""
SAID = slice(1, None)
"""All of a row but when it was said."""
Row = tuple[Any, ...]
AS_READ = GenericAlias(
    tuple, (int, str, str, str, int, str, *(one.type for one in fields(Judged)))
)
"""As what a row is read that is answered together with others."""
Key = tuple[str, date, int]


def rows_of(
    part: Part,
    judged: Iterable[Judged],
    *,
    municipality: str,
    courses: Sequence[tuple[str, Course]],
) -> Iterator[Row]:
    """Make the rows of what is judged of a part, in the order in which it was."""
    of_person: defaultdict[str, list[tuple[str, Course]]] = defaultdict(list)
    for key, course in courses:
        of_person[course.person].append((key, course))
    person, day, no = None, None, 0
    for one in judged:  # in order, so that those of one date follow each other
        if (one.person, one.date) != (person, day):
            person, day, no = one.person, one.date, 0
        no += 1
        yield (
            part.as_of,
            part.site,
            municipality,
            _course_on(one.date, of_person[one.person]),
            no,
            TZ_VERSION,
            *astuple(one),
        )


def replacing(
    connection: Connection, site: str, stood: Iterable[Row], rows: Sequence[Row]
) -> tuple[list[Change], set[PersonId]]:
    """Give the changes that let these rows be what is judged, where those stood before.

    A row that says the same as before stays as it was, with its older `as_of`. Gives
    also the people of whom anything is said otherwise than before.
    """
    gone: Collection[Key] = ()
    other: list[Row] = []
    if before := {_key(row): row for row in stood}:
        new = {_key(row): row for row in rows}
        gone = before.keys() - new
        rows = [row for key, row in new.items() if key not in before]
        other = [
            new[key]
            for key, row in before.items()
            if key in new and row[SAID] != new[key][SAID]
        ]
    changes: list[Change] = [
        *(_left_out(site, key) for key in gone),
        *(put(connection, tables.judged, _named(row)) for row in other),
        Added(tables.judged, COLUMNS, rows),
    ]
    people = {PersonId(key[0]) for key in [*gone, *map(_key, [*other, *rows])]}
    return changes, people


def read_back(
    connection: Connection,
    *,
    site: str,
    people: Collection[str] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[Judged]:
    """Read what was judged, by person, date and start."""
    asked: dict[str, Any] = {
        "site": site,
        "first": date.min if first is None else first,
        "last": date.max if last is None else last,
    }
    asked["people"] = listed(people or ())
    columns = tables.judged.c
    query = part_query(of_people=people is not None)
    query = query.order_by(columns.person, columns.date, columns.no)
    return [judged_of(row) for row in connection.execute(query, asked).all()]


def judged_query(*, of_people: bool) -> Select[Any]:
    """Give everything that was judged of a site, or of these people there."""
    columns = tables.judged.c
    query = select(*(columns[name] for name in Judged.__struct_fields__))
    query = query.where(columns.site == bindparam("site"))
    return query.where(among(columns.person, "people")) if of_people else query


def judged_of(row: Any) -> Judged:
    """Read one row back as the rules said it."""
    values = [getattr(row, name) for name in Judged.__struct_fields__]
    return msgspec.convert(values, Judged)


def _course_on(day: date, courses: Iterable[tuple[str, Course]]) -> str:
    for key, course in courses:
        if course.first <= day <= course.last:
            return key
    raise LookupError(f"a session on {day} belongs to no course")


def _left_out(site: str, key: Key) -> Statement:
    person, day, no = key
    asked = {"of_site": site, "of_person": person, "of_date": day, "of_no": no}
    return Statement(_delete(), asked)


def _named(row: Row) -> dict[str, Any]:
    return dict(zip(COLUMNS, row, strict=True))


# The statements are made once each: making one costs more than asking it.


def part_query(*, of_people: bool) -> Select[Any]:
    """Give all rows of a part as they stand."""
    columns = tables.judged.c
    query = select(*(columns[name] for name in COLUMNS)).where(
        columns.site == bindparam("site"),
        columns.date.between(bindparam("first"), bindparam("last")),
    )
    return query.where(among(columns.person, "people")) if of_people else query


@cache
def _delete() -> Delete:
    columns = tables.judged.c
    return delete(tables.judged).where(
        columns.site == bindparam("of_site"),
        columns.person == bindparam("of_person"),
        columns.date == bindparam("of_date"),
        columns.no == bindparam("of_no"),
    )


_key: Callable[[Any], Key] = itemgetter(
    *(COLUMNS.index(name) for name in ("person", "date", "no"))
)

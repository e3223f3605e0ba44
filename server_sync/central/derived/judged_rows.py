"""Keep what was judged of sessions, and read it back as the rules' own value."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from operator import itemgetter
from typing import Any

import msgspec
from msgspec.structs import astuple
from sqlalchemy import Connection, Delete, Select, bindparam, delete, select

from server_sync.central import tables
from server_sync.central.bulk import add_rows
from server_sync.central.derived.kept import Part
from server_sync.central.rules.facts import Course, PersonId
from server_sync.central.rules.judged import Judged
from server_sync.central.together import among, listed

TZ_VERSION = version("tzdata")

COLUMNS = (
    *("as_of", "site", "municipality", "course", "no", "tz"),
    *Judged.__struct_fields__,
)
"""A row: what central adds, then the rules' own value as it is."""
SAID = slice(1, None)
"""All of a row but when it was said."""
Row = tuple[Any, ...]
Key = tuple[str, date, int]


def replace_with(
    connection: Connection,
    part: Part,
    judged: Iterable[Judged],
    *,
    municipality: str,
    courses: Sequence[tuple[str, Course]],
) -> set[PersonId]:
    """Let just these be what is judged of the part's people and dates.

    A row that says the same as before stays as it was, with its older `as_of`. Gives
    the people of whom anything is said otherwise than before.
    """
    stood = {_key(row): row for row in _standing_rows(connection, part)}
    new = {_key(row): row for row in _rows(part, judged, municipality, courses)}
    gone = [key for key, row in stood.items() if not _same(row, new.get(key))]
    come = [row for key, row in new.items() if not _same(row, stood.get(key))]
    if gone:
        connection.execute(
            _delete(),
            [
                {"of_site": part.site, "of_person": who, "of_date": day, "of_no": no}
                for who, day, no in gone
            ],
        )
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in come]
    add_rows(connection, tables.judged, rows)
    return {PersonId(person) for person, _, _ in [*gone, *map(_key, come)]}


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
    query = _query(of_people=people is not None, in_order=True)
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


def _rows(
    part: Part,
    judged: Iterable[Judged],
    municipality: str,
    courses: Sequence[tuple[str, Course]],
) -> Iterator[Row]:
    numbers: Counter[tuple[str, date]] = Counter()
    of_person: defaultdict[str, list[tuple[str, Course]]] = defaultdict(list)
    for key, course in courses:
        of_person[course.person].append((key, course))
    for one in judged:
        numbers[one.person, one.date] += 1
        yield (
            part.as_of,
            part.site,
            municipality,
            _course_on(one.date, of_person[one.person]),
            numbers[one.person, one.date],
            TZ_VERSION,
            *astuple(one),
        )


def _course_on(day: date, courses: Iterable[tuple[str, Course]]) -> str:
    for key, course in courses:
        if course.first <= day <= course.last:
            return key
    raise LookupError(f"a session on {day} belongs to no course")


def _standing_rows(connection: Connection, part: Part) -> Sequence[Any]:
    asked: dict[str, Any] = {
        "site": part.site,
        "first": part.first,
        "last": part.last,
    }
    asked["people"] = listed(part.people or ())
    query = _query(of_people=part.people is not None, in_order=False)
    return connection.execute(query, asked).all()


# The statements are made once each: making one costs more than asking it.


@cache
def _query(*, of_people: bool, in_order: bool) -> Select[Any]:
    columns = tables.judged.c
    query = select(*(columns[name] for name in COLUMNS)).where(
        columns.site == bindparam("site"),
        columns.date.between(bindparam("first"), bindparam("last")),
    )
    if of_people:
        query = query.where(among(columns.person, "people"))
    if in_order:
        query = query.order_by(columns.person, columns.date, columns.no)
    return query


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


def _same(one: Sequence[Any], other: Sequence[Any] | None) -> bool:
    return other is not None and one[SAID] == other[SAID]

"""Store what was judged of sessions, and read it back as the rules' own value."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import asdict, astuple, replace
from sqlalchemy import Connection, Delete, Select, bindparam, delete, select

from server_sync.central.db import tables
from server_sync.central.db.bulk import Added, Change, put
from server_sync.central.db.pipeline import Statement
from server_sync.central.db.query_batch import among, listed
from server_sync.central.judging.scope import Part
from server_sync.central.rules.facts import Course, PersonId
from server_sync.central.rules.judged import Judged

TZ_VERSION = version("tzdata")


class Key(NamedTuple):
    """Names a session of a site."""

    person: str
    date: date
    no: int


class StoredSession(Judged, frozen=True, kw_only=True, array_like=True):
    """A row of `judged`: what the rules say of a session, and what central adds.

    Attributes:
        no: the first session of that person and date is 1.
        tz: the version of the time zones that it was judged with.
        as_of: when it was judged; a row that says the same later keeps the earlier one.
    """

    site: str
    municipality: str
    course: str
    no: int
    tz: str
    as_of: int

    @property
    def key(self) -> Key:
        """What names the row at its site."""
        return Key(self.person, self.date, self.no)

    def says_the_same_as(self, other: "StoredSession") -> bool:
        """Compare all but when it was judged."""
        return self == replace(other, as_of=self.as_of)


COLUMNS = StoredSession.__struct_fields__


def rows_of(
    part: Part,
    judged: Iterable[Judged],
    *,
    municipality: str,
    courses: Sequence[tuple[str, Course]],
) -> Iterator[StoredSession]:
    """Make the rows of judged sessions, which are sorted by person and date."""
    of_person: defaultdict[str, list[tuple[str, Course]]] = defaultdict(list)
    for key, course in courses:
        of_person[course.person].append((key, course))
    for (person, day), of_date in groupby(judged, key=attrgetter("person", "date")):
        course_key = _course_on(day, of_person[person])
        for no, session in enumerate(of_date, start=1):
            yield StoredSession(
                site=part.site,
                municipality=municipality,
                course=course_key,
                no=no,
                tz=TZ_VERSION,
                as_of=part.as_of,
                **asdict(session),
            )


def replacing(
    connection: Connection,
    site: str,
    stored: Iterable[StoredSession],
    rows: Iterable[StoredSession],
) -> tuple[list[Change], set[PersonId]]:
    """Return the inserts, updates and deletes that turn the stored rows into `rows`.

    A row that says the same as before stays as it was, with its older `as_of`. Also
    returns the people of whom anything is said otherwise than before.
    """
    before = {row.key: row for row in stored}
    after = {row.key: row for row in rows}
    gone = before.keys() - after
    added = [row for key, row in after.items() if key not in before]
    updated = [
        after[key]
        for key, row in before.items()
        if key in after and not row.says_the_same_as(after[key])
    ]
    changes: list[Change] = [
        *(_deletion(site, key) for key in gone),
        *(put(connection, tables.judged, asdict(row)) for row in updated),
        Added(tables.judged, COLUMNS, [astuple(row) for row in added]),
    ]
    people = {PersonId(key.person) for key in gone}
    return changes, people | {row.person for row in (*added, *updated)}


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
    """Read a row that has all columns of the rules' answer, by their names."""
    values = [getattr(row, name) for name in Judged.__struct_fields__]
    return msgspec.convert(values, Judged)


def _course_on(day: date, courses: Iterable[tuple[str, Course]]) -> str:
    for key, course in courses:
        if course.first <= day <= course.last:
            return key
    raise LookupError(f"a session on {day} belongs to no course")


def _deletion(site: str, key: Key) -> Statement:
    named = {
        "of_site": site,
        "of_person": key.person,
        "of_date": key.date,
        "of_no": key.no,
    }
    return Statement(_delete(), named)


# The statements are made once each: making one costs more than asking it.


def part_query(*, of_people: bool) -> Select[Any]:
    """Select the stored rows of a part; each is a `StoredSession`."""
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

"""Keep what was judged of sessions, and read it back as the rules' own value."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from server_sync.central import tables
from server_sync.central.kept import Part
from server_sync.central.rules.facts import Course, Instant, PersonId
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.status import Cause, Source, Status, Told

TZ_VERSION = version("tzdata")

NOT_COMPARED = ("as_of",)
Row = dict[str, Any]


def replace_with(
    connection: Connection,
    part: Part,
    judged: Iterable[Judged],
    *,
    courses: Sequence[tuple[str, Course]],
) -> None:
    """Let just these be what is judged of the part's people and dates.

    A row that says the same as before stays as it was, with its older `as_of`.
    """
    new = {_key(row): row for row in _rows(connection, part, judged, courses)}
    stood = {
        _key(row): dict(row) for row in connection.execute(_of_part(part)).mappings()
    }
    gone = [key for key in stood if not _same(stood[key], new.get(key))]
    come = [row for key, row in new.items() if not _same(row, stood.get(key))]
    columns = tables.judged.c
    for person, day, no in gone:
        connection.execute(
            delete(tables.judged).where(
                columns.site == part.site,
                columns.person == person,
                columns.date == day,
                columns.no == no,
            )
        )
    if come:
        connection.execute(insert(tables.judged), come)


def read_back(
    connection: Connection,
    *,
    site: str,
    people: Collection[str] | None = None,
    first: date | None = None,
) -> list[Judged]:
    """Read what was judged, by person, date and start."""
    columns = tables.judged.c
    query = select(tables.judged).where(columns.site == site)
    if people is not None:
        query = query.where(columns.person.in_(people))
    if first is not None:
        query = query.where(columns.date >= first)
    rows = connection.execute(query.order_by(columns.person, columns.date, columns.no))
    return [judged_of(row) for row in rows]


def judged_of(row: Any) -> Judged:
    """Read one row back as the rules said it."""
    return Judged(
        person=PersonId(row.person),
        date=row.date,
        start=Instant(row.start),
        end=Instant(row.end),
        status=Status(row.status),
        arrived=None if row.arrived is None else Instant(row.arrived),
        uncertain=row.uncertain,
        source=None if row.source is None else Source(row.source),
        seconds_late=row.seconds_late,
        cause=None if row.cause is None else Cause(row.cause),
        standing_cause=(
            None if row.standing_cause is None else Cause(row.standing_cause)
        ),
        notice=None if row.notice is None else Told(row.notice),
        reason=row.reason,
        noted_delay=row.noted_delay,
        missing=row.missing,
        next_change=None if row.next_change is None else Instant(row.next_change),
    )


def _rows(
    connection: Connection,
    part: Part,
    judged: Iterable[Judged],
    courses: Sequence[tuple[str, Course]],
) -> Iterable[Row]:
    numbers: Counter[tuple[str, date]] = Counter()
    municipality = connection.scalar(
        select(tables.site.c.municipality).where(tables.site.c.id == part.site)
    )
    for one in judged:
        numbers[one.person, one.date] += 1
        yield {
            "site": part.site,
            "person": one.person,
            "date": one.date,
            "no": numbers[one.person, one.date],
            "municipality": municipality,
            "course": _course_of(one, courses),
            "start": one.start,
            "end": one.end,
            "status": one.status.value,
            "arrived": one.arrived,
            "uncertain": one.uncertain,
            "source": _value(one.source),
            "seconds_late": one.seconds_late,
            "cause": _value(one.cause),
            "standing_cause": _value(one.standing_cause),
            "notice": _value(one.notice),
            "reason": one.reason,
            "noted_delay": one.noted_delay,
            "missing": one.missing,
            "next_change": one.next_change,
            "as_of": part.as_of,
            "tz": TZ_VERSION,
        }


def _course_of(one: Judged, courses: Sequence[tuple[str, Course]]) -> str:
    return next(
        key
        for key, course in courses
        if course.person == one.person and course.first <= one.date <= course.last
    )


def _value(choice: Status | Cause | Source | Told | None) -> str | None:
    return None if choice is None else choice.value


def _of_part(part: Part) -> Select[Any]:
    columns = tables.judged.c
    query = select(tables.judged).where(
        columns.site == part.site, columns.date.between(part.first, part.last)
    )
    if part.people is not None:
        query = query.where(columns.person.in_(part.people))
    return query


def _key(row: Any) -> tuple[str, date, int]:
    return row["person"], row["date"], row["no"]


def _same(one: Row, other: Row | None) -> bool:
    if other is None:
        return False
    return all(one[name] == other[name] for name in one if name not in NOT_COMPARED)

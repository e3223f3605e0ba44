"""Keep what was judged of sessions, and read it back as the rules' own value."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, Delete, Select, bindparam, delete, select

from server_sync.central import tables
from server_sync.central.bulk import add_rows
from server_sync.central.derived.kept import Part
from server_sync.central.rules.facts import Course, Instant, PersonId
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.status import Cause, Source, Status, Told
from server_sync.central.together import Rows, among, listed

TZ_VERSION = version("tzdata")

NOT_COMPARED = ("as_of",)
ASKED = (
    "person",
    "date",
    "no",
    "start",
    "end",
    "status",
    "arrived",
    "uncertain",
    "source",
    "seconds_late",
    "cause",
    "standing_cause",
    "notice",
    "reason",
    "noted_delay",
    "missing",
    "next_change",
)
Row = dict[str, Any]


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
    if stood:
        gone = [key for key in stood if not _same(stood[key], new.get(key))]
        come = [row for key, row in new.items() if not _same(row, stood.get(key))]
    else:
        gone, come = [], list(new.values())
    if gone:
        connection.execute(
            _delete(),
            [
                {"of_site": part.site, "of_person": who, "of_date": day, "of_no": no}
                for who, day, no in gone
            ],
        )
    add_rows(connection, tables.judged, come)
    return {PersonId(key[0]) for key in gone} | {row["person"] for row in come}


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
    query = select(*(columns[name] for name in ASKED))
    query = query.where(columns.site == bindparam("site"))
    return query.where(among(columns.person, "people")) if of_people else query


def judged_in(rows: Rows) -> list[Judged]:
    """Read the answer to `judged_query`, by person, date and number of the day."""
    return [
        Judged(
            person=PersonId(person),
            date=date.fromisoformat(day),
            start=start,
            end=end,
            status=Status(status),
            arrived=arrived,
            uncertain=bool(uncertain),
            source=source and Source(source),
            seconds_late=seconds_late,
            cause=cause and Cause(cause),
            standing_cause=standing_cause and Cause(standing_cause),
            notice=notice and Told(notice),
            reason=reason,
            noted_delay=bool(noted_delay),
            missing=bool(missing),
            next_change=next_change,
        )
        for (
            person,
            day,
            _,
            start,
            end,
            status,
            arrived,
            uncertain,
            source,
            seconds_late,
            cause,
            standing_cause,
            notice,
            reason,
            noted_delay,
            missing,
            next_change,
        ) in sorted(rows)
    ]


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
    part: Part,
    judged: Iterable[Judged],
    municipality: str,
    courses: Sequence[tuple[str, Course]],
) -> Iterable[Row]:
    numbers: Counter[tuple[str, date]] = Counter()
    of_person: defaultdict[str, list[tuple[str, Course]]] = defaultdict(list)
    for key, course in courses:
        of_person[course.person].append((key, course))
    for one in judged:
        numbers[one.person, one.date] += 1
        yield {
            "site": part.site,
            "person": one.person,
            "date": one.date,
            "no": numbers[one.person, one.date],
            "municipality": municipality,
            "course": _course_on(one.date, of_person[one.person]),
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


def _course_on(day: date, courses: Iterable[tuple[str, Course]]) -> str:
    return next(key for key, course in courses if course.first <= day <= course.last)


def _value(choice: Status | Cause | Source | Told | None) -> str | None:
    return None if choice is None else choice.value


def _standing_rows(connection: Connection, part: Part) -> list[Row]:
    asked: dict[str, Any] = {
        "site": part.site,
        "first": part.first,
        "last": part.last,
    }
    asked["people"] = listed(part.people or ())
    query = _query(of_people=part.people is not None, in_order=False)
    return [dict(row) for row in connection.execute(query, asked).mappings().all()]


# The statements are made once each: making one costs more than asking it.


@cache
def _query(*, of_people: bool, in_order: bool) -> Select[Any]:
    columns = tables.judged.c
    query = select(tables.judged).where(
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


def _key(row: Any) -> tuple[str, date, int]:
    return row["person"], row["date"], row["no"]


def _same(one: Row, other: Row | None) -> bool:
    if other is None:
        return False
    return all(one[name] == other[name] for name in one if name not in NOT_COMPARED)

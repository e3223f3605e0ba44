"""What the rules raise, and which prompts stand: both of the same scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Select,
    Text,
    Update,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    union,
    union_all,
    update,
)

from server_sync.central import tables
from server_sync.central.derived import judged_rows, unknown_cards
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Course, Instant, PersonId, Site
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Key, Prompt
from server_sync.central.rules.prompts_of_course import prompts_of_course
from server_sync.central.rules.prompts_of_site import (
    NOT_HEARD,
    is_too_unclear,
    latest_since,
    most_at_once,
    prompts_of_site,
)
from server_sync.central.rules.status import Status

OF_TODAY = (Key.OVER_CAPACITY, Key.MANY_UNCLARIFIED)


class State(StrEnum):
    """How a prompt stands."""

    RAISED = "raised"
    HANDLED = "handled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose prompts are looked at.

    Attributes:
        people: those of these people; None is everybody's.
        courses: all that those people have at the site, each with its key.
        dates: with `people`, the first and the last date on which the site's own
            prompts are looked at; those that are always about today are in any case.
    """

    site_id: str
    site: Site
    municipality: str
    people: Sequence[str] | None
    courses: Sequence[tuple[str, Course]]
    dates: tuple[date, date]
    as_of: int

    @property
    def today(self) -> date:
        """The date of `as_of` at the site."""
        return date_of(Instant(self.as_of), self.site.zone)


def standing_at(connection: Connection, site: str) -> tuple[Prompt, ...]:
    """Read the prompts whose condition holds, handled or not, in the rules' order."""
    rows = connection.execute(_standing(), {"site": site})
    found = [Prompt(Key(key), person, day) for key, person, day in rows]
    return tuple(sorted(found, key=Prompt.in_order))


def raised_by_rules(
    connection: Connection, scope: Scope, judged: Sequence[Judged] | None
) -> set[Prompt]:
    """Ask the rules which prompts of the scope have their condition."""
    if judged is None and (scope.people is None or scope.people):
        judged = judged_rows.read_back(
            connection, site=scope.site_id, people=scope.people
        )
    rows = judged or ()
    raised: set[Prompt] = set()
    if scope.people is None:
        dates = unknown_cards.dates_at(connection, scope.site_id)
        raised.update(prompts_of_site(rows, scope.site, dates, scope.today))
    else:
        raised.update(_of_site(connection, scope))
    of_person: dict[PersonId, list[Judged]] = {}
    for row in rows:
        of_person.setdefault(row.person, []).append(row)
    for _, course in scope.courses:
        if scope.people is None or course.person in scope.people:
            of_course = _rows_of(course, of_person)
            at = Instant(scope.as_of)
            raised.update(
                prompts_of_course(course, of_course, scope.site, scope.today, at)
            )
    return raised


def read_stored(connection: Connection, scope: Scope) -> dict[Prompt, tuple[int, str]]:
    """Read the id and the state of every prompt of the scope that ever was raised."""
    asked: dict[str, Any] = {"site": scope.site_id}
    if scope.people is not None:
        asked |= {"people": list(scope.people), "today": scope.today}
        asked |= {"first": scope.dates[0], "last": scope.dates[1]}
    rows = connection.execute(_stored(all_=scope.people is None), asked)
    return {Prompt(Key(row[1]), row[2], row[3]): (row[0], row[4]) for row in rows}


def add(connection: Connection, scope: Scope, prompts: Iterable[Prompt]) -> None:
    """Keep prompts that were never raised before."""
    rows = [
        {
            "municipality": scope.municipality,
            "site": scope.site_id,
            "key": prompt.key.value,
            "person": prompt.person,
            "date": prompt.date,
            "state": State.RAISED,
            "since": scope.as_of,
        }
        for prompt in prompts
    ]
    connection.execute(_insert(), rows)


def set_states(
    connection: Connection, states: Iterable[tuple[int, State]], at: int
) -> None:
    """Let each of these prompts stand as it is said."""
    rows = [{"of_id": number, "to": state, "at": at} for number, state in states]
    if rows:
        connection.execute(_set_state(), rows)


def _of_site(connection: Connection, scope: Scope) -> Iterable[Prompt]:
    """Raise the site's own on the scope's dates, and those that are about today."""
    site, today = scope.site, scope.today
    asked = {"site": scope.site_id, "first": scope.dates[0], "last": scope.dates[1]}
    for key, day in connection.execute(_dated(), asked):
        yield Prompt(Key(key), date=day)
    if site.capacity is not None:
        expected = connection.execute(_expected(), asked | {"today": today}).all()
        if most_at_once([(start, end) for start, end in expected]) > site.capacity:
            yield Prompt(Key.OVER_CAPACITY, date=today)
    asked |= {"first": latest_since(site.limits, today), "last": today}
    statuses = [
        Status(status)
        for status, count in connection.execute(_counts(), asked)
        for _ in range(count)
    ]
    if is_too_unclear(statuses, site.limits):
        yield Prompt(Key.MANY_UNCLARIFIED)


def _rows_of(
    course: Course, of_person: Mapping[PersonId, list[Judged]]
) -> list[Judged]:
    rows = of_person.get(course.person, [])
    return [row for row in rows if course.first <= row.date <= course.last]


# The statements are made once each: making one costs more than asking it.


@cache
def _standing() -> Select[Any]:
    columns = tables.prompt.c
    return select(columns.key, columns.person, columns.date).where(
        columns.site == bindparam("site"), columns.state != State.WITHDRAWN.value
    )


@cache
def _stored(*, all_: bool) -> Select[Any]:
    columns = tables.prompt.c
    query = select(
        columns.id, columns.key, columns.person, columns.date, columns.state
    ).where(columns.site == bindparam("site"))
    if all_:
        return query
    of_dates = and_(
        columns.key.not_in([key.value for key in OF_TODAY]),
        columns.date.between(bindparam("first"), bindparam("last")),
    )
    of_today = and_(
        columns.key.in_([key.value for key in OF_TODAY]),
        or_(
            columns.date.is_(None),
            columns.date == bindparam("today"),
            columns.state != State.WITHDRAWN.value,
        ),
    )
    theirs = columns.person.in_(bindparam("people", expanding=True))
    of_site = and_(columns.person.is_(None), or_(of_dates, of_today))
    both = union_all(query.where(theirs), query.where(of_site)).subquery()
    return select(both)


@cache
def _dated() -> Select[Any]:
    """Dates that nothing was heard of, and those with a card that nobody held."""
    judged, unknown = tables.judged.c, tables.unknown_card.c
    not_heard = select(_named(Key.NO_DATA), judged.date).where(
        judged.site == bindparam("site"),
        judged.date.between(bindparam("first"), bindparam("last")),
        judged.cause.in_([cause.value for cause in NOT_HEARD]),
    )
    held_by_nobody = select(_named(Key.UNKNOWN_CARD), unknown.date).where(
        unknown.site == bindparam("site"),
        unknown.date.between(bindparam("first"), bindparam("last")),
    )
    return select(union(not_heard, held_by_nobody).subquery())


def _named(key: Key) -> ColumnElement[str]:
    return literal_column(f"'{key.value}'", Text).label("key")


@cache
def _expected() -> Select[Any]:
    columns = tables.judged.c
    return select(columns.start, columns.end).where(
        columns.site == bindparam("site"),
        columns.date == bindparam("today"),
        columns.status != Status.NOTIFIED.value,
    )


@cache
def _counts() -> Select[Any]:
    columns = tables.judged.c
    return (
        select(columns.status, func.count())
        .where(columns.site == bindparam("site"))
        .where(columns.date.between(bindparam("first"), bindparam("last")))
        .group_by(columns.status)
    )


@cache
def _insert() -> Insert:
    return insert(tables.prompt)


@cache
def _set_state() -> Update:
    return (
        update(tables.prompt)
        .where(tables.prompt.c.id == bindparam("of_id"))
        .values(state=bindparam("to"), since=bindparam("at"))
    )

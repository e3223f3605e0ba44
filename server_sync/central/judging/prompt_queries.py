"""Ask what the rules raise prompts of, and which stand; each question is made once."""

from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
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
from sqlalchemy.sql.dml import ReturningInsert

from server_sync.central.db import tables
from server_sync.central.db.query_batch import QueryBatch, Question, among, among_these
from server_sync.central.judging import store
from server_sync.central.rules.facts import PersonId
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Key, Prompt
from server_sync.central.rules.prompts_of_site import NOT_HEARD
from server_sync.central.rules.status import Status

OF_TODAY = (Key.OVER_CAPACITY, Key.MANY_UNCLARIFIED)


class State(StrEnum):
    """How a prompt stands."""

    RAISED = "raised"
    HANDLED = "handled"
    WITHDRAWN = "withdrawn"


class StoredPrompt(Struct, array_like=True):
    """A prompt that was ever raised, and its state now."""

    id: int
    key: Key
    person: PersonId | None
    date: date | None
    state: State

    @property
    def prompt(self) -> Prompt:
        """The prompt as the rules raise it."""
        return Prompt(self.key, self.person, self.date)


class UnknownCardDate(Struct, array_like=True):
    """A date with a tap of a card that nobody held."""

    date: date


class DatedPrompt(Struct, array_like=True):
    """A prompt of the site itself, about one date."""

    key: Key
    date: date


class Expected(Struct, array_like=True):
    """A session of today that somebody is expected at."""

    start: int
    end: int


class StatusCount(Struct, array_like=True):
    """How many sessions have a status."""

    status: Status
    count: int


@cache
def standing() -> Select[Any]:
    """Give the prompts of a site whose condition holds."""
    columns = tables.prompt.c
    return select(columns.key, columns.person, columns.date).where(
        columns.site == bindparam("site"), columns.state != State.WITHDRAWN.value
    )


@cache
def asked(*, of_people: bool, at_hand: bool, bounded: bool) -> QueryBatch:
    """Ask for all that the rules need, and for what stands.

    Args:
        of_people: of some people; else of everybody at the site.
        at_hand: what was judged need not be asked for.
        bounded: the site has a capacity.
    """
    asking = {"stored": Question(_stored(all_=not of_people), of=StoredPrompt)}
    if not at_hand:
        judged = store.judged_query(of_people=of_people)
        asking["judged"] = Question(judged, of=Judged)
    if not of_people:
        return QueryBatch(
            unknown_cards=Question(_unknown_cards(), of=UnknownCardDate), **asking
        )
    if bounded:
        asking["expected"] = Question(_expected(), of=Expected)
    return QueryBatch(
        dated=Question(_dated(), of=DatedPrompt),
        counts=Question(_counts(), of=StatusCount),
        **asking,
    )


def _unknown_cards() -> Select[Any]:
    columns = tables.unknown_card.c
    return select(columns.date).where(columns.site == bindparam("site"))


def _stored(*, all_: bool) -> Select[Any]:
    columns = tables.prompt.c
    query = select(
        columns.id, columns.key, columns.person, columns.date, columns.state
    ).where(columns.site == bindparam("site"))
    if all_:
        return query
    of_dates = and_(
        ~among_these(columns.key, OF_TODAY),
        columns.date.between(bindparam("first"), bindparam("last")),
    )
    of_today = and_(
        among_these(columns.key, OF_TODAY),
        or_(
            columns.date.is_(None),
            columns.date == bindparam("today"),
            columns.state != State.WITHDRAWN.value,
        ),
    )
    theirs = among(columns.person, "people")
    of_site = and_(columns.person.is_(None), or_(of_dates, of_today))
    both = union_all(query.where(theirs), query.where(of_site)).subquery()
    return select(both)


def _dated() -> Select[Any]:
    """Dates that nothing was heard of, and those with a card that nobody held."""
    judged, unknown = tables.judged.c, tables.unknown_card.c
    not_heard = select(_named(Key.NO_DATA), judged.date).where(
        judged.site == bindparam("site"),
        judged.date.between(bindparam("first"), bindparam("last")),
        among_these(judged.cause, NOT_HEARD),
    )
    held_by_nobody = select(_named(Key.UNKNOWN_CARD), unknown.date).where(
        unknown.site == bindparam("site"),
        unknown.date.between(bindparam("first"), bindparam("last")),
    )
    return select(union(not_heard, held_by_nobody).subquery())


def _named(key: Key) -> ColumnElement[str]:
    return literal_column(f"'{key.value}'", Text).label("key")


def _expected() -> Select[Any]:
    columns = tables.judged.c
    return select(columns.start, columns.end).where(
        columns.site == bindparam("site"),
        columns.date == bindparam("today"),
        columns.status != Status.NOTIFIED.value,
    )


def _counts() -> Select[Any]:
    columns = tables.judged.c
    return (
        select(columns.status, func.count().label("count"))
        .where(columns.site == bindparam("site"))
        .where(columns.date.between(bindparam("since"), bindparam("today")))
        .group_by(columns.status)
    )


@cache
def add() -> ReturningInsert[Any]:
    """Add a prompt, and give its id."""
    columns = tables.prompt.c
    return insert(tables.prompt).returning(
        columns.id, columns.key, columns.person, columns.date, columns.state
    )


@cache
def set_state() -> Update:
    """Let a prompt stand as it is said."""
    return (
        update(tables.prompt)
        .where(tables.prompt.c.id == bindparam("of_id"))
        .values(state=bindparam("to"), since=bindparam("at"))
    )

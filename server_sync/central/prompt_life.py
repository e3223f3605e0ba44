"""The life of prompts: raised, withdrawn by facts, handled by a person, reopened.

What the rules raise is compared with what stands. Every change is an event with its
time, and with the fact or the named person that made it; events are only ever added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from server_sync.central import judged_rows, tables, unknown_cards
from server_sync.central.errors import NotKnown
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Course, Instant, PersonId, Site
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Key, Prompt
from server_sync.central.rules.prompts_of_course import prompts_of_course
from server_sync.central.rules.prompts_of_site import NOT_HEARD, prompts_of_site
from server_sync.central.said import CENTRAL

ALL_OF_TIME = "time"


class State(StrEnum):
    """How a prompt stands."""

    RAISED = "raised"
    HANDLED = "handled"
    WITHDRAWN = "withdrawn"


class What(StrEnum):
    """What happened to a prompt."""

    RAISED = "raised"
    WITHDRAWN = "withdrawn"
    HANDLED = "handled"
    REOPENED = "reopened"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose prompts are looked at: those of some people, or all; and the site's own.

    `courses` are all that those people have at the site, each with its key.
    """

    site_id: str
    site: Site
    people: Sequence[str] | None
    courses: Sequence[tuple[str, Course]]
    as_of: int


def settle(
    connection: Connection, scope: Scope, facts: Mapping[str | None, str]
) -> None:
    """Raise and withdraw so that just what the rules raise stands.

    Args:
        connection: in a transaction, after the sessions were judged.
        scope: whose prompts.
        facts: for each person (None: everybody) the fact that made the difference.
    """
    raised = _raised(connection, scope)
    stored = _read_stored(connection, scope)
    new = sorted(raised - stored.keys(), key=Prompt.in_order)
    if new:
        _raise(connection, scope, new)
        stored = _read_stored(connection, scope)
    changes: list[dict[str, Any]] = []

    def change(prompt: int, what: What, person: str | None) -> None:
        fact = facts.get(person) or facts.get(None) or ALL_OF_TIME
        changes.append(_event(prompt, what, scope.as_of, CENTRAL, fact=fact))

    for one in new:
        change(stored[one].id, What.RAISED, one.person)
    for one, row in stored.items():
        if one in raised and row.state == State.WITHDRAWN:
            _set_state(connection, row.id, State.RAISED, scope.as_of)
            change(row.id, What.REOPENED, one.person)
        if one not in raised and row.state != State.WITHDRAWN:
            _set_state(connection, row.id, State.WITHDRAWN, scope.as_of)
            change(row.id, What.WITHDRAWN, one.person)
    if changes:
        connection.execute(insert(tables.prompt_event), changes)


def handle(connection: Connection, *, prompt: int, by: str, at: int, note: str) -> None:
    """Let a named person say that they have looked, and what came of it.

    Raises:
        NotKnown: there is no such prompt, or it does not stand.
    """
    _turn(connection, prompt, State.RAISED, State.HANDLED, at)
    event = _event(prompt, What.HANDLED, at, by, note=note)
    connection.execute(insert(tables.prompt_event).values(event))


def reopen(connection: Connection, *, prompt: int, by: str, at: int, note: str) -> None:
    """Let a named person take a handled prompt up again.

    Raises:
        NotKnown: there is no such prompt, or it is not handled.
    """
    _turn(connection, prompt, State.HANDLED, State.RAISED, at)
    event = _event(prompt, What.REOPENED, at, by, note=note)
    connection.execute(insert(tables.prompt_event).values(event))


def note_shown(
    connection: Connection, *, prompts: Iterable[int], by: str, at: int
) -> None:
    """Keep that these were shown to a named person."""
    rows = [_event(prompt, What.SHOWN, at, by) for prompt in prompts]
    if rows:
        connection.execute(insert(tables.prompt_event), rows)


def standing_at(connection: Connection, site: str) -> tuple[Prompt, ...]:
    """Read the prompts whose condition holds, handled or not, in the rules' order."""
    columns = tables.prompt.c
    rows = connection.execute(
        select(columns.key, columns.person, columns.date).where(
            columns.site == site, columns.state != State.WITHDRAWN
        )
    )
    found = [Prompt(Key(key), person, day) for key, person, day in rows]
    return tuple(sorted(found, key=Prompt.in_order))


def _raised(connection: Connection, scope: Scope) -> set[Prompt]:
    site, today = scope.site, date_of(Instant(scope.as_of), scope.site.zone)
    rows = judged_rows.read_back(connection, site=scope.site_id, people=scope.people)
    recent = rows
    if scope.people is not None:
        since = today - timedelta(days=site.limits.latest_days)
        recent = judged_rows.read_back(connection, site=scope.site_id, first=since)
    dates = unknown_cards.dates_at(connection, scope.site_id)
    raised = set(prompts_of_site(recent, site, dates, today))
    raised.update(_not_heard(connection, scope.site_id))
    of_person: dict[PersonId, list[Judged]] = {}
    for row in rows:
        of_person.setdefault(row.person, []).append(row)
    for _, course in scope.courses:
        raised.update(
            prompts_of_course(
                course,
                _rows_of(course, of_person),
                site,
                today,
                Instant(scope.as_of),
            )
        )
    return raised


def _rows_of(
    course: Course, of_person: Mapping[PersonId, list[Judged]]
) -> list[Judged]:
    rows = of_person.get(course.person, [])
    return [row for row in rows if course.first <= row.date <= course.last]


def _not_heard(connection: Connection, site: str) -> Iterable[Prompt]:
    """Raise `no_data` for every date that needs it, however long ago."""
    columns = tables.judged.c
    query = select(columns.date).where(
        columns.site == site,
        columns.cause.in_([cause.value for cause in NOT_HEARD]),
    )
    for day in connection.scalars(query.distinct()):
        yield Prompt(Key.NO_DATA, date=day)


def _read_stored(connection: Connection, scope: Scope) -> dict[Prompt, Any]:
    columns = tables.prompt.c
    query = select(tables.prompt).where(columns.site == scope.site_id)
    if scope.people is not None:
        theirs = or_(columns.person.is_(None), columns.person.in_(scope.people))
        query = query.where(theirs)
    return {
        Prompt(Key(row.key), row.person, row.date): row
        for row in connection.execute(query)
    }


def _raise(connection: Connection, scope: Scope, prompts: Sequence[Prompt]) -> None:
    columns = tables.site.c
    municipality = connection.scalar(
        select(columns.municipality).where(columns.id == scope.site_id)
    )
    rows = [
        {
            "municipality": municipality,
            "site": scope.site_id,
            "key": prompt.key.value,
            "person": prompt.person,
            "date": prompt.date,
            "state": State.RAISED,
            "since": scope.as_of,
        }
        for prompt in prompts
    ]
    connection.execute(insert(tables.prompt), rows)


def _set_state(connection: Connection, prompt: int, state: State, at: int) -> None:
    connection.execute(
        update(tables.prompt)
        .where(tables.prompt.c.id == prompt)
        .values(state=state, since=at)
    )


def _turn(
    connection: Connection, prompt: int, before: State, after: State, at: int
) -> None:
    done = connection.execute(
        update(tables.prompt)
        .where(tables.prompt.c.id == prompt, tables.prompt.c.state == before)
        .values(state=after, since=at)
    )
    if done.rowcount == 0:
        raise NotKnown(f"there is no prompt {prompt} that is {before}")


def _event(  # noqa: PLR0913 - the columns of one row
    prompt: int,
    what: What,
    at: int,
    by: str,
    *,
    note: str = "",
    fact: str | None = None,
) -> dict[str, Any]:
    return {
        "prompt": prompt,
        "what": what,
        "at": at,
        "by": by,
        "note": note,
        "fact": fact,
    }

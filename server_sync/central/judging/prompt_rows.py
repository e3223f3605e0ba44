"""What the rules raise, and which prompts stand: both of the same scope."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from sqlalchemy import Connection

from server_sync.central.db.bulk import Change
from server_sync.central.db.query_batch import Rows, listed
from server_sync.central.judging import prompt_queries
from server_sync.central.judging.prompt_queries import State, StoredPrompt
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Course, Instant, PersonId, Site
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Key, Prompt
from server_sync.central.rules.prompts_of_course import prompts_of_course
from server_sync.central.rules.prompts_of_site import (
    is_too_unclear,
    latest_since,
    most_at_once,
    prompts_of_site,
    with_terminal,
)

IN_ORDER = attrgetter("person", "date", "start", "end")
Stored = dict[Prompt, tuple[int, State]]
"""The id and the state of each prompt."""


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
    rows = connection.execute(prompt_queries.standing(), {"site": site})
    found = [Prompt(Key(key), person, day) for key, person, day in rows]
    return tuple(sorted(found, key=Prompt.in_order))


@dataclass(frozen=True, slots=True)
class PromptList:
    """The prompts of a scope: those that hold now, and those that are stored.

    Attributes:
        raised: those whose condition holds.
        stored: the id and the state of every one that ever was raised.
    """

    raised: set[Prompt]
    stored: Stored


def list_prompts(
    connection: Connection,
    scope: Scope,
    changes: Sequence[Change],
    judged: Sequence[Judged] | None,
) -> PromptList:
    """Make the changes; then list what the rules raise, and what is stored.

    `judged` is what was judged of everybody of the site, where that is at hand.
    """
    since = latest_since(scope.site.limits, scope.today)
    asked = {
        "site": scope.site_id,
        "people": listed(scope.people or ()),
        "first": scope.dates[0],
        "last": scope.dates[1],
        "today": scope.today,
        "since": since,
    }
    asking = prompt_queries.asked(
        of_people=scope.people is not None,
        at_hand=judged is not None,
        bounded=scope.site.capacity is not None,
    )
    found = asking.ask(connection, asked, *changes)
    rows = sorted(found["judged"], key=IN_ORDER) if judged is None else judged
    return PromptList(set(_raised(scope, found, rows)), _stored_in(found["stored"]))


def add(connection: Connection, scope: Scope, prompts: Iterable[Prompt]) -> Stored:
    """Keep prompts that were never raised before; give their ids and states."""
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
    added = connection.execute(prompt_queries.add(), rows)
    return _stored_in(StoredPrompt(*row) for row in added)


def set_states(
    connection: Connection, states: Iterable[tuple[int, State]], at: int
) -> None:
    """Let each of these prompts stand as it is said."""
    rows = [{"of_id": number, "to": state, "at": at} for number, state in states]
    if rows:
        connection.execute(prompt_queries.set_state(), rows)


def _raised(
    scope: Scope, found: Mapping[str, Rows], rows: Sequence[Judged]
) -> Iterator[Prompt]:
    if scope.people is None:
        dates = [row.date for row in found["unknown_cards"]]
        yield from prompts_of_site(rows, scope.site, dates, scope.today)
    else:
        yield from _of_site(scope, found)
    of_person: dict[PersonId, list[Judged]] = {}
    for row in rows:
        of_person.setdefault(row.person, []).append(row)
    at = Instant(scope.as_of)
    for _, course in scope.courses:
        if scope.people is None or course.person in scope.people:
            of_course = _rows_of(course, of_person)
            yield from prompts_of_course(course, of_course, scope.site, scope.today, at)


def _of_site(scope: Scope, found: Mapping[str, Rows]) -> Iterator[Prompt]:
    """Raise the site's own on the scope's dates, and those that are about today."""
    site, today = scope.site, scope.today
    dated: Rows = found["dated"]
    not_heard = (row.date for row in dated if row.key is Key.NO_DATA)
    for day in with_terminal(not_heard, site):
        yield Prompt(Key.NO_DATA, date=day)
    for row in dated:
        if row.key is Key.UNKNOWN_CARD:
            yield Prompt(row.key, date=row.date)
    if site.capacity is not None:
        expected = [(row.start, row.end) for row in found["expected"]]
        if most_at_once(expected) > site.capacity:
            yield Prompt(Key.OVER_CAPACITY, date=today)
    sessions = {row.status: row.count for row in found["counts"]}
    if is_too_unclear(sessions, site, today):
        yield Prompt(Key.MANY_UNCLARIFIED)


def _stored_in(rows: Iterable[StoredPrompt]) -> Stored:
    return {row.prompt: (row.id, row.state) for row in rows}


def _rows_of(
    course: Course, of_person: Mapping[PersonId, list[Judged]]
) -> list[Judged]:
    rows = of_person.get(course.person, [])
    return [row for row in rows if course.first <= row.date <= course.last]

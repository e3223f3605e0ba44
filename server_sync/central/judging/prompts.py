"""The life of prompts: raised, withdrawn by facts, handled by a person, reopened.

What the rules raise is compared with what stands. Every change is an event with its
time, and with the fact or the named person that made it; events are only ever added.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from server_sync.central.db import tables
from server_sync.central.db.bulk import Change
from server_sync.central.errors import NotKnown
from server_sync.central.facts.provenance import CENTRAL
from server_sync.central.judging import prompt_rows
from server_sync.central.judging.affected import TIME
from server_sync.central.judging.prompt_queries import State
from server_sync.central.judging.prompt_rows import Scope, Stored
from server_sync.central.judging.recompute_queries import CLOCKS_DIFFER_SECONDS
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Prompt

__all__ = ["Scope", "State", "What", "handle", "note_shown", "reopen", "settle"]


class What(StrEnum):
    """What happened to a prompt."""

    RAISED = "raised"
    WITHDRAWN = "withdrawn"
    HANDLED = "handled"
    REOPENED = "reopened"
    SHOWN = "shown"


BY_A_PERSON = (What.HANDLED, What.REOPENED)


def settle(
    connection: Connection,
    scope: Scope,
    facts: Mapping[str | None, str],
    changes: Sequence[Change],
    judged: Sequence[Judged] | None = None,
) -> None:
    """Raise and withdraw so that just what the rules raise stands.

    Args:
        connection: in a transaction, after the sessions were judged.
        scope: whose prompts.
        facts: for each person (None: everybody) the fact that made the difference.
        changes: what is still to be written of the sessions.
        judged: what was judged of everybody of the site, where that is at hand.
    """
    found = prompt_rows.list_prompts(connection, scope, changes, judged)
    raised, stored = found.raised, found.stored
    new = sorted(raised - stored.keys(), key=Prompt.in_order)
    if new:
        stored |= prompt_rows.add(connection, scope, new)
    answered = _answered_before_a_leap(connection, scope, raised, stored)
    prompt_rows.set_states(
        connection, [(number, State.HANDLED) for number in answered], scope.as_of
    )
    turns: dict[Prompt, What] = dict.fromkeys(new, What.RAISED)
    for one, (_, state) in stored.items():
        if one in raised and state == State.WITHDRAWN:
            turns[one] = What.REOPENED
        if one not in raised and state != State.WITHDRAWN:
            turns[one] = What.WITHDRAWN
    changed = [(stored[one][0], one, turns[one]) for one in turns]
    _note(connection, scope, facts, changed, answered)


def _note(
    connection: Connection,
    scope: Scope,
    facts: Mapping[str | None, str],
    turns: Sequence[tuple[int, Prompt, What]],
    answered: Collection[int],
) -> None:
    """Write down what happened to each prompt, and how it stands now.

    Those that are `answered` get no other state here.
    """
    events = [
        _event(
            number,
            what,
            scope.as_of,
            CENTRAL,
            fact=facts.get(one.person) or facts.get(None) or TIME,
        )
        for number, one, what in turns
    ]
    states = [
        (number, State.RAISED if what is What.REOPENED else State.WITHDRAWN)
        for number, _, what in turns
        if what is not What.RAISED
        if number not in answered
    ]
    prompt_rows.set_states(connection, states, scope.as_of)
    if events:
        connection.execute(insert(tables.prompt_event), events)


def _answered_before_a_leap(
    connection: Connection, scope: Scope, raised: Collection[Prompt], stored: Stored
) -> set[int]:
    """Name the prompts that a clock ahead withdrew after a person had handled them."""
    withdrawn = [
        number
        for prompt, (number, state) in stored.items()
        if prompt in raised and state == State.WITHDRAWN
    ]
    if not withdrawn:
        return set()
    event, prompt = tables.prompt_event.c, tables.prompt.c
    last = (
        select(func.max(event.id))
        .join(tables.prompt, prompt.id == event.prompt)
        .where(event.prompt.in_(withdrawn), event.what.in_(BY_A_PERSON))
        .where(prompt.since > scope.as_of + CLOCKS_DIFFER_SECONDS)
        .group_by(event.prompt)
    )
    handled = select(event.prompt).where(event.id.in_(last), event.what == What.HANDLED)
    return set(connection.scalars(handled))


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

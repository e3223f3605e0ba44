"""The life of prompts: raised, withdrawn by facts, handled by a person, reopened.

What the rules raise is compared with what stands. Every change is an event with its
time, and with the fact or the named person that made it; events are only ever added.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, update

from server_sync.central.db import tables
from server_sync.central.db.bulk import Change
from server_sync.central.errors import NotKnown
from server_sync.central.facts.provenance import CENTRAL
from server_sync.central.judging import prompt_rows
from server_sync.central.judging.affected import TIME
from server_sync.central.judging.prompt_queries import State
from server_sync.central.judging.prompt_rows import Scope
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
    turns: dict[Prompt, What] = dict.fromkeys(new, What.RAISED)
    for one, (_, state) in stored.items():
        if one in raised and state == State.WITHDRAWN:
            turns[one] = What.REOPENED
        if one not in raised and state != State.WITHDRAWN:
            turns[one] = What.WITHDRAWN
    _note(
        connection, scope, facts, [(stored[one][0], one, turns[one]) for one in turns]
    )


def _note(
    connection: Connection,
    scope: Scope,
    facts: Mapping[str | None, str],
    turns: Sequence[tuple[int, Prompt, What]],
) -> None:
    """Write down what happened to each prompt, and how it stands now."""
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
    ]
    prompt_rows.set_states(connection, states, scope.as_of)
    if events:
        connection.execute(insert(tables.prompt_event), events)


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

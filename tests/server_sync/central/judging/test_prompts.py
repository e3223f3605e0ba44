"""A prompt asks a person to look, and all that comes of it is kept."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from server_sync.central.db import tables
from server_sync.central.errors import NotKnown
from server_sync.central.facts import statements
from server_sync.central.judging import prompt_rows, prompts
from server_sync.central.rules.prompt import Key, Prompt
from tests.server_sync.central.world import (
    MONDAY,
    PROVENANCE,
    SITE,
    TOWN,
    at,
    listened,
    send_on,
    set_up,
    statuses,
)

EVENING = at("20:00")
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def town(engine: Engine) -> Any:
    """A connection to the small world, rolled back afterwards."""
    with engine.connect() as connection, connection.begin() as transaction:
        set_up(connection)
        yield connection
        transaction.rollback()


def lives(connection: Connection, key: Key) -> list[tuple[str, str, str | None]]:
    """Give what happened to the prompts of that key: what, by whom, by which fact."""
    event, prompt = tables.prompt_event.c, tables.prompt.c
    rows = connection.execute(
        select(event.what, event.by, event.fact)
        .join_from(tables.prompt_event, tables.prompt)
        .where(prompt.key == key, prompt.person == "bob")
        .order_by(event.id)
    )
    return [tuple(row) for row in rows]


def test_a_prompt_has_a_life(town: Connection) -> None:
    """Raised, handled by name, withdrawn by a fact, and reopened when that is void."""
    send_on(town, listened().batch())
    statuses(town)
    asked = Prompt(Key.MISSING_REGISTRATION, "bob", MONDAY)  # type: ignore[arg-type]
    assert asked in prompt_rows.standing_at(town, SITE)
    prompt = town.scalars(
        select(tables.prompt.c.id).where(
            tables.prompt.c.key == asked.key, tables.prompt.c.person == "bob"
        )
    ).one()
    prompts.handle(town, prompt=prompt, by="Mette", at=EVENING, note="rang")

    notice = statements.add_notice(
        town,
        person="bob",
        first=MONDAY,
        last=MONDAY,
        reason="ill",
        reported_at=at("07:50"),
        provenance=PROVENANCE,
    )
    assert statuses(town)["bob"] == "notified"
    assert asked not in prompt_rows.standing_at(town, SITE)
    void = statements.add_void(
        town, municipality=TOWN, about=notice, provenance=PROVENANCE
    )
    statuses(town)

    assert asked in prompt_rows.standing_at(town, SITE)
    assert lives(town, asked.key)[1:] == [
        ("handled", "Mette", None),
        ("withdrawn", "central", notice),
        ("reopened", "central", void),
    ]
    with pytest.raises(NotKnown):
        prompts.handle(town, prompt=10**6, by="Mette", at=EVENING, note="")


def test_a_card_problem_shows_in_the_second_in_which_the_session_begins(
    town: Connection,
) -> None:
    """Two manual arrivals: the second counts once its session has begun."""
    for day in (MONDAY, TUESDAY):
        statements.add_arrival(
            town,
            person="bob",
            site=SITE,
            arrived=at("07:50", day),
            provenance=PROVENANCE,
        )
    asked = Prompt(Key.CARD_PROBLEM, "bob")  # type: ignore[arg-type]
    statuses(town, at("08:14:59", TUESDAY))
    assert asked not in prompt_rows.standing_at(town, SITE)

    statuses(town, at("08:15:00", TUESDAY))

    assert asked in prompt_rows.standing_at(town, SITE)
    assert lives(town, asked.key) == [("raised", "central", "time")]

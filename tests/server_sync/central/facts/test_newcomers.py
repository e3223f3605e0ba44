"""A card lent to somebody on no list: kept once, told to the door, named later."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from kiosk.journal.contents import EntryId, Newcomer, Void
from server_sync.central.db import tables
from server_sync.central.facts import newcomers
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging.rebuild import rebuild_all
from server_sync.central.terminals.roster.roster import roster_for
from tests.server_sync.central.world import (
    DEVICE,
    SITE,
    PaperJournal,
    at,
    listened,
    moment,
    send,
    set_up,
    state_of,
    statuses,
)

LENT = "04d1d2d3d4d5d6"
PROVENANCE = Provenance(by="Mette", at=at("16:00"), why="Jeg har talt med hende.")


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


def a_morning() -> PaperJournal:
    """Somebody taps at ten past eight, and is lent that card under a name."""
    journal = listened()
    journal.tap(LENT, "08:10:00")
    lent = Newcomer(
        uid=LENT, name="Alis", start=moment("08:10"), by="Mette", at=moment("08:11")
    )
    journal.write(lent, at("08:11"))
    return journal


def told(connection: Connection) -> list[dict[str, Any]]:
    """Give what the roster says of temporary cards."""
    roster = json.loads(roster_for(connection, terminal=DEVICE, as_of=at("20:00")))
    found: list[dict[str, Any]] = roster.get("newcomers", [])
    return found


def lent(connection: Connection) -> Any:
    """Give the one fact."""
    return connection.execute(select(tables.newcomer)).one()


def test_it_is_kept_once_and_says_of_nobody_that_they_came(town: Engine) -> None:
    """Whoever was expected and not seen may be who has the card."""
    batch = a_morning().batch()
    for _ in range(2):
        assert send(town, batch).quarantined == []

    with town.begin() as connection:
        assert statuses(connection) == {"alice": "unknown", "bob": "unknown"}
        row = lent(connection)
        assert (row.name, row.card, row.start, row.by, row.site) == (
            *("Alis", LENT, at("08:10"), "Mette"),
            SITE,
        )
        assert told(connection) == [
            {"uid": LENT, "name": "Alis", "start": "2026-11-23T07:10:00Z", "end": None}
        ]


@pytest.mark.timeout(120)
def test_named_dated_back_it_ends_where_a_rebuild_ends(town: Engine) -> None:
    """The person came, nobody else is doubted, and the roster tells the person."""
    send(town, a_morning().batch())
    with town.begin() as connection:
        statuses(connection)
        newcomers.name_as(
            connection, lent(connection), person="alice", provenance=PROVENANCE
        )
        assert statuses(connection) == {"alice": "on_time", "bob": "unclarified"}
        assert told(connection) == []
        kept = state_of(connection)
    url = town.url.render_as_string(hide_password=False).replace("+psycopg", "")
    rebuild_all(url, as_of=at("20:00"), workers=1)

    with town.begin() as connection:
        assert state_of(connection) == kept


def test_said_to_be_nobody_of_ours_its_taps_doubt_nobody(town: Engine) -> None:
    """The door is told until when the card was lent."""
    send(town, a_morning().batch())
    with town.begin() as connection:
        statuses(connection)
        assert (
            newcomers.not_ours(connection, lent(connection), provenance=PROVENANCE) == 1
        )
        assert statuses(connection) == {"alice": "unclarified", "bob": "unclarified"}
        assert [one["end"] for one in told(connection)] == ["2026-11-23T15:00:00Z"]


def test_taken_back_at_the_door_the_tap_stays_somebodys(town: Engine) -> None:
    """A name typed wrong is mended there; who tapped is asked for all the same."""
    journal = a_morning()
    about = EntryId(device=DEVICE, chain=journal.chain.hex(), seq=3)
    back = Void(about=about, by="Mette", at=moment("09:00"), why="Forkert navn")
    journal.write(back, at("09:00"))
    send(town, journal.batch())

    with town.begin() as connection:
        assert statuses(connection) == {"alice": "unknown", "bob": "unknown"}
        assert [one["end"] for one in told(connection)] == ["2026-11-23T08:00:00Z"]

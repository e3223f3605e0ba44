"""What is settled at the door of cards and of new people is central's word too."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine, select

from kiosk.journal.contents import Card, Welcome
from server_sync.central.db import tables
from server_sync.central.terminals.roster.roster import roster_for
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    PaperJournal,
    at,
    moment,
    send,
    set_up,
    statuses,
)

NEW = "04d1d2d3d4d5d6"
LATER = at("23:00")


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it: Alice and Bob have had cards forever."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


def make_card(person: str, uid: str, start: str, end: str | None = None) -> Card:
    """Hand a card out at the door, or say until when it was held."""
    return Card(
        uid=uid,
        person=person,
        start=moment(start),
        end=moment(end) if end else None,
        by="Mette",
        at=moment(end or start),
    )


def holdings(town: Engine) -> list[tuple[str, str, bool]]:
    """Give whose each card is by the roster: person, card, and whether it ended."""
    with town.begin() as connection:
        told = json.loads(roster_for(connection, terminal=DEVICE, as_of=at("12:00")))
    return sorted((c["person"], c["uid"], c["end"] is not None) for c in told["cards"])


def a_day(*cards: Card) -> PaperJournal:
    """Cards are settled at six; Alice's old card is held to the reader at 8:05."""
    journal = PaperJournal()
    for card in cards:
        journal.write(card, at("06:30"))
    journal.listen("05:00", "08:00")
    journal.tap(CARDS["alice"], "08:05:00")
    journal.listen("08:00", "15:00")
    return journal


def judged(town: Engine) -> dict[str, str]:
    """Give what is judged of Monday."""
    with town.begin() as connection:
        return statuses(connection, LATER)


def rows(town: Engine, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    """Give some columns of a table's rows."""
    with town.begin() as connection:
        found = connection.execute(select(*(table.c[name] for name in columns)))
        return [tuple(row) for row in found]


def test_a_card_ended_at_the_door_is_nobodys_from_then_on(town: Engine) -> None:
    """Before, it was hers; after, whoever finds it is not taken for her."""
    send(town, a_day(make_card("alice", CARDS["alice"], "06:00", "06:29")).batch())

    assert judged(town) == {"alice": "unknown", "bob": "unknown"}
    assert holdings(town) == [
        ("alice", CARDS["alice"], True),
        ("bob", CARDS["bob"], False),
    ]


def test_without_an_ending_it_stays_hers(town: Engine) -> None:
    """A card handed out beside it ends nothing."""
    send(town, a_day(make_card("alice", NEW, "06:29")).batch())

    assert judged(town) == {"alice": "on_time", "bob": "unclarified"}
    assert holdings(town) == [
        ("alice", CARDS["alice"], False),
        ("alice", NEW, False),
        ("bob", CARDS["bob"], False),
    ]


def test_an_ending_told_twice_is_one_ending(town: Engine) -> None:
    """The same batch may come again."""
    batch = a_day(make_card("alice", CARDS["alice"], "06:00", "06:29")).batch()
    send(town, batch)
    send(town, batch)

    assert len(rows(town, tables.card, "key")) == len(CARDS) + 1
    assert len(rows(town, tables.void, "key")) == 1


def test_a_card_goes_on_to_somebody_else(town: Engine) -> None:
    """Ended for Alice and given to Bob: the tap is Bob's, and no doubt is left."""
    ended = make_card("alice", CARDS["alice"], "06:00", "06:20")
    given = make_card("bob", CARDS["alice"], "06:25")
    send(town, a_day(ended, given).batch())

    assert judged(town) == {"alice": "unclarified", "bob": "on_time"}


def test_a_welcome_is_kept_and_the_next_roster_speaks_the_language(
    town: Engine,
) -> None:
    """With the date on which the person was told of their data."""
    journal = PaperJournal()
    said = Welcome(
        person="alice",
        language="ar",
        first_name_shown=False,
        informed_at=moment("08:00"),
        by="Mette",
        at=moment("08:01"),
    )
    journal.write(said, at("08:01"))
    send(town, journal.batch())

    kept = rows(town, tables.welcome, "person", "informed_at", "by", "at")
    assert kept == [("alice", at("08:00"), "Mette", at("08:01"))]
    shown = rows(town, tables.person, "id", "first_name_shown")
    assert sorted(shown) == [("alice", False), ("bob", True)]
    spoken = rows(town, tables.person, "id", "language")
    assert sorted(spoken) == [("alice", "ar"), ("bob", "da")]

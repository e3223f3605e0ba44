"""A backlog is stored and receipted batch by batch, and read once."""

import pytest
from sqlalchemy import Engine, select

from server_sync.central.db import tables
from server_sync.central.ingest import backlog, deliver
from tests.server_sync.central.ingest.deliveries import a_morning, counted
from tests.server_sync.central.world import at, send, set_up, state_of, statuses

FULL = 2
READ = ("tap", "stretch", "arrival")
NOTHING_READ = dict.fromkeys(READ, 0)
ALL_READ = {"tap": 2, "stretch": 2, "arrival": 1}


@pytest.fixture
def town(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A database with the small world in it, where two entries fill a batch."""
    monkeypatch.setattr(deliver, "BATCH_ENTRIES_MAX", FULL)
    with engine.begin() as connection:
        set_up(connection)
    return engine


def read_through(town: Engine) -> list[tuple[int, int]]:
    """Give how far each chain is held, and how far it is read."""
    chain = tables.chain.c
    query = select(chain.through_seq, chain.read_through_seq).order_by(chain.id)
    with town.begin() as connection:
        return [(held, read) for held, read in connection.execute(query)]


def test_a_full_batch_is_receipted_and_read_with_what_follows(town: Engine) -> None:
    """Behind a full batch comes more; what brings the end is read at once."""
    journal = a_morning()

    receipts = [send(town, journal.batch(first, first + 1)) for first in (1, 3)]

    assert [receipt.through_seq for receipt in receipts] == [2, 4]
    assert (read_through(town), counted(town, *READ)) == ([(4, 0)], NOTHING_READ)

    assert send(town, journal.batch(5, 5)).through_seq == 5
    assert (read_through(town), counted(town, *READ)) == ([(5, 5)], ALL_READ)


def test_whoever_judges_reads_what_waits(town: Engine) -> None:
    """No rest may ever come: nothing is judged without what is here."""
    journal = a_morning()
    for first in (1, 3):
        send(town, journal.batch(first, first + 1))

    with town.begin() as connection:
        judged = statuses(connection)

    assert judged == {"alice": "on_time", "bob": "on_time"}
    assert read_through(town) == [(4, 4)]


def test_what_is_not_read_makes_nobody_absent(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delivery may hold the chain while others are judged: that is not known yet."""
    monkeypatch.setattr(backlog, "read_all", lambda *_, **__: None)
    journal = a_morning()
    for first in (1, 3):
        send(town, journal.batch(first, first + 1))

    with town.begin() as connection:
        judged = statuses(connection)

    assert judged == {"alice": "unknown", "bob": "unknown"}


def test_read_one_by_one_or_at_once_it_says_the_same(town: Engine) -> None:
    """Each in a transaction of its own, and the second time there is nothing to do."""
    journal, other = a_morning(), a_morning()
    other.chain = b"o" * 16
    for one in (journal, other):
        send(town, one.batch(1, 2))
        send(town, one.batch(3, 4))

    read = [backlog.read_one_by_one(town, recorded_at=at("20:00")) for _ in range(2)]

    assert read == [2, 0]
    assert read_through(town) == [(4, 4), (4, 4)]
    with town.begin() as connection:
        one_by_one = state_of(connection)
        connection.execute(tables.chain.update().values(read_through_seq=0))
        backlog.read_all(connection, recorded_at=at("20:00"))
        assert state_of(connection) == one_by_one

"""What is no batch of that terminal is refused, and nothing of it is kept."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from server_sync.errors import BadBatch, BadSignature
from tests.server_sync.central.ingest.deliveries import a_morning, counted
from tests.server_sync.central.world import send, set_up


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


def test_a_head_of_another_key_is_refused(town: Engine) -> None:
    """Nobody else can speak for a terminal; nothing of it is kept."""
    stranger = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    journal = a_morning()
    journal.key = stranger

    with pytest.raises(BadSignature):
        send(town, journal.batch())

    assert counted(town, "entry", "chain", "head") == {
        "entry": 0,
        "chain": 0,
        "head": 0,
    }


def test_entries_that_are_not_consecutive_are_refused(town: Engine) -> None:
    """A batch that skips is no batch; the terminal keeps it and sends it right."""
    journal = a_morning()
    third = msgspec.msgpack.encode(journal.entries[2])

    with pytest.raises(BadBatch, match="consecutive"):
        send(town, journal.batch(1, 2, seq_2=third))

    assert counted(town, "entry", "chain") == {"entry": 0, "chain": 0}


def test_a_batch_of_another_terminal_is_refused(town: Engine) -> None:
    """The head must be of the chain that is sent."""
    journal, other = a_morning(), a_morning()
    other.chain = b"o" * 16
    mixed = msgspec.structs.replace(journal.batch(), head=other.head(5))

    with pytest.raises(BadBatch):
        send(town, mixed)

    assert counted(town, "entry", "chain") == {"entry": 0, "chain": 0}

"""Heads that were signed between two uploads are kept, and stop nothing."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select

from server_sync.central.db import tables
from server_sync.central.terminals.enrolment import approve, claim, invite
from server_sync.protocol.keys import fingerprint
from server_sync.protocol.signing import public_bytes, sign_head
from server_sync.protocol.wire import Batch, Head, Verdict
from tests.server_sync.central.ingest.deliveries import a_morning
from tests.server_sync.central.world import (
    DEVICE,
    DEVICE_KEY,
    PROVENANCE,
    SITE,
    PaperJournal,
    send,
    set_up,
)

STRANGER = Ed25519PrivateKey.from_private_bytes(b"x" * 32)


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


def batch_with(journal: PaperJournal, *heads: Head) -> Batch:
    """Make a batch of all that is in the journal, with these heads beside it."""
    return msgspec.structs.replace(journal.batch(), heads=list(heads))


def kept(town: Engine) -> list[tuple[int, int]]:
    """Give number and seq of what is kept."""
    head = tables.head.c
    with town.begin() as connection:
        rows = connection.execute(select(head.head_no, head.seq).order_by(head.head_no))
        return [(row.head_no, row.seq) for row in rows]


def test_heads_beside_a_batch_are_kept_once(town: Engine) -> None:
    """Sent twice they are kept once, and also those of what has not come yet."""
    journal = a_morning()
    batch = batch_with(journal, journal.head(2), journal.head(5))

    first, again = send(town, batch), send(town, batch)

    assert kept(town) == [(1, 2), (2, 5), (3, 5)]
    assert (first.conflicts, again.conflicts) == ([], [])


def test_a_head_of_another_key_is_let_go_and_the_batch_is_kept(town: Engine) -> None:
    """A rotten head must not keep a terminal's taps from central."""
    journal = a_morning()
    forged = sign_head(journal.head(2), STRANGER)
    journal.key = DEVICE_KEY

    receipt = send(town, batch_with(journal, forged, journal.head(3)))

    assert (receipt.through_seq, receipt.conflicts) == (5, [])
    assert kept(town) == [(2, 3), (3, 5)]


def test_a_head_of_another_chain_is_let_go(town: Engine) -> None:
    """What a batch is about is told by its own head."""
    journal, other = a_morning(), a_morning()
    other.chain = b"o" * 16

    send(town, batch_with(journal, other.head(2)))

    assert kept(town) == [(1, 5)]


def test_a_head_signed_before_the_key_was_changed_still_holds(town: Engine) -> None:
    """What the old key signed, the terminal said."""
    journal = a_morning()
    old = journal.head(2)
    journal.key = STRANGER
    key = public_bytes(STRANGER)
    with town.begin() as connection:
        code = invite(
            connection, terminal=DEVICE, site=SITE, provenance=PROVENANCE
        ).code
        claim(connection, code=code, public_key=key, now=PROVENANCE.at)
        approve(
            connection,
            terminal=DEVICE,
            compared=fingerprint(key),
            provenance=PROVENANCE,
        )

    send(town, batch_with(journal, old))

    assert kept(town) == [(1, 2), (2, 5)]


def test_a_head_that_contradicts_is_reported(town: Engine) -> None:
    """Two histories under one key are noticed, whichever way they come."""
    journal, copied = a_morning(), PaperJournal()
    copied.listen("04:00", "05:00")
    copied.heads = 7

    receipt = send(town, batch_with(journal, copied.head(1)))

    assert receipt.conflicts == [
        Verdict(seq=1, reason="the head is that of another entry")
    ]

"""What a terminal sends is kept once, whatever it is and however often it comes."""

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select, update

from kiosk.journal.contents import GENESIS, NoShow
from server_sync.central.db import tables
from server_sync.central.ingest.deliver import take_in_alone
from server_sync.protocol.signing import public_bytes, verify_receipt
from server_sync.protocol.wire import Verdict
from tests.server_sync.central.ingest.deliveries import a_morning, counted
from tests.server_sync.central.world import (
    CARDS,
    CENTRAL_KEY,
    DEVICE,
    PaperJournal,
    at,
    delivery,
    moment,
    send,
    set_up,
    state_of,
)


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


def test_a_batch_is_kept_and_receipted(town: Engine) -> None:
    """The receipt says how far central holds the chain, and central signed it."""
    journal = a_morning()

    receipt = send(town, journal.batch())

    verify_receipt(receipt, public_bytes(CENTRAL_KEY))
    assert (receipt.device, receipt.chain, receipt.nonce) == (
        DEVICE,
        journal.chain,
        "nonce",
    )
    assert (receipt.through_seq, receipt.hash) == (5, journal.entries[-1].hash)
    assert (receipt.quarantined, receipt.conflicts) == ([], [])
    assert counted(town, "entry", "tap", "stretch", "arrival") == {
        "entry": 5,
        "tap": 2,
        "stretch": 2,
        "arrival": 1,
    }


def test_the_second_time_nothing_happens(town: Engine) -> None:
    """A batch whose receipt was lost is sent again, and does no harm."""
    journal = a_morning()
    first = send(town, journal.batch())
    with town.begin() as connection:
        before = state_of(connection)

    again = send(town, journal.batch())

    assert again.through_seq == first.through_seq
    assert again.conflicts == []
    with town.begin() as connection:
        assert state_of(connection) == before


def test_an_empty_batch_asks_where_central_stands(town: Engine) -> None:
    """A terminal may ask without sending anything."""
    journal = a_morning()

    assert send(town, journal.batch(1, 0)).through_seq == 0
    send(town, journal.batch(1, 3))

    assert send(town, journal.batch(1, 0)).through_seq == 3


def test_a_gap_stops_the_watermark_and_the_reading(town: Engine) -> None:
    """What lies behind a gap is kept, but not believed until the gap is filled."""
    journal = a_morning()
    send(town, journal.batch(1, 1))

    behind = send(town, journal.batch(3, 5))

    assert (behind.through_seq, behind.hash) == (1, journal.entries[0].hash)
    assert counted(town, "entry", "tap", "stretch") == {
        "entry": 4,
        "tap": 0,
        "stretch": 1,
    }
    assert send(town, journal.batch(2, 2)).through_seq == 5
    assert counted(town, "entry", "tap", "stretch") == {
        "entry": 5,
        "tap": 2,
        "stretch": 2,
    }


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (b'{"uid": "04"}', "tap", "bad_content"),
        (b"not json", "tap", "bad_content"),
        (b'{"uid": "11223344", "mood": "good"}', "tap", "bad_content"),
        (b'{"why": "a \\u0000"}', "stop", "bad_content"),
        (b"{}", "telepathy", "unknown_kind"),
        (
            NoShow(
                person="nobody", date=date(2026, 11, 23), by="M", at=moment("15:00")
            ),
            None,
            "unknown_person",
        ),
        (
            b'{"about":{"device":"elsewhere","chain":"'
            + b"0" * 32
            + b'","seq":1},"by":"M","at":"2026-11-23T08:00:00Z","why":"x"}',
            "void",
            "unknown_fact",
        ),
    ],
)
def test_what_cannot_be_used_is_kept_as_it_is_and_blocks_nobody(
    town: Engine, content: Any, kind: str | None, reason: str
) -> None:
    """One bad entry counts as received, and those behind it are used."""
    journal = PaperJournal()
    journal.listen("05:00", "08:00")
    bad = journal.write(content, at("08:05"), kind=kind)
    journal.tap(CARDS["alice"], "08:11:03")

    receipt = send(town, journal.batch())

    assert receipt.through_seq == 3
    assert receipt.quarantined == [Verdict(seq=2, reason=reason)]
    assert counted(town, "tap", "void", "no_show")["tap"] == 1
    with town.begin() as connection:
        row = connection.execute(select(tables.quarantine)).one()
    assert bytes(row.raw) == msgspec.msgpack.encode(bad)
    assert (row.lo, row.hi) == (at("08:00"), at("08:11:03"))


def test_bytes_that_are_no_entry_keep_their_place(town: Engine) -> None:
    """Even what cannot be read at all stands between its neighbours, verbatim."""
    journal = a_morning()
    nonsense = msgspec.msgpack.encode({"future": 1})

    receipt = send(town, journal.batch(1, 5, seq_2=nonsense))

    assert receipt.through_seq == 5
    assert receipt.quarantined == [Verdict(seq=2, reason="unreadable")]
    assert counted(town, "entry", "quarantine") == {"entry": 4, "quarantine": 1}


def test_the_last_of_a_batch_may_be_unreadable(town: Engine) -> None:
    """The head tells what it hashes to, so that the terminal knows its own."""
    journal = a_morning()

    receipt = send(town, journal.batch(1, 3, seq_3=msgspec.msgpack.encode("?")))

    assert (receipt.through_seq, receipt.hash) == (3, journal.entries[2].hash)
    assert send(town, journal.batch(4, 5)).quarantined == []


def test_an_entry_refused_everywhere_is_taken_alone(town: Engine) -> None:
    """Its bytes, whatever they are, count as received under its number."""
    journal = a_morning()
    with town.begin() as connection:
        receipt = take_in_alone(
            connection,
            chain=journal.chain,
            seq=1,
            claimed_hash=journal.entries[0].hash,
            raw=b"\xc1 no message at all",
            delivery=delivery(connection, at("20:00")),
        )

    assert (receipt.through_seq, receipt.hash) == (1, journal.entries[0].hash)
    assert receipt.quarantined == [Verdict(seq=1, reason="unreadable")]
    assert send(town, journal.batch(2, 5)).through_seq == 5


def test_another_event_under_a_number_is_a_conflict(town: Engine) -> None:
    """A copied memory card is noticed; the first stands, the other is never used."""
    journal, copied = a_morning(), PaperJournal()
    copied.listen("05:00", "08:00")
    copied.tap(CARDS["bob"], "08:01:00")
    send(town, journal.batch())
    with town.begin() as connection:
        before = state_of(connection, ["entry", "tap", "stretch", "arrival"])

    receipt = send(town, copied.batch(1, 2))

    assert [one.seq for one in receipt.conflicts] == [2, 2]
    assert receipt.hash == journal.entries[-1].hash
    with town.begin() as connection:
        after = state_of(connection, ["entry", "tap", "stretch", "arrival"])
        kept = connection.execute(
            select(tables.conflict.c.raw, tables.conflict.c.lo)
        ).all()
    assert after == before
    assert msgspec.msgpack.encode(copied.entries[1]) in [bytes(raw) for raw, _ in kept]
    assert at("08:01:00") in [lo for _, lo in kept]


def test_an_altered_content_is_not_used(town: Engine) -> None:
    """What does not match its commitment was changed after it was written."""
    journal = a_morning()
    tap = journal.entries[1]
    altered = msgspec.structs.replace(tap, content=b'{"uid":"11223344"}')

    receipt = send(town, journal.batch(1, 5, seq_2=msgspec.msgpack.encode(altered)))

    assert receipt.quarantined == [Verdict(seq=2, reason="altered")]
    assert counted(town, "tap") == {"tap": 1}


@pytest.mark.parametrize("late", [False, True])
def test_an_entry_that_does_not_follow_is_not_used(town: Engine, *, late: bool) -> None:
    """A chain that was spliced is noticed, whichever half comes first."""
    journal, other = a_morning(), PaperJournal()
    other.listen("04:00", "08:00")
    other.tap(CARDS["alice"], "08:11:03")
    other.tap(CARDS["bob"], "08:12:00")
    batches = [journal.batch(1, 1), other.batch(2, 3)]
    for batch in reversed(batches) if late else batches:
        send(town, batch)

    with town.begin() as connection:
        put_aside = connection.execute(
            select(tables.quarantine.c.seq, tables.quarantine.c.reason)
        ).all()
    assert [tuple(row) for row in put_aside] == [(2, "does_not_follow")]


def test_what_a_stolen_terminal_wrote_is_put_aside(town: Engine) -> None:
    """From the seq of the theft on nothing is used; what came before stays valid."""
    journal = a_morning()
    send(town, journal.batch(1, 2))
    with town.begin() as connection:
        connection.execute(
            update(tables.terminal).values(
                revoked_chain=journal.chain, revoked_from_seq=3, revoked_at=at("09:00")
            )
        )

    receipt = send(town, journal.batch(3, 5))

    assert receipt.through_seq == 5
    assert {one.reason for one in receipt.quarantined} == {"revoked"}
    assert counted(town, "tap", "arrival") == {"tap": 1, "arrival": 0}


def test_the_first_receipt_of_nothing_has_no_hash(town: Engine) -> None:
    """Nothing held is seq 0 and 32 zeros."""
    journal = a_morning()

    receipt = send(town, journal.batch(3, 5))

    assert (receipt.through_seq, receipt.hash) == (0, GENESIS)

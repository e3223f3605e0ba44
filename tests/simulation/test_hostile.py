"""What a hostile or broken terminal sends is refused clearly, or kept and not used."""

import gzip
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Raw, structs
from sqlalchemy import Connection, Engine, select

from kiosk.journal.contents import SEQ_MAX, Entry, Tap, decode_content
from server_sync.central.db import tables
from server_sync.central.facts import people
from server_sync.central.ingest.deliver import take_in, take_in_alone
from server_sync.errors import BadBatch, BadSignature
from server_sync.protocol.signing import public_bytes, sign_head
from server_sync.protocol.wire import BATCH_BYTES_MAX, Batch, pack, unpack
from tests.databases import prepared_in_memory
from tests.server_sync.central.world import (
    CARDS,
    PROVENANCE,
    SITE,
    PaperJournal,
    at,
    delivery,
    send_on,
    set_up,
    state_of,
)

NAMES = ("entry", "quarantine", "conflict", "tap")
NOTHING: dict[str, list[Any]] = {name: [] for name in NAMES}
TWICE = b'{"uid":"04a3c6cae26180","uid":"11223344"}'


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A central in memory with Alice, Bob and a terminal."""
    engine = prepared_in_memory()
    with engine.begin() as connection:
        set_up(connection)
    yield engine
    engine.dispose()


def held(connection: Connection) -> dict[str, list[Any]]:
    """Say what central keeps of what was sent."""
    state = state_of(connection, NAMES)
    return {name: state[name] for name in NAMES}


def a_tap() -> PaperJournal:
    """Make a journal with one tap of Alice's."""
    journal = PaperJournal()
    journal.tap(CARDS["alice"], "08:10")
    return journal


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=400), squeezed=st.booleans())
@example(raw=b"", squeezed=True)
@example(raw=msgspec.msgpack.encode([1] * 5), squeezed=True)
@example(raw=b"\x91" * 100_000, squeezed=True)
def test_any_bytes_are_a_batch_or_refused(raw: bytes, squeezed: bool) -> None:
    """The decoder gives a batch or a `BadBatch`, and nothing else ever."""
    body = gzip.compress(raw) if squeezed else raw
    try:
        batch = unpack(body)
    except BadBatch:
        return
    assert isinstance(batch, Batch)


@pytest.mark.parametrize("bytes_in_all", [BATCH_BYTES_MAX + 1, 200 * 1024 * 1024])
def test_a_bomb_is_refused_before_it_unfolds(bytes_in_all: int) -> None:
    """A small body that would unpack to more than a batch may hold is refused."""
    bomb = gzip.compress(bytes(bytes_in_all), 9)
    with memory_watched() as most_bytes, pytest.raises(BadBatch, match="larger"):
        unpack(bomb)

    assert most_bytes[0] < 3 * BATCH_BYTES_MAX


@contextmanager
def memory_watched() -> Iterator[list[int]]:
    """Say afterwards how many bytes were held at the most."""
    most_bytes: list[int] = []
    tracemalloc.start()
    try:
        yield most_bytes
        most_bytes.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_one_flipped_bit_uses_nothing_wrongly(data: st.DataObject) -> None:
    """A batch with a bit flipped is refused, or what is hit is put aside verbatim."""
    journal = PaperJournal()
    for minute in range(10, 14):
        journal.tap(CARDS["alice"], f"08:{minute}")
    raws = [msgspec.msgpack.encode(entry) for entry in journal.entries]
    which = data.draw(st.integers(0, 3))
    bit = data.draw(st.integers(0, len(raws[which]) * 8 - 1))
    hurt = bytearray(raws[which])
    hurt[bit // 8] ^= 1 << bit % 8
    engine = prepared_in_memory()
    batch = structs.replace(journal.batch(), entries=_put(raws, which, bytes(hurt)))
    try:
        batch = unpack(pack(batch))
        with engine.begin() as connection:
            set_up(connection)
            send_on(connection, batch)
            taps = {row.seq: row for row in connection.execute(select(tables.tap))}
            aside = connection.execute(select(tables.quarantine)).all()
    except BadBatch:
        return
    finally:
        engine.dispose()
    assert {bytes(row.raw) for row in aside} >= {bytes(hurt)}
    assert which + 1 not in taps
    for seq, row in taps.items():
        assert (row.lo, row.card) == (at(f"08:{9 + seq}"), CARDS["alice"])


def test_a_batch_signed_by_another_key_keeps_nothing(engine: Engine) -> None:
    """Whoever has not the terminal's key can write nothing in its name."""
    journal = a_tap()
    journal.key = Ed25519PrivateKey.from_private_bytes(b"x" * 32)

    with pytest.raises(BadSignature), engine.begin() as connection:
        send_on(connection, journal.batch())
    with engine.begin() as connection:
        assert held(connection) == NOTHING


def test_a_batch_signed_by_another_terminals_key_keeps_nothing(engine: Engine) -> None:
    """A key that central knows writes in the name of its own terminal, and no other."""
    journal, theirs = a_tap(), Ed25519PrivateKey.from_private_bytes(b"y" * 32)
    with engine.begin() as connection:
        people.add_terminal(
            connection,
            site=SITE,
            terminal="door-2",
            public_key=public_bytes(theirs),
            provenance=PROVENANCE,
        )
    journal.key = theirs

    with pytest.raises(BadSignature), engine.begin() as connection:
        send_on(connection, journal.batch())
    with engine.begin() as connection:
        assert held(connection) == NOTHING


def test_a_batch_in_anothers_name_keeps_nothing(engine: Engine) -> None:
    """A terminal cannot write into the journal of another one."""
    journal = a_tap()
    batch = structs.replace(journal.batch(), device="door-2")

    with pytest.raises(BadBatch), engine.begin() as connection:
        take_in(connection, batch=batch, delivery=delivery(connection, at("20:00")))
    with engine.begin() as connection:
        assert held(connection) == NOTHING


def test_entries_of_another_chain_are_put_aside(engine: Engine) -> None:
    """Entries that were hashed for another chain do not follow in this one."""
    journal, other = a_tap(), a_tap()
    other.chain = b"o" * 16
    stolen = structs.replace(other.batch(), entries=journal.batch().entries)

    with engine.begin() as connection:
        send_on(connection, stolen)
        kept = held(connection)
        reasons = list(connection.scalars(select(tables.quarantine.c.reason)))

    assert kept["tap"] == []
    assert reasons == ["does_not_follow"]


def test_a_content_with_a_key_twice_is_one_reading_for_everybody(
    engine: Engine,
) -> None:
    """Two keys of one name are hashed as they are; central reads them in one way."""
    journal = PaperJournal()
    journal.write(TWICE, at("08:10"), kind="tap")
    journal.tap(CARDS["bob"], "08:11")

    with engine.begin() as connection:
        receipt = send_on(connection, journal.batch())
        raw = connection.scalars(select(tables.entry.c.content)).first()
        cards = list(connection.scalars(select(tables.tap.c.card)))

    assert receipt.through_seq == 2
    assert bytes(raw or b"") == TWICE
    assert cards == ["11223344", CARDS["bob"]]
    assert decode_content("tap", TWICE) == Tap(uid="11223344")


@pytest.mark.parametrize("seq", [SEQ_MAX, SEQ_MAX + 1, 2**63, 2**64 - 1])
def test_numbers_beyond_all_bounds_are_refused_or_put_aside(
    engine: Engine, seq: int
) -> None:
    """No number is too large to be answered; what has one is never used."""
    fields = list(structs.astuple(a_tap().entries[0]))
    raw = msgspec.msgpack.encode([seq, *fields[1:]])
    batch = structs.replace(a_tap().batch(), entries=[Raw(raw)])

    with engine.begin() as connection:
        with suppress(BadBatch):
            send_on(connection, unpack(pack(batch)))
        assert held(connection)["tap"] == []


@pytest.mark.parametrize(("seq", "entries"), [(1, 2), (SEQ_MAX, 1), (0, 1)])
def test_bytes_whose_numbers_cannot_be_are_refused_whole(
    engine: Engine, seq: int, entries: int
) -> None:
    """Where only the head tells the number, it may lead to none that there is."""
    journal = a_tap()
    head = structs.replace(journal.head(1), seq=seq)
    batch = structs.replace(
        journal.batch(),
        entries=[Raw(b"\xc0")] * entries,
        head=sign_head(head, journal.key),
    )

    with pytest.raises(BadBatch, match="numbered"), engine.begin() as connection:
        send_on(connection, batch)
    with engine.begin() as connection:
        assert held(connection) == NOTHING


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=300))
@example(b"")
@example(msgspec.msgpack.encode([2**64 - 1] * 10))
def test_bytes_sent_alone_are_kept_and_what_is_behind_goes_on(raw: bytes) -> None:
    """Whatever a refused entry is, it is kept verbatim and blocks nothing."""
    journal = a_tap()
    journal.tap(CARDS["bob"], "08:12")
    engine = prepared_in_memory()
    with engine.begin() as connection:
        set_up(connection)
        take_in_alone(
            connection,
            chain=journal.chain,
            seq=1,
            claimed_hash=journal.entries[0].hash,
            raw=raw,
            delivery=delivery(connection, at("19:00")),
        )
        receipt = send_on(connection, journal.batch(2))
        aside = connection.execute(select(tables.quarantine)).one()
        cards = list(connection.scalars(select(tables.tap.c.card)))
    engine.dispose()

    assert (bytes(aside.raw), receipt.through_seq) == (raw, 2)
    assert cards == [CARDS["bob"]]


def _put(raws: list[bytes], place: int, other: bytes) -> list[Raw]:
    return [Raw(other if number == place else raw) for number, raw in enumerate(raws)]


def test_every_field_of_an_entry_is_checked(engine: Engine) -> None:
    """An entry with a field of the wrong kind is put aside, and the next is used."""
    journal = a_tap()
    journal.tap(CARDS["bob"], "08:12")
    fields = list(structs.astuple(journal.entries[0]))
    for place in range(len(Entry.__struct_fields__)):
        wrong: list[Any] = [*fields[:place], {"x": 1}, *fields[place + 1 :]]
        raw = msgspec.msgpack.encode(wrong)
        with engine.connect() as connection, connection.begin() as undone:
            send_on(connection, journal.batch(seq_1=raw))
            cards = list(connection.scalars(select(tables.tap.c.card)))
            kept = connection.scalars(select(tables.quarantine.c.raw)).all()
            undone.rollback()
        assert cards == [CARDS["bob"]]
        assert [bytes(one) for one in kept] == [raw]

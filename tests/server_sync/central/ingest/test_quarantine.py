"""A named person looks at what cannot be used, and says what came of it."""

import hashlib
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select

from kiosk.journal.contents import Start
from server_sync.central.db import tables
from server_sync.central.errors import NoReason, NotKnown
from server_sync.central.facts import statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.ingest import quarantine
from server_sync.central.ingest.gaps import Gap, of_chain
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    NOBODYS_CARD,
    TOWN,
    PaperJournal,
    at,
    send,
    set_up,
    statuses,
)

CHAIN = bytes(range(16))
METTE = Provenance(by="Mette", at=at("21:00"), why="Ringede til værkstedet: en prøve.")
OLE = Provenance(by="Ole", at=at("22:00"), why="Det var ikke en prøve.")
LATER = at("23:00")
UNKNOWN = {"alice": "unknown", "bob": "unknown"}
UNCLARIFIED = {"alice": "unclarified", "bob": "unclarified"}
RESOLVED = ("resolved_by", "resolved_at", "resolved_why")


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


def a_day() -> PaperJournal:
    """Somebody taps at 8:05 and at 8:10; the reader works all day."""
    journal = PaperJournal()
    journal.listen("05:00", "08:00")
    journal.tap(NOBODYS_CARD, "08:05:00")
    journal.tap(CARDS["alice"], "08:10:00")
    journal.listen("08:00", "15:00")
    return journal


def a_broken_tap(town: Engine) -> bytes:
    """Send a day whose two taps arrive as bytes that nobody can read."""
    send(town, a_day().batch(seq_2=b"\xc1", seq_3=b"\xc1\xc1"))
    return b"\xc1"


def judged(town: Engine) -> dict[str, str]:
    """Give what is judged of Monday, after all that was said."""
    with town.begin() as connection:
        return statuses(connection, LATER)


def rows(town: Engine, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    """Give some columns of a table's rows, sorted."""
    asked = select(*(table.c[name] for name in columns))
    with town.begin() as connection:
        return sorted((tuple(row) for row in connection.execute(asked)), key=repr)


def resolved(town: Engine, seq: int, by: Provenance = METTE, **more: Any) -> bool:
    """Say that an event tells nothing of anybody."""
    with town.begin() as connection:
        return quarantine.resolve(
            connection, terminal=DEVICE, chain=CHAIN, seq=seq, provenance=by, **more
        )


def again(town: Engine, seq: int, **more: Any) -> bool:
    """Have an event count again."""
    with town.begin() as connection:
        return quarantine.look_again(
            connection, terminal=DEVICE, chain=CHAIN, seq=seq, provenance=OLE, **more
        )


def lost(town: Engine, first: int, last: int, by: Provenance = METTE) -> int:
    """Declare entries lost."""
    with town.begin() as connection:
        return quarantine.declare_lost(
            connection,
            terminal=DEVICE,
            chain=CHAIN,
            first=first,
            last=last,
            provenance=by,
        )


def test_a_day_is_judged_as_if_what_was_resolved_had_not_been(town: Engine) -> None:
    """Unknown until all of it is resolved, then what it would be without it."""
    raw = a_broken_tap(town)
    assert judged(town) == UNKNOWN

    assert resolved(town, 2)
    assert judged(town) == UNKNOWN
    assert resolved(town, 3)

    assert judged(town) == UNCLARIFIED
    kept = rows(town, tables.quarantine, "seq", "raw", *RESOLVED)
    said = (METTE.by, METTE.at, METTE.why)
    assert [(row[0], bytes(row[1]), *row[2:]) for row in kept] == [
        (2, raw, *said),
        (3, raw * 2, *said),
    ]


def test_what_was_resolved_can_count_again_and_all_of_it_is_kept(town: Engine) -> None:
    """A mistake is mended by saying so; both stay, by name, in the order said."""
    a_broken_tap(town)
    resolved(town, 2)
    resolved(town, 3)

    assert again(town, 3)

    assert judged(town) == UNKNOWN
    assert rows(town, tables.looked_at, "at", "by", "why", "first", "finding") == [
        (METTE.at, "Mette", METTE.why, 2, "tells_nothing"),
        (METTE.at, "Mette", METTE.why, 3, "tells_nothing"),
        (OLE.at, "Ole", OLE.why, 3, "look_again"),
    ]
    assert rows(town, tables.access_log, "at", "who", "what", "detail") == [
        (METTE.at, "Mette", "looked_at", "door-1 2-2: tells_nothing"),
        (METTE.at, "Mette", "looked_at", "door-1 3-3: tells_nothing"),
        (OLE.at, "Ole", "looked_at", "door-1 3-3: look_again"),
    ]


def test_the_second_time_nothing_happens(town: Engine) -> None:
    """Two who press at once leave one fact, with the first one's name."""
    a_broken_tap(town)

    assert resolved(town, 2)
    assert not resolved(town, 2, OLE)
    assert not again(town, 3)

    assert rows(town, tables.looked_at, "by", "finding") == [("Mette", "tells_nothing")]
    assert rows(town, tables.quarantine, "seq", "resolved_by") == [
        (2, "Mette"),
        (3, None),
    ]


@pytest.mark.parametrize("why", ["", "  "])
def test_nothing_is_resolved_without_a_reason(town: Engine, why: str) -> None:
    """Who looked says what was found, or nothing is kept."""
    a_broken_tap(town)
    mute = Provenance(by="Mette", at=METTE.at, why=why)

    with pytest.raises(NoReason):
        resolved(town, 2, mute)
    with pytest.raises(NoReason):
        lost(town, 2, 2, mute)

    assert rows(town, tables.looked_at, "by") == []
    assert rows(town, tables.quarantine, "resolved_at") == [(None,), (None,)]


def test_what_is_not_there_cannot_be_resolved(town: Engine) -> None:
    """A used entry, another chain and another digest are no such event."""
    a_broken_tap(town)

    with pytest.raises(NotKnown):
        resolved(town, 1)
    with pytest.raises(NotKnown):
        resolved(town, 2, digest=b"x" * 32)
    with town.begin() as connection, pytest.raises(NotKnown):
        quarantine.resolve(
            connection, terminal=DEVICE, chain=bytes(16), seq=2, provenance=METTE
        )

    assert rows(town, tables.looked_at, "by") == []


def test_a_conflict_is_resolved_like_that_too(town: Engine) -> None:
    """One of two events under a number counts no more, and the first still stands."""
    journal, other = a_day(), PaperJournal()
    send(town, journal.batch())
    other.listen("05:00", "08:00")
    second = other.tap(NOBODYS_CARD, "08:14:00")
    send(town, other.batch(2))
    before = judged(town)
    digest = hashlib.sha256(msgspec.msgpack.encode(second)).digest()
    heads = [
        (row[0], bytes(row[1]))
        for row in rows(town, tables.conflict, "seq", "digest")
        if bytes(row[1]) != digest
    ]
    not_ours(town, journal, 2)

    assert before == {"alice": "on_time", "bob": "unknown"}
    assert judged(town) == before
    assert resolved(town, 2, digest=digest)
    assert not resolved(town, 2, digest=digest)
    for seq, head in heads:
        assert resolved(town, seq, digest=head)

    assert judged(town) == {"alice": "on_time", "bob": "unclarified"}
    assert again(town, 2, digest=digest)
    assert judged(town) == before


def not_ours(town: Engine, journal: PaperJournal, seq: int) -> None:
    """Say that a tap with an unknown card was none of ours: it casts no doubt."""
    with town.begin() as connection:
        statements.add_resolution(
            connection,
            municipality=TOWN,
            about=f"{DEVICE}/{journal.chain.hex()}/{seq}",
            person=None,
            provenance=METTE,
        )


def test_a_gap_declared_lost_lets_what_is_behind_it_be_read(town: Engine) -> None:
    """The entries behind count; the gap casts doubt until a person has looked at it."""
    journal = a_day()
    send(town, journal.batch(1, 1))
    behind = send(town, journal.batch(3, 4))
    assert behind.through_seq == 1
    assert judged(town) == UNKNOWN

    assert lost(town, 2, 2) == 1

    assert judged(town) == {"alice": "on_time", "bob": "unknown"}
    assert rows(town, tables.judged, "person", "cause")[1] == ("bob", "quarantine")
    assert send(town, journal.batch(4, 4)).through_seq == 4
    assert resolved(town, 2)
    assert judged(town) == {"alice": "on_time", "bob": "unclarified"}


def test_a_loss_is_declared_once(town: Engine) -> None:
    """The second time does nothing, and what is not missing cannot be lost."""
    journal = a_day()
    send(town, journal.batch(1, 1))
    send(town, journal.batch(4, 4))
    with town.begin() as connection:
        chain = connection.execute(select(tables.chain)).one()
        gaps = of_chain(connection, chain.id, through=chain.through_seq)
        assert gaps == [Gap(first=2, last=3)]

    for first, last in ((1, 3), (2, 4), (3, 2), (5, 6), (0, 1), (2, 2**62)):
        with pytest.raises(NotKnown):
            lost(town, first, last)
    assert rows(town, tables.quarantine, "seq") == []
    assert lost(town, 2, 2) == 1
    assert lost(town, 2, 3) == 1
    assert lost(town, 2, 3) == 0

    assert rows(town, tables.quarantine, "seq", "raw", "reason") == [
        (2, None, "lost"),
        (3, None, "lost"),
    ]
    assert rows(town, tables.looked_at, "first", "last", "finding") == [
        (2, 2, "lost"),
        (2, 3, "lost"),
    ]


def test_what_comes_after_all_is_used(town: Engine) -> None:
    """A card that was found again tells what was thought lost; the doubt is gone."""
    journal = PaperJournal()
    journal.listen("05:00", "08:00")
    journal.write(Start(version="1", reader="emulated"), at("08:01"))
    journal.listen("08:00", "15:00")
    send(town, journal.batch(1, 1))
    send(town, journal.batch(3, 3))
    lost(town, 2, 2)
    assert judged(town) == UNKNOWN

    send(town, journal.batch(2, 2), received=at("21:30"))

    assert judged(town) == UNCLARIFIED


def test_what_comes_after_all_and_cannot_be_used_is_kept(town: Engine) -> None:
    """Bytes that come in the place of a lost entry are kept as they are."""
    journal = a_day()
    send(town, journal.batch(1, 1))
    send(town, journal.batch(3, 4))
    lost(town, 2, 2)

    send(town, journal.batch(2, 2, seq_2=b"\xc1"))

    ((raw, reason),) = rows(town, tables.quarantine, "raw", "reason")
    assert (bytes(raw), reason) == (b"\xc1", "unreadable")

"""What central puts into a case: all that bears on one person's days, and no more."""

from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, select, update

from kiosk.journal.contents import Card, Void
from server_sync.central.db import tables
from server_sync.central.errors import NotKnown
from server_sync.central.evidence.asking import person_of
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from server_sync.central.terminals.revocation import revoke
from server_sync.verify import container
from server_sync.verify.case import FACTS, SESSIONS, Fact, PutAside, Session
from server_sync.verify.verify import verify_case
from tests.server_sync.central.evidence.case_of_alice import (
    CENTRAL,
    a_monday,
    case_from,
    case_in,
    town,
    town_with,
    whole_case,
)
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    MONDAY,
    PROVENANCE,
    TOWN,
    PaperJournal,
    at,
    moment,
    send,
)

WEDNESDAY = MONDAY + timedelta(days=2)


def case_of(journal: PaperJournal, **asked: date | str) -> bytes:
    """Have central make a case out of just this journal."""
    engine = town()
    send(engine, journal.batch())
    return from_engine(engine, **asked)


def from_engine(engine: Engine, **asked: date | str) -> bytes:
    """Have a central make a case."""
    with engine.begin() as connection:
        raw = case_from(connection, **asked)  # type: ignore[arg-type]
    engine.dispose()
    return raw


def facts_in(raw: bytes) -> list[Fact]:
    """Read the facts of a case."""
    return msgspec.json.decode(container.unpack(raw)[FACTS], type=list[Fact])


def test_the_sessions_are_those_that_were_judged() -> None:
    """With when that was, and with which time zones."""
    raw = container.unpack(whole_case())[SESSIONS]

    sessions = msgspec.json.decode(raw, type=list[Session])

    assert [(str(one.date), one.status, one.source) for one in sessions] == [
        ("2026-11-23", "on_time", "tap"),
        ("2026-11-24", "notified", None),
    ]
    assert {one.as_of for one in sessions} == {at("12:00", MONDAY + timedelta(days=3))}
    assert all(one.tz for one in sessions)


def test_promise_5_who_said_it_and_who_took_it_back_can_be_seen() -> None:
    """A correction is seen, and so is what it corrected."""
    journal = a_monday()
    notice = {"device": DEVICE, "chain": journal.chain.hex(), "seq": 5}
    journal.write(
        msgspec.convert(
            {"about": notice, "by": "Ida", "at": moment("09:00"), "why": "a mistake"},
            Void,
        ),
        at("09:00"),
    )

    raw = case_of(journal)

    told = [(one.table, one.by) for one in facts_in(raw) if one.origin == "terminal"]
    assert told == [("notice", "Mette"), ("void", "Ida")]
    assert verify_case(raw).faults == ()


def test_only_the_days_asked_for_are_there() -> None:
    """A case begins where it must; the chain still verifies from there on."""
    journal = a_monday()
    journal.listen("06:00", "08:05", WEDNESDAY)
    journal.tap(CARDS["alice"], "08:10:00", WEDNESDAY)
    journal.listen("08:05", "15:00", WEDNESDAY)

    raw = case_of(journal, first=WEDNESDAY, last=WEDNESDAY)

    (chain,) = case_in(raw).chains
    assert (chain.first, chain.last) == (8, 10)
    assert chain.before == journal.entries[6].hash.hex()
    assert [one.table for one in facts_in(raw)] == ["card", "course"]
    assert verify_case(raw, pinned=CENTRAL).faults == ()


def test_the_entry_that_gave_the_card_comes_along() -> None:
    """Whose card it was is part of the evidence, however long ago it was told."""
    journal = PaperJournal()
    journal.write(
        Card(
            uid="aabbccdd",
            person="alice",
            start=moment("06:30"),
            end=None,
            by="Mette",
            at=moment("06:30"),
        ),
        at("06:30"),
    )
    journal.tap("aabbccdd", "08:10:00", WEDNESDAY)

    raw = case_of(journal, first=WEDNESDAY, last=WEDNESDAY)

    assert (case_in(raw).chains[0].first, b"aabbccdd" in raw) == (1, True)
    assert verify_case(raw).faults == ()


def test_what_central_could_not_read_keeps_its_place() -> None:
    """The chain goes on over it, and the file says what it was."""
    journal, engine = a_monday(), town()
    nonsense = msgspec.msgpack.encode({"future": 1})
    send(engine, journal.batch(1, 6, seq_6=nonsense))
    send(engine, journal.batch(7))

    raw = from_engine(engine)

    (chain,) = case_in(raw).chains
    assert [(one.seq, one.reason, one.has_entry) for one in chain.put_aside] == [
        (6, "unreadable", False)
    ]
    verdict = verify_case(raw)
    assert (verdict.events, verdict.faults) == (6, ())
    assert "event 6 of door-1" in verdict.notes[0]


def test_what_was_declared_lost_is_missing_and_says_by_whom() -> None:
    """A gap is never called complete, whoever declared it."""
    journal, engine = a_monday(), town()
    send(engine, journal.batch(1, 5))
    with engine.begin() as connection:
        connection.execute(
            tables.quarantine.insert().values(
                chain=1,
                seq=6,
                reason="lost",
                received_ns=0,
                site="workshop",
                resolved_by="Ida",
            )
        )
    send(engine, journal.batch(7))

    verdict = verify_case(from_engine(engine))

    assert verdict.faults == (
        "MISSING 6 of door-1 (chain 00010203): declared lost by Ida",
    )


def test_another_event_under_a_number_is_told() -> None:
    """A copied memory card weakens the evidence, and the reader must know."""
    journal, copied = a_monday(), PaperJournal()
    copied.listen("05:00", "08:00")
    copied.tap(CARDS["bob"], "08:01:00")
    copied.heads = 9
    engine = town()
    send(engine, journal.batch())
    send(engine, copied.batch(1, 2))

    verdict = verify_case(from_engine(engine))

    assert verdict.faults[0].startswith("HEAD 10 CONTRADICTS")
    assert "two different events came as 2 of door-1" in verdict.notes[-1]


def test_a_revoked_key_is_told_with_who_revoked_it() -> None:
    """What came before stays evidence."""
    engine = town()
    send(engine, a_monday().batch())
    with engine.begin() as connection:
        said = Provenance(by="Ida", at=at("16:00"), why="stolen")
        revoke(connection, terminal=DEVICE, provenance=said, from_seq=7)

    raw = from_engine(engine)

    verdict = verify_case(raw)
    assert verdict.faults == ()
    assert verdict.notes == (
        "Ida revoked the key of door-1; events 7 count for nothing",
    )
    (aside,) = case_in(raw).chains[0].put_aside
    assert isinstance(aside, PutAside)
    assert (aside.reason, aside.has_entry) == ("revoked", True)


def test_a_change_in_centrals_own_database_shows() -> None:
    """Whoever can write the database still cannot write the terminal's signature."""
    with town_with(a_monday()) as engine, engine.begin() as connection:
        connection.execute(
            update(tables.entry).where(tables.entry.c.seq == 2).values(wall_ns=0)
        )
        raw = case_from(connection)

    assert verify_case(raw).faults == ("ALTERED at event 2 of door-1 (chain 00010203)",)


def test_an_entry_deleted_from_centrals_database_shows() -> None:
    """Nothing can be taken out in silence."""
    with town_with(a_monday()) as engine, engine.begin() as connection:
        connection.execute(tables.tap.delete())
        connection.execute(tables.entry.delete().where(tables.entry.c.seq == 3))
        raw = case_from(connection)

    assert verify_case(raw).faults[0] == "MISSING 3 of door-1 (chain 00010203)"


def test_somebody_is_found_by_name_id_or_the_beginning_of_a_name() -> None:
    """One who is meant by it, and never the wrong one."""
    engine = town()
    with engine.begin() as connection:
        for name in ("Anna Holm", "Anna Lund"):
            people.add_person(
                connection, municipality=TOWN, name=name, provenance=PROVENANCE
            )
        twin = people.add_person(
            connection, municipality=TOWN, name="Anna Holm", provenance=PROVENANCE
        )

        found = [
            person_of(connection, name).name
            for name in ("alice", "ALICE", "Bo", "anna l")
        ]
        assert found == ["Alice", "Alice", "Bob", "Anna Lund"]
        assert person_of(connection, twin).id == twin
        with pytest.raises(NotKnown, match="did you mean Alice") as nobody:
            person_of(connection, "Alise")
        assert "nobody is called" in str(nobody.value)
        with pytest.raises(
            NotKnown, match="2 people are called 'Anna Holm'"
        ) as several:
            person_of(connection, "Anna Holm")
        assert twin in str(several.value)
        with pytest.raises(NotKnown, match="3 people"):
            person_of(connection, "anna")
    engine.dispose()


def test_days_without_a_course_are_refused() -> None:
    """An empty file would look as if there were nothing to tell."""
    engine = town()
    with engine.begin() as connection:
        for first, last in (
            (date(2025, 1, 1), date(2025, 2, 1)),
            (WEDNESDAY, MONDAY),
        ):
            with pytest.raises(NotKnown):
                case_from(connection, first=first, last=last)
        assert connection.execute(select(tables.access_log)).all() == []
    engine.dispose()


def test_both_texts_say_the_same_days_and_how_to_check() -> None:
    """A caseworker reads Danish; whoever checks may not."""
    members = container.unpack(whole_case())
    danish, english = members["LAES-MIG.txt"].decode(), members["README.txt"].decode()

    assert "23-11-2026 kl. 08.15  Mødt til tiden, 08.11 (kort)" in danish
    assert "2026-11-23 08:15  on_time, 08:11 (tap)" in english
    for text in (danish, english):
        assert "moedt verify" in text
        assert "Alice" in text
        assert "Bob" not in text

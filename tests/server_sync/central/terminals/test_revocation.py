"""A key is revoked from an event or an instant on; what came before stays valid."""

import pytest
from sqlalchemy import Engine, func, select

from server_sync.central.db import tables
from server_sync.central.errors import NotKnown
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import recompute
from server_sync.central.terminals.enrolment import invite
from server_sync.central.terminals.revocation import Revoked, revoke
from server_sync.protocol.wire import Verdict
from tests.server_sync.central.ingest.deliveries import a_morning, counted
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    SITE,
    PaperJournal,
    at,
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


def revoked(town: Engine, **since: int) -> Revoked:
    """Revoke the terminal's key at three in the afternoon, and judge anew."""
    said = Provenance(by="Ida", at=at("15:30"), why="stolen")
    with town.begin() as connection:
        done = revoke(connection, terminal=DEVICE, provenance=said, **since)
    with town.begin() as connection:
        recompute.recompute_due(connection, as_of=at("20:00"))
    return done


def test_what_came_before_a_revocation_stays_valid(town: Engine) -> None:
    """Also what was used already is put aside from there on, and nothing is lost."""
    journal = a_morning()
    send(town, journal.batch(), received=at("15:00"))
    assert counted(town, "tap", "arrival") == {"tap": 2, "arrival": 1}

    done = revoked(town, from_seq=3)

    assert done == Revoked(device=DEVICE, chain=journal.chain, from_seq=3, put_aside=3)
    assert counted(town, "entry", "tap", "quarantine", "arrival", "void") == {
        "entry": 5,
        "tap": 1,
        "quarantine": 3,
        "arrival": 1,
        "void": 1,
    }
    with town.begin() as connection:
        void = connection.execute(select(tables.void)).one()
    key = f"{DEVICE}/{journal.chain.hex()}/4"
    assert (void.about, void.by, void.why) == (key, "Ida", "stolen")


def test_what_comes_after_a_revocation_is_put_aside_and_receipted(
    town: Engine,
) -> None:
    """A stolen terminal's events are kept for a person to look at."""
    journal = a_morning()
    send(town, journal.batch(1, 2), received=at("12:00"))
    assert revoked(town).from_seq == 3

    receipt = send(town, journal.batch(3, 5))

    assert receipt.through_seq == 5
    assert receipt.quarantined == [
        Verdict(seq=seq, reason="revoked") for seq in (3, 4, 5)
    ]
    assert counted(town, "tap", "arrival") == {"tap": 1, "arrival": 0}


def test_a_chain_begun_after_the_revocation_is_not_believed(town: Engine) -> None:
    """A thief who wipes the card gets no further."""
    send(town, a_morning().batch(), received=at("12:00"))
    revoked(town)
    wiped = PaperJournal(chain=b"w" * 16)
    wiped.tap(CARDS["bob"], "17:00:00")

    receipt = send(town, wiped.batch())

    assert receipt.quarantined == [Verdict(seq=1, reason="revoked")]
    assert counted(town, "tap") == {"tap": 2}
    with town.begin() as connection:
        aside = connection.execute(select(tables.quarantine)).one()
    assert (aside.lo, aside.hi) == (at("15:30"), at("20:00"))


@pytest.mark.parametrize(
    ("clock", "first"), [("08:11:04", 3), ("08:11:03", 2), ("04:00", 1), ("19:00", 6)]
)
def test_a_revocation_may_begin_at_an_instant(
    town: Engine, clock: str, first: int
) -> None:
    """By the terminal's own clock; what has not come yet is never believed."""
    send(town, a_morning().batch(), received=at("15:00"))

    assert revoked(town, from_time=at(clock)).from_seq == first


def test_a_revocation_leaves_what_a_rebuild_would_make(town: Engine) -> None:
    """Taking events out of use is the same as their never having been used."""
    send(town, a_morning().batch(), received=at("15:00"))
    revoked(town, from_seq=3)
    with town.begin() as connection:
        kept = state_of(connection)

    with town.begin() as connection:
        recompute.rebuild(connection, as_of=at("20:00"))

    with town.begin() as connection:
        assert state_of(connection) == kept


def test_a_terminal_is_revoked_once_and_not_let_in_again(town: Engine) -> None:
    """Another terminal gets another name, so that the two are never mixed up."""
    revoked(town)

    with pytest.raises(NotKnown, match="revoked already"):
        revoked(town)
    said = Provenance(by="Mette", at=at("18:00"))
    with (
        pytest.raises(NotKnown, match="name of its own"),
        town.begin() as connection,
    ):
        invite(connection, terminal=DEVICE, site=SITE, provenance=said)
    with town.begin() as connection:
        terminals = connection.scalar(select(func.count()).select_from(tables.terminal))
    assert terminals == 1

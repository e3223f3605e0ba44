"""Whose card it was: judging, pages, roster and evidence give one answer.

Two assignments of a card overlap, and one was taken back: the two cases in which
different questions to the database once gave different answers.
"""

from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import Engine, select

from server_sync.central.db import tables
from server_sync.central.evidence import taps
from server_sync.central.evidence.asking import ask
from server_sync.central.facts import statements
from server_sync.central.judging import recompute
from server_sync.central.terminals.roster.roster import roster_for
from server_sync.central.web.days import own_taps
from server_sync.central.web.unknown_taps import queries
from tests.server_sync.central.evidence.case_of_alice import town
from tests.server_sync.central.world import (
    DEVICE,
    MONDAY,
    PROVENANCE,
    SITE,
    TOWN,
    PaperJournal,
    at,
    moment,
    send,
)

SHARED, TAKEN_BACK = "99887766", "55667788"
ZONE = "Europe/Copenhagen"
ALICES, BOBS, NOBODYS = at("07:50"), at("08:12"), at("08:14")


@pytest.fixture
def workshop() -> Iterator[Engine]:
    """Alice's card goes to Bob at eight; another was hers by mistake."""
    journal = PaperJournal()
    journal.tap(SHARED, "07:50")
    journal.tap(SHARED, "08:12")
    journal.tap(TAKEN_BACK, "08:14")
    journal.listen("05:00", "15:00")
    engine = town()
    with engine.begin() as connection:
        for person, start in (("alice", 0), ("bob", at("08:00"))):
            statements.assign_card(
                connection,
                card=SHARED,
                person=person,
                start=start,
                provenance=PROVENANCE,
            )
        mistake = statements.assign_card(
            connection, card=TAKEN_BACK, person="alice", start=0, provenance=PROVENANCE
        )
        statements.add_void(
            connection, municipality=TOWN, about=mistake, provenance=PROVENANCE
        )
    send(engine, journal.batch())
    with engine.begin() as connection:
        recompute.recompute_due(connection, as_of=at("20:00"))
    yield engine
    engine.dispose()


def test_judging_takes_the_holder_of_each_instant(workshop: Engine) -> None:
    """Each arrival is the tap of the one who held the card just then."""
    judged = tables.judged.c
    query = select(judged.person, judged.arrived).where(judged.date == MONDAY)

    with workshop.connect() as connection:
        arrived = {row.person: row.arrived for row in connection.execute(query)}

    assert arrived == {"alice": ALICES, "bob": BOBS}


def test_the_page_of_a_day_shows_the_same_taps(workshop: Engine) -> None:
    """A tap is on one person's page only."""
    with workshop.connect() as connection:
        shown = {
            person: [
                tap.lo
                for tap in own_taps.of_day(
                    connection, person=person, day=MONDAY, zone=ZONE
                )
            ]
            for person in ("alice", "bob")
        }

    assert shown == {"alice": [ALICES], "bob": [BOBS]}


def test_the_page_of_unknown_taps_shows_the_rest(workshop: Engine) -> None:
    """What was taken back makes the tap nobody's."""
    with workshop.connect() as connection:
        unknown = queries.open_on(connection, site=SITE, day=MONDAY, zone=ZONE)

    assert [int(tap.at.timestamp()) for tap in unknown] == [NOBODYS]


def test_evidence_holds_the_same_taps(workshop: Engine) -> None:
    """Nobody gets another person's tap in their file."""
    seqs = {}
    with workshop.connect() as connection:
        for name in ("Alice", "Bob"):
            asked = ask(
                connection,
                name=name,
                first=MONDAY,
                last=MONDAY,
                by="Hanne",
                made_at=at("20:00"),
            )
            keys = taps.own_taps(connection, asked)
            seqs[name] = [int(key.rpartition("/")[2]) for key in keys]

    assert seqs == {"Alice": [1], "Bob": [2]}


def test_the_roster_names_the_same_holders(workshop: Engine) -> None:
    """At each instant one person has the card, and a card taken back has nobody."""
    with workshop.connect() as connection:
        roster = msgspec.json.decode(
            roster_for(connection, terminal=DEVICE, as_of=at("20:00"))
        )

    held = [card for card in roster["cards"] if card["uid"] in {SHARED, TAKEN_BACK}]

    eight = moment("08:00").isoformat().replace("+00:00", "Z")
    assert [(card["uid"], card["person"], card["end"]) for card in held] == [
        (SHARED, "alice", eight),
        (SHARED, "bob", None),
    ]
    assert held[1]["start"] == eight

"""What central writes as a roster, the terminal can read, and it is the least."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from kiosk.roster.model import TAP_BESIDE
from kiosk.roster.roster import Roster
from server_sync.central.db import tables
from server_sync.central.errors import NotKnown
from server_sync.central.facts import people, planning, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.terminals.roster.roster import roster_for
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    MONDAY,
    PROVENANCE,
    SITE,
    TOWN,
    at,
    moment,
    set_up,
)

A_HASH = "$argon2id$x"


@pytest.fixture
def town(sqlite: Engine) -> Any:
    """A connection to the small world."""
    with sqlite.begin() as connection:
        set_up(connection)
        yield connection


def roster_at(connection: Connection, clock: str = "07:00") -> Roster:
    """Write the roster and read it with the terminal's own reader."""
    return Roster.parse(roster_for(connection, terminal=DEVICE, as_of=at(clock)))


def test_the_terminal_reads_what_central_writes(town: Connection) -> None:
    """Who is expected, when, and with which card, for the days to come."""
    people.add_staff(
        town,
        municipality=TOWN,
        site=SITE,
        name="Mette",
        role="koordinator",
        pin_hash="$argon2id$x",
        provenance=PROVENANCE,
    )
    statements.add_notice(
        town,
        person="bob",
        first=MONDAY,
        last=MONDAY,
        reason="ill",
        reported_at=at("07:00"),
        provenance=PROVENANCE,
    )

    roster = roster_at(town)

    assert (roster.first, roster.last) == (
        MONDAY - timedelta(days=6),
        MONDAY + timedelta(days=28),
    )
    assert [person.id for person in roster.people] == ["alice", "bob"]
    assert roster.people[0].first_day == MONDAY
    assert {card.person: card.uid for card in roster.cards} == CARDS
    first = roster.sessions_of("alice")[0]
    assert (first.start, first.end) == (moment("08:15"), moment("14:30"))
    assert len(roster.expected) == 2 * 20
    assert roster.notice_covers("bob", MONDAY)
    assert [staff.name for staff in roster.staff] == ["Mette"]


def test_whoever_has_a_password_alone_is_staff_without_a_pin(town: Connection) -> None:
    """They log in at the door by central; advisers and leaders have no place there."""
    for role in ("holdleder", "raadgiver"):
        people.add_staff(
            town,
            municipality=TOWN,
            name=role,
            role=role,
            password_hash=A_HASH,
            provenance=PROVENANCE,
        )

    (staff,) = roster_at(town).staff
    assert (staff.name, staff.role, staff.pin_hash) == ("holdleder", "holdleder", "-")


def test_no_reason_and_no_number_leaves_with_the_roster(town: Connection) -> None:
    """The door needs to know that somebody will not come, and never why."""
    statements.add_notice(
        town,
        person="bob",
        first=MONDAY,
        last=MONDAY,
        reason="child_ill",
        reported_at=at("07:00"),
        provenance=PROVENANCE,
    )

    raw = roster_for(town, terminal=DEVICE, as_of=at("08:00"))

    assert b"child_ill" not in raw
    assert b"cpr" not in raw
    assert set(json.loads(raw)["people"][0]) == {
        "id",
        "name",
        "team",
        "language",
        "first_name_shown",
        "first_day",
    }


def test_the_same_roster_is_the_same_bytes(town: Connection) -> None:
    """Its ETag can only say that nothing changed if nothing changes by itself."""
    early = roster_for(town, terminal=DEVICE, as_of=at("07:00"))

    assert roster_for(town, terminal=DEVICE, as_of=at("15:00")) == early


def test_a_card_that_was_handed_on_has_one_holder_at_a_time(town: Connection) -> None:
    """Where assignments overlap, the one that began last holds; the door reads it."""
    uid = CARDS["alice"]
    statements.assign_card(
        town,
        card=uid,
        person="bob",
        start=at("09:00"),
        until=at("12:00"),
        provenance=PROVENANCE,
    )

    roster = roster_at(town)

    assert [(card.person, card.start) for card in roster.cards_with(uid)] == [
        ("alice", datetime(1970, 1, 1, tzinfo=UTC)),
        ("bob", moment("09:00")),
        ("alice", moment("12:00")),
    ]


def test_an_ended_card_is_named_with_who_held_it_last(town: Connection) -> None:
    """The door says that it is out of use, and staff see whose it was."""
    uid, other = "04ffffffffff01", "04ffffffffff02"
    for card, until in ((uid, at("07:00") - 30 * 86400), (other, at("07:00"))):
        statements.assign_card(
            town,
            card=card,
            person="alice",
            start=at("07:00") - 60 * 86400,
            until=until,
            provenance=PROVENANCE,
        )

    roster = roster_at(town)

    assert [(card.uid, card.end) for card in roster.ended_cards] == [
        (uid, moment("07:00") - timedelta(days=30))
    ]
    for card in (uid, other):
        ended = roster.ended_card(card, moment("07:01"))
        assert ended is not None
        assert ended.name == roster.people[0].name
    assert roster.ended_card(CARDS["alice"], moment("07:01")) is None


def test_the_roster_brings_the_limits_and_what_central_reads(town: Connection) -> None:
    """The door warns by what the site has set, and sends what central can read."""
    roster = roster_at(town)

    assert (roster.listening_min, roster.silence_min) == (60, 10)
    assert roster.reads == (TAP_BESIDE,)


def test_hours_that_were_told_too_late_are_marked(town: Connection) -> None:
    """Told at noon of the same Monday: the door holds that session against nobody."""
    course = town.scalars(
        select(tables.course.c.key).where(tables.course.c.person == "alice")
    ).one()
    planning.add_exception(
        town,
        course=course,
        date=MONDAY,
        intervals=[["10:00", "12:00"]],
        provenance=PROVENANCE,
        told_at=at("12:00"),
        told_how="SMS",
    )

    told = {
        (session.person, session.start.date()): session.told_in_time
        for session in roster_at(town).expected
    }

    assert told["alice", MONDAY] is False
    assert told["bob", MONDAY] is True
    assert told["alice", MONDAY + timedelta(days=1)] is True


def test_a_closed_day_and_a_holiday_are_told(town: Connection) -> None:
    """The door says why nobody is expected."""
    planning.add_closure(
        town,
        site=SITE,
        start=at("00:00"),
        until=at("00:00", MONDAY + timedelta(days=1)),
        provenance=Provenance(by="Mette", at=0, why="Personaledag"),
    )

    closed = {one.date: one.why for one in roster_at(town).closed}

    assert closed == {MONDAY: "Personaledag"}
    assert roster_at(town).sessions_of("alice")[0].start.date() > MONDAY
    december = roster_for(town, terminal=DEVICE, as_of=at("07:00", date(2026, 12, 1)))
    holidays = {one.date: one.why for one in Roster.parse(december).closed}
    assert holidays[date(2026, 12, 25)] == "Helligdag"


def test_a_name_of_three_hundred_letters_keeps_no_roster_away(
    town: Connection,
) -> None:
    """It is cut for the door, with a sign that it goes on; everybody else is there."""
    people.add_person(
        town,
        municipality=TOWN,
        name="Å" * 300,
        team="Æ" * 300,
        provenance=PROVENANCE,
        known_as="carla",
    )
    planning.add_course(
        town,
        person="carla",
        site=SITE,
        first=MONDAY,
        last=MONDAY,
        provenance=PROVENANCE,
    )

    carla = roster_at(town).person("carla")

    assert carla is not None
    assert (carla.name, carla.team) == ("Å" * 199 + "…", "Æ" * 199 + "…")
    assert roster_at(town).person("alice") is not None


def test_there_is_no_roster_for_a_stranger(town: Connection) -> None:
    """A terminal that nobody added gets nothing."""
    with pytest.raises(NotKnown):
        roster_for(town, terminal="elsewhere", as_of=0)

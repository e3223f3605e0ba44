"""What is derived follows the facts, step by step as well as at one stroke."""

from datetime import timedelta
from importlib.metadata import version
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from kiosk.journal.contents import Anchor, Heartbeat, Stretch, Tap
from server_sync.central.db import tables
from server_sync.central.facts import people, planning, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import recompute
from tests.server_sync.central.world import (
    CARDS,
    MONDAY,
    NOBODYS_CARD,
    NS,
    PROVENANCE,
    SITE,
    TOWN,
    PaperJournal,
    at,
    listened,
    send_on,
    set_up,
    statuses,
)

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def town(engine: Engine) -> Any:
    """A connection to the small world, rolled back afterwards."""
    with engine.connect() as connection, connection.begin() as transaction:
        set_up(connection)
        yield connection
        transaction.rollback()


def test_a_day_is_judged_from_what_was_sent(town: Connection) -> None:
    """Who tapped is on time, who did not is to be cleared up."""
    journal = PaperJournal()
    journal.tap(CARDS["alice"], "08:11:03")
    journal.listen("05:00", "15:00")
    send_on(town, journal.batch())

    assert statuses(town) == {"alice": "on_time", "bob": "unclarified"}


def test_a_late_upload_repairs_a_day_already_judged(town: Connection) -> None:
    """Until the terminal has told, nobody knows; when it has, everybody does."""
    journal = PaperJournal()
    journal.tap(CARDS["alice"], "08:11:03")
    journal.listen("05:00", "15:00")

    assert statuses(town) == {"alice": "unknown", "bob": "unknown"}
    send_on(town, journal.batch())
    assert statuses(town) == {"alice": "on_time", "bob": "unclarified"}


def test_hearing_from_a_terminal_again_settles_the_day_before(
    town: Connection,
) -> None:
    """It fell silent five minutes before the end; on Tuesday it has told everything."""
    journal = PaperJournal()
    journal.listen("05:00", "14:25")
    send_on(town, journal.batch())
    assert statuses(town) == {"alice": "unknown", "bob": "unknown"}

    journal.listen("05:00", "08:00", TUESDAY)
    send_on(town, journal.batch(2, 2), received=at("08:00", TUESDAY))

    assert statuses(town, at("08:05", TUESDAY)) == {
        "alice": "unclarified",
        "bob": "unclarified",
    }


def test_a_card_dated_back_gives_earlier_taps_to_its_holder(town: Connection) -> None:
    """The tap of an unknown card was a doubt for everybody, and is one no longer."""
    journal = PaperJournal()
    journal.tap(NOBODYS_CARD, "08:11:03")
    journal.listen("05:00", "15:00")
    send_on(town, journal.batch())
    assert statuses(town) == {"alice": "unknown", "bob": "unknown"}

    statements.assign_card(
        town, card=NOBODYS_CARD, person="bob", start=at("07:00"), provenance=PROVENANCE
    )

    assert statuses(town) == {"alice": "unclarified", "bob": "on_time"}


def test_a_void_takes_a_fact_back_and_both_stay(town: Connection) -> None:
    """A mistake is mended by a void; what was said first can still be seen."""
    send_on(town, listened().batch())
    said = Provenance(by="Mette", at=at("15:30"))
    key = statements.add_no_show(town, person="alice", date=MONDAY, provenance=said)
    assert statuses(town)["alice"] == "no_show"

    statements.add_void(town, municipality=TOWN, about=key, provenance=said)

    assert statuses(town)["alice"] == "unclarified"
    assert town.execute(select(tables.no_show.c.by)).all() == [("Mette",)]


def test_a_void_of_another_municipality_does_nothing(postgres: Engine) -> None:
    """Nobody can take back what another municipality said."""
    with postgres.begin() as town:
        set_up(town)
        send_on(town, listened().batch())
        people.add_municipality(town, name="Elsewhere", known_as="elsewhere")
        said = Provenance(by="Mette", at=at("15:30"))
        key = statements.add_no_show(town, person="alice", date=MONDAY, provenance=said)

        statements.add_void(town, municipality="elsewhere", about=key, provenance=said)

        assert statuses(town)["alice"] == "no_show"


def test_voids_about_each_other_end(town: Connection) -> None:
    """Two facts that name each other do not keep central busy for ever."""
    for one, other in (("a/00/1", "a/00/2"), ("a/00/2", "a/00/1")):
        said = Provenance(by="M", at=0, entry=one)
        statements.add_delay(town, municipality=TOWN, about=other, provenance=said)

    assert statuses(town) == {"alice": "unknown", "bob": "unknown"}


def test_time_alone_turns_pending_into_something_else(town: Connection) -> None:
    """Nobody has to send anything for a session to end."""
    journal = PaperJournal()
    journal.listen("05:00", "12:00")
    send_on(town, journal.batch(), received=at("12:00"))

    assert statuses(town, at("12:00"))["alice"] == "pending"
    assert statuses(town, at("14:30"))["alice"] == "pending"
    assert statuses(town, at("14:31"))["alice"] == "unknown"


def test_a_new_date_is_judged_when_it_comes(town: Connection) -> None:
    """Tuesday has no rows on Monday evening, and has them on Tuesday morning."""
    statuses(town)
    columns = tables.judged.c
    before = set(town.scalars(select(columns.date)))

    recompute.recompute_due(town, as_of=at("00:00:01", TUESDAY))

    assert before == {MONDAY}
    assert set(town.scalars(select(columns.date))) == {MONDAY, TUESDAY}


def test_a_later_anchor_moves_an_earlier_tap(town: Connection) -> None:
    """The record stays as it was; only what is derived of it changes."""
    journal = PaperJournal()
    journal.write(
        Tap(uid=CARDS["alice"]),
        at("03:00"),
        boot=b"B" * 16,
        boot_seconds=100,
        clock="unsynced",
    )
    send_on(town, journal.batch(), received=at("09:00"))
    statuses(town, at("09:00"))
    tap = select(tables.tap.c.lo, tables.tap.c.hi, tables.tap.c.certain)
    assert town.execute(tap).all() == [(0, at("09:00"), False)]
    entry = town.execute(select(tables.entry)).all()

    journal.write(
        Anchor(
            source="ntp",
            utc_from_ns=at("08:12") * NS,
            utc_to_ns=at("08:12") * NS + 1000,
        ),
        at("03:01"),
        boot=b"B" * 16,
        boot_seconds=160,
        clock="unsynced",
    )
    send_on(town, journal.batch(2, 2))

    placed = at("08:10:59")
    assert town.execute(tap).all() == [(placed, placed, True)]
    assert town.execute(select(tables.entry)).all()[:1] == entry


def test_a_clock_in_the_future_is_no_evidence(town: Connection) -> None:
    """A terminal cannot have listened to days that have not come."""
    journal = PaperJournal()
    journal.write(
        Heartbeat(listened=(Stretch(from_boot_ns=0, to_boot_ns=10**15),)),
        at("15:00") + 10 * 86400,
        boot_seconds=10**6,
    )
    send_on(town, journal.batch(), received=at("06:00"))

    assert statuses(town) == {"alice": "unknown", "bob": "unknown"}


def test_a_terminal_not_yet_in_use_cannot_have_missed_anybody(
    town: Connection,
) -> None:
    """A second terminal that comes on Tuesday says nothing of Monday."""
    send_on(town, listened().batch())
    people.add_terminal(
        town,
        site=SITE,
        terminal="door-2",
        public_key=bytes(32),
        since=at("08:00", TUESDAY),
        provenance=PROVENANCE,
    )

    assert statuses(town) == {"alice": "unclarified", "bob": "unclarified"}


def test_a_course_ended_early_expects_nobody_after(town: Connection) -> None:
    """Who has got a job is not missing; what was planned stays to be seen."""
    course = town.scalars(
        select(tables.course.c.key).where(tables.course.c.person == "alice")
    ).one()
    statuses(town, at("20:00", TUESDAY))

    planning.end_course(
        town,
        course=course,
        last=MONDAY - timedelta(days=1),
        reason="job",
        provenance=PROVENANCE,
    )

    assert statuses(town, at("20:00", TUESDAY)) == {"bob": "unknown"}


def test_each_value_of_a_judged_session_is_in_its_own_column(town: Connection) -> None:
    """What central adds to the rules' answer: whose site, which course, which clock."""
    send_on(town, listened().batch())
    statuses(town)
    course = tables.course.c
    of_alice = town.scalars(select(course.key).where(course.person == "alice")).one()
    columns = tables.judged.c

    rows = town.execute(select(tables.judged).where(columns.person == "alice"))

    (row,) = rows.mappings()
    assert {name: row[name] for name in ("site", "municipality", "course", "tz")} == {
        "site": SITE,
        "municipality": TOWN,
        "course": of_alice,
        "tz": version("tzdata"),
    }
    assert (row["no"], row["date"], row["as_of"]) == (1, MONDAY, at("20:00"))

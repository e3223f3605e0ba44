"""What lay beside a card, check-ins by code, and hours told too late: step by step."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from kiosk.journal.contents import CheckIn, Heartbeat, Stretch, Tap, encode_content
from server_sync.central.facts import planning, statements
from server_sync.central.judging import recompute, store
from tests.server_sync.central.world import (
    CARDS,
    MONDAY,
    NOBODYS_CARD,
    NS,
    PROVENANCE,
    SITE,
    PaperJournal,
    at,
    send_on,
    set_up,
    statuses,
)

A_WEEK_LATER = MONDAY + timedelta(days=7)
PHONE, TRANSIT = "08a1b2c3", "04a1b2c3d4e5f6"
WEEK = {"mon": [["07:00", "12:00"]]}


@pytest.fixture
def town(engine: Engine) -> Iterator[Connection]:
    """A connection to the small world, rolled back afterwards."""
    with engine.connect() as connection, connection.begin() as transaction:
        set_up(connection)
        yield connection
        transaction.rollback()


def hold(journal: PaperJournal, card: str, beside: str, clock: str = "08:10") -> None:
    """Hold a strange number to the reader with a card beside it."""
    journal.write(Tap(uid=card, beside=(beside,)), at(clock))


@pytest.mark.parametrize(
    ("card", "bob"), [(PHONE, "unclarified"), (TRANSIT, "unknown")]
)
def test_a_phone_beside_a_card_makes_nobody_unknown(
    town: Connection, card: str, bob: str
) -> None:
    """A random number is Alice's at once; another one may be somebody else's card."""
    journal = PaperJournal()
    journal.tap(CARDS["alice"], "08:10")
    hold(journal, card, CARDS["alice"])
    journal.listen("05:00", "15:00")
    send_on(town, journal.batch())

    assert statuses(town) == {"alice": "on_time", "bob": bob}


def test_the_second_date_settles_the_first(town: Connection) -> None:
    """A week later the same number lies there again: the first tap was Alice's too."""
    journal = PaperJournal()
    hold(journal, TRANSIT, CARDS["alice"])
    journal.listen("05:00", "15:00")
    send_on(town, journal.batch())
    assert statuses(town) == {"alice": "unknown", "bob": "unknown"}

    again = Tap(uid=TRANSIT, beside=(CARDS["alice"],))
    statuses(town, at("07:00", A_WEEK_LATER))
    journal.write(again, at("08:10", A_WEEK_LATER))
    send_on(town, journal.batch(3, 3), received=at("09:00", A_WEEK_LATER))

    expected = {"alice": "on_time", "bob": "unclarified"}
    assert statuses(town, at("09:05", A_WEEK_LATER)) == expected


def test_a_card_given_back_in_time_settles_what_lay_beside_it(town: Connection) -> None:
    """Nobody held either number; then it is said whose one of them was."""
    journal = PaperJournal()
    hold(journal, PHONE, NOBODYS_CARD)
    journal.listen("05:00", "15:00")
    send_on(town, journal.batch())
    assert statuses(town) == {"alice": "unknown", "bob": "unknown"}

    statements.assign_card(
        town, card=NOBODYS_CARD, person="bob", start=at("07:00"), provenance=PROVENANCE
    )

    assert statuses(town) == {"alice": "unclarified", "bob": "on_time"}


def test_a_check_in_by_code_is_an_arrival(town: Connection) -> None:
    """It is that person's, whoever holds what; also when it comes by itself."""
    journal = PaperJournal()
    journal.write(CheckIn(person="alice"), at("08:10"))
    journal.listen("05:00", "15:00")
    send_on(town, journal.batch())
    assert statuses(town) == {"alice": "on_time", "bob": "unclarified"}
    sources = {str(row.person): row.source for row in store.read_back(town, site=SITE)}
    assert sources["alice"] == "code"

    journal.write(CheckIn(person="bob"), at("08:12"))
    send_on(town, journal.batch(3, 3))
    assert statuses(town) == {"alice": "on_time", "bob": "on_time"}


def test_a_code_that_fits_nobody_is_a_card_that_nobody_held(town: Connection) -> None:
    """It may have been Bob's, mistyped."""
    journal = PaperJournal()
    journal.write(CheckIn(person="alice"), at("08:10"))
    journal.write(CheckIn(person=None), at("08:12"))
    journal.listen("05:00", "15:00")
    send_on(town, journal.batch())

    assert statuses(town) == {"alice": "on_time", "bob": "unknown"}


def test_what_a_chain_told_by_code_is_placed_anew_like_taps(town: Connection) -> None:
    """A clock that is known only later turns a doubt into an arrival."""
    journal = PaperJournal()
    journal.write(CheckIn(person="alice"), at("08:10"), clock="unsynced")
    from_zero = at("05:00") - at("00:00"), at("15:00") - at("00:00")
    stretch = Stretch(from_boot_ns=from_zero[0] * NS, to_boot_ns=from_zero[1] * NS)
    told = journal.write(Heartbeat(listened=(stretch,)), at("15:00"), clock="unsynced")
    send_on(town, journal.batch())
    assert statuses(town)["alice"] == "unknown"

    journal.write(
        Heartbeat(listened=()), at("15:01"), boot_seconds=told.boot_ns // NS + 60
    )
    send_on(town, journal.batch(3, 3))

    assert statuses(town) == {"alice": "on_time", "bob": "unclarified"}


def test_a_plan_told_of_after_the_start_counts_against_nobody(town: Connection) -> None:
    """Dated back, or posted late: the hours were not known to Alice."""
    journal = PaperJournal()
    journal.listen("05:00", "15:00")
    send_on(town, journal.batch())
    (course, _), *_ = [
        (row.course, row.person)
        for row in town.exec_driver_sql(
            "SELECT key AS course, person FROM course ORDER BY person"
        )
    ]
    planning.add_plan(
        town,
        course=course,
        first=MONDAY,
        week=WEEK,
        provenance=PROVENANCE,
        told_at=at("07:00:01"),
        told_how="brev af 23. november",
    )

    recompute.recompute_due(town, as_of=at("20:00"))
    rows = {str(row.person): row for row in store.read_back(town, site=SITE)}
    assert (rows["alice"].status, rows["alice"].cause) == ("unknown", "not_told")
    assert rows["bob"].status == "unclarified"


def test_a_tap_that_nothing_lay_beside_is_written_as_it_always_was() -> None:
    """Its bytes are hashed: a field that is not there must not appear in them."""
    plain = b'{"uid":"11223344","atqa":null,"sak":null}'
    assert encode_content(Tap(uid="11223344")) == plain
    assert b'"beside":["11223344"]' in encode_content(
        Tap(uid="08a1b2c3", beside=("11223344",))
    )

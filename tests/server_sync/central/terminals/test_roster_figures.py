"""The figures that central reckons reach the page at the door, and only as figures."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from kiosk.roster.roster import CourseFigures, PeriodFigures, Roster
from server_sync.central.facts import statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import recompute
from server_sync.central.terminals.roster.roster import roster_for
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    MONDAY,
    PaperJournal,
    at,
    send_on,
    set_up,
)

FRIDAY = MONDAY + timedelta(days=4)
NEXT_MONDAY = MONDAY + timedelta(days=7)


@pytest.fixture
def town(sqlite: Engine) -> Iterator[Connection]:
    """Alice came on four days and was ill on the fifth; Bob came on one of five."""
    with sqlite.begin() as connection:
        set_up(connection)
        journal = PaperJournal()
        for number in range(5):
            day = MONDAY + timedelta(days=number)
            if day != FRIDAY:
                journal.tap(CARDS["alice"], "08:11:03", day)
            if day == MONDAY:
                journal.tap(CARDS["bob"], "08:12:00", day)
            journal.listen("05:00", "15:00", day)
        send_on(connection, journal.batch(), received=at("16:00", FRIDAY))
        said = Provenance(by="Mette", at=at("08:00", FRIDAY))
        statements.add_notice(
            connection,
            person="alice",
            first=FRIDAY,
            last=FRIDAY,
            reason="ill",
            reported_at=at("08:00", FRIDAY),
            provenance=said,
        )
        for number in range(1, 5):
            day = MONDAY + timedelta(days=number)
            statements.add_no_show(
                connection,
                person="bob",
                date=day,
                provenance=Provenance(by="Mette", at=at("15:00", day)),
            )
        yield connection


def figures_at(
    connection: Connection, clock: str = "07:00"
) -> tuple[CourseFigures, ...]:
    """Read the figures of the roster of next Monday."""
    as_of = at(clock, NEXT_MONDAY)
    raw = roster_for(connection, terminal=DEVICE, as_of=as_of)
    return Roster.parse(raw).figures


def test_the_door_gets_the_figures_of_the_rules_through_yesterday(
    town: Connection,
) -> None:
    """Counts, a number or why there is none, the streak, and a letter a day."""
    recompute.recompute_due(town, as_of=at("06:00", NEXT_MONDAY))
    alice, bob = figures_at(town)
    few = PeriodFigures(came=4, of=4, stability=None, refused="too_few", between=None)
    fifth = PeriodFigures(came=1, of=5, stability=20, refused=None, between=None)
    before = ("",) * 21

    assert alice == CourseFigures(
        person="alice",
        until=NEXT_MONDAY - timedelta(days=1),
        course=few,
        latest=few,
        streak=4,
        at_least=False,
        days=(*before, "T", "T", "T", "T", "F", "", ""),
    )
    assert (bob.course, bob.latest, bob.streak) == (fifth, fifth, 0)
    assert bob.days == (*before, "T", "U", "U", "U", "U", "", "")


def test_they_stay_the_same_for_a_day_whatever_comes_in_it(town: Connection) -> None:
    """Today is not counted, so that the roster need not be sent with each tap."""
    recompute.recompute_due(town, as_of=at("06:00", NEXT_MONDAY))
    early = figures_at(town)
    recompute.recompute_due(town, as_of=at("18:00", NEXT_MONDAY))

    assert figures_at(town, "18:00") == early


def test_what_was_not_judged_has_no_figures(town: Connection) -> None:
    """Before central has reckoned it says nothing, and later no more than it knows."""
    nothing = figures_at(town)
    tuesday = MONDAY + timedelta(days=1)
    recompute.recompute_due(town, as_of=at("12:00", tuesday + timedelta(days=1)))

    assert nothing == ()
    assert {one.until for one in figures_at(town)} == {tuesday}

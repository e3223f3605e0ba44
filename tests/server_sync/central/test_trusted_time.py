"""A clock that leaps is noticed and not believed; nothing is judged beyond it."""

from datetime import date

import pytest
from sqlalchemy import Engine, insert, select

from firmware.clock import ManualClock
from firmware.moment import ClockState
from server_sync.central.db import tables
from server_sync.central.server import tick_once
from server_sync.central.trusted_time import Known, TrustedTime, implausible
from tests.server_sync.central.world import (
    MONDAY,
    NS,
    SITE,
    PaperJournal,
    at,
    send_on,
    set_up,
)
from tests.town import make_town

EVENING = at("20:00")
DAY = 24 * 60 * 60
IN_2069 = at("20:00", MONDAY.replace(year=2069))
SYNCED, UNSYNCED = ClockState.SYNCED, ClockState.UNSYNCED


def judged_through(engine: Engine) -> date:
    """Say through which date the workshop is judged."""
    with engine.begin() as connection:
        through = connection.scalars(select(tables.site_judged.c.through)).one()
    assert isinstance(through, date)
    return through


@pytest.fixture
def town(engine: Engine) -> Engine:
    """Prepare the small world, judged through Monday."""
    with engine.begin() as connection:
        set_up(connection)
        row = {"site": SITE, "through": MONDAY}
        connection.execute(insert(tables.site_judged).values(row))
    return engine


@pytest.mark.parametrize("state", ClockState)
def test_a_clock_that_leaps_ahead_judges_nothing_beyond(
    town: Engine, state: ClockState
) -> None:
    """The boot clock tells what time it is, whatever the kernel says of the other."""
    clock = ManualClock(wall_ns=EVENING * NS)
    trusted_time, told = TrustedTime(clock), list[str]()
    assert trusted_time.read(town) == (EVENING, "")
    clock.advance(60)
    clock.set_wall_ns(IN_2069 * NS, state)

    as_of, problem = trusted_time.read(town)

    assert as_of == EVENING + 60
    assert problem.startswith("the clock leapt ahead: it reads 2069-11-23 19:00 UTC.")
    assert tick_once(town, trusted_time, log=told.append)
    assert judged_through(town) == MONDAY
    clock.set_wall_ns((EVENING + 60) * NS)
    assert trusted_time.read(town) == (EVENING + 60, "")
    assert told == []


def test_a_machine_that_starts_in_2069_judges_nothing(town: Engine) -> None:
    """There is no reading before it that could be gone by."""
    trusted_time = TrustedTime(ManualClock(wall_ns=IN_2069 * NS))

    as_of, problem = trusted_time.read(town)

    assert as_of is None
    assert problem.startswith("the clock reads much later than anything")
    assert not tick_once(town, trusted_time, log=pytest.fail)
    assert judged_through(town) == MONDAY


def test_a_clock_that_is_set_right_after_the_start_is_believed(town: Engine) -> None:
    """As when the network comes up a minute after central."""
    clock = ManualClock(wall_ns=0, clock=UNSYNCED)
    trusted_time = TrustedTime(clock)
    assert trusted_time.read(town).as_of is None
    clock.set_wall_ns(EVENING * NS, SYNCED)

    assert trusted_time.read(town) == (EVENING, "")


KNOWN = Known(judged_from=1000 * DAY, judged_until=1002 * DAY, terminals=())


@pytest.mark.parametrize(
    ("wall", "state", "expected", "terminals", "believed"),
    [
        (1000 * DAY, UNSYNCED, None, [], True),
        (1000 * DAY - 1, UNSYNCED, None, [], False),
        (1000 * DAY - 1, SYNCED, None, [], True),
        (1009 * DAY, UNSYNCED, None, [], True),
        (1009 * DAY + 1, UNSYNCED, None, [], False),
        (1064 * DAY, SYNCED, None, [], True),
        (1064 * DAY + 1, SYNCED, None, [], False),
        (2000 * DAY, UNSYNCED, None, [2000 * DAY - 900], True),
        (2000 * DAY, UNSYNCED, None, [2000 * DAY - 901, 1001 * DAY], False),
        (1002 * DAY, SYNCED, 1001 * DAY, [], True),
        (1002 * DAY + 1, SYNCED, 1001 * DAY, [], False),
        (1001 * DAY + 301, UNSYNCED, 1001 * DAY, [], False),
        (1001 * DAY - 301, UNSYNCED, 1001 * DAY, [], False),
        (1001 * DAY - 301, SYNCED, 1001 * DAY, [], True),
        (1001 * DAY + 301, UNSYNCED, 1001 * DAY, [1001 * DAY], True),
    ],
)
def test_what_is_believed_of_a_clock(
    wall: int,
    state: ClockState,
    expected: int | None,
    terminals: list[int],
    *,
    believed: bool,
) -> None:
    """A pause of a week, two months with the kernel's word, or a terminal's clock."""
    now = ManualClock(wall_ns=wall * NS, clock=state).now()
    known = KNOWN._replace(terminals=terminals)

    assert (implausible(now, expected=expected, known=known) == "") is believed


def test_nothing_judged_yet_speaks_against_no_clock() -> None:
    """A new central begins with the clock that it has."""
    now = ManualClock(wall_ns=IN_2069 * NS, clock=UNSYNCED).now()

    assert implausible(now, expected=None, known=Known(None, None, ())) == ""


def test_health_says_that_the_clock_leapt_and_pages_go_on() -> None:
    """Whoever watches is told; a page shows the time that the boot clock makes."""
    town = make_town()
    client = town.app.test_client()
    assert client.get("/health").status_code == 200
    was = town.clock.now().wall_ns
    town.clock.set_wall_ns(IN_2069 * NS)

    answer = client.get("/health")

    assert answer.status_code == 503
    assert "the clock leapt ahead" in answer.get_data(as_text=True)
    assert client.get("/login").status_code == 200
    town.clock.set_wall_ns(was)
    assert client.get("/health").status_code == 200
    town.engine.dispose()


def test_a_terminal_vouches_for_a_clock_after_a_long_pause(engine: Engine) -> None:
    """Its last entry, by a clock that was set, reads the same as central's."""
    journal = PaperJournal()
    journal.listen("05:00", "19:50")
    with engine.begin() as connection:
        set_up(connection)
        row = {"site": SITE, "through": MONDAY.replace(year=2020)}
        connection.execute(insert(tables.site_judged).values(row))
    trusted_time = TrustedTime(ManualClock(wall_ns=at("19:50") * NS))
    assert trusted_time.read(engine).as_of is None

    with engine.begin() as connection:
        send_on(connection, journal.batch())

    assert trusted_time.read(engine) == (at("19:50"), "")


@pytest.mark.parametrize(
    ("wall", "expected", "believed"),
    [(900 * DAY, None, True), (900 * DAY, 1001 * DAY, True), (2000 * DAY, None, False)],
)
def test_any_terminals_clock_vouches_for_a_step_back_but_for_none_ahead(
    wall: int, expected: int | None, *, believed: bool
) -> None:
    """As after a year in the future that was judged: nothing else may know better."""
    now = ManualClock(wall_ns=wall * NS, clock=UNSYNCED).now()
    known = KNOWN._replace(others=[wall])

    assert (implausible(now, expected=expected, known=known) == "") is believed
    apart = KNOWN._replace(others=[wall - 901])
    assert implausible(now, expected=expected, known=apart) != ""


def test_a_database_judged_in_2069_heals_under_a_right_clock(engine: Engine) -> None:
    """A terminal delivers, and the next round takes back what was judged beyond."""
    journal = PaperJournal()
    journal.listen("05:00", "19:50")
    with engine.begin() as connection:
        set_up(connection)
        send_on(connection, journal.batch())
        row = {"site": SITE, "through": MONDAY.replace(year=2069)}
        connection.execute(insert(tables.site_judged).values(row))
        connection.execute(tables.entry.update().values(clock=UNSYNCED.value))
    trusted_time = TrustedTime(ManualClock(wall_ns=at("19:51") * NS, clock=UNSYNCED))

    assert tick_once(engine, trusted_time, log=pytest.fail)
    assert judged_through(engine) == MONDAY

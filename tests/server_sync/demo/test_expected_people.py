"""Whenever the demo is started, somebody is expected; on a public holiday nobody is."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from firmware.clock import ManualClock
from kiosk.host.local_time import NS_PER_SECOND, ZONE
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Arrival
from kiosk.roster.roster import Roster
from server_sync.central.db.engine import create_engine_for
from server_sync.central.db.sealing import Sealer, secret_from
from server_sync.central.prepare import prepare
from server_sync.central.terminals.roster.roster import roster_for
from server_sync.demo.expected_now import expected_people
from server_sync.demo.workshop import DEVICE, expect_now, set_up

MONDAY_MORNING = "2026-11-30T07:00"
SATURDAY = "2026-11-28T11:00"
EVENING = "2026-11-30T22:30"
BEFORE_MIDNIGHT = "2026-11-30T23:50"
AFTER_MIDNIGHT = "2026-12-01T00:10"
CHRISTMAS_DAY = "2026-12-25T10:00"
SUMMER_TIME_ENDS = "2026-10-25T02:30"


class Workshop:
    """The demo's workshop at central, and an empty journal at its door."""

    def __init__(self, engine: Engine, journal: Journal) -> None:
        self.engine = engine
        self.journal = journal

    def roster(self, at: datetime) -> Roster:
        """Let people be expected, and return the roster of that instant."""
        with self.engine.begin() as connection:
            expect_now(connection, now=at)
        with self.engine.connect() as connection:
            raw = roster_for(connection, terminal=DEVICE, as_of=int(at.timestamp()))
        return Roster.parse(raw)

    def expected(self, at: datetime) -> tuple[str, ...]:
        """Return who is expected then."""
        return expected_people(self.roster(at), self.journal, at)


MakeWorkshop = Callable[[datetime], Workshop]


@pytest.fixture
def make_workshop(tmp_path: Path) -> Iterator[MakeWorkshop]:
    """Return a function that sets the workshop up on a date."""
    engine = create_engine_for("sqlite://")
    prepare(engine, now=0)
    journal = Journal.open(tmp_path / "journal.db", device=DEVICE)

    def make(today: datetime) -> Workshop:
        with engine.begin() as connection:
            set_up(
                connection,
                today=today.date(),
                sealer=Sealer(secret_from(tmp_path / "sealing.key")),
                public_key=bytes(32),
            )
        return Workshop(engine, journal)

    with closing(journal):
        yield make
    engine.dispose()


@pytest.mark.parametrize(
    "instant",
    [
        MONDAY_MORNING,
        SATURDAY,
        EVENING,
        BEFORE_MIDNIGHT,
        AFTER_MIDNIGHT,
        SUMMER_TIME_ENDS,
    ],
)
def test_whenever_the_demo_runs_somebody_is_expected(
    instant: str, make_workshop: MakeWorkshop
) -> None:
    """Also on a Saturday and late in the evening there are names to tap."""
    at = local(instant)

    assert len(make_workshop(at).expected(at)) >= 50


def test_on_a_public_holiday_nobody_is_expected(make_workshop: MakeWorkshop) -> None:
    """The rules know no exception to that, and the demo pretends nothing."""
    at = local(CHRISTMAS_DAY)

    assert make_workshop(at).expected(at) == ()


def test_whoever_has_come_is_expected_no_more(make_workshop: MakeWorkshop) -> None:
    """An arrival takes that one name off the list, and no other."""
    at = local(MONDAY_MORNING)
    workshop = make_workshop(at)
    first, *others = workshop.expected(at)
    person = next(who for who in workshop.roster(at).people if who.name == first)
    now = ManualClock(wall_ns=round(at.timestamp()) * NS_PER_SECOND).now()
    workshop.journal.append(
        Arrival(person=person.id, at=at, by="Mette Holm", why="glemt kort"), now
    )

    assert workshop.expected(at) == tuple(others)


def local(written: str) -> datetime:
    """Read a local time."""
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)

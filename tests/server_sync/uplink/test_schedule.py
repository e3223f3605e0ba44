"""The uplink does what is due, rests as long as it must, and outlives failures."""

import json
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firmware.clock import ManualClock
from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Head
from server_sync.uplink.backoff import Backoff
from server_sync.uplink.contact import ContactFile, State
from server_sync.uplink.schedule import Intervals, Schedule
from tests.server_sync.line import WALL_NS, Line, laid_line, roster_of, status
from tests.server_sync.small_central import DEVICE
from tests.server_sync.uplink.rude_network import Manner

LOST = Manner(answer_bytes=0)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Three taps that central does not have yet, and a roster it has."""
    with laid_line(tmp_path) as laid:
        laid.central.roster = roster_of(1)
        yield laid


@pytest.fixture
def schedule(line: Line, tmp_path: Path) -> Schedule:
    """Make the uplink of that line."""
    return Schedule(
        journal=line.journal,
        transport=line.transport,
        roster_path=tmp_path / "roster.json",
        contact=ContactFile(tmp_path / "uplink.json"),
        intervals=Intervals(upload_seconds=15, roster_seconds=60),
        clock=line.clock,
        upload_backoff=Backoff(random.Random(1)),
        roster_backoff=Backoff(random.Random(2)),
        progress=line.progress,
    )


def contact(tmp_path: Path) -> dict[str, str]:
    """Read what people are written."""
    found: dict[str, str] = json.loads((tmp_path / "uplink.json").read_text())
    return found


def test_a_step_delivers_and_fetches(
    line: Line, schedule: Schedule, tmp_path: Path
) -> None:
    """The first step brings roster and taps; the second finds nothing and rests."""
    assert [schedule.step(), schedule.step()] == [0.0, 15.0]
    assert line.central.held == line.in_journal()
    assert (tmp_path / "roster.json").read_bytes() == roster_of(1)
    assert contact(tmp_path)["state"] == "delivering"


def test_the_roster_is_asked_for_at_its_own_pace(
    line: Line, schedule: Schedule
) -> None:
    """Between two rosters lie the seconds of the settings, however many steps."""
    for _ in range(10):
        schedule.step()
        line.clock.advance(15)

    roster_requests = line.network.seen - line.central.posts
    assert roster_requests == 3  # at 0, 60 and 120 of 135 seconds


def test_a_lost_line_is_tried_again_later_each_time(
    line: Line, schedule: Schedule, tmp_path: Path
) -> None:
    """Failures wait longer and longer, a success forgets them, nothing is lost."""
    line.network.manners = [LOST] * 24
    waits = []
    for _ in range(12):
        schedule.roster_due_ns = 0
        waits.append(schedule.step())
    assert contact(tmp_path)["state"] == "out_of_reach"

    assert max(waits) > 60
    assert min(waits) >= 1
    assert schedule.step() == 0.0
    assert schedule.step() == 15.0
    assert contact(tmp_path)["state"] == "delivering"
    assert line.central.held == line.in_journal()

    line.tap(1)
    line.network.manners = [LOST]
    assert 1 <= schedule.step() <= 2


def test_a_roster_that_cannot_be_had_holds_no_tap_back(
    line: Line, schedule: Schedule
) -> None:
    """Roster and taps fail each for itself."""
    line.network.manners = [status(404)]

    assert schedule.step() == 0.0
    assert line.central.held == line.in_journal()


def test_central_may_ask_for_patience(line: Line, schedule: Schedule) -> None:
    """A busy central is left alone for as long as it says."""
    schedule.roster_due_ns = 10**12
    line.network.manners = [status(503, b"Retry-After: 600\r\n")]

    assert 601 <= schedule.step() <= 602


def test_central_may_ask_for_patience_with_the_roster_too(
    line: Line, schedule: Schedule
) -> None:
    """For as long the roster is not asked for, and the taps go on their way."""
    line.network.manners = [status(503, b"Retry-After: 600\r\n")]

    schedule.step()
    line.clock.advance(600)
    schedule.step()
    assert line.network.seen == line.central.posts + 1
    line.clock.advance(3)
    schedule.step()
    assert line.network.seen == line.central.posts + 2
    assert line.central.held == line.in_journal()


def test_a_terminal_that_is_not_accepted_says_so(
    line: Line, schedule: Schedule, tmp_path: Path
) -> None:
    """People see that somebody must approve the terminal; recording goes on."""
    line.network.manners = [status(401), status(403)]

    schedule.step()
    line.tap(1)

    assert contact(tmp_path)["state"] == "not_accepted"
    assert len(line.in_journal()) == 4


class FullDisk(Journal):
    """A journal whose disk takes nothing more."""

    def add_head(self, **_said: object) -> Head:
        """Fail as a full disk does."""
        raise JournalUnavailable("the disk is full")


def test_a_full_disk_is_outlived(
    line: Line, schedule: Schedule, tmp_path: Path
) -> None:
    """A disk that takes nothing stops no process; it waits and tries again."""
    broken = FullDisk.open(tmp_path / "journal.db", device=DEVICE)
    with closing(broken):
        schedule.journal = broken
        assert 1 <= schedule.step() <= 2
    schedule.journal = line.journal

    assert line.central.held == {}
    assert schedule.step() == 0.0
    assert line.central.held == line.in_journal()


def test_the_disk_is_written_when_something_changes(tmp_path: Path) -> None:
    """Being out of reach for a week costs the memory card one write."""
    path, clock = tmp_path / "uplink.json", ManualClock(wall_ns=WALL_NS)
    file = ContactFile(path)

    written = [file.write(State.OUT_OF_REACH, "silence", clock.now()) for _ in range(3)]
    written.append(file.write(State.DELIVERING, "", clock.now()))

    assert written == [True, False, False, True]
    assert json.loads(path.read_text()) == {
        "state": "delivering",
        "since": "2026-09-21T14:13:20Z",
        "why": "",
    }
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_refuses_stops_nothing(tmp_path: Path) -> None:
    """Not being able to say how it is, is no reason to stop delivering."""
    file = ContactFile(tmp_path / "missing" / "uplink.json")

    assert file.write(State.DELIVERING, "", ManualClock(wall_ns=0).now()) is False

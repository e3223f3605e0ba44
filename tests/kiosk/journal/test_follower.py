"""A follower hands each entry over once, and notices another file."""

import os
from pathlib import Path

from firmware.clock import ManualClock
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Stop
from kiosk.journal.follower import ENTRIES_A_READ, EntryFollower

CLOCK = ManualClock(wall_ns=0)


def write(journal: Journal, count: int) -> None:
    """Append that many entries."""
    for _ in range(count):
        journal.append(Stop(why="test"), CLOCK.now())


def test_each_entry_is_handed_over_once(tmp_path: Path) -> None:
    """Also where there are more than one read returns."""
    journal = Journal.open(tmp_path / "journal.db", device="door-1")
    write(journal, 3)
    follower = EntryFollower(journal)
    found: list[int] = []
    follower.start(behind=1)
    write(journal, ENTRIES_A_READ + 1)

    first = follower.read_on(lambda entry: found.append(entry.seq))
    again = follower.read_on(lambda entry: found.append(entry.seq))

    assert (first, again) == (True, True)
    assert found == list(range(2, ENTRIES_A_READ + 5))
    assert follower.seq == ENTRIES_A_READ + 4
    journal.close()


def test_a_follower_that_was_not_started_reads_nothing(tmp_path: Path) -> None:
    """The caller decides from where on the journal is read."""
    journal = Journal.open(tmp_path / "journal.db", device="door-1")
    write(journal, 1)
    found: list[int] = []

    assert not EntryFollower(journal).read_on(lambda entry: found.append(entry.seq))
    assert found == []
    journal.close()


def test_another_file_is_noticed_before_any_of_its_entries(tmp_path: Path) -> None:
    """Entries of two chains are never mixed up."""
    path = tmp_path / "journal.db"
    journal = Journal.open(path, device="door-1")
    write(journal, 1)
    follower = EntryFollower(journal)
    follower.start()
    for part in tmp_path.glob("journal.db*"):
        os.unlink(part)  # noqa: PTH108 - as `rm` would
    other = Journal.open(path, device="door-1")
    write(other, 3)
    found: list[int] = []

    same = follower.read_on(lambda entry: found.append(entry.seq))

    assert (same, found) == (False, [])
    follower.start(behind=0)
    assert follower.read_on(lambda entry: found.append(entry.seq))
    assert found == [1, 2, 3]
    other.close()
    journal.close()

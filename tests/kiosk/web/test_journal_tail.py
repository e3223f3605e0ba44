"""The page reads on in the journal, and never from the start."""

from collections.abc import Sequence

import pytest

from firmware.moment import ClockState
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Entry, Tap
from kiosk.web import journal_tail as tail_module
from kiosk.web.journal_tail import JournalTailReader
from tests.kiosk.web.workshop import STRANGE, UIDS, Workshop, local


class Counted:
    """A journal that counts how many entries were read of it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.read = 0

    @property
    def chain(self) -> bytes:
        return self._journal.chain

    def after(self, seq: int, limit: int) -> Sequence[Entry]:
        found = self._journal.after(seq, limit)
        self.read += len(found)
        return found

    def last(self) -> Entry | None:
        return self._journal.last()

    def seq_before_latest(self, span_ns: int) -> int:
        return self._journal.seq_before_latest(span_ns)


def test_only_what_is_new_is_read(workshop: Workshop) -> None:
    """A look at the page costs what happened since the last look."""
    counted = Counted(workshop.terminal)
    reader = JournalTailReader(counted)
    for _ in range(3):
        workshop.tap(STRANGE)
    reader.read(workshop.clock.now())
    workshop.tap(UIDS["Anna Holm"])

    seen = reader.read(workshop.clock.now())

    assert [line.seq for line in seen.entries] == [1, 2, 3, 4]
    assert counted.read == 4


def test_a_tap_before_the_clock_was_known_is_timed_afterwards(
    workshop: Workshop,
) -> None:
    """Once NTP was reached in the same boot, the time can be worked out."""
    real_ns = workshop.clock.now().wall_ns
    workshop.clock.set_wall_ns(10**18, ClockState.UNSYNCED)
    workshop.tap(UIDS["Anna Holm"])
    reader = JournalTailReader(workshop.terminal)
    before = reader.read(workshop.clock.now()).entries[0]
    workshop.clock.advance(60)
    workshop.clock.set_wall_ns(real_ns, ClockState.SYNCED)

    after = reader.read(workshop.clock.now()).entries[0]

    assert before.time_known is False
    assert (after.time_known, after.at) == (True, local("08.09"))


def test_a_tap_of_another_boot_stays_uncertain(workshop: Workshop) -> None:
    """What is known of this boot's clock says nothing of the boot before."""
    workshop.uncertain()
    workshop.tap(UIDS["Anna Holm"])
    workshop.clock.reboot(b"c" * 16, ClockState.SYNCED)

    line = JournalTailReader(workshop.terminal).read(workshop.clock.now()).entries[0]

    assert line.time_known is False


def test_signs_of_life_are_not_kept_but_the_newest_is(workshop: Workshop) -> None:
    """Heartbeats are most of a journal, and the page needs one of them."""
    workshop.beat("no_chip")
    workshop.tap(STRANGE)
    newest = workshop.beat()

    seen = JournalTailReader(workshop.terminal).read(workshop.clock.now())

    assert [type(line.content) for line in seen.entries] == [Tap]
    assert seen.latest_heartbeat is not None
    assert (seen.latest_heartbeat.seq, seen.last_seq) == (newest.seq, newest.seq)


def seqs(reader: JournalTailReader, workshop: Workshop) -> list[int]:
    """Read on, and return the numbers of the entries that are held."""
    return [line.seq for line in reader.read(workshop.clock.now()).entries]


def test_a_busy_day_hides_nobody(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who came in the morning is there, however many entries followed, also restarted.

    After 20,000 entries a restarted page once counted 1 on the evacuation list, where
    38 were in the building.
    """
    monkeypatch.setattr(tail_module, "KEPT_ENTRIES_MIN", 3)
    running = JournalTailReader(workshop.terminal)
    for _ in range(9):
        workshop.tap(STRANGE)
        seqs(running, workshop)

    assert seqs(running, workshop) == list(range(1, 10))
    assert seqs(JournalTailReader(workshop.terminal), workshop) == list(range(1, 10))


def test_the_oldest_lines_are_let_go(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that runs for years holds a month, and starts with a month."""
    monkeypatch.setattr(tail_module, "KEPT_ENTRIES_MIN", 3)
    for _ in range(5):
        workshop.tap(STRANGE)
    running = JournalTailReader(workshop.terminal)
    at_the_start = seqs(running, workshop)
    workshop.clock.advance(32 * 24 * 3600)
    for _ in range(4):
        workshop.tap(STRANGE)

    assert at_the_start == [1, 2, 3, 4, 5]
    assert seqs(running, workshop) == [6, 7, 8, 9]
    assert seqs(JournalTailReader(workshop.terminal), workshop) == [6, 7, 8, 9]


def test_a_leap_of_the_clock_hides_nobody(workshop: Workshop) -> None:
    """A terminal that believes that it is next year still shows this morning."""
    workshop.tap(STRANGE)
    workshop.clock.advance(400 * 24 * 3600)
    workshop.tap(STRANGE)

    assert seqs(JournalTailReader(workshop.terminal), workshop) == [1, 2]


def test_a_new_journal_file_is_read_from_its_start(workshop: Workshop) -> None:
    """When a damaged file was put aside, its lines are not taken for the new one's."""
    workshop.tap(STRANGE)
    page = Journal.open(workshop.settings.journal_path, device="door-1")
    reader = JournalTailReader(page)
    reader.read(workshop.clock.now())
    workshop.terminal.close()
    for part in workshop.settings.folder.glob("journal.db*"):
        part.unlink()
    fresh = Journal.open(workshop.settings.journal_path, device="door-1")
    fresh.append(Tap(uid=UIDS["Anna Holm"]), workshop.clock.now())
    fresh.close()

    seen = reader.read(workshop.clock.now())
    page.close()

    assert [line.content for line in seen.entries] == [Tap(uid=UIDS["Anna Holm"])]

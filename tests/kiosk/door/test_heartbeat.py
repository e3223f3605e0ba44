"""What the terminal tells of itself, to central and to staff."""

from itertools import pairwise
from pathlib import Path

import pytest

from firmware.clock import ManualClock
from firmware.moment import ClockState, Moment
from firmware.reader import ReaderHealth, Reading, Trouble
from firmware.signals import StaffStatus
from kiosk.door.decide import Greeting
from kiosk.errors import JournalUnavailable
from kiosk.journal.contents import (
    Anchor,
    Content,
    Entry,
    Heartbeat,
    Start,
    Stop,
    Stretch,
    Tap,
)
from kiosk.journal.heads import Sign
from tests.builders import A_UID, at
from tests.fakes import FakeReader
from tests.kiosk.terminals import (
    BOB_UID,
    Terminal,
    a_journal_that_refuses,
    make_terminal,
)

SECOND = 10**9


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.journal.tables.BUSY_SECONDS", 0.01)


def test_when_the_journal_writes_again_no_hands_are_needed(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Within seconds it is tried, and the time of refusal is not claimed as heard."""
    terminal.run(20)
    refused_at = terminal.clock.now().boot_ns
    with a_journal_that_refuses(tmp_path):
        terminal.tap(A_UID)
        terminal.run(30)
    back_at = terminal.clock.now().boot_ns
    terminal.run(330)

    stretches = [
        stretch
        for one in terminal.contents()
        if isinstance(one, Heartbeat)
        for stretch in one.listened
    ]
    assert terminal.tap(A_UID)[0].greeting is Greeting.OK
    assert terminal.lamps.staff[-1:] == [StaffStatus.WELL]
    assert [one for one in stretches if one.to_boot_ns < refused_at]
    assert [one for one in stretches if one.from_boot_ns > back_at]
    assert not [
        one
        for one in stretches
        if one.to_boot_ns > refused_at and one.from_boot_ns < back_at
    ]


def test_a_terminal_tells_of_itself(terminal: Terminal) -> None:
    """Start, anchor, a heartbeat every five minutes without a gap, anchor, stop."""
    terminal.run(3610)
    terminal.loop.stop("evening")

    told = terminal.own_contents()
    beats = [one for one in told if isinstance(one, Heartbeat)]
    others = [type(one) for one in told if not isinstance(one, Heartbeat)]
    assert told[0] == Start(version="0.1", reader="ok")
    assert others == [Start, Anchor, Anchor, Stop]
    assert len(beats) == 13
    assert {one.reader for one in beats} == {"ok"}
    stretches = [stretch for one in beats for stretch in one.listened]
    assert len(stretches) == 13
    for one, later in pairwise(stretches):
        assert one.to_boot_ns == later.from_boot_ns
    assert stretches[0].from_boot_ns <= SECOND
    assert stretches[-1].to_boot_ns == terminal.clock.now().boot_ns


def test_an_anchor_is_written_when_the_clock_becomes_known(tmp_path: Path) -> None:
    """Not before; again after doubt; again when the wall clock was stepped."""
    clock = ManualClock(wall_ns=5, clock=ClockState.UNSYNCED)
    terminal = make_terminal(tmp_path, clock=clock)
    terminal.run(30)
    known = round(at("07:00:00").timestamp()) * SECOND
    clock.set_wall_ns(known, ClockState.SYNCED)
    terminal.run(60)
    clock.set_wall_ns(clock.now().wall_ns, ClockState.UNSYNCED)
    terminal.run(0.1)
    clock.set_wall_ns(known + 60 * SECOND, ClockState.SYNCED)
    terminal.run(0.1)
    clock.set_wall_ns(known + 90 * SECOND)
    terminal.run(30)

    anchors = [one for one in terminal.contents() if isinstance(one, Anchor)]
    assert anchors == [
        Anchor(
            source="ntp",
            utc_from_ns=known + passed * SECOND - SECOND,
            utc_to_ns=known + passed * SECOND + SECOND,
        )
        for passed in (0, 60, 90)
    ]
    terminal.journal.close()


def test_a_reader_that_is_gone_is_told_and_opened_again(terminal: Terminal) -> None:
    """Staff see it, the heartbeat says why, and a plug put back is all it takes."""
    terminal.run(10)
    terminal.reader.gone = True
    terminal.run(600)
    gone_at = terminal.clock.now().boot_ns
    assert terminal.lamps.staff[-1:] == [StaffStatus.DEGRADED]
    terminal.reader.gone = False
    terminal.run(20)
    back = terminal.clock.now().boot_ns
    terminal.loop.stop("evening")

    beats = [one for one in terminal.contents() if isinstance(one, Heartbeat)]
    assert beats[1] == Heartbeat(listened=(), reader="the SPI bus fails")
    (first,) = beats[0].listened
    (last,) = beats[-1].listened
    assert first.to_boot_ns <= 11 * SECOND
    assert gone_at < last.from_boot_ns < back == last.to_boot_ns
    assert terminal.lamps.staff[-1:] == [StaffStatus.WELL]
    assert terminal.reader.opened == 2
    assert terminal.tap(A_UID)[0].greeting is Greeting.OK


@pytest.mark.parametrize(
    ("health", "after", "status"),
    [
        (ReaderHealth.CRYPTO_STUCK, ReaderHealth.OK, StaffStatus.WELL),
        (ReaderHealth.NO_CHIP, ReaderHealth.NO_CHIP, StaffStatus.DEGRADED),
    ],
)
def test_an_ailing_chip_is_helped_and_what_it_missed_not_claimed(
    terminal: Terminal,
    health: ReaderHealth,
    after: ReaderHealth,
    status: StaffStatus,
) -> None:
    """The stretch ends at the last good check, and it is written down at once."""
    terminal.run(20)
    terminal.reader.health, terminal.reader.after_recovery = health, after
    failed_at = terminal.clock.now().boot_ns
    terminal.run(20)
    terminal.loop.stop("evening")

    first, last = [one for one in terminal.contents() if isinstance(one, Heartbeat)]
    assert terminal.lamps.staff[:2] == [StaffStatus.WELL, StaffStatus.DEGRADED]
    assert terminal.lamps.staff[-1] is status
    assert (first.reader, last.reader) == (health.value, after.value)
    assert [one.to_boot_ns <= failed_at for one in first.listened] == [True]
    later = list(last.listened)
    assert bool(later) is (after is ReaderHealth.OK)
    assert not [one for one in later if one.from_boot_ns <= failed_at]


def test_a_refused_tap_ends_the_stretch_although_the_next_is_taken(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two cards at once, and the disk failed for the first of them only."""
    append, refusals = terminal.journal.append, [JournalUnavailable("full")]

    def append_after_one_refusal(
        content: Content, moment: Moment, *, sign: Sign | None = None
    ) -> Entry:
        if isinstance(content, Tap) and refusals:
            raise refusals.pop()
        return append(content, moment, sign=sign)

    terminal.run(20)
    refused_at = terminal.clock.now().boot_ns
    monkeypatch.setattr(terminal.journal, "append", append_after_one_refusal)
    told = terminal.tap(A_UID, BOB_UID)
    terminal.run(20)
    terminal.loop.stop("evening")

    assert [one.greeting for one in told] == [Greeting.READER_DOWN, Greeting.OK]
    (beat,) = [one for one in terminal.contents() if isinstance(one, Heartbeat)]
    before, after = beat.listened
    assert before.to_boot_ns <= refused_at < after.from_boot_ns


def test_cards_that_lie_there_unreadable_block_the_reader(terminal: Terminal) -> None:
    """While nothing can be read nobody is listened to, however well the chip is."""
    terminal.run(20)
    blocked_at = terminal.clock.now().boot_ns
    terminal.reader.readings = [Reading(trouble=Trouble.COLLISION)] * 600
    terminal.run(30)
    free_at = terminal.clock.now().boot_ns
    terminal.run(20)
    terminal.loop.stop("evening")

    (beat,) = [one for one in terminal.contents() if isinstance(one, Heartbeat)]
    before, after = beat.listened
    assert before.to_boot_ns <= blocked_at + 2 * SECOND
    assert after.from_boot_ns >= free_at


def test_steps_without_a_journal_are_no_sign_of_life(
    terminal: Terminal, tmp_path: Path
) -> None:
    """A watchdog may start anew what polls on and can keep nothing."""
    terminal.run(20)
    with a_journal_that_refuses(tmp_path):
        terminal.tap(A_UID)
        before = len(terminal.notified)
        terminal.run(5)
        assert len(terminal.notified) == before
    terminal.run(15)

    assert len(terminal.notified) > before


def test_a_loop_that_stood_still_heard_nothing(terminal: Terminal) -> None:
    """A minute in which no step was taken is a gap, though the reader was well."""
    terminal.run(20)
    before = terminal.clock.now().boot_ns
    terminal.clock.advance(60)
    terminal.run(20)
    terminal.loop.stop("evening")

    (beat,) = [one for one in terminal.contents() if isinstance(one, Heartbeat)]
    one, two = beat.listened
    assert one.to_boot_ns <= before
    assert two.from_boot_ns >= before + 60 * SECOND


def test_a_damaged_journal_is_told_in_the_new_one(tmp_path: Path) -> None:
    """Staff and central learn from the start entry that one was put aside."""
    (tmp_path / "journal.db").write_bytes(b"no journal at all" * 500)
    terminal = make_terminal(tmp_path, reader=FakeReader())
    terminal.run(1)

    assert terminal.contents()[0] == Start(
        version="0.1",
        reader="ok; a damaged journal is now journal.damaged-1.db",
    )
    terminal.journal.close()


def test_every_step_says_that_it_is_alive(terminal: Terminal) -> None:
    """A watchdog hears of each."""
    before = len(terminal.notified)
    terminal.run(1)

    assert len(terminal.notified) - before == 20


def test_what_was_heard_before_the_first_check_is_not_claimed(
    tmp_path: Path,
) -> None:
    """The first stretch begins with the first check, a step or two after the start."""
    clock = ManualClock(wall_ns=SECOND, boot_ns=7 * SECOND)
    terminal = make_terminal(tmp_path, clock=clock)
    terminal.run(10)
    terminal.loop.stop("evening")

    (beat,) = [one for one in terminal.contents() if isinstance(one, Heartbeat)]
    assert beat.listened == (
        Stretch(from_boot_ns=7 * SECOND + SECOND // 20, to_boot_ns=17 * SECOND),
    )
    terminal.journal.close()

"""What an exchange with central tells of the time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.clock import ManualClock
from firmware.moment import ClockState
from kiosk.journal.contents import Anchor, decode_content
from server_sync.errors import DeliveryFailed
from server_sync.uplink.steps import Progress, anchor_due
from tests.server_sync.line import WALL_NS, HurryingClock, Line, laid_line
from tests.server_sync.uplink.rude_network import Manner


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Three taps that central does not have yet."""
    with laid_line(tmp_path) as laid:
        yield laid


def anchors_in(line: Line) -> list[Anchor]:
    """Give the anchors that the journal holds."""
    contents = [
        decode_content(entry.kind, entry.content)
        for entry in line.journal.after(0, 1000)
        if entry.content is not None
    ]
    return [one for one in contents if isinstance(one, Anchor)]


def test_an_exchange_anchors_the_clock(line: Line) -> None:
    """True time at the answer lies between central's clock and the wait after it."""
    line.progress = Progress()
    true_clock = HurryingClock(wall_ns=WALL_NS, boot_ns=5 * 10**9)
    line.central.read_clock = lambda: true_clock.now().wall_ns
    line.transport.clock = true_clock

    line.upload()

    (anchor,) = anchors_in(line)
    entry = line.journal.after(3, 1)[0]
    true_ns = entry.boot_ns + WALL_NS - 5 * 10**9
    assert anchor.source == "central"
    assert anchor.utc_from_ns <= true_ns <= anchor.utc_to_ns
    assert anchor.utc_to_ns - anchor.utc_from_ns <= 10 * 10**9


def test_an_anchor_does_not_beget_anchors(line: Line) -> None:
    """The entry that an exchange writes is sent, and then there is silence."""
    line.progress = Progress()
    line.clock.set_wall_ns(WALL_NS, ClockState.UNSYNCED)

    assert line.drain() == 2
    assert len(anchors_in(line)) == 1


def test_a_failed_exchange_anchors_nothing(line: Line) -> None:
    """Only central's signed time is a time."""
    line.progress = Progress()

    with pytest.raises(DeliveryFailed):
        line.upload(Manner(answer_bytes=100))

    assert anchors_in(line) == []


@pytest.mark.parametrize(
    ("seconds", "clock", "due"),
    [
        (3599, ClockState.SYNCED, False),
        (3600, ClockState.SYNCED, True),
        (299, ClockState.UNSYNCED, False),
        (300, ClockState.UNSYNCED, True),
        (300, ClockState.UNKNOWN, True),
    ],
)
def test_anchors_are_hourly_or_each_five_minutes(
    seconds: int, clock: ClockState, *, due: bool
) -> None:
    """A clock in step is anchored hourly, any other each five minutes."""
    then = ManualClock(wall_ns=WALL_NS)
    last = then.now()
    then.advance(seconds)
    then.set_wall_ns(0, clock)

    assert anchor_due(last, then.now()) is due


def test_a_new_boot_is_anchored_at_once() -> None:
    """Boot time means nothing across boots."""
    clock = ManualClock(wall_ns=WALL_NS)
    last = clock.now()
    clock.reboot(b"another-boot-id!")

    assert anchor_due(last, clock.now()) is True
    assert anchor_due(None, clock.now()) is True

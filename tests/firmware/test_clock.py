"""The clocks, as they are and as tests set them."""

import ctypes
import time
from pathlib import Path

import pytest

from firmware.clock import ManualClock, SystemClock, Timex
from firmware.errors import ClockUnavailable
from firmware.moment import ClockState, Moment

BOOT = bytes(range(16))


def test_the_system_clock_reads_the_clocks_of_this_machine(tmp_path: Path) -> None:
    """Wall and boot clock are those of the kernel, read next to each other."""
    boot_id = tmp_path / "boot_id"
    boot_id.write_text("00010203-0405-0607-0809-0a0b0c0d0e0f\n")
    clock = SystemClock(boot_id)

    wall, boot = time.time_ns(), time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    moment = clock.now()
    later = time.clock_gettime_ns(time.CLOCK_BOOTTIME)

    assert moment.boot_id == BOOT
    assert boot <= moment.boot_ns <= later
    assert abs(moment.wall_ns - wall) < 10**9
    assert moment.clock in ClockState


def test_time_never_runs_back_on_the_boot_clock() -> None:
    """Successive moments of one boot are in order and carry the same boot id."""
    clock = SystemClock()
    first, second = clock.now(), clock.now()

    assert first.boot_ns <= second.boot_ns
    assert first.boot_id == second.boot_id


class Kernel:
    """A kernel that answers adjtimex as it was told to."""

    def __init__(self, answer: int, status: int) -> None:
        self.answer = answer
        self.status = status

    def adjtimex(self, query: object) -> int:
        """Fill in the status; refuse a caller that would set the clock."""
        timex = ctypes.cast(query, ctypes.POINTER(Timex)).contents  # type: ignore[arg-type]
        assert timex.modes == 0
        timex.status = self.status
        return self.answer


@pytest.mark.parametrize(
    ("answer", "status", "state"),
    [
        (0, 0x2001, ClockState.SYNCED),
        (5, 0x40, ClockState.UNSYNCED),
        (0, 0x40, ClockState.UNSYNCED),
        (5, 0, ClockState.UNSYNCED),
        (-1, 0, ClockState.UNKNOWN),
    ],
)
def test_the_state_is_what_the_kernel_says(
    answer: int, status: int, state: ClockState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Synchronised only if both answer and status say so; refused is unknown."""
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Kernel(answer, status))
    clock = SystemClock()

    assert clock.now().clock is state


def test_without_a_boot_id_there_is_no_clock(tmp_path: Path) -> None:
    """A moment without its boot means nothing, so it is not made up."""
    (tmp_path / "bad").write_text("no id")
    for name in ("missing", "bad"):
        with pytest.raises(ClockUnavailable):
            SystemClock(tmp_path / name)


def test_a_manual_clock_moves_only_when_told() -> None:
    """Advance moves both clocks, a step only the wall, a reboot only the boot."""
    clock = ManualClock(wall_ns=1_000, boot_ns=10, boot_id=BOOT)
    start = clock.now()
    assert clock.now() == start

    clock.sleep(2)
    clock.set_wall_ns(500, ClockState.UNSYNCED)
    stepped = clock.now()
    clock.reboot(bytes(16))

    assert stepped == Moment(
        wall_ns=500, boot_ns=2_000_000_010, boot_id=BOOT, clock=ClockState.UNSYNCED
    )
    assert clock.now() == Moment(
        wall_ns=500, boot_ns=0, boot_id=bytes(16), clock=ClockState.UNSYNCED
    )

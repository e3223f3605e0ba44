"""The only module that reads clocks. All other code gets a Moment passed in."""

import ctypes
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from firmware.errors import ClockUnavailable
from firmware.moment import ClockState, Moment

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NS_PER_SECOND = 10**9
TIME_ERROR = 5
STA_UNSYNC = 0x40


class Clock(Protocol):
    """Returns the reading of all clocks."""

    def now(self) -> Moment:
        """Read all clocks."""


class SystemClock:
    """The clocks of this machine; it reads them and never sets them.

    Raises:
        ClockUnavailable: the kernel's boot id cannot be read.
    """

    def __init__(self, boot_id: Path = BOOT_ID) -> None:
        try:
            self._boot_id = uuid.UUID(boot_id.read_text(encoding="ascii").strip()).bytes
        except (OSError, ValueError) as error:
            raise ClockUnavailable(f"no boot id in {boot_id}") from error
        self._libc = ctypes.CDLL(None, use_errno=True)

    def now(self) -> Moment:
        """Read the wall clock and the boot clock directly after each other."""
        return Moment(
            wall_ns=time.time_ns(),
            boot_ns=time.clock_gettime_ns(time.CLOCK_BOOTTIME),
            boot_id=self._boot_id,
            clock=self._state(),
        )

    def _state(self) -> ClockState:
        query = Timex()
        answer = self._libc.adjtimex(ctypes.byref(query))
        if answer < 0:
            # A sandbox may forbid this read; then the state of the clock is unknown.
            return ClockState.UNKNOWN
        if answer == TIME_ERROR or query.status & STA_UNSYNC:
            return ClockState.UNSYNCED
        return ClockState.SYNCED


class Timex(ctypes.Structure):
    """The head of the kernel's `struct timex`; modes = 0 asks and sets nothing."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


class ManualClock:
    """A clock for tests, which moves only when it is advanced.

    >>> clock = ManualClock(wall_ns=0)
    >>> clock.advance(1.5)
    >>> clock.now().wall_ns
    1500000000
    """

    def __init__(
        self,
        *,
        wall_ns: int,
        boot_ns: int = 0,
        boot_id: bytes = bytes(16),
        clock: ClockState = ClockState.SYNCED,
    ) -> None:
        self._moment = Moment(
            wall_ns=wall_ns, boot_ns=boot_ns, boot_id=boot_id, clock=clock
        )

    def now(self) -> Moment:
        """Return the time that was set."""
        return self._moment

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        passed = round(seconds * NS_PER_SECOND)
        self._moment = replace(
            self._moment,
            wall_ns=self._moment.wall_ns + passed,
            boot_ns=self._moment.boot_ns + passed,
        )

    sleep = advance

    def set_wall_ns(self, wall_ns: int, clock: ClockState | None = None) -> None:
        """Step the wall clock, as NTP or a person does, but not the boot clock."""
        state = self._moment.clock if clock is None else clock
        self._moment = replace(self._moment, wall_ns=wall_ns, clock=state)

    def reboot(self, boot_id: bytes, clock: ClockState = ClockState.UNSYNCED) -> None:
        """Start a new boot; the wall clock continues."""
        self._moment = replace(self._moment, boot_ns=0, boot_id=boot_id, clock=clock)

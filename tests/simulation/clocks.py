"""Time in the simulated world: one that is true, and what machines make of it."""

import random
from dataclasses import dataclass, field
from typing import Protocol

from firmware.moment import ClockState, Moment

NS = 10**9
MILLION = 10**6
DRIFT_PER_MILLION = 80  # less than the 100 that central allows for


@dataclass(slots=True)
class TrueTime:
    """What the time really is, in nanoseconds since 1970."""

    ns: int

    @property
    def seconds(self) -> int:
        """Whole seconds, fractions cut off."""
        return self.ns // NS

    def advance(self, seconds: float) -> None:
        """Let time pass for everybody."""
        self.ns += round(seconds * NS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """One boot of one machine, as nobody in it can know it."""

    began_ns: int
    drift: int

    def boot_ns(self, true_ns: int) -> int:
        """Say what CLOCK_BOOTTIME shows then."""
        passed = true_ns - self.began_ns
        return passed + passed * self.drift // MILLION

    def true_ns(self, boot_ns: int) -> int:
        """Say when CLOCK_BOOTTIME showed that; exact to a few nanoseconds."""
        return self.began_ns + boot_ns * MILLION // (MILLION + self.drift)


@dataclass(slots=True)
class Boots:
    """Every boot that ever was, by its id: how the oracle knows the truth."""

    of: dict[bytes, Boot] = field(default_factory=dict)

    def true_ns(self, boot_id: bytes, boot_ns: int) -> int:
        """Say when that really was."""
        return self.of[boot_id].true_ns(boot_ns)


class Leaping(Protocol):
    """Whose clock leaps, and how far ahead of the truth terminals see it now."""

    @property
    def ahead_in_exchanges(self) -> int:
        """Seconds."""


class MachineClock:
    """A Pi's clocks: they drift, step, and know no time after a power cut.

    Args:
        true: the true time.
        boots: where each boot is noted for the oracle.
        dice: draws drift and boot ids.
    """

    def __init__(self, true: TrueTime, boots: Boots, dice: random.Random) -> None:
        self._true, self._boots, self._dice = true, boots, dice
        self._wall_less_boot_ns = 0
        self._boot_id, self._boot = b"", Boot(began_ns=true.ns, drift=0)
        self.state = ClockState.UNSYNCED
        self.boot(wall_ns=true.ns)

    def now(self) -> Moment:
        """Read wall clock and boot clock next to each other."""
        boot_ns = self._boot.boot_ns(self._true.ns)
        synced = self.state is ClockState.SYNCED
        return Moment(
            wall_ns=self._true.ns if synced else self._wall_less_boot_ns + boot_ns,
            boot_ns=boot_ns,
            boot_id=self._boot_id,
            clock=self.state,
        )

    def boot(self, *, wall_ns: int) -> None:
        """Start with no idea of the time but what the disk last said."""
        self._boot_id = self._dice.randbytes(16)
        drift = self._dice.randint(-DRIFT_PER_MILLION, DRIFT_PER_MILLION)
        self._boot = Boot(began_ns=self._true.ns, drift=drift)
        self._boots.of[self._boot_id] = self._boot
        self.state = ClockState.UNSYNCED
        self._wall_less_boot_ns = wall_ns

    def sync(self) -> None:
        """Let NTP step the wall clock to the truth."""
        self.state = ClockState.SYNCED

    def lose_sync(self, *, step_seconds: float = 0.0, unknown: bool = False) -> None:
        """Let the wall clock run on by itself, and be set wrong by so much."""
        now = self.now()
        self.state = ClockState.UNKNOWN if unknown else ClockState.UNSYNCED
        stepped = max(0, now.wall_ns + round(step_seconds * NS))
        self._wall_less_boot_ns = stepped - now.boot_ns


@dataclass(frozen=True, slots=True)
class TrueClock:
    """Central's clock, which is right but where it leaps."""

    true: TrueTime
    leaps: Leaping

    def now(self) -> Moment:
        """Say how late it is."""
        return Moment(
            wall_ns=self.true.ns + self.leaps.ahead_in_exchanges * NS,
            boot_ns=self.true.ns,
            boot_id=bytes(16),
            clock=ClockState.SYNCED,
        )

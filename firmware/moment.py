"""One reading of the clocks."""

from dataclasses import dataclass
from enum import StrEnum


class ClockState(StrEnum):
    """What the kernel says of the synchronisation of its wall clock."""

    SYNCED = "synced"
    UNSYNCED = "unsynced"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One reading of all clocks. They may be wrong; this records what they showed.

    Attributes:
        wall_ns: the wall clock, nanoseconds since 1970 in UTC.
        boot_ns: CLOCK_BOOTTIME, nanoseconds since this boot, suspend included.
        boot_id: the kernel's random id of this boot, 16 bytes.
        clock: whether the kernel held the wall clock to be synchronised.
    """

    wall_ns: int
    boot_ns: int
    boot_id: bytes
    clock: ClockState

"""What the terminal counts of itself since it started, for whoever watches many.

It is kept in memory, and every so often put into a file that lies in memory, too: the
terminal has no network, and the memory card is not written for it. The uplink reads
it and tells Prometheus. Nothing in it says anything of a person.
"""

from bisect import bisect_left
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.host.files import atomic_write

BOUNDS_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
WRITE_EVERY_NS = 15 * 10**9
NS = 10**9


class Durations(Struct, kw_only=True):
    """How often something took how long: one count for each bound, one for longer."""

    counts: list[int] = msgspec.field(
        default_factory=lambda: [0] * (len(BOUNDS_SECONDS) + 1)
    )
    sum_ns: int = 0

    def add(self, duration_ns: int) -> None:
        """Count one more."""
        self.counts[bisect_left(BOUNDS_SECONDS, duration_ns / NS)] += 1
        self.sum_ns += duration_ns


class Counters(Struct, kw_only=True):
    """The counts.

    Attributes:
        taps: registered, each of them on disk.
        unread: cards felt and not read; whoever held them saw white.
        refused: taps that the journal refused.
        recoveries: how often the reader was found ailing and was helped.
        losses: how often it was gone.
        listening: it was able to read cards when it was last asked.
        commits: how long it took to put a tap on disk.
        rounds: how long from one look at the reader to the next.
        written_ns: CLOCK_BOOTTIME when the file was written.
    """

    version: str = ""
    taps: int = 0
    unread: int = 0
    refused: int = 0
    recoveries: int = 0
    losses: int = 0
    listening: bool = False
    commits: Durations = msgspec.field(default_factory=Durations)
    rounds: Durations = msgspec.field(default_factory=Durations)
    written_ns: int = msgspec.field(default=0, name="told_ns")


class CountersFile:
    """Where the counts are told; without a path they are not.

    Args:
        path: in a folder that lies in memory, or None.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._due_ns = 0

    def write_if_due(self, counters: Counters, boot_ns: int) -> None:
        """Tell the counts if it is time; not to be heard is no reason to stop."""
        if self._path is None or boot_ns < self._due_ns:
            return
        self._due_ns = boot_ns + WRITE_EVERY_NS
        counters.written_ns = boot_ns
        try:
            atomic_write(self._path, msgspec.json.encode(counters))
        except OSError:
            return


def read_counters(path: Path | None) -> Counters | None:
    """Read what the terminal last told; None where it did not, or not readably."""
    if path is None:
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Counters)
    except (OSError, msgspec.DecodeError):
        return None

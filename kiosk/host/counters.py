"""Counters of the terminal since it started, for whoever watches many terminals.

The terminal has no network. It writes them now and then to a file in memory (/run), so
that the memory card does not wear out. The uplink reads the file and serves it to
Prometheus. The counters say nothing about a person.
"""

from bisect import bisect_left
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.host.files import atomic_write

BOUNDS_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
WRITE_EVERY_NS = 15 * 10**9
NS_PER_SECOND = 10**9


class Durations(Struct, kw_only=True):
    """A histogram: one count for each bound, and one for longer durations."""

    counts: list[int] = msgspec.field(
        default_factory=lambda: [0] * (len(BOUNDS_SECONDS) + 1)
    )
    sum_ns: int = 0

    def add(self, duration_ns: int) -> None:
        """Count one duration."""
        self.counts[bisect_left(BOUNDS_SECONDS, duration_ns / NS_PER_SECOND)] += 1
        self.sum_ns += duration_ns


class Counters(Struct, kw_only=True):
    """All counters of one terminal.

    Attributes:
        taps: taps that were registered and are on disk.
        unread: cards that were detected but not read; the light was white.
        refused: taps that the journal refused.
        recoveries: how often a failing reader was recovered.
        losses: how often the reader was lost.
        listening: the reader could read cards at the last check.
        commits: how long it took to write a tap to disk.
        rounds: how long it took from one poll of the reader to the next.
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
    """The file of the counters; without a path nothing is written.

    Args:
        path: in a folder that is in memory; None writes no file.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._due_ns = 0

    def write_if_due(self, counters: Counters, boot_ns: int) -> None:
        """Write the file if 15 seconds have passed; a disk error is ignored."""
        if self._path is None or boot_ns < self._due_ns:
            return
        self._due_ns = boot_ns + WRITE_EVERY_NS
        counters.written_ns = boot_ns
        try:
            atomic_write(self._path, msgspec.json.encode(counters))
        except OSError:
            return


def read_counters(path: Path | None) -> Counters | None:
    """Read the file; None if there is none, or it cannot be read."""
    if path is None:
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Counters)
    except (OSError, msgspec.DecodeError):
        return None

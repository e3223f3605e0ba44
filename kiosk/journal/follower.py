"""Reads a journal on, entry by entry, as other processes write to it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from kiosk.journal.contents import Entry

ENTRIES_A_READ = 500


class ReadableJournal(Protocol):
    """What a follower reads of a journal."""

    @property
    def chain(self) -> bytes:
        """The journal's name; it changes when a damaged file was replaced."""
        ...

    def after(self, seq: int, limit: int) -> Sequence[Entry]:
        """Return up to `limit` entries that follow `seq`, oldest first."""
        ...

    def last(self) -> Entry | None:
        """Return the newest entry; None if there is none."""
        ...


class EntryFollower:
    """Hands over each entry of a journal once. Not for several threads.

    Attributes:
        chain: the journal that is followed; empty before `start`.
        seq: the last entry that was handed over, or behind which it started.
    """

    def __init__(self, journal: ReadableJournal) -> None:
        self._journal = journal
        self.chain = b""
        self.seq = 0

    def start(self, *, behind: int | None = None) -> None:
        """Start behind that entry; without one, behind the newest."""
        self.chain = self._journal.chain
        newest = self._journal.last()
        at_end = newest.seq if newest else 0
        self.seq = at_end if behind is None else max(0, min(behind, at_end))

    def read_on(self, take: Callable[[Entry], None]) -> bool:
        """Hand every new entry to `take`, oldest first.

        Returns:
            False if the journal was not started, or another file is there now. Then
            the caller forgets what it has read, and starts again.
        """
        if not self.chain:
            return False
        while True:
            entries = self._journal.after(self.seq, ENTRIES_A_READ)
            if self._journal.chain != self.chain:  # reading may find another file
                return False
            if not entries:
                return True
            for entry in entries:
                take(entry)
            self.seq = entries[-1].seq

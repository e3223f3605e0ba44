"""The latest part of the journal, read once and kept up with."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Protocol

from firmware.moment import ClockState, Moment
from kiosk.errors import BadEntry
from kiosk.host.local_time import NS_PER_SECOND, instant
from kiosk.journal.contents import (
    Content,
    Entry,
    Kind,
    decode_content,
)

SHOWN_KINDS = frozenset(
    {
        Kind.TAP,
        Kind.ARRIVAL,
        Kind.NOTICE,
        Kind.NO_SHOW,
        Kind.CARD,
        Kind.NEWCOMER,
        Kind.WELCOME,
        Kind.RESOLUTION,
        Kind.VOID,
    }
)
HEARTBEAT_KINDS = frozenset({Kind.START, Kind.HEARTBEAT, Kind.STOP})
READ_BACK_ENTRIES = 20_000
ENTRIES_A_READ = 500
HEARTBEATS_MAX = 600  # of life: two days, at one in five minutes


class Readable(Protocol):
    """What the page reads of a journal."""

    @property
    def chain(self) -> bytes:
        """Name the journal; it changes when a damaged file was put aside."""
        ...

    def after(self, seq: int, limit: int) -> Sequence[Entry]:
        """Give the entries that follow `seq`, oldest first."""
        ...

    def last(self) -> Entry | None:
        """Give the newest entry."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """One entry with its content read, and the page's best word on when it was.

    `certain` says that the clock was known then, or was known later in the same
    boot so that the time could be worked out.
    """

    seq: int
    content: Content
    at: datetime
    time_known: bool
    boot_ns: int
    boot_id: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalTail:
    """What the journal tells of the latest weeks: `lines` by seq, oldest first.

    `alive` is the newest start, heartbeat or stop, and `signs` are the latest of
    them; `last_seq` counts every entry.
    """

    entries: tuple[ReadEntry, ...] = ()
    heartbeats: tuple[ReadEntry, ...] = ()
    latest_heartbeat: ReadEntry | None = None
    last_seq: int = 0


class JournalFollower:
    """Follows a journal by reading only what is new; safe between threads.

    It starts about a month back and keeps only what the page shows, so that
    a journal of years costs no more than one of weeks.
    """

    def __init__(self, journal: Readable) -> None:
        self._journal = journal
        self._lock = Lock()
        self._start_over()

    def _start_over(self) -> None:
        self._chain = b""
        self._seq = 0
        self._entries: list[tuple[Entry, Content]] = []
        self._heartbeats: deque[tuple[Entry, Content]] = deque(maxlen=HEARTBEATS_MAX)
        self._offsets: dict[bytes, int] = {}
        self._latest: tuple[object, JournalTail] = (None, JournalTail())

    def read(self, moment: Moment) -> JournalTail:
        """Read on to the journal's end, and say what is known at this moment."""
        with self._lock:
            self._read_new_entries()
            offsets = dict(self._offsets)
            if moment.clock is ClockState.SYNCED:
                offsets[moment.boot_id] = moment.wall_ns - moment.boot_ns
            inputs = (
                self._chain,
                self._seq,
                {k: v // NS_PER_SECOND for k, v in offsets.items()},
            )
            if self._latest[0] != inputs:
                self._latest = (inputs, self._tail(offsets))
            return self._latest[1]

    def _tail(self, offsets: Mapping[bytes, int]) -> JournalTail:
        signs = tuple(_line(*pair, offsets) for pair in self._heartbeats)
        return JournalTail(
            entries=tuple(_line(*pair, offsets) for pair in self._entries),
            heartbeats=signs,
            latest_heartbeat=signs[-1] if signs else None,
            last_seq=self._seq,
        )

    def _read_new_entries(self) -> None:
        entries = self._journal.after(self._seq, ENTRIES_A_READ) if self._chain else ()
        if self._journal.chain != self._chain:  # a read may find another file there
            self._start_over()
            self._chain = self._journal.chain
            newest = self._journal.last()
            self._seq = max(0, newest.seq - READ_BACK_ENTRIES) if newest else 0
            entries = self._journal.after(self._seq, ENTRIES_A_READ)
        while entries:
            for entry in entries:
                self._add(entry)
            self._seq = entries[-1].seq
            entries = self._journal.after(self._seq, ENTRIES_A_READ)
        oldest = self._seq - 2 * READ_BACK_ENTRIES
        if self._entries and self._entries[0][0].seq < oldest:
            oldest += READ_BACK_ENTRIES
            self._entries = [pair for pair in self._entries if pair[0].seq > oldest]

    def _add(self, entry: Entry) -> None:
        if entry.clock == ClockState.SYNCED.value:
            self._offsets[entry.boot_id] = entry.wall_ns - entry.boot_ns
        if entry.kind not in SHOWN_KINDS | HEARTBEAT_KINDS or entry.content is None:
            return
        try:
            content = decode_content(entry.kind, entry.content)
        except BadEntry:
            return  # of a newer version, or damaged: central keeps and reports it
        if entry.kind in SHOWN_KINDS:
            self._entries.append((entry, content))
        else:
            self._heartbeats.append((entry, content))


def _line(entry: Entry, content: Content, offsets: Mapping[bytes, int]) -> ReadEntry:
    known = entry.clock == ClockState.SYNCED.value
    offset = offsets.get(entry.boot_id)
    wall_ns = entry.wall_ns if known or offset is None else offset + entry.boot_ns
    return ReadEntry(
        seq=entry.seq,
        content=content,
        at=instant(wall_ns),
        time_known=known or offset is not None,
        boot_ns=entry.boot_ns,
        boot_id=entry.boot_id,
    )

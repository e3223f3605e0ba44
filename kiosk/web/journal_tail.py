"""The last weeks of the journal, read once and then followed."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Protocol

from firmware.moment import ClockState, Moment
from kiosk.errors import BadEntry
from kiosk.host.local_time import NS_PER_SECOND, instant
from kiosk.journal.contents import Content, Entry, Kind, decode_content
from kiosk.journal.follower import EntryFollower, ReadableJournal

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
NS_PER_DAY = 24 * 3600 * NS_PER_SECOND
KEPT_NS = 31 * NS_PER_DAY
"""As far back as a page looks. It bounds by date: a busy day must hide nobody."""
KEPT_ENTRIES_MIN = 20_000
"""So many are held in any case, whatever a wrong clock makes of the dates."""
HEARTBEATS_NS = 2 * NS_PER_DAY
HEARTBEATS_MIN = 600  # two days, at one in five minutes


class DatedJournal(ReadableJournal, Protocol):
    """A journal that knows how far back a span of time reaches."""

    def seq_before_latest(self, span_ns: int) -> int:
        """Return the seq behind which the entries of the latest `span_ns` lie."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """An entry with its content decoded, and the best known time of it.

    `time_known` says that the clock was right then, or became right later in the same
    boot so that the time could be computed.
    """

    seq: int
    content: Content
    at: datetime
    time_known: bool
    boot_ns: int
    boot_id: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalTail:
    """The entries of the last weeks by seq, oldest first.

    `heartbeats` are the latest starts, heartbeats and stops, and `latest_heartbeat` is
    the newest of them. `last_seq` counts entries of every kind.
    """

    entries: tuple[ReadEntry, ...] = ()
    heartbeats: tuple[ReadEntry, ...] = ()
    latest_heartbeat: ReadEntry | None = None
    last_seq: int = 0


class JournalTailReader:
    """Reads only what is new of a journal; threads may share it.

    It starts a month back and stores only what the page shows, so that a journal of
    years costs no more than one of weeks.
    """

    def __init__(self, journal: DatedJournal) -> None:
        self._source = journal
        self._journal = EntryFollower(journal)
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._entries: list[tuple[Entry, Content]] = []
        self._heartbeats: deque[tuple[Entry, Content]] = deque()
        self._trim_at = 0
        self._offsets: dict[bytes, int] = {}
        self._latest: tuple[object, JournalTail] = (None, JournalTail())

    def read(self, moment: Moment) -> JournalTail:
        """Read to the journal's end, and return what is known at this moment."""
        with self._lock:
            self._read_new_entries()
            offsets = dict(self._offsets)
            if moment.clock is ClockState.SYNCED:
                offsets[moment.boot_id] = moment.wall_ns - moment.boot_ns
            inputs = (
                self._journal.chain,
                self._journal.seq,
                {k: v // NS_PER_SECOND for k, v in offsets.items()},
            )
            if self._latest[0] != inputs:
                self._latest = (inputs, self._tail(offsets))
            return self._latest[1]

    def _tail(self, offsets: Mapping[bytes, int]) -> JournalTail:
        heartbeats = tuple(_read_entry(*pair, offsets) for pair in self._heartbeats)
        return JournalTail(
            entries=tuple(_read_entry(*pair, offsets) for pair in self._entries),
            heartbeats=heartbeats,
            latest_heartbeat=heartbeats[-1] if heartbeats else None,
            last_seq=self._journal.seq,
        )

    def _read_new_entries(self) -> None:
        if not self._journal.read_on(self._add):
            self._forget()
            self._journal.start(behind=self._seq_before_kept())
            self._journal.read_on(self._add)
        if self._journal.seq >= self._trim_at:
            oldest = self._seq_before_kept()
            self._entries = [pair for pair in self._entries if pair[0].seq > oldest]
            self._trim_at = self._journal.seq + KEPT_ENTRIES_MIN

    def _seq_before_kept(self) -> int:
        newest = self._source.last()
        by_count = newest.seq - KEPT_ENTRIES_MIN if newest else 0
        return min(self._source.seq_before_latest(KEPT_NS), by_count)

    def _add(self, entry: Entry) -> None:
        if entry.clock == ClockState.SYNCED.value:
            self._offsets[entry.boot_id] = entry.wall_ns - entry.boot_ns
        if entry.kind not in SHOWN_KINDS | HEARTBEAT_KINDS or entry.content is None:
            return
        try:
            content = decode_content(entry.kind, entry.content)
        except BadEntry:
            return  # of a newer version, or damaged: central stores and reports it
        if entry.kind in SHOWN_KINDS:
            self._entries.append((entry, content))
        else:
            self._heartbeats.append((entry, content))
            self._trim_heartbeats(entry.wall_ns - HEARTBEATS_NS)

    def _trim_heartbeats(self, oldest_ns: int) -> None:
        beats = self._heartbeats
        while len(beats) > HEARTBEATS_MIN and beats[0][0].wall_ns < oldest_ns:
            beats.popleft()


def _read_entry(
    entry: Entry, content: Content, offsets: Mapping[bytes, int]
) -> ReadEntry:
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

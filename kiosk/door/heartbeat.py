"""Write the terminal's own entries: start, anchors, heartbeats, stop."""

import logging
from collections.abc import Callable

from firmware.moment import ClockState, Moment
from kiosk.door.listening import Listening
from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Anchor, Content, Heartbeat, Start, Stop
from kiosk.journal.heads import Sign, no_signer

NS_PER_SECOND = 10**9
NTP_ERROR_NS = NS_PER_SECOND
ANCHOR_EVERY_NS = 3600 * NS_PER_SECOND
STEP_NS = NS_PER_SECOND
BEAT_SECONDS_MIN, BEAT_SECONDS_MAX = 300, 600
BEAT_SPREAD = 0.2
RETRY_NS = 10 * NS_PER_SECOND
CHANGE_EVERY_NS = 30 * NS_PER_SECOND
"""A reader that comes and goes does not wear the memory card out."""
STRETCHES_MAX = 80
READER_CHARACTERS_MAX = 200

log = logging.getLogger(__name__)


class HeartbeatWriter:
    """Writes each of the terminal's own entries when it is due.

    A heartbeat is written early when the reader's state has changed, so that a fault is
    recorded at once and not minutes later.

    While the journal refuses, writing is tried again every ten seconds. What was heard
    in that time is not claimed.

    Attributes:
        can_write: False after the journal refused an entry, until it takes one.

    Args:
        journal: where to write.
        listening: the stretches that were not reported yet.
        version: that of this software.
        heartbeat_seconds: between two heartbeats, plus or minus a fifth, and within 5
            to 10 minutes.
        jitter: returns a random number between two, as `random.uniform` does.
        find_signer: is called at each heartbeat and at the stop; returns what signs
            heads, or None while this terminal has no key.
    """

    def __init__(  # noqa: PLR0913 - all by name, and put together in one place
        self,
        *,
        journal: Journal,
        listening: Listening,
        version: str,
        heartbeat_seconds: int,
        jitter: Callable[[float, float], float],
        find_signer: Callable[[], Sign | None] = no_signer,
    ) -> None:
        self.can_write = True
        self._journal = journal
        self._listening = listening
        self._version = version
        self._seconds = heartbeat_seconds
        self._jitter = jitter
        self._find_signer = find_signer
        self._started_chain: bytes | None = None
        self._anchored_at: Moment | None = None
        self._beat_at: int | None = None
        self._retry_at = 0
        self._reported_reader = ""
        self._change_reported_at: int | None = None

    def write_due(self, moment: Moment, reader_state: str) -> None:
        """Write what is due now; if the journal refuses, try again later."""
        if not self.can_write and moment.boot_ns < self._retry_at:
            return
        try:
            self._start(moment, reader_state)
            self._anchor(moment)
            if self.beat_is_due(moment) or self._reader_changed(moment, reader_state):
                self._beat(moment, reader_state, sign=self._find_signer())
        except JournalUnavailable as error:
            self.journal_failed(moment, error)

    def beat_is_due(self, moment: Moment) -> bool:
        """Return True if a heartbeat is due, or the journal refused the last one."""
        if self._beat_at is None:
            self._beat_at = self._next_beat(moment)
        return moment.boot_ns >= self._beat_at or not self.can_write

    def stop(self, moment: Moment, reader_state: str, why: str) -> None:
        """Write the last heartbeat and the stop; ignore a journal that refuses."""
        try:
            self._beat(moment, reader_state, sign=None)
            self._write(Stop(why=why), moment, sign=self._find_signer())
        except JournalUnavailable as error:
            self.journal_failed(moment, error)

    def journal_failed(self, moment: Moment, error: JournalUnavailable) -> None:
        """Note that the journal refused: nothing since the last check is proved."""
        if self.can_write:
            log.error("journal refused", extra={"why": str(error)})
        self.can_write = False
        self._retry_at = moment.boot_ns + RETRY_NS
        self._listening.interrupted()

    def journal_works(self) -> None:
        """Note that the journal took an entry."""
        if not self.can_write:
            log.info("journal writes again")
        self.can_write = True

    def _start(self, moment: Moment, reader_state: str) -> None:
        chain = self._journal.chain
        if self._started_chain == chain:
            return
        damaged_file = self._journal.damaged_file
        reader_text = reader_state
        if damaged_file:
            reader_text = (
                f"{reader_state[:100]}; a damaged journal is now {damaged_file.name}"
            )
            log.error("journal damaged", extra={"put_aside": damaged_file.name})
        self._write(Start(version=self._version, reader=_short(reader_text)), moment)
        self._reported_reader = reader_state
        self._started_chain, self._anchored_at = chain, None

    def _anchor(self, moment: Moment) -> None:
        if moment.clock is not ClockState.SYNCED:
            self._anchored_at = None  # so that the next change to synced is written
            return
        if self._anchored_at and not _anchor_is_old(self._anchored_at, moment):
            return
        anchor = Anchor(
            source="ntp",
            utc_from_ns=max(0, moment.wall_ns - NTP_ERROR_NS),
            utc_to_ns=moment.wall_ns + NTP_ERROR_NS,
        )
        self._write(anchor, moment)
        self._anchored_at = moment

    def _beat(self, moment: Moment, reader_state: str, *, sign: Sign | None) -> None:
        stretches = self._listening.unreported()[:STRETCHES_MAX]
        beat = Heartbeat(listened=stretches, reader=_short(reader_state))
        self._write(beat, moment, sign=sign)
        self._listening.mark_reported(stretches)
        self._reported_reader = reader_state
        self._beat_at = self._next_beat(moment)

    def _reader_changed(self, moment: Moment, reader_state: str) -> bool:
        if reader_state == self._reported_reader:
            return False
        before = self._change_reported_at
        if before is not None and moment.boot_ns - before < CHANGE_EVERY_NS:
            return False
        self._change_reported_at = moment.boot_ns
        return True

    def _write(
        self, content: Content, moment: Moment, *, sign: Sign | None = None
    ) -> None:
        """Append an entry; a signed one shows later if the journal's end was cut."""
        self._journal.append(content, moment, sign=sign)
        self.journal_works()

    def _next_beat(self, moment: Moment) -> int:
        spread = self._seconds * BEAT_SPREAD
        seconds = self._jitter(self._seconds - spread, self._seconds + spread)
        bounded = min(max(seconds, BEAT_SECONDS_MIN), BEAT_SECONDS_MAX)
        return moment.boot_ns + round(bounded * NS_PER_SECOND)


def _short(text: str) -> str:
    return text[:READER_CHARACTERS_MAX]


def _anchor_is_old(anchored: Moment, moment: Moment) -> bool:
    passed = moment.boot_ns - anchored.boot_ns
    stepped = abs(moment.wall_ns - anchored.wall_ns - passed)
    return passed >= ANCHOR_EVERY_NS or stepped >= STEP_NS

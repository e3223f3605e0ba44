"""Check the reader every few seconds, and bring it back when it fails."""

import logging
from collections.abc import Callable
from contextlib import suppress

from firmware.errors import ReaderUnavailable
from firmware.reader import Reader, ReaderHealth, Reading
from kiosk.door.listening import Listening
from kiosk.host.counters import Counters

CHECK_EVERY_NS = 5 * 10**9
RETRY_AFTER_NS = 2 * 10**9
OK = ReaderHealth.OK.value

log = logging.getLogger(__name__)


class ReaderSupervisor:
    """A reader that may be unplugged and come back without anybody's help.

    Attributes:
        state: "ok", or what is wrong with the reader. A fault that could be recovered
            at once stays here until the next check, so that it is seen and recorded.

    Args:
        open_reader: opens the reader; may raise ReaderUnavailable.
        listening: records what every poll and every check proves.
        vitals: where losses and recoveries are counted.
    """

    def __init__(
        self,
        open_reader: Callable[[], Reader],
        listening: Listening,
        vitals: Counters | None = None,
    ) -> None:
        self.state = "not opened yet"
        self._open = open_reader
        self._listening = listening
        self._vitals = vitals or Counters()
        self._reader: Reader | None = None
        self._retry_at = 0
        self._check_at = 0
        self._show_fault_until = 0

    def poll(self, boot_ns: int) -> Reading:
        """Poll once; a reader that is gone sees no cards, and is opened again later."""
        if boot_ns < self._retry_at:
            return Reading()
        try:
            reading = self._opened().poll()
        except ReaderUnavailable as error:
            self._reader_lost(str(error), boot_ns)
            return Reading()
        if reading.trouble is None:
            self._listening.polled(boot_ns)
        return reading

    def check(self, boot_ns: int, *, can_write: bool, now: bool = False) -> None:
        """Check the chip if that is due, or if `now` is set, and try to recover it.

        Args:
            boot_ns: CLOCK_BOOTTIME.
            can_write: False while the journal refuses; then nothing is proved.
            now: do not wait until it is time.
        """
        if boot_ns < self._retry_at or (boot_ns < self._check_at and not now):
            return
        try:
            reader = self._opened()
            health = reader.check()
            if health is not ReaderHealth.OK:
                self._change(health.value)
                self._show_fault_until = boot_ns + CHECK_EVERY_NS
                self._listening.interrupted()
                self._vitals.recoveries += 1
                health = reader.recover()
        except ReaderUnavailable as error:
            self._reader_lost(str(error), boot_ns)
            return
        if health is not ReaderHealth.OK or boot_ns >= self._show_fault_until:
            self._change(health.value)
        if health is not ReaderHealth.OK or not can_write:
            self._listening.interrupted()
            return
        self._listening.checked(boot_ns)
        if self._listening.is_open:  # until it is, every moment counts
            self._check_at = boot_ns + CHECK_EVERY_NS

    def close(self) -> None:
        """Close the reader."""
        if self._reader is not None:
            with suppress(ReaderUnavailable):
                self._reader.close()
            self._reader = None

    def _opened(self) -> Reader:
        if self._reader is None:
            self._reader = self._open()
        return self._reader

    def _reader_lost(self, why: str, boot_ns: int) -> None:
        self._listening.interrupted()
        self._vitals.losses += 1
        self.close()
        self._retry_at = boot_ns + RETRY_AFTER_NS
        self._check_at = self._retry_at
        self._change(why)

    def _change(self, state: str) -> None:
        if state != self.state:
            log.info("reader changed", extra={"was": self.state, "now": state})
            self.state = state

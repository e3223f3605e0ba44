"""Record when the terminal was able to read cards, as far as that is proved. Pure.

A stretch reaches from one good check of the chip to a later one, if in between the loop
kept polling, each poll could have read a card, and the journal could be written. Time
that is not proved is not claimed, and counts against nobody.
"""

from kiosk.journal.contents import Stretch

PAUSE_MAX_NS = 2 * 10**9
UNREPORTED_MAX = 1000


class Listening:
    """The stretches of one boot that no heartbeat has reported yet.

    All times are CLOCK_BOOTTIME in nanoseconds.

    Args:
        pause_max_ns: between two polls that are further apart than this, a card
            could have come and gone unseen.
    """

    def __init__(self, *, pause_max_ns: int = PAUSE_MAX_NS) -> None:
        self._pause_max_ns = pause_max_ns
        self._closed: list[Stretch] = []
        self._since: int | None = None
        self._proved_until = 0
        self._polled_at: int | None = None

    @property
    def is_open(self) -> bool:
        """True if the last check was good, so that a stretch is open."""
        return self._since is not None

    def polled(self, boot_ns: int) -> None:
        """Note a poll that could have read a card."""
        if self._paused(boot_ns):
            self.interrupted()
        self._polled_at = boot_ns

    def checked(self, boot_ns: int) -> None:
        """Note that the chip can read, and that the journal can be written."""
        if self._polled_at is None or self._paused(boot_ns):
            self.interrupted()
            return
        if self._since is None:
            self._since = boot_ns
        self._proved_until = boot_ns

    def interrupted(self) -> None:
        """End the stretch at the last good check, since something does not work."""
        if self._since is not None and self._proved_until > self._since:
            stretch = Stretch(from_boot_ns=self._since, to_boot_ns=self._proved_until)
            self._closed = [*self._closed, stretch][-UNREPORTED_MAX:]
        self._since = None
        self._polled_at = None

    def unreported(self) -> tuple[Stretch, ...]:
        """Return the stretches that are proved and not reported yet, oldest first."""
        if self._since is None or self._proved_until <= self._since:
            return tuple(self._closed)
        open_one = Stretch(from_boot_ns=self._since, to_boot_ns=self._proved_until)
        return (*self._closed, open_one)

    def mark_reported(self, stretches: tuple[Stretch, ...]) -> None:
        """Remove the stretches that a heartbeat has reported; an open one continues."""
        self._closed = [stretch for stretch in self._closed if stretch not in stretches]
        if self._since is not None and any(
            stretch.from_boot_ns == self._since for stretch in stretches
        ):
            self._since = self._proved_until

    def _paused(self, boot_ns: int) -> bool:
        return (
            self._polled_at is not None
            and boot_ns - self._polled_at > self._pause_max_ns
        )

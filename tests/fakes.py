"""Fakes that are as strict as the real things."""

from dataclasses import dataclass, field

from firmware.errors import ReaderUnavailable
from firmware.reader import ReaderHealth, Reading
from firmware.signals import Signal, StaffStatus


@dataclass
class FakeReader:
    """A reader that shows what it is told to, until it is closed.

    Attributes:
        readings: one for each of the next polls; then it sees nothing.
        health: what `check` answers; `recover` makes it `after_recovery`.
        gone: every call fails.
    """

    readings: list[Reading] = field(default_factory=list)
    health: ReaderHealth = ReaderHealth.OK
    after_recovery: ReaderHealth = ReaderHealth.OK
    gone: bool = False
    closed: bool = False
    opened: int = 0

    def open(self) -> "FakeReader":
        """Open it anew."""
        self._be_there()
        self.opened += 1
        self.closed = False
        return self

    def poll(self) -> Reading:
        """Show the next reading."""
        self._be_open()
        return self.readings.pop(0) if self.readings else Reading()

    def check(self) -> ReaderHealth:
        """Say how it is."""
        self._be_open()
        return self.health

    def recover(self) -> ReaderHealth:
        """Get better, or not."""
        self._be_open()
        self.health = self.after_recovery
        return self.health

    def close(self) -> None:
        """Let go."""
        self.closed = True

    def _be_open(self) -> None:
        assert self.opened, "used before it was opened"
        assert not self.closed, "used after it was closed"
        self._be_there()

    def _be_there(self) -> None:
        if self.gone:
            raise ReaderUnavailable("the SPI bus fails")


@dataclass
class FakeLamps:
    """Lamps that remember what they showed, in order."""

    shown: list[Signal] = field(default_factory=list)
    staff: list[StaffStatus] = field(default_factory=list)

    def show(self, signal: Signal) -> None:
        """Show a signal."""
        self.shown.append(Signal(signal))

    def status(self, status: StaffStatus) -> None:
        """Tell the staff."""
        self.staff.append(StaffStatus(status))

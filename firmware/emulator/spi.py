"""A look-alike of the module `spidev` with an emulated chip at its other end."""

from types import ModuleType
from typing import Protocol


class Chip(Protocol):
    """What lies at the other end of the bus."""

    def xfer2(self, sent: list[int]) -> list[int]:
        """Exchange bytes while the chip is selected."""


class EmulatedSpi:
    """What `spidev.SpiDev()` gives, as far as the package mfrc522 uses it."""

    def __init__(self, chip: Chip) -> None:
        self._chip: Chip | None = None
        self._wired = chip
        self.max_speed_hz = 0

    def open(self, bus: int, device: int) -> None:
        """Connect to the chip; it is the only one on any bus."""
        del bus, device
        self._chip = self._wired

    def xfer2(self, sent: list[int]) -> list[int]:
        """Exchange bytes with the chip.

        Raises:
            OSError: the bus is not open, or fails.
        """
        if self._chip is None:
            raise OSError(9, "Bad file descriptor")
        return self._chip.xfer2(sent)

    def close(self) -> None:
        """Disconnect."""
        self._chip = None


def spidev_for(chip: Chip) -> ModuleType:
    """Make a module that stands in for `spidev` and reaches this chip."""

    class Spidev(ModuleType):
        @staticmethod
        def SpiDev() -> EmulatedSpi:  # noqa: N802 - the name that spidev gave it
            return EmulatedSpi(chip)

    return Spidev("spidev")

"""A substitute for the module `spidev`, connected to an emulated chip."""

from types import ModuleType
from typing import Protocol


class Chip(Protocol):
    """The device at the other end of the bus."""

    def xfer2(self, sent: list[int]) -> list[int]:
        """Exchange bytes while the chip is selected."""


class EmulatedSpi:
    """The part of `spidev.SpiDev` that the package mfrc522 uses."""

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
    """Return a module that replaces `spidev` and connects to this chip."""

    class Spidev(ModuleType):
        @staticmethod
        def SpiDev() -> EmulatedSpi:  # noqa: N802 - the name that spidev gave it
            return EmulatedSpi(chip)

    return Spidev("spidev")

"""The connection to the chip: the bus, the reset line, and a way to wait."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from firmware.drivers.gpio_standin import BOARD, OUT, GpioStandin
from firmware.drivers.pins import Factory
from firmware.errors import ReaderUnavailable

RESET_PIN = 22
LOW, HIGH = 0, 1
SPI_HERTZ = 1_000_000

Sleep = Callable[[float], None]


class Spi(Protocol):
    """An open SPI bus, as `spidev.SpiDev` is one."""

    def xfer2(self, sent: list[int]) -> list[int]:
        """Exchange bytes while the chip is selected."""

    def close(self) -> None:
        """Release the bus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """Everything outside the chip that a reader needs."""

    spi: Spi
    drive_reset: Callable[[int], None]
    release: Callable[[], None]
    sleep: Sleep


class Wired(Protocol):
    """A chip that brings its own wiring, as the emulated one does."""

    def wiring(self, *, sleep: Sleep | None) -> Wiring:
        """Connect to the chip; without `sleep` it waits in its own, virtual time."""


def wire_real(factory: Factory | None, *, sleep: Sleep) -> Wiring:
    """Connect to the chip at /dev/spidev0.0, its reset line on header pin 22.

    Raises:
        ReaderUnavailable: the bus does not exist, or the pin cannot be driven.
    """
    if factory is None:
        raise ReaderUnavailable("a real chip needs a pin factory for its reset line")
    gpio = GpioStandin(factory)
    gpio.setmode(BOARD)
    try:
        # Imported here because the library is installed only on a Pi.
        import spidev  # noqa: PLC0415

        gpio.setup(RESET_PIN, OUT)
        bus = spidev.SpiDev()
        bus.open(0, 0)
        bus.max_speed_hz = SPI_HERTZ
    except (ImportError, OSError) as error:
        gpio.cleanup()
        raise ReaderUnavailable(
            f"no SPI bus here ({error}): put dtparam=spi=on into config.txt"
        ) from error
    return Wiring(
        spi=bus,
        drive_reset=lambda level: gpio.output(RESET_PIN, level),
        release=gpio.cleanup,
        sleep=sleep,
    )

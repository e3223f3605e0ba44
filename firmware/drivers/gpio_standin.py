"""A stand-in for RPi.GPIO, which the package mfrc522 imports.

RPi.GPIO itself does not work on a Raspberry Pi 5 and resets the pins of
other programs when it cleans up, so it is never imported.
"""

import importlib
import sys
from types import ModuleType

from gpiozero import DigitalOutputDevice
from gpiozero.exc import GPIOZeroError

from firmware.drivers.pins import Factory
from firmware.errors import PinsUnavailable

BOARD = 10
BCM = 11
OUT = 0
PREFIXES = {BOARD: "BOARD", BCM: "GPIO"}


class GpioStandin(ModuleType):
    """The six names of RPi.GPIO that mfrc522 0.0.7 calls, driven by gpiozero.

    >>> from firmware.drivers.pins import PinKind, open_pin_factory
    >>> gpio = GpioStandin(open_pin_factory(PinKind.MOCK))
    >>> gpio.setmode(BOARD)
    >>> gpio.setup(22, OUT)
    >>> gpio.output(22, 1)
    >>> gpio.cleanup()
    """

    OUT = OUT

    def __init__(self, factory: Factory) -> None:
        super().__init__("RPi.GPIO")
        self._factory = factory
        self._mode: int | None = None
        self._pins: dict[int, DigitalOutputDevice] = {}

    def getmode(self) -> int | None:
        """Return the numbering of pins, None before `setmode`."""
        return self._mode

    def setmode(self, mode: int) -> None:
        """Number pins as on the board (10) or as the chip does (11)."""
        self._mode = mode

    def setup(self, pin: int, direction: int) -> None:
        """Make a pin an output; mfrc522 needs no inputs.

        Raises:
            ValueError: the direction is not OUT, or no numbering was chosen.
            PinsUnavailable: the pin is in use or does not exist.
        """
        if direction != OUT or self._mode is None:
            raise ValueError("only outputs, and only after setmode")
        if pin in self._pins:
            return
        name = f"{PREFIXES[self._mode]}{pin}"
        try:
            self._pins[pin] = DigitalOutputDevice(name, pin_factory=self._factory)
        except GPIOZeroError as error:
            raise PinsUnavailable(f"pin {name} cannot be driven: {error}") from error

    def output(self, pin: int, level: int) -> None:
        """Drive a pin high (1) or low (0)."""
        self._pins[pin].value = level

    def cleanup(self) -> None:
        """Release the pins that were set up here, and no others."""
        for device in self._pins.values():
            device.close()
        self._pins.clear()


def load_mfrc522(*, gpio: ModuleType, spidev: ModuleType) -> ModuleType:
    """Import the package mfrc522 with these two modules instead of its own imports.

    Every call returns a separate copy and leaves `sys.modules` unchanged.
    """
    parent = ModuleType("RPi")
    standins = {"RPi": parent, "RPi.GPIO": gpio, "spidev": spidev}
    package = ("mfrc522", "mfrc522.MFRC522", "mfrc522.SimpleMFRC522")
    names = (*standins, *package)
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.modules.update(standins)
    try:
        return importlib.import_module("mfrc522")
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)

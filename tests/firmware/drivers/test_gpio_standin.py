"""What the package finds in the place of RPi.GPIO."""

import sys
from types import ModuleType

import pytest

from firmware.drivers.gpio_standin import BCM, BOARD, OUT, GpioStandin, load_mfrc522
from firmware.drivers.lights import Lights
from firmware.drivers.pins import PinKind, open_pin_factory
from firmware.emulator.spi import spidev_for
from firmware.errors import PinsUnavailable
from firmware.signals import Signal
from tests.firmware.readers import make_chip


def test_the_package_drives_its_reset_line_through_gpiozero() -> None:
    """Its board pin 22 is GPIO25, driven high, and its clean-up spares the lamps."""
    factory = open_pin_factory(PinKind.MOCK)
    lights = Lights(factory=factory, mute=True)
    lights.show(Signal.GREEN)
    gpio = GpioStandin(factory)
    package = load_mfrc522(gpio=gpio, spidev=spidev_for(make_chip()))
    stock = package.MFRC522()

    assert gpio.getmode() == BOARD
    assert factory.pin("GPIO25").state
    stock.Close_MFRC522()
    assert factory.pin("GPIO25").function == "input"
    assert factory.pin("GPIO17").state
    lights.close()


def test_pins_can_be_numbered_as_the_chip_does() -> None:
    """Mode 11 takes the number as that of the chip; setting up twice is once."""
    factory = open_pin_factory(PinKind.MOCK)
    gpio = GpioStandin(factory)
    gpio.setmode(BCM)
    gpio.setup(25, OUT)
    gpio.setup(25, OUT)
    gpio.output(25, 1)
    high = factory.pin("GPIO25").state
    gpio.output(25, 0)
    assert (high, factory.pin("GPIO25").state) == (1.0, 0.0)
    gpio.cleanup()


def test_what_it_cannot_do_it_refuses() -> None:
    """An input, a pin before its numbering, or another's pin is an error."""
    factory = open_pin_factory(PinKind.MOCK)
    gpio, other = GpioStandin(factory), GpioStandin(factory)
    with pytest.raises(ValueError, match="setmode"):
        gpio.setup(22, OUT)
    gpio.setmode(BOARD)
    other.setmode(BOARD)
    with pytest.raises(ValueError, match="outputs"):
        gpio.setup(22, 1)
    gpio.setup(22, OUT)
    with pytest.raises(PinsUnavailable, match="BOARD22"):
        other.setup(22, OUT)
    gpio.cleanup()


def test_loading_leaves_no_trace() -> None:
    """Each copy has its own imports, and those of everybody else are untouched."""
    before = dict(sys.modules)
    empty = ModuleType("RPi.GPIO"), ModuleType("spidev")
    one = load_mfrc522(gpio=empty[0], spidev=empty[1])
    two = load_mfrc522(gpio=ModuleType("RPi.GPIO"), spidev=empty[1])

    assert one.MFRC522 is not two.MFRC522
    assert set(sys.modules) == set(before)


def test_a_package_that_is_there_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real spidev that somebody imported is not taken away from them."""
    theirs = ModuleType("spidev")
    monkeypatch.setitem(sys.modules, "spidev", theirs)
    load_mfrc522(gpio=ModuleType("RPi.GPIO"), spidev=ModuleType("spidev"))
    assert sys.modules["spidev"] is theirs

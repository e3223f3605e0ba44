"""What leads to a real chip, with an emulated one at its end."""

import sys
from types import ModuleType

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware.drivers.mfrc522 import open_reader
from firmware.drivers.pins import PinKind, open_pin_factory
from firmware.emulator.spi import spidev_for
from firmware.errors import PinsUnavailable, ReaderUnavailable
from firmware.reader import ReaderHealth
from tests.firmware.readers import CLASSIC_UID, make_card, make_chip, uids


def test_a_real_reader_is_opened_on_bus_and_pins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It reads through spidev, holds GPIO25 high, and pulses it as the last cure."""
    chip = make_chip(make_card())
    monkeypatch.setitem(sys.modules, "spidev", spidev_for(chip))
    factory = MockFactory(pin_class=MockPWMPin)
    line = factory.pin("GPIO25")
    reader = open_reader("real", factory=factory, sleep=chip.time.sleep)

    assert uids(reader.poll()) == {CLASSIC_UID}
    assert line.state
    line.clear_states()
    chip.faults.miso = 0
    assert reader.recover() is ReaderHealth.NO_CHIP
    assert [state for _, state in line.states] == [1.0, 0.0, 1.0]
    reader.close()
    assert line.function == "input"


def test_without_a_bus_there_is_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault says what to do, and the reset line is free again."""
    monkeypatch.setitem(sys.modules, "spidev", None)
    factory = MockFactory(pin_class=MockPWMPin)
    with pytest.raises(ReaderUnavailable, match="dtparam=spi=on"):
        open_reader("real", factory=factory)
    assert factory.pin("GPIO25").function == "input"
    with pytest.raises(ReaderUnavailable, match="pin factory"):
        open_reader("real")


def test_a_bus_that_does_not_open_frees_the_reset_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without /dev/spidev0.0 the pin is not held while the fault is looked at."""

    class NoBus(ModuleType):
        class SpiDev:
            def open(self, bus: int, device: int) -> None:
                raise FileNotFoundError(2, f"/dev/spidev{bus}.{device}")

    monkeypatch.setitem(sys.modules, "spidev", NoBus("spidev"))
    factory = MockFactory(pin_class=MockPWMPin)
    with pytest.raises(ReaderUnavailable, match=r"spidev0\.0") as kept:
        open_reader("real", factory=factory)
    assert kept.traceback
    assert factory.pin("GPIO25").function == "input"


def test_a_chip_that_fails_at_once_gives_everything_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bus and reset line are free for the next attempt."""
    chip = make_chip()
    monkeypatch.setitem(sys.modules, "spidev", spidev_for(chip))
    factory = MockFactory(pin_class=MockPWMPin)
    chip.faults.io_error = lambda _: True
    with pytest.raises(ReaderUnavailable) as kept:
        open_reader("real", factory=factory, sleep=chip.time.sleep)
    # The fault holds on to all that was open, as a log would.
    assert kept.traceback
    assert factory.pin("GPIO25").function == "input"
    chip.faults.io_error = lambda _: False
    assert open_reader("real", factory=factory, sleep=chip.time.sleep).check() == "ok"


def test_lgpio_is_not_replaced_by_anything() -> None:
    """Where lgpio cannot drive pins that is said; no other library is tried."""
    with pytest.raises(PinsUnavailable, match="lgpio"):
        open_pin_factory(PinKind.LGPIO)

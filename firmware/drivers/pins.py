"""Which library drives the pins: said outright, never found out by trying."""

from enum import StrEnum

from gpiozero.exc import GPIOZeroError
from gpiozero.pins import Factory
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware.errors import PinsUnavailable

__all__ = ["Factory", "PinKind", "open_pin_factory"]


class PinKind(StrEnum):
    """The two ways to drive pins that the terminal knows."""

    LGPIO = "lgpio"
    """The pins of this Raspberry Pi."""
    MOCK = "mock"
    """No pins at all; what they would have done can be read back."""


def open_pin_factory(kind: PinKind) -> Factory:
    """Open the pins in this way and in no other.

    Raises:
        PinsUnavailable: this machine has no such pins, or lgpio is missing.
    """
    if kind is PinKind.MOCK:
        return MockFactory(pin_class=MockPWMPin)
    try:
        # Off a Pi the library is not there, so it cannot be imported at the top.
        from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415

        return LGPIOFactory()
    except (ImportError, GPIOZeroError, OSError) as error:
        raise PinsUnavailable(
            f"lgpio cannot drive pins here ({error}): run on a Raspberry Pi with"
            " python3-lgpio, or ask for mock pins"
        ) from error

"""Open the pins with the library that the settings name; no other is tried."""

from enum import StrEnum

from gpiozero.exc import GPIOZeroError
from gpiozero.pins import Factory
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware.errors import PinsUnavailable

__all__ = ["Factory", "PinKind", "open_pin_factory"]


class PinKind(StrEnum):
    """The libraries that can drive pins."""

    LGPIO = "lgpio"
    """The pins of this Raspberry Pi."""
    MOCK = "mock"
    """No pins at all; what they would have done can be read back."""


def open_pin_factory(kind: PinKind) -> Factory:
    """Open the pins with this library and no other.

    Raises:
        PinsUnavailable: this machine has no such pins, or lgpio is missing.
    """
    if kind is PinKind.MOCK:
        return MockFactory(pin_class=MockPWMPin)
    try:
        # Imported here because the library is installed only on a Pi.
        from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415

        return LGPIOFactory()
    except (ImportError, GPIOZeroError, OSError) as error:
        raise PinsUnavailable(
            f"lgpio cannot drive pins here ({error}): run on a Raspberry Pi with"
            " python3-lgpio, or ask for mock pins"
        ) from error

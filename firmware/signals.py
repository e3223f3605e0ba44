"""The signals of the lamps, and their pins. No hardware is touched here."""

from dataclasses import dataclass
from enum import StrEnum


class Signal(StrEnum):
    """The answer to a card. There is no signal that turns anybody away."""

    GREEN = "green"
    """Steady, one soft tone: the tap is accepted, on time or late alike."""
    BLUE = "blue"
    """Slow, two soft tones: a member of staff helps."""
    WHITE = "white"
    """A soft pulse, no tone: hold the card again."""


class StaffStatus(StrEnum):
    """The state of the terminal, shown to staff by the small yellow lamp."""

    WELL = "well"
    """Dark."""
    OFFLINE = "offline"
    """Slow: central is out of reach; taps are kept."""
    DEGRADED = "degraded"
    """Steady: the reader or the disk needs a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """The GPIO (BCM) number of each lamp and of the buzzer."""

    green: int = 17
    blue: int = 27
    white: int = 23
    yellow: int = 22
    buzzer: int = 18

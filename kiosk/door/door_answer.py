"""The answer of the door to one card, for whoever shows it."""

from dataclasses import dataclass
from datetime import datetime

from firmware.signals import Signal
from kiosk.door.decide import Greeting
from kiosk.journal.contents import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorAnswer:
    """The answer of the door to one card.

    Attributes:
        text: the text in Danish.
        own_text: the text in the person's own `language`.
        person: the person's name; None if it is not known whose card it is.
        at: the wall clock, in whole seconds.
        seq: the tap's entry in the journal; None if nothing was registered.
    """

    greeting: Greeting
    signal: Signal
    text: str
    language: Language
    own_text: str
    person: str | None
    at: datetime
    seq: int | None

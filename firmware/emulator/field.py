"""The cards that lie on the emulated reader."""

from threading import RLock

from firmware.emulator.cards import Card
from firmware.emulator.frames import Bits


class Field:
    """The space above the antenna and the cards in it.

    Thread-safe: another thread than the one that polls may put and take cards.

    >>> from firmware.card import CardUid
    >>> from firmware.emulator.cards import card_of_type
    >>> field = Field()
    >>> field.put(card_of_type("ntag", CardUid.from_hex("04a3c6cae26180")))
    >>> len(field.cards)
    1
    >>> field.clear()
    """

    def __init__(self) -> None:
        self._lying: tuple[tuple[Card, int | None], ...] = ()
        self._powered = False
        self._lock = RLock()
        self.frames = 0

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards in the field now."""
        return tuple(card for card, _ in self._lying)

    def put(self, card: Card, *, frames: int | None = None) -> None:
        """Put a card into the field; it leaves after `frames` frames, if given."""
        with self._lock:
            card.power(on=self._powered)
            until = None if frames is None else self.frames + frames
            self._lying = (*self._lying, (card, until))

    def take(self, card: Card) -> None:
        """Take a card out of the field, if it is there."""
        with self._lock:
            self._lying = tuple(pair for pair in self._lying if pair[0] is not card)
            card.power(on=False)

    def clear(self) -> None:
        """Take all cards out of the field."""
        for card in self.cards:
            self.take(card)

    def power(self, *, on: bool) -> None:
        """Switch the field on or off; off, all cards lose their state."""
        with self._lock:
            if on != self._powered:
                self._powered = on
                for card in self.cards:
                    card.power(on=on)

    def carry(self, frame: Bits | None) -> list[Bits]:
        """Send a frame to all cards, and return their answers combined."""
        with self._lock:
            self.frames += 1
            for card, until in self._lying:
                if until is not None and self.frames > until:
                    self.take(card)
            answers = [card.hear(frame) for card in self.cards]
        return [answer for answer in answers if answer is not None]

"""What lies on the reader."""

from threading import RLock

from firmware.emulator.cards import Card
from firmware.emulator.frames import Bits


class Field:
    """The space above the antenna and the cards in it.

    Cards may be put and taken from another thread than the one that polls.

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
        """The cards that lie there now."""
        return tuple(card for card, _ in self._lying)

    def put(self, card: Card, *, frames: int | None = None) -> None:
        """Lay a card down; with `frames`, it is gone after so many more frames."""
        with self._lock:
            card.power(on=self._powered)
            until = None if frames is None else self.frames + frames
            self._lying = (*self._lying, (card, until))

    def take(self, card: Card) -> None:
        """Take a card away; one that is not there stays away."""
        with self._lock:
            self._lying = tuple(pair for pair in self._lying if pair[0] is not card)
            card.power(on=False)

    def clear(self) -> None:
        """Take all cards away."""
        for card in self.cards:
            self.take(card)

    def power(self, *, on: bool) -> None:
        """Switch the field itself; cards without it forget everything."""
        with self._lock:
            if on != self._powered:
                self._powered = on
                for card in self.cards:
                    card.power(on=on)

    def carry(self, frame: Bits | None) -> list[Bits]:
        """Let all cards hear a frame, and collect what they answer at once."""
        with self._lock:
            self.frames += 1
            for card, until in self._lying:
                if until is not None and self.frames > until:
                    self.take(card)
            answers = [card.hear(frame) for card in self.cards]
        return [answer for answer in answers if answer is not None]

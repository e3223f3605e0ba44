"""Turn readings into taps. Pure: readings go in, events come out."""

from dataclasses import dataclass, replace

from firmware.card import CardUid
from firmware.reader import Reading, SeenCard, Trouble

MISSES_UNTIL_GONE = 6
"""At 20 polls a second a card is gone when it was not seen for 0.3 s."""
TROUBLES_UNTIL_SAID = 3
"""Cards come and go through a moment of bad reading; 0.15 s of it is no moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """A card was laid on the reader."""

    card: SeenCard


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """A card could not be read; the person is asked to hold it still."""

    trouble: Trouble


TapEvent = Tapped | TryAgain


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The state of the field, from the readings so far.

    Attributes:
        lying: the cards that count as lying there, each with the number of
            readings since it was last seen; None is a phone.
        trouble: what could not be read in this visit, if anything.
        troubles: how many readings in a row it could not be.
        quiet: how many readings in a row were empty.
        tapped: whether a card was counted in this visit.
        asked: whether the person was asked in this visit to try again.
    """

    lying: tuple[tuple[CardUid | None, int], ...] = ()
    trouble: Trouble | None = None
    troubles: int = 0
    quiet: int = 0
    tapped: bool = False
    asked: bool = False


EMPTY = Presence()


def follow(before: Presence, reading: Reading) -> tuple[Presence, tuple[TapEvent, ...]]:
    """Return the events of one reading, and the state for the next reading.

    A card counts once, however long it lies there, and each of two cards counts.
    A phone counts once although it may change its UID.
    """
    known = {name for name, _ in before.lying}
    fresh = {_name(card): card for card in reading.cards if _name(card) not in known}
    trouble = reading.trouble
    now = Presence(
        lying=_lying(before, reading),
        trouble=trouble or before.trouble,
        troubles=before.troubles + 1 if trouble else 0,
        quiet=0 if reading.cards or trouble else before.quiet + 1,
        tapped=before.tapped or bool(fresh),
        asked=before.asked,
    )
    ask = _ask(now, reading)
    over = now.quiet >= MISSES_UNTIL_GONE
    after = EMPTY if over else replace(now, asked=now.asked or bool(ask))
    return after, (*(Tapped(card=card) for card in fresh.values()), *ask)


def _name(card: SeenCard) -> CardUid | None:
    """Return what identifies a card while it lies there; None for any phone."""
    return None if card.uid.is_random else card.uid


def _lying(
    before: Presence, reading: Reading
) -> tuple[tuple[CardUid | None, int], ...]:
    # An unreadable reading also ages the cards: counting a tap twice is harmless,
    # losing one is not.
    misses = {name: missed + 1 for name, missed in before.lying}
    misses.update({_name(card): 0 for card in reading.cards})
    return tuple(
        (name, missed) for name, missed in misses.items() if missed < MISSES_UNTIL_GONE
    )


def _ask(now: Presence, reading: Reading) -> tuple[TryAgain, ...]:
    """Ask to try again: once a visit, and never after a card was counted."""
    if now.trouble is None or now.asked:
        return ()
    # A card that was counted is often unreadable while it is taken away.
    leaving = now.trouble is Trouble.BROKEN_READ and now.tapped and not reading.cards
    lasting = now.troubles >= TROUBLES_UNTIL_SAID
    passed_by = now.quiet >= MISSES_UNTIL_GONE and not now.tapped
    if leaving or not (lasting or passed_by):
        return ()
    return (TryAgain(trouble=now.trouble),)

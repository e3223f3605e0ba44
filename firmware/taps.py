"""Turn readings into taps. Pure: readings go in, events come out."""

from dataclasses import dataclass, replace

from firmware.card import CardUid
from firmware.reader import Reading, SeenCard, Trouble

MISSES_UNTIL_GONE = 6
"""At 20 polls a second nothing lies there after 0.3 s without a card or trouble."""
TROUBLES_UNTIL_SAID = 3
"""Cards come and go through a moment of bad reading; 0.15 s of it is no moment."""
NS_PER_SECOND = 10**9
NEW_AFTER_NS = 3 * NS_PER_SECOND
"""A card that comes back sooner is the same visit: its green light lasts 3 s.

A card at the edge of the field drops out for half a second again and again.
"""
NEW_AFTER_NS_RANDOM = 5 * NS_PER_SECOND
"""A phone that lies near shows a new random number each second or so."""
RANDOM_WAITS_NS = 3 * NS_PER_SECOND // 10
"""So long a random number waits for the card beside it: a case is often read first.

Nobody loses by it, since a random number is never anybody's card.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """A card was laid on the reader.

    Attributes:
        card: the card.
        beside: the other cards that answered in the same reading.
    """

    card: SeenCard
    beside: tuple[SeenCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """A card could not be read; the person is asked to hold it still."""

    trouble: Trouble


TapEvent = Tapped | TryAgain


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The state of the field, from the readings so far.

    Attributes:
        lying: the cards whose visit is not over, each with the CLOCK_BOOTTIME at
            which it was last seen; None stands for all random numbers.
        waiting: a random number that was not tapped yet, and since when it waits.
        trouble: what could not be read in this visit, if anything.
        troubles: how many readings in a row it could not be.
        quiet: how many readings in a row were empty.
        tapped: whether a card was read since nothing lay there.
        asked: whether the person was asked to try again since then, or while a card
            of this visit dropped out and came back.
    """

    lying: tuple[tuple[CardUid | None, int], ...] = ()
    waiting: tuple[SeenCard, int] | None = None
    trouble: Trouble | None = None
    troubles: int = 0
    quiet: int = 0
    tapped: bool = False
    asked: bool = False


EMPTY = Presence()


def follow(
    before: Presence, reading: Reading, boot_ns: int
) -> tuple[Presence, tuple[TapEvent, ...]]:
    """Return the events of one reading, and the state for the next reading.

    `boot_ns` is the CLOCK_BOOTTIME of the reading.

    A card counts once a visit, however long it lies there and however often it drops
    out, and each of two cards counts. Random numbers are one visit as long as they keep
    coming, since one phone shows many.
    """
    lying = {
        name: seen_ns
        for name, seen_ns in before.lying
        if boot_ns - seen_ns < _new_after_ns(name)
    }
    fresh = {_name(card): card for card in reading.cards if _name(card) not in lying}
    random = fresh.pop(None, None)
    waiting = before.waiting or ((random, boot_ns) if random else None)
    taps = [_tapped(card, reading) for card in fresh.values()]
    if waiting and (tap := _tap_of_random(waiting, reading, boot_ns)):
        taps.append(tap)
        waiting = None
    lying.update({_name(card): boot_ns for card in reading.cards})
    trouble = reading.trouble
    now = Presence(
        lying=tuple(lying.items()),
        waiting=waiting,
        trouble=trouble or before.trouble,
        troubles=before.troubles + 1 if trouble else 0,
        quiet=0 if reading.cards or trouble else before.quiet + 1,
        tapped=before.tapped or bool(reading.cards),
        asked=before.asked,
    )
    ask = _ask(now, reading)
    over = now.quiet >= MISSES_UNTIL_GONE
    asked = now.asked or bool(ask)
    if not over:
        return replace(now, asked=asked), (*taps, *ask)
    # While a card drops out and comes back, its broken reads ask once as well.
    after = Presence(lying=now.lying, waiting=waiting, asked=asked and bool(now.lying))
    return after, (*taps, *ask)


def _tap_of_random(
    waiting: tuple[SeenCard, int], reading: Reading, boot_ns: int
) -> Tapped | None:
    """Return the tap of a random number; None while it waits for a card beside it."""
    first, since_ns = waiting
    seen = [card for card in reading.cards if card.uid.is_random]
    if seen and len(reading.cards) > len(seen):
        return _tapped(seen[0], reading)
    return Tapped(card=first) if boot_ns - since_ns >= RANDOM_WAITS_NS else None


def _tapped(card: SeenCard, reading: Reading) -> Tapped:
    others = (other for other in reading.cards if _name(other) != _name(card))
    return Tapped(card=card, beside=tuple(others))


def _name(card: SeenCard) -> CardUid | None:
    """Return what identifies a card in its visit; None for any random number."""
    return None if card.uid.is_random else card.uid


def _new_after_ns(name: CardUid | None) -> int:
    return NEW_AFTER_NS_RANDOM if name is None else NEW_AFTER_NS


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

"""What lies at the reader beside one's own card: what pockets and phones hold."""

import random
from collections import Counter

POLLS_A_SECOND = 20
FLAPS = 12

Readings = tuple[tuple[str, ...], ...]


def transit_card(person: str) -> str:
    """Give the number of the transit card that a person always carries."""
    return f"04{random.Random(person).randbytes(6).hex()}"


def random_number(dice: random.Random) -> str:
    """Draw a number as a phone shows: another one each time."""
    return f"08{dice.randbytes(3).hex()}"


def in_a_pocket(
    dice: random.Random, counted: Counter[str], *, person: str, uid: str
) -> Readings:
    """Draw what the reader sees, poll by poll, while somebody holds their card to it.

    Args:
        dice: draws it.
        counted: where what was drawn is counted.
        person: whose pocket it is.
        uid: their card.
    """
    roll, transit = dice.random(), transit_card(person)
    if roll < 0.10:
        counted["pocket with two cards"] += 1
        return (tuple(dice.sample((uid, transit), 2)),)
    if roll < 0.14:
        counted["transit card read first"] += 1
        return ((transit,), (transit, uid))
    if roll < 0.20:
        counted["phone beside the card"] += 1
        return tuple((uid, random_number(dice)) for _ in range(3))
    if roll < 0.23:
        counted["flapping card"] += 1
        return _flapping(dice, uid)
    return ((uid,),)


def phone_lying_near(dice: random.Random) -> Readings:
    """Draw a phone that shows a new number every second."""
    numbers = [random_number(dice) for _ in range(dice.randint(5, 30))]
    return tuple((number,) for number in numbers for _ in range(POLLS_A_SECOND))


def _flapping(dice: random.Random, uid: str) -> Readings:
    """Draw a card at the edge of the field: gone for half a second again and again."""
    seen: list[tuple[str, ...]] = [(uid,)]
    for _ in range(FLAPS):
        seen += [(), *[()] * dice.randrange(POLLS_A_SECOND // 2), (uid,)]
    return tuple(seen)

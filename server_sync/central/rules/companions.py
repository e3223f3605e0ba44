"""Whose a stranger's number is by the cards that lay beside it (section 3).

A phone in its case, a transit card in the wallet: the terminal sees them in one hold
with the person's own card. Nobody else stood there.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import CardId, Instant, PersonId, Tap
from server_sync.central.rules.holdings import Holdings

RANDOM_DIGITS = 8
RANDOM_BEGINS = "08"


def is_random(card: CardId) -> bool:
    """Tell whether the number is a random one: four bytes that begin with 08.

    >>> is_random(CardId("08A1B2C3")), is_random(CardId("08a1b2c3d4e5f6"))
    (True, False)
    """
    return (
        len(card) == RANDOM_DIGITS
        and card.startswith(RANDOM_BEGINS)
        and all(digit in "0123456789abcdefABCDEF" for digit in card)
    )


class Companions:
    """The numbers that are known by `as_of` to have lain beside somebody's cards."""

    def __init__(
        self,
        holdings: Holdings,
        taps: Iterable[Tap],
        *,
        as_of: Instant,
        zone: str,
        dates_min: int,
    ) -> None:
        self._holdings = holdings
        self._dates_min = dates_min
        self._dates: defaultdict[tuple[CardId, PersonId], set[date]] = defaultdict(set)
        for tap in taps:
            person = self.person_beside(tap) if tap.lo <= as_of else None
            day = date_of(tap.lo, zone)
            # A tap that may have been on either of two dates is known to be on none.
            if person is not None and day == date_of(tap.hi, zone):
                self._dates[tap.card, person].add(day)

    def person_of(self, tap: Tap) -> PersonId | None:
        """Say whose a tap is that nobody held the card of; None is nobody's.

        The number is random, and shown once; or it has lain beside that person's
        cards on two dates or more.
        """
        person = self.person_beside(tap)
        if person is None or is_random(tap.card):
            return person
        dates = self._dates.get((tap.card, person), ())
        return person if len(dates) >= self._dates_min else None

    def person_beside(self, tap: Tap) -> PersonId | None:
        """Name the one person who held all known cards beside it, throughout."""
        holders: set[PersonId | None] = set()
        for card in tap.beside or ():
            held_by = self._holdings.holders_during(card, tap.lo, tap.hi)
            if held_by != {None}:
                holders |= held_by
        return holders.pop() if len(holders) == 1 else None

"""To whom a tap belongs (docs/rules.md section 3, the first rule)."""

from collections.abc import Iterable
from enum import Enum, auto

from server_sync.central.rules.facts import (
    CardAssignment,
    CardId,
    Instant,
    PersonId,
    Resolution,
    Tap,
    TerminalId,
)


class Nobody(Enum):
    """The tap is no known person's."""

    UNRESOLVED = auto()
    NOT_OURS = auto()


Owner = PersonId | Nobody
TapName = tuple[TerminalId, CardId, Instant, Instant, bool]


class Owners:
    """All card assignments and all resolutions."""

    def __init__(
        self, cards: Iterable[CardAssignment], resolutions: Iterable[Resolution]
    ) -> None:
        self._cards: dict[CardId, list[CardAssignment]] = {}
        # Of several assignments the latest `from` wins, of equal ones the last by
        # name: in this order the winner is the first of those that hold.
        for assignment in sorted(
            cards, key=lambda card: (card.start, card.person), reverse=True
        ):
            self._cards.setdefault(assignment.card, []).append(assignment)
        self._resolved: dict[TapName, set[PersonId | None]] = {}
        for resolution in resolutions:
            self._resolved.setdefault(_name_of(resolution), set()).add(
                resolution.person
            )

    def owner_of(self, tap: Tap) -> Owner:
        """Say whose tap it is; an assignment outweighs a resolution.

        An uncertain tap is a person's only if that person held the card at every
        instant of it; otherwise it counts as a tap with a card that nobody held.
        """
        holder = self.holder_at(tap.card, tap.lo)
        if holder is not None and (
            tap.lo == tap.hi
            or self.holders_during(tap.card, tap.lo, tap.hi) == {holder}
        ):
            return holder
        said = self._resolved.get(_name_of(tap)) if self._resolved else None
        if said is None or len(said) > 1:
            return Nobody.UNRESOLVED
        (person,) = said
        return Nobody.NOT_OURS if person is None else person

    def holder_at(self, card: CardId, instant: int) -> PersonId | None:
        """Say to whom the card was assigned at that instant (`from <= t < to`)."""
        for held in self._cards.get(card, ()):
            if held.start <= instant and (held.end is None or instant < held.end):
                return held.person
        return None

    def holders_during(self, card: CardId, lo: int, hi: int) -> set[PersonId | None]:
        """Say who held the card at any instant from `lo` to `hi`; None is nobody."""
        holders = {self.holder_at(card, lo)}
        if lo < hi:
            for held in self._cards.get(card, ()):
                for turn in (held.start, held.end):
                    if turn is not None and lo < turn <= hi:
                        holders.add(self.holder_at(card, turn))
        return holders


def _name_of(tap: Tap | Resolution) -> TapName:
    return tap.terminal, tap.card, tap.lo, tap.hi, tap.certain

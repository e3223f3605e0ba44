"""Who held which card at which instant (docs/rules.md section 3)."""

from collections.abc import Iterable

from server_sync.central.rules.facts import CardAssignment, CardId, PersonId


class Holdings:
    """All card assignments."""

    def __init__(self, cards: Iterable[CardAssignment]) -> None:
        self._cards: dict[CardId, list[CardAssignment]] = {}
        # Of several assignments the latest `from` wins, of equal ones the last by
        # name: in this order the winner is the first of those that hold.
        for assignment in sorted(
            cards, key=lambda card: (card.start, card.person), reverse=True
        ):
            self._cards.setdefault(assignment.card, []).append(assignment)

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

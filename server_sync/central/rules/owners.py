"""To whom a tap belongs (docs/rules.md section 3, the first two rules)."""

from enum import Enum, auto

from server_sync.central.rules.companions import Companions
from server_sync.central.rules.facts import (
    CardId,
    Facts,
    Instant,
    PersonId,
    Resolution,
    Tap,
    TerminalId,
)
from server_sync.central.rules.holdings import Holdings


class Nobody(Enum):
    """The tap is no known person's."""

    UNRESOLVED = auto()
    NOT_OURS = auto()


Owner = PersonId | Nobody
TapName = tuple[TerminalId, CardId, Instant, Instant, bool]


class Owners:
    """All card assignments, all resolutions, and what lay beside known cards."""

    def __init__(self, facts: Facts, as_of: Instant) -> None:
        self._holdings = Holdings(facts.cards)
        self._companions = Companions(
            self._holdings,
            (tap for tap in (*facts.taps, *facts.companions) if tap.beside),
            as_of=as_of,
            zone=facts.site.zone,
            dates_min=facts.site.limits.companion_dates,
        )
        self._resolved: dict[TapName, set[PersonId | None]] = {}
        for resolution in facts.resolutions:
            self._resolved.setdefault(_name_of(resolution), set()).add(
                resolution.person
            )

    def owner_of(self, tap: Tap) -> Owner:
        """Say whose tap it is; an assignment outweighs a resolution.

        An uncertain tap is a person's only if that person held the card at every
        instant of it. Resolutions that disagree resolve nothing. What nobody held and
        nobody resolved may be told by what lay beside it.
        """
        held_by = self._holdings.holders_during(tap.card, tap.lo, tap.hi)
        if len(held_by) == 1:
            (holder,) = held_by
            if holder is not None:
                return holder
        resolved = self._resolved.get(_name_of(tap)) if self._resolved else None
        if resolved is not None and len(resolved) == 1:
            (person,) = resolved
            return Nobody.NOT_OURS if person is None else person
        if tap.beside and held_by == {None}:
            return self._companions.person_of(tap) or Nobody.UNRESOLVED
        return Nobody.UNRESOLVED

    def person_beside(self, tap: Tap) -> PersonId | None:
        """Name the person beside all of whose cards it lay, and nobody else's."""
        return self._companions.person_beside(tap) if tap.beside else None

    def others_during(self, tap: Tap, owner: Owner) -> set[PersonId]:
        """Name those, besides the owner, who held the card at an instant of the tap."""
        held_by = self._holdings.holders_during(tap.card, tap.lo, tap.hi)
        return {one for one in held_by if one is not None and one != owner}


def _name_of(tap: Tap | Resolution) -> TapName:
    return tap.terminal, tap.card, tap.lo, tap.hi, tap.certain

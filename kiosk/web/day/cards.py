"""Find whose card a tap was, and list the taps that are nobody's."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from firmware.card import CardUid
from kiosk.host.local_time import day_of
from kiosk.journal.contents import Resolution, Tap
from kiosk.roster.roster import CardHolding, Person, Roster, TemporaryCard
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.journal_tail import ReadEntry

RANDOM_VISIT = timedelta(seconds=10)
"""Random numbers that follow each other sooner are one phone, and one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCard:
    """A card that was held to the reader and gives nobody an arrival.

    Attributes:
        taps: its taps of the day, oldest first.
        ending: the last four digits of its number, to tell two cards apart.
        phone: its number is random at each tap, so it is not one of our cards.
        reported_lost: who held it, if it is a blocked card.
        last_holder: the name of who held it last, if nobody holds it any more.
    """

    taps: tuple[ReadEntry, ...]
    ending: str
    phone: bool
    reported_lost: Person | None
    last_holder: str | None = None

    @property
    def seq(self) -> int:
        """The seq of its first tap, which identifies it on the page."""
        return self.taps[0].seq


def card_of(tap: ReadEntry, roster: Roster) -> CardHolding | None:
    """Find the holding; if the time is not known, the latest holding."""
    cards = roster.cards_with(uid_of(tap))
    if not tap.time_known:
        return cards[-1] if cards else None
    return next((card for card in cards if card.is_held_at(tap.at)), None)


def owner_of(
    tap: ReadEntry, roster: Roster, resolutions: Mapping[int, list[Resolution]]
) -> str | None:
    """Return whose tap it was, by the card or by resolutions of staff.

    A holding comes before a resolution, resolutions that disagree count for nothing,
    and a blocked card belongs to nobody.
    """
    card = card_of(tap, roster)
    if card is not None:
        return None if card.blocked else card.person
    named = {resolution.person for resolution in resolutions.get(tap.seq, ())}
    return named.pop() if len(named) == 1 else None


def newcomer_of(
    tap: ReadEntry, roster: Roster, resolutions: Mapping[int, list[Resolution]]
) -> TemporaryCard | None:
    """Find the temporary card of a tap, unless staff resolved the tap."""
    return (
        None if resolutions.get(tap.seq) else roster.newcomer_with(uid_of(tap), tap.at)
    )


def unknown_cards(
    roster: Roster, active: ActiveEntries, begin: datetime, end: datetime
) -> tuple[UnknownCard, ...]:
    """List the cards that are still unresolved, one for each date, oldest first.

    A visit of random numbers is one of them: a phone shows a new one each second.
    """
    resolutions = active.resolutions()
    found: dict[tuple[date, str], list[ReadEntry]] = defaultdict(list)
    last_random: tuple[datetime, tuple[date, str]] | None = None
    for tap in active.taps:
        if not begin <= tap.at < end or owner_of(tap, roster, resolutions) is not None:
            continue
        if newcomer_of(tap, roster, resolutions) is not None:
            continue
        if {resolution.person for resolution in resolutions.get(tap.seq, ())} != {None}:
            key = day_of(tap.at), uid_of(tap)
            if CardUid.from_hex(uid_of(tap)).is_random:
                if last_random and tap.at - last_random[0] <= RANDOM_VISIT:
                    key = last_random[1]
                last_random = tap.at, key
            found[key].append(tap)
    return tuple(
        UnknownCard(
            taps=tuple(taps),
            ending=uid_of(taps[0])[-4:],
            phone=CardUid.from_hex(uid).is_random,
            reported_lost=_lost(roster, taps[0]),
            last_holder=_last_holder(roster, taps[0]),
        )
        for (_, uid), taps in found.items()
    )


def uid_of(tap: ReadEntry) -> str:
    """Return the card's number; empty if the entry is not a tap."""
    return tap.content.uid if isinstance(tap.content, Tap) else ""


def _lost(roster: Roster, tap: ReadEntry) -> Person | None:
    card = card_of(tap, roster)
    return roster.person(card.person) if card is not None else None


def _last_holder(roster: Roster, tap: ReadEntry) -> str | None:
    ended = roster.ended_card(uid_of(tap), tap.at)
    return ended.name if ended is not None else None

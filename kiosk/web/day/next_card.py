"""Choose the card to hand out: the next one at the reader that is nobody's. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firmware.card import CardUid
from kiosk.journal import contents
from kiosk.journal.contents import (
    NEWCOMER_CHARACTERS_MAX,
    Content,
    Newcomer,
    Resolution,
)
from kiosk.roster.roster import CardHolding, Person, Roster
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.day.cards import uid_of
from kiosk.web.forms import FormContext
from kiosk.web.journal_tail import ReadEntry

WAIT = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
LIKE_CPR = re.compile(r"\d{6}[- ]?\d{4}")


class CardRefusal(StrEnum):
    """Why a card cannot be handed out; shown to staff."""

    PHONE = (
        "Det er en telefon, eller et kort, der skifter nummer hver gang. Vi kan ikke"
        " kende det igen i morgen, så brug et rigtigt kort."
    )
    SHARED = (
        "Det nummer har mange kort og telefoner i verden, så en andens kort kan ligne"
        " det. Brug et kort med sit eget nummer."
    )
    HELD_BY_OTHER = (
        "Det kort har {name} allerede. Spær det først der, eller brug et andet kort."
    )
    HELD_ALREADY = "Det kort har {name} allerede, og det virker."
    LENT = (
        "Det kort er midlertidigt og lånt ud til {name}. Tag det tilbage først, under"
        " »Kort«, eller brug et andet kort."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedCard:
    """A card that was held to the reader, and why it cannot be handed out, if so."""

    tap: ReadEntry
    refused: str | None = None

    @property
    def ending(self) -> str:
        """The last four digits of its number, to tell two cards apart."""
        return uid_of(self.tap)[-4:]


def offered_card(
    seq: int,
    person: Person | None,
    *,
    active: ActiveEntries,
    roster: Roster,
    now: datetime,
) -> OfferedCard | None:
    """Find the first card after `seq` that can be handed out.

    Otherwise the latest card that cannot; None if there was no card. Without a person
    the card is for somebody who is on no list.
    """
    offered = [
        OfferedCard(
            tap=tap, refused=refusal(uid_of(tap), person, roster=roster, now=now)
        )
        for tap in active.taps
        if tap.seq > seq
    ]
    fit = (card for card in offered if card.refused is None)
    return next(fit, offered[-1] if offered else None)


def refusal(
    uid: str, person: Person | None, *, roster: Roster, now: datetime
) -> str | None:
    """Return why this card cannot become the person's now; None if it can."""
    if CardUid.from_hex(uid).is_random:
        return CardRefusal.PHONE
    if CardUid.from_hex(uid).is_shared:
        return CardRefusal.SHARED
    holder = next(
        (card.person for card in roster.cards_with(uid) if _not_ended(card, now)), None
    )
    if holder is None:
        lent = roster.newcomer_with(uid, now)
        return CardRefusal.LENT.format(name=lent.name) if lent else None
    found = roster.person(holder)
    why = (
        CardRefusal.HELD_ALREADY
        if person and holder == person.id
        else CardRefusal.HELD_BY_OTHER
    )
    return why.format(name=found.name if found else holder)


def current_cards(person: str, roster: Roster, now: datetime) -> list[CardHolding]:
    """Return the cards that the person holds now."""
    return [
        card for card in roster.cards if card.person == person and _not_ended(card, now)
    ]


def ended_holding(card: CardHolding, *, by: str, now: datetime) -> contents.Card:
    """Return the entry that ends this holding now."""
    return contents.Card(
        uid=card.uid,
        person=card.person,
        start=card.start,
        end=max(now, card.start + SECOND),
        by=by,
        at=now,
    )


def entries_for_card(
    tap: ReadEntry,
    person: Person,
    context: FormContext,
    *,
    came: bool,
    active: ActiveEntries,
) -> Sequence[Content]:
    """Return the entries that hand out the card and resolve the tap that showed it.

    The holding starts now and not at the tap: whoever prepares cards in the evening has
    not come with each of them.
    """
    by, now = context.by, context.now
    card = contents.Card(
        uid=uid_of(tap),
        person=person.id,
        start=max(now, tap.at + SECOND),
        end=None,
        by=by,
        at=now,
    )
    about = active.journal.entry_id(tap.seq)
    resolution = Resolution(
        about=about, person=person.id if came else None, by=by, at=now
    )
    return [resolution, card]


def entries_for_loan(
    tap: ReadEntry,
    name: str,
    context: FormContext,
    *,
    came: bool,
    active: ActiveEntries,
) -> Sequence[Content]:
    """Return the entries that lend the card to somebody who is on no list.

    If they have come, the loan starts at the tap, which becomes their arrival once
    central knows who they are.
    """
    later = max(context.now, tap.at + SECOND)
    newcomer = Newcomer(
        uid=uid_of(tap),
        name=name,
        start=tap.at if came else later,
        by=context.by,
        at=context.now,
    )
    if came:
        return [newcomer]
    about = active.journal.entry_id(tap.seq)
    return [
        Resolution(about=about, person=None, by=context.by, at=context.now),
        newcomer,
    ]


def read_newcomer(typed: str) -> tuple[str, str | None]:
    """Clean up the name of somebody on no list; return also what is wrong with it.

    >>> read_newcomer("  Omar   Haddad ")
    ('Omar Haddad', None)
    >>> read_newcomer("Omar 010190-1234")[1]
    'Skriv ikke CPR-nummer her. Kun navnet.'
    """
    name = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if not name:
        return name, "Skriv, hvad personen hedder."
    if len(name) > NEWCOMER_CHARACTERS_MAX:
        return name, (
            f"Navnet er på {len(name)} tegn. Der er plads til"
            f" {NEWCOMER_CHARACTERS_MAX}."
        )
    if LIKE_CPR.search(name):
        return name, "Skriv ikke CPR-nummer her. Kun navnet."
    return name, None


def _not_ended(card: CardHolding, now: datetime) -> bool:
    return card.end is None or card.end > now

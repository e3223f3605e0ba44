"""Choose the card that `moedt tap` holds to the reader. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from firmware.card import CardUid
from kiosk.door.door_answer import DoorAnswer
from kiosk.emulated.reader_socket import EmulatedCard
from kiosk.errors import NobodyFound
from kiosk.roster.roster import Person, Roster

NEAR_MAX = 5
UID_BYTES = 7
NXP = "04"
CLASSIC_DIGITS = 8
BOTH = 2
SERIALS = 2 ** (8 * (UID_BYTES - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class TapRequest:
    """The options of the command: one of the first four, or `two`, or both.

    Raises:
        NobodyFound: it is none of them, or several.
    """

    name: str | None = None
    uid: str | None = None
    unknown: bool = False
    phone: bool = False
    two: bool = False

    def __post_init__(self) -> None:
        """Check that exactly one card is asked for."""
        choices = sum((bool(self.name), bool(self.uid), self.unknown, self.phone))
        if choices > 1 or (choices == 0 and not self.two):
            raise NobodyFound(
                "say one of NAME, --uid HEX, --unknown and --phone; --two goes with"
                " any of them or alone"
            )


def cards_for(
    request: TapRequest, roster: Roster, at: datetime, serial: int
) -> tuple[EmulatedCard, ...]:
    """Choose the cards; `serial` numbers a card that is made up.

    Raises:
        NobodyFound: the roster has no such person or card.
        BadCardUid: the UID is none.
    """
    first = None
    if request.name:
        first = card_of(roster, find_person(roster, request.name), at)
    elif request.uid:
        first = _emulated_card(str(CardUid.from_hex(request.uid)))
    elif request.unknown:
        first = unknown_card(roster, serial)
    elif request.phone:
        first = EmulatedCard(type="phone")
    if request.two:
        return two_cards(roster, at, first)
    return (first,) if first else ()


def find_person(roster: Roster, name: str) -> Person:
    """Find the person of that name, or the only one whose name begins so.

    Raises:
        NobodyFound: there is none, or more than one.
    """
    exact = [person for person in roster.people if person.name == name]
    wanted = name.casefold()
    begins = [
        person for person in roster.people if person.name.casefold().startswith(wanted)
    ]
    found = exact or begins
    if len(found) == 1:
        return found[0]
    if found:
        raise NobodyFound(f"{name!r} can be {_names(found)}: write more of the name")
    near = get_close_matches(
        wanted,
        [word for person in roster.people for word in _spellings(person)],
        n=NEAR_MAX,
    )
    meant = [person for person in roster.people if set(near) & set(_spellings(person))]
    hint = f"did you mean {_names(meant)}?" if meant else _known(roster)
    raise NobodyFound(f"nobody in the roster is called {name!r}; {hint}")


def card_of(roster: Roster, person: Person, at: datetime) -> EmulatedCard:
    """Return the card that the person holds; a working one before a blocked one.

    Raises:
        NobodyFound: the person holds none.
    """
    cards = [
        card
        for card in roster.cards
        if card.person == person.id and card.is_held_at(at)
    ]
    if not cards:
        raise NobodyFound(f"{person.name} holds no card now: hand one out on the page")
    return _emulated_card(min(cards, key=lambda card: card.blocked).uid)


def two_cards(
    roster: Roster, at: datetime, first: EmulatedCard | None
) -> tuple[EmulatedCard, ...]:
    """Return the cards of two people, `first` among them if it is given.

    Raises:
        NobodyFound: fewer than two people hold a card.
    """
    holdings = [
        card for card in roster.cards if card.is_held_at(at) and not card.blocked
    ]
    by_person = {card.person: _emulated_card(card.uid) for card in reversed(holdings)}
    others = [card for card in reversed(by_person.values()) if card != first]
    both = (first, *others[:1]) if first else tuple(others[:BOTH])
    if len(both) < BOTH:
        raise NobodyFound("fewer than two people in the roster hold a card")
    return both


def unknown_card(roster: Roster, serial: int) -> EmulatedCard:
    """Make up a card that nobody in the roster holds."""
    while True:
        uid = NXP + serial.to_bytes(UID_BYTES - 1, "big").hex()
        if not roster.cards_with(uid):
            return EmulatedCard(uid=uid)
        serial = (serial + 1) % SERIALS


def line_of(verdict: DoorAnswer) -> str:
    """Write an answer in one line: the light, the Danish text, the name."""
    name = f" ({verdict.person})" if verdict.person else ""
    return f"{verdict.signal.value}: {verdict.text}{name}"


def _emulated_card(uid: str) -> EmulatedCard:
    return EmulatedCard(
        uid=uid, type="classic" if len(uid) == CLASSIC_DIGITS else "ntag"
    )


def _spellings(person: Person) -> list[str]:
    full_name = person.name.casefold()
    return [full_name, *full_name.split()]


def _names(people: Sequence[Person]) -> str:
    shown = " or ".join(person.name for person in people[:NEAR_MAX])
    return f"{shown} or others" if len(people) > NEAR_MAX else shown


def _known(roster: Roster) -> str:
    return f"it holds {_names(roster.people)}" if roster.people else "it is empty"

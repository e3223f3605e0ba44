"""What was settled at the door and the roster may not tell yet. Pure.

A card handed out this morning must open its owner's day at once, with no central in
reach. So what the journal says of cards and of whom to greet how is laid over the
roster, for as long as it may take central to send it back.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from kiosk import entry
from kiosk.entry import Content, Void, Welcome
from kiosk.roster import Card, Person, Roster

REMEMBERED_FOR = timedelta(hours=36)


class SinceRoster:
    """Remembers what staff wrote at the door of cards and of new people."""

    def __init__(self) -> None:
        self._seen: dict[int, entry.Card | Welcome] = {}
        self._latest: tuple[object, Roster] | None = None

    def see(self, seq: int, content: Content) -> None:
        """Take in what an entry says, in the order of the journal."""
        match content:
            case entry.Card() | Welcome():
                self._seen[seq] = content
            case Void(about=about):
                self._seen.pop(about.seq, None)
            case _:
                return
        self._latest = None

    def over(self, roster: Roster, at: datetime) -> Roster:
        """Give the roster with all that was written in the 36 hours before `at`."""
        recent = tuple(
            one for one in self._seen.values() if one.at > at - REMEMBERED_FOR
        )
        if not recent:
            return roster
        key = (id(roster), recent)
        if self._latest is None or self._latest[0] != key:
            self._latest = (key, laid_over(roster, recent))
        return self._latest[1]


def laid_over(roster: Roster, written: Iterable[entry.Card | Welcome]) -> Roster:
    """Give the roster as if it told what was written, oldest first.

    Whoever is not on the roster stays off it.
    """
    cards, people = roster.cards, {person.id: person for person in roster.people}
    for one in written:
        if one.person not in people:
            continue
        if isinstance(one, Welcome):
            people[one.person] = _greeted(people[one.person], one)
        else:
            cards = _handed_out(cards, one)
    return msgspec.structs.replace(roster, cards=cards, people=tuple(people.values()))


def _greeted(person: Person, welcome: Welcome) -> Person:
    return msgspec.structs.replace(
        person,
        language=welcome.language,
        first_name_shown=welcome.first_name_shown,
    )


def _handed_out(cards: tuple[Card, ...], given: entry.Card) -> tuple[Card, ...]:
    start, end = given.start, given.end
    kept: list[Card] = []
    for card in cards:
        if card.uid != given.uid or (card.end is not None and card.end <= start):
            kept.append(card)
        elif card.person == given.person and card.start <= start:
            if end is None or (card.end is not None and card.end <= end):
                return cards  # the roster tells it already
            start = card.start
        elif card.start < start:
            kept.append(msgspec.structs.replace(card, end=start))
        else:
            kept.append(card)
            end = card.start if end is None else min(end, card.start)
    if end is not None and end <= start:
        return tuple(kept)
    new = Card(uid=given.uid, person=given.person, start=start, end=end, blocked=False)
    return (*kept, new)

"""What was settled at the door and the roster may not tell yet. Pure.

A card handed out this morning must open its owner's day at once, with no central in
reach. So what the journal says of cards and of whom to greet how is laid over the
roster, for as long as it may take central to send it back.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from kiosk.journal import contents
from kiosk.journal.contents import (
    Content,
    Void,
    Welcome,
)
from kiosk.roster.roster import (
    Card,
    Newcomer,
    Person,
    Roster,
)

REMEMBERED_FOR = timedelta(hours=36)
A_DAY = timedelta(days=1)

Written = contents.Card | contents.Newcomer | Welcome


class SinceRoster:
    """Remembers what staff wrote at the door of cards and of new people."""

    def __init__(self) -> None:
        self._seen: dict[int, Written] = {}
        self._ended: dict[int, Newcomer] = {}
        self._latest: tuple[Roster, object, Roster] | None = None

    def see(self, seq: int, content: Content) -> None:
        """Take in what an entry says, in the order of the journal."""
        match content:
            case contents.Card() | contents.Newcomer() | Welcome():
                self._seen[seq] = content
            case Void(about=about, at=at):
                taken_back = self._seen.pop(about.seq, None)
                if isinstance(taken_back, contents.Newcomer):
                    self._ended[about.seq] = _newcomer(taken_back, end=at)
            case _:
                return
        self._latest = None

    def over(self, roster: Roster, at: datetime) -> Roster:
        """Give the roster with all that was written since, and that it may not tell.

        That is what was written in the 36 hours before `at`, or before the roster
        where that is an old one: no card stops working because the network is down.
        """
        since = told_until(roster, at)
        recent = tuple(one for one in self._seen.values() if one.at > since)
        ended = tuple(self._ended.values())
        if not recent and not ended:
            return roster
        latest = self._latest
        if latest is None or latest[0] is not roster or latest[1] != (recent, ended):
            laid = laid_over(roster, recent, ended)
            # The roster itself, not its id: that may be the next one's once it is gone.
            self._latest = latest = (roster, (recent, ended), laid)
        return latest[2]


def told_until(roster: Roster, at: datetime) -> datetime:
    """Say until when a roster surely tells what was written at the door."""
    return min(at, roster.made_at + A_DAY) - REMEMBERED_FOR


def laid_over(
    roster: Roster, written: Iterable[Written], ended: Iterable[Newcomer] = ()
) -> Roster:
    """Give the roster as if it told what was written, oldest first.

    Whoever is not on the roster stays off it; newcomers never were.
    """
    cards, people = roster.cards, {person.id: person for person in roster.people}
    lent = {(one.uid, one.start): one for one in roster.newcomers}
    for one in written:
        match one:
            case contents.Newcomer():
                lent.setdefault((one.uid, one.start), _newcomer(one))
            case Welcome() if one.person in people:
                people[one.person] = _greeted(people[one.person], one)
            case contents.Card() if one.person in people:
                cards = _handed_out(cards, one)
    lent |= {(one.uid, one.start): one for one in ended}
    return msgspec.structs.replace(
        roster,
        cards=cards,
        people=tuple(people.values()),
        newcomers=tuple(sorted(lent.values(), key=lambda one: one.start)),
    )


def _newcomer(said: contents.Newcomer, *, end: datetime | None = None) -> Newcomer:
    over = None if end is None else max(end, said.start)
    return Newcomer(uid=said.uid, name=said.name, start=said.start, end=over)


def _greeted(person: Person, welcome: Welcome) -> Person:
    return msgspec.structs.replace(
        person,
        language=welcome.language,
        first_name_shown=welcome.first_name_shown,
    )


def _handed_out(cards: tuple[Card, ...], given: contents.Card) -> tuple[Card, ...]:
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

"""Apply what staff changed at the door to a roster that may not contain it yet. Pure.

A card that was handed out this morning must work at once, even without a network. So
the journal's entries about cards and welcomes are applied to the roster, until central
must have sent them back.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from kiosk.journal import contents
from kiosk.journal.contents import Content, Void, Welcome
from kiosk.roster.roster import CardHolding, Person, Roster, TemporaryCard

CENTRAL_NEEDS = timedelta(hours=36)
A_DAY = timedelta(days=1)

LocalChange = contents.Card | contents.Newcomer | Welcome


class RosterOverlay:
    """Remembers the journal's entries about cards and new people."""

    def __init__(self) -> None:
        self._changes: dict[int, LocalChange] = {}
        self._ended: dict[int, TemporaryCard] = {}
        self._latest: tuple[Roster, object, Roster] | None = None

    def add_entry(self, seq: int, content: Content) -> None:
        """Add the content of the next entry; most kinds change nothing."""
        match content:
            case contents.Card() | contents.Newcomer() | Welcome():
                self._changes[seq] = content
            case Void(about=about, at=at):
                voided = self._changes.pop(about.seq, None)
                if isinstance(voided, contents.Newcomer):
                    self._ended[about.seq] = _temporary_card(voided, end=at)
            case _:
                return
        self._latest = None

    def applied_to(self, roster: Roster, at: datetime) -> Roster:
        """Return the roster with the changes applied that it may lack.

        Those are the changes of the 36 hours before `at`. With an old roster they are
        those since 36 hours before it was made, so that no card stops working while the
        network is down.
        """
        since = covers_entries_until(roster, at)
        recent = tuple(change for change in self._changes.values() if change.at > since)
        ended = tuple(self._ended.values())
        if not recent and not ended:
            return roster
        latest = self._latest
        if latest is None or latest[0] is not roster or latest[1] != (recent, ended):
            laid = with_changes(roster, recent, ended)
            # The roster itself and not its id, which a later object may get.
            self._latest = latest = (roster, (recent, ended), laid)
        return latest[2]


def covers_entries_until(roster: Roster, at: datetime) -> datetime:
    """Return until when a roster certainly contains what was written at the door."""
    return min(at, roster.made_at + A_DAY) - CENTRAL_NEEDS


def with_changes(
    roster: Roster, changes: Iterable[LocalChange], ended: Iterable[TemporaryCard] = ()
) -> Roster:
    """Apply the changes to the roster, oldest first.

    Changes about people who are not on the roster are ignored.
    """
    cards, people = roster.cards, {person.id: person for person in roster.people}
    lent = {(newcomer.uid, newcomer.start): newcomer for newcomer in roster.newcomers}
    for change in changes:
        match change:
            case contents.Newcomer():
                lent.setdefault((change.uid, change.start), _temporary_card(change))
            case Welcome() if change.person in people:
                people[change.person] = _with_welcome(people[change.person], change)
            case contents.Card() if change.person in people:
                cards = _with_card(cards, change)
    lent |= {(newcomer.uid, newcomer.start): newcomer for newcomer in ended}
    return msgspec.structs.replace(
        roster,
        cards=cards,
        people=tuple(people.values()),
        newcomers=tuple(sorted(lent.values(), key=lambda newcomer: newcomer.start)),
    )


def _temporary_card(
    lent: contents.Newcomer, *, end: datetime | None = None
) -> TemporaryCard:
    over = None if end is None else max(end, lent.start)
    return TemporaryCard(uid=lent.uid, name=lent.name, start=lent.start, end=over)


def _with_welcome(person: Person, welcome: Welcome) -> Person:
    return msgspec.structs.replace(
        person,
        language=welcome.language,
        first_name_shown=welcome.first_name_shown,
    )


def _with_card(
    cards: tuple[CardHolding, ...], card_entry: contents.Card
) -> tuple[CardHolding, ...]:
    start, end = card_entry.start, card_entry.end
    holdings: list[CardHolding] = []
    for card in cards:
        if card.uid != card_entry.uid or (card.end is not None and card.end <= start):
            holdings.append(card)
        elif card.person == card_entry.person and card.start <= start:
            if end is None or (card.end is not None and card.end <= end):
                return cards  # the roster contains it already
            start = card.start
        elif card.start < start:
            holdings.append(msgspec.structs.replace(card, end=start))
        else:
            holdings.append(card)
            end = card.start if end is None else min(end, card.start)
    if end is not None and end <= start:
        return tuple(holdings)
    new = CardHolding(
        uid=card_entry.uid,
        person=card_entry.person,
        start=start,
        end=end,
        blocked=False,
    )
    return (*holdings, new)

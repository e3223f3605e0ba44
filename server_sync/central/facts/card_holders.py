"""Who held which card at which instant: every page, file and roster asks it here.

The rule is docs/rules.md section 3, and `rules.holdings` computes it. Here the card
assignments are read that it is computed from: those of one municipality, since a card
is held within a municipality, and without those that somebody took back.
"""

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.rules.facts import CardAssignment, CardId, Instant, PersonId
from server_sync.central.rules.holdings import Holdings

CARDS_AT_ONCE = 500


class HolderPeriod(NamedTuple):
    """One person holds the card from `start` up to but not including `until`.

    Instants are whole seconds since 1970; `until` None is open.
    """

    card: str
    person: str
    start: int
    until: int | None


def assignments_of(
    connection: Connection, *, municipality: str, cards: Collection[str]
) -> list[CardAssignment]:
    """Read the assignments of these cards that nobody took back."""
    columns = tables.card.c
    wanted = sorted(set(cards))
    return [
        CardAssignment(
            card=CardId(row.card),
            person=PersonId(row.person),
            start=Instant(row.start),
            end=None if row.until is None else Instant(row.until),
        )
        for at in range(0, len(wanted), CARDS_AT_ONCE)
        for row in connection.execute(
            not_voided(tables.card)
            .where(columns.municipality == municipality)
            .where(columns.card.in_(wanted[at : at + CARDS_AT_ONCE]))
        )
    ]


def holdings_of(
    connection: Connection, *, municipality: str, cards: Collection[str]
) -> Holdings:
    """Read who held these cards when."""
    return Holdings(assignments_of(connection, municipality=municipality, cards=cards))


def cards_ever_held(connection: Connection, *, person: str) -> set[str]:
    """Read the cards that were a person's at any time."""
    held = not_voided(tables.card).where(tables.card.c.person == person)
    return {row.card for row in connection.execute(held)}


def municipality_of_citizen(connection: Connection, *, person: str) -> str:
    """Read in which municipality a person's cards are held."""
    columns = tables.person.c
    found = select(columns.municipality).where(columns.id == person)
    return str(connection.execute(found).scalar_one())


def holder_throughout(holdings: Holdings, card: str, lo: int, hi: int) -> str | None:
    """Return who held the card at every instant from `lo` to `hi`.

    None where nobody did, where it changed hands, or where it was nobody's meanwhile:
    then a tap between these instants counts as one with a card that nobody held.
    """
    holders = holdings.holders_during(CardId(card), lo, hi)
    return next(iter(holders)) if len(holders) == 1 else None


def periods_of(assignments: Collection[CardAssignment]) -> Iterator[HolderPeriod]:
    """Cut overlapping assignments into periods of one holder, card by card."""
    holdings = Holdings(assignments)
    by_card: dict[CardId, set[int]] = {}
    for assignment in assignments:
        cuts = by_card.setdefault(assignment.card, set())
        cuts.add(assignment.start)
        if assignment.end is not None:
            cuts.add(assignment.end)
    for card, cuts in sorted(by_card.items()):
        for start, until in pairwise([*sorted(cuts), None]):
            person = None if start is None else holdings.holder_at(card, start)
            if start is not None and person is not None:
                yield HolderPeriod(card, person, start, until)

"""Who holds or ever held a card."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.query_batch import QueryBatch, Question, among, listed
from server_sync.central.facts.recompute_queue import Dates, dates_of


class Assignment(NamedTuple):
    """Who held a card from when to when; it may have been taken back."""

    card: str
    person: str
    start: int
    until: int | None
    taken_back: bool


Holders = defaultdict[str, list[Assignment]]
"""All assignments there ever were of each card."""


class Companion(NamedTuple):
    """A tap, at a site with that time zone, with a number that lay beside cards."""

    site: str
    zone: str
    lo: int
    hi: int


def holders_of(
    connection: Connection, cards: Collection[str]
) -> tuple[Holders, list[Companion]]:
    """Read all assignments of these cards, and their taps that others lay beside."""
    held: Holders = defaultdict(list)
    if not cards:
        return held, []
    found = _assignments().ask(connection, {"cards": listed(cards)})
    for row in found["assignments"]:
        held[row.card].append(row)
    return held, found["companions"]


def held_throughout(row: Assignment, dates: Dates, zone: str) -> bool:
    """Say whether this assignment surely held the card on all of these dates."""
    if dates_of(row.start, row.start, zone)[1] > dates[0]:
        return False
    return row.until is None or dates_of(row.until, row.until, zone)[0] > dates[1]


@cache
def _assignments() -> QueryBatch:
    card, void = tables.card.c, tables.void.c
    taken_back = select(void.key).where(void.about == card.key).exists()
    assignments = select(
        card.card, card.person, card.start, card.until, taken_back.label("taken_back")
    )
    tap, site = tables.tap.c, tables.site.c
    companions = (
        select(tap.site, site.zone, tap.lo, tap.hi)
        .join_from(tables.tap, tables.site, site.id == tap.site)
        .where(tap.beside.is_not(None), among(tap.card, "cards"))
    )
    return QueryBatch(
        assignments=Question(assignments.where(among(card.card, "cards")), Assignment),
        companions=Question(companions, Companion),
    )

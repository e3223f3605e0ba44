"""Whose cards these are, or ever were."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.query_batch import (
    Question,
    Together,
    among,
    listed,
)
from server_sync.central.facts.recompute_queue import Dates, dates_of


class Assignment(NamedTuple):
    """Who held a card from when to when; it may have been taken back."""

    card: str
    person: str
    start: int
    until: int | None
    taken_back: bool


@dataclass(slots=True)
class Held:
    """All assignments there ever were of some cards, and some sites' time zones."""

    cards: defaultdict[str, list[Assignment]] = field(
        default_factory=lambda: defaultdict(list)
    )
    zones: dict[str, str] = field(default_factory=dict)


def held_at(connection: Connection, marks: Sequence[Any]) -> Held:
    """Ask for all assignments of the cards that are marked at sites."""
    if not marks:
        return Held()
    cards = listed({mark.card for mark in marks})
    sites = listed({mark.site for mark in marks})
    found = _held_asked().ask(connection, {"cards": cards, "sites": sites})
    known = Held(zones=dict(found["zones"]))
    for row in found["assignments"]:
        known.cards[row.card].append(row)
    return known


def held_throughout(row: Assignment, dates: Dates, zone: str) -> bool:
    """Say whether this assignment surely held the card on all of these dates."""
    if dates_of(row.start, row.start, zone)[1] > dates[0]:
        return False
    return row.until is None or dates_of(row.until, row.until, zone)[0] > dates[1]


@cache
def _held_asked() -> Together:
    card, void, site = tables.card.c, tables.void.c, tables.site.c
    taken_back = select(void.key).where(void.about == card.key).exists()
    assignments = select(
        card.card, card.person, card.start, card.until, taken_back.label("back")
    )
    return Together(
        assignments=Question(assignments.where(among(card.card, "cards")), Assignment),
        zones=Question(select(site.id, site.zone).where(among(site.id, "sites"))),
    )

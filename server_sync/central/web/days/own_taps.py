"""The taps of a person's day: with a card they held, or said to have been theirs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from server_sync.central.db.tables import chain, resolution, site, tap
from server_sync.central.facts.card_holders import (
    cards_ever_held,
    holder_throughout,
    holdings_of,
    municipality_of_citizen,
)
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.web.forms import seconds_of_day


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTap:
    """A tap, the name by which facts are about it, and the card."""

    key: str
    lo: int
    card: str


def of_day(
    connection: Connection, *, person: str, day: date, zone: str
) -> list[OwnTap]:
    """Read the taps of a date that were a person's, in order.

    A tap is theirs if they held the card throughout, or if nobody did and all who
    resolved it say that it was theirs.
    """
    begins, ends = seconds_of_day(day, zone)
    municipality = municipality_of_citizen(connection, person=person)
    resolved = _resolutions(connection, person)
    cards = cards_ever_held(connection, person=person)
    query = _taps(municipality).where(tap.c.lo.between(begins, ends))
    if not resolved:
        query = query.where(tap.c.card.in_(cards))
    rows = connection.execute(query).all()
    holdings = holdings_of(
        connection, municipality=municipality, cards={row.card for row in rows}
    )
    taps = []
    for row in rows:
        key = str(EntryKey(row.device, row.chain_bytes, row.seq))
        holder = holder_throughout(holdings, row.card, row.lo, row.hi)
        if holder == person or (holder is None and resolved.get(key) == {person}):
            taps.append(OwnTap(key=key, lo=row.lo, card=row.card))
    return sorted(taps, key=lambda one: (one.lo, one.key))


def _taps(municipality: str) -> Select[Any]:
    return (
        select(tap, chain.c.device, chain.c.chain.label("chain_bytes"))
        .join(chain, chain.c.id == tap.c.chain)
        .join(site, site.c.id == tap.c.site)
        .where(site.c.municipality == municipality)
    )


def _resolutions(connection: Connection, person: str) -> dict[str, set[str | None]]:
    """Read all that was said of the taps that somebody resolved as this person's."""
    of_person = select(resolution.c.about).where(resolution.c.person == person)
    answers: dict[str, set[str | None]] = {}
    query = not_voided(resolution).where(resolution.c.about.in_(of_person))
    for row in connection.execute(query):
        answers.setdefault(row.about, set()).add(row.person)
    return answers

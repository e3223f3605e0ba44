"""The taps of a person's day: with a card they held, or said to have been theirs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from server_sync.central.db.tables import (
    card,
    chain,
    resolution,
    tap,
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
    """Read what somebody's card told of a date, in order."""
    begins, ends = seconds_of_day(day, zone)
    holding = not_voided(card).where(card.c.person == person).subquery("holding")
    by_card = (
        select(holding.c.key)
        .where(holding.c.card == tap.c.card, holding.c.start <= tap.c.lo)
        .where(or_(holding.c.until.is_(None), holding.c.until > tap.c.lo))
        .exists()
    )
    within = tap.c.lo.between(begins, ends)
    mine = _found(connection, _taps().where(within, by_card))
    resolved = _said_to_be(connection, person)
    others = _found(connection, _taps().where(within, ~by_card)) if resolved else []
    mine += [row for row in others if row.key in resolved]
    return sorted(mine, key=lambda row: (row.lo, row.key))


def _taps() -> Select[Any]:
    return select(tap, chain.c.device, chain.c.chain.label("chain_bytes")).join(
        chain, chain.c.id == tap.c.chain
    )


def _found(connection: Connection, asked: Select[Any]) -> list[OwnTap]:
    return [
        OwnTap(
            key=str(EntryKey(row.device, row.chain_bytes, row.seq)),
            lo=row.lo,
            card=row.card,
        )
        for row in connection.execute(asked)
    ]


def _said_to_be(connection: Connection, person: str) -> set[str]:
    asked = not_voided(resolution).where(resolution.c.person == person)
    return {row.about for row in connection.execute(asked)}

"""Which cards of a site nobody holds any more, and who held each last.

The door tells who brings one that it is out of use, and staff whose it was.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from kiosk.roster.model import EndedCard
from server_sync.central.db import tables
from server_sync.central.facts.card_holders import (
    HolderPeriod,
    assignments_of,
    periods_of,
)
from server_sync.central.terminals.roster.people import UID_DIGITS, short, spoken, utc

DAYS_BACK = timedelta(days=90)
"""People whose course ended longer ago are not named to the door."""


def ended_cards_of(
    connection: Connection,
    site: Any,
    people: Collection[str],
    first: date,
    span: tuple[int, int],
) -> tuple[EndedCard, ...]:
    """Return the cards that the roster's own `cards` do not name as ended.

    Args:
        connection: to read with.
        site: the row of the site.
        people: those in the roster.
        first: the first date of the roster.
        span: the roster's first and last instant, as its `cards` are cut by.
    """
    people_lately = _people_lately(connection, site.id, first)
    ended = [
        period
        for period in _last_periods(connection, site.municipality, people_lately)
        if period.until is not None
        and period.person in people_lately
        and period.until <= span[1]
        and not (period.person in people and period.until > span[0])
    ]
    holders = _holders(connection, {period.person for period in ended})
    return tuple(
        EndedCard(
            uid=period.card,
            name=short(holders[period.person].name),
            language=spoken(holders[period.person].language),
            end=utc(period.until),
        )
        for period in ended
        if period.until is not None and period.person in holders
    )


def _people_lately(connection: Connection, site: str, first: date) -> set[str]:
    columns = tables.course.c
    lately = (
        select(columns.person)
        .where(columns.site == site, columns.last >= first - DAYS_BACK)
        .distinct()
    )
    return set(connection.scalars(lately))


def _last_periods(
    connection: Connection, municipality: str, people: Collection[str]
) -> list[HolderPeriod]:
    """Return the last holding of each card that one of them ever held."""
    columns = tables.card.c
    cards = (
        select(columns.card)
        .where(columns.municipality == municipality, columns.person.in_(people))
        .distinct()
    )
    assignments = assignments_of(
        connection, municipality=municipality, cards=set(connection.scalars(cards))
    )
    last: dict[str, HolderPeriod] = {}
    for period in periods_of(assignments):
        if len(period.card) not in UID_DIGITS:
            continue
        if period.card not in last or last[period.card].start < period.start:
            last[period.card] = period
    return [last[card] for card in sorted(last)]


def _holders(connection: Connection, people: Collection[str]) -> dict[str, Any]:
    rows = connection.execute(
        select(tables.person).where(tables.person.c.id.in_(people))
    )
    return {row.id: row for row in rows if short(row.name)}

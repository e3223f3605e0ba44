"""Store that a card was handed out, or handed back, at the door.

A terminal does not know the key of an assignment that central wrote. So it states again
whose the card was, and until when: central then voids its own assignment, and adds one
with that end.
"""

# ruff: noqa: PLR0913 - a fact is written in one call, every field by its name

from typing import Any

from sqlalchemy import Connection, or_, select

from server_sync.central.db import tables
from server_sync.central.facts import statements
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.facts.provenance import Provenance


def hand_out(
    connection: Connection,
    *,
    card: str,
    person: str,
    start: int,
    until: int | None,
    provenance: Provenance,
) -> None:
    """Assign the card from `start`; with `until`, void an assignment that is longer.

    Doing it twice changes nothing.
    """
    columns = tables.card.c
    if connection.scalar(select(columns.key).where(columns.key == provenance.entry)):
        return
    known = (
        None
        if until is None
        else _longer_assignment(connection, card, person, start, until)
    )
    if known is not None:
        start = min(start, known.start)
        statements.add_void(
            connection,
            municipality=known.municipality,
            about=known.key,
            provenance=provenance,
        )
    statements.assign_card(
        connection,
        card=card,
        person=person,
        start=start,
        until=until,
        provenance=provenance,
    )


def _longer_assignment(
    connection: Connection, card: str, person: str, start: int, until: int
) -> Any:
    columns = tables.card.c
    return connection.execute(
        not_voided(tables.card)
        .where(columns.card == card, columns.person == person)
        .where(columns.start <= start)
        .where(or_(columns.until.is_(None), columns.until > until))
        .order_by(columns.start.desc(), columns.key)
        .limit(1)
    ).one_or_none()

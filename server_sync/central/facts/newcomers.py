"""Temporary cards: a named person says whose one was, and its taps become theirs."""

from sqlalchemy import ColumnElement, Connection, or_, select

from server_sync.central.db import tables
from server_sync.central.db.rows import NewcomerRow
from server_sync.central.facts import statements
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.facts.provenance import Provenance


def is_named() -> ColumnElement[bool]:
    """Return the condition on `newcomer` that somebody holds the card, or did since."""
    columns = tables.newcomer.c
    held = not_voided(tables.card).subquery("given_since")
    return (
        select(held.c.key)
        .where(held.c.card == columns.card)
        .where(or_(held.c.until.is_(None), held.c.until > columns.start))
        .exists()
    )


def name_as(
    connection: Connection,
    newcomer: NewcomerRow,
    *,
    person: str,
    provenance: Provenance,
) -> None:
    """Assign the card to the person from when it was lent, so its taps are theirs."""
    statements.assign_card(
        connection,
        card=newcomer.card,
        person=person,
        start=newcomer.start,
        provenance=provenance,
    )


def not_ours(
    connection: Connection, newcomer: NewcomerRow, *, provenance: Provenance
) -> int:
    """State that it was no citizen of ours (a guest); return how many taps it made.

    From then on the card is nobody's, and its earlier taps cast no doubt any more.
    """
    tap, chain = tables.tap.c, tables.chain.c
    taps = connection.execute(
        select(chain.device, chain.chain, tap.seq)
        .join_from(tables.tap, tables.chain, chain.id == tap.chain)
        .where(tap.site == newcomer.site, tap.card == newcomer.card)
        .where(tap.lo >= newcomer.start, tap.lo <= provenance.at)
    ).all()
    for row in taps:
        statements.add_resolution(
            connection,
            municipality=newcomer.municipality,
            about=str(EntryKey(row.device, row.chain, row.seq)),
            person=None,
            provenance=provenance,
        )
    statements.add_void(
        connection,
        municipality=newcomer.municipality,
        about=newcomer.key,
        provenance=provenance,
    )
    return len(taps)

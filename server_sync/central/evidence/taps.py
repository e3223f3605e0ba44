"""The person's own taps: with a card that was theirs, or resolved to be theirs."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from kiosk.journal.contents import Kind
from server_sync.central.db import tables
from server_sync.central.evidence.asking import Asked
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.ingest.contents import content_of


def own_taps(connection: Connection, asked: Asked) -> list[str]:
    """Give the keys of the taps that bear on the person's days."""
    tap, chain, card = tables.tap.c, tables.chain.c, tables.card.c
    was_theirs = (
        select(card.key)
        .where(card.person == asked.person.id, card.card == tap.card)
        .where(card.start <= tap.hi)
        .where(or_(card.until.is_(None), card.until > tap.lo))
    )
    rows = connection.execute(
        select(chain.device, chain.chain, tap.seq)
        .join_from(tables.tap, tables.chain, tables.chain.c.id == tables.tap.c.chain)
        .where(tap.lo < asked.until, tap.hi >= asked.since, was_theirs.exists())
        .order_by(chain.device, chain.chain, tap.seq)
    )
    own = [str(EntryKey(device, raw, seq)) for device, raw, seq in rows]
    resolved = connection.scalars(
        select(tables.resolution.c.about).where(
            tables.resolution.c.person == asked.person.id
        )
    )
    return sorted({*own, *_of_these_days(connection, asked, set(resolved))})


def _of_these_days(
    connection: Connection, asked: Asked, keys: Collection[str]
) -> list[str]:
    if not keys:
        return []
    tap, chain = tables.tap.c, tables.chain.c
    rows = connection.execute(
        select(chain.device, chain.chain, tap.seq)
        .join_from(tables.tap, tables.chain, tables.chain.c.id == tables.tap.c.chain)
        .where(tap.lo < asked.until, tap.hi >= asked.since)
        .where(tap.site.in_([site.id for site in asked.sites]))
    )
    return [key for row in rows if (key := str(EntryKey(*row))) in keys]


def is_tap_with(row: Row[Any], cards: Collection[str]) -> bool:
    """Say whether an entry, whatever became of it, is a tap with one of these cards."""
    if row.kind != Kind.TAP or row.content is None:
        return False
    try:
        content = content_of(row.kind, row.content)
    except ValueError:
        return False
    return getattr(content, "uid", None) in cards

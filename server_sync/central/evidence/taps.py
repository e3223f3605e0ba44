"""The person's own taps: with a card that was theirs, or resolved to be theirs."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from kiosk.journal.contents import Entry, Kind
from server_sync.central.db import tables
from server_sync.central.evidence.asking import Asked
from server_sync.central.facts.card_holders import cards_ever_held, holdings_of
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.ingest.contents import content_of


def own_taps(connection: Connection, asked: Asked) -> list[str]:
    """Return the keys of the taps of the cards that the person held, or resolved so.

    A tap whose time is not certain is among them if they held the card at any instant.
    """
    tap, chain, person = tables.tap.c, tables.chain.c, asked.person
    rows = connection.execute(
        select(chain.device, chain.chain, tap.seq, tap.card, tap.lo, tap.hi)
        .join_from(tables.tap, tables.chain, chain.id == tap.chain)
        .join(tables.site, tables.site.c.id == tap.site)
        .where(tables.site.c.municipality == person.municipality)
        .where(tap.lo < asked.until, tap.hi >= asked.since)
        .where(tap.card.in_(cards_ever_held(connection, person=person.id)))
    ).all()
    holdings = holdings_of(
        connection,
        municipality=person.municipality,
        cards={row.card for row in rows},
    )
    own = [
        str(EntryKey(row.device, row.chain, row.seq))
        for row in rows
        if person.id in holdings.holders_during(row.card, row.lo, row.hi)
    ]
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


def is_tap_with(entry: Entry, cards: Collection[str]) -> bool:
    """Say whether an entry, whatever became of it, is a tap with one of these cards."""
    if entry.kind != Kind.TAP or entry.content is None:
        return False
    try:
        content = content_of(entry.kind, entry.content)
    except ValueError:
        return False
    return getattr(content, "uid", None) in cards

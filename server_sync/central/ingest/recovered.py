"""Take back the loss of an entry that came after all."""

from collections.abc import Sequence

from sqlalchemy import Connection, update

from server_sync.central.db import tables
from server_sync.central.facts import recompute_queue
from server_sync.central.ingest import read_entries
from server_sync.central.ingest.contents import Trouble
from server_sync.central.ingest.items import Item


def no_longer_lost(
    connection: Connection, chain: int, fresh: Sequence[Item], *, site: str, at: int
) -> None:
    """Use what came after all although somebody had declared some of it lost."""
    aside = tables.quarantine.c
    for item in fresh:
        if item.trouble is not None:  # it came, and yet cannot be used
            connection.execute(
                update(tables.quarantine)
                .where(aside.chain == chain, aside.seq == item.seq)
                .where(aside.raw.is_(None))
                .values(raw=item.raw, hash=item.hash, reason=item.trouble)
            )
    usable = [item.seq for item in fresh if item.trouble is None]
    found = connection.scalars(
        update(tables.quarantine)
        .where(aside.chain == chain, aside.reason == Trouble.LOST)
        .where(aside.seq.in_(usable))
        .values(used_at=at)
        .returning(aside.seq)
    ).all()
    if found:
        read_entries.reread_from(connection, chain=chain, from_seq=min(found))
        recompute_queue.enqueue_site(connection, site=site)

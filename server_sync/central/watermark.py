"""How far a chain is held without a gap, and what of it could not be used."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from kiosk.entry import GENESIS
from server_sync.central import tables
from server_sync.central.items import Item
from server_sync.wire import Verdict


def received_through(connection: Connection, chain: Any) -> tuple[int, bytes]:
    """Count on from the watermark as far as there is no gap."""
    kept, aside = tables.entry.c, tables.quarantine.c
    numbered = (
        select(kept.seq, kept.hash)
        .where(kept.chain == chain.id, kept.seq > chain.through_seq)
        .union_all(
            select(aside.seq, aside.hash).where(
                aside.chain == chain.id, aside.seq > chain.through_seq
            )
        )
        .order_by("seq")
    )
    through, found = int(chain.through_seq), bytes(chain.hash)
    for seq, claimed in connection.execute(numbered):
        if seq > through + 1:
            break
        if seq == through + 1 or claimed is not None:
            through, found = seq, bytes(claimed or bytes(len(GENESIS)))
    return through, found


def put_aside_among(
    connection: Connection, chain: int, items: Sequence[Item]
) -> list[Verdict]:
    """Say which of these entries are kept but not used, and why."""
    if not items:
        return []
    aside = tables.quarantine.c
    rows = connection.execute(
        select(aside.seq, aside.reason)
        .where(aside.chain == chain, aside.used_at.is_(None))
        .where(aside.seq.between(items[0].seq, items[-1].seq))
        .order_by(aside.seq)
    )
    return [Verdict(seq=row.seq, reason=row.reason) for row in rows]

"""How far a chain is held without a gap, and what of it could not be used."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, union_all

from kiosk.journal.contents import GENESIS
from server_sync.central.db import tables
from server_sync.central.ingest.items import Item
from server_sync.protocol.wire import Verdict


def received_through(
    connection: Connection, chain: int, through_seq: int, through_hash: bytes
) -> tuple[int, bytes]:
    """Count on from the watermark as far as there is no gap; return seq and hash."""
    asked = {"chain": chain, "through": through_seq}
    numbered = connection.execute(_numbered(), asked)
    through, found = through_seq, bytes(through_hash)
    for seq, claimed in numbered.all():
        if seq > through + 1:
            break
        if seq == through + 1 or claimed is not None:
            through, found = seq, bytes(claimed or bytes(len(GENESIS)))
    return through, found


def quarantined_among(
    connection: Connection, chain: int, items: Sequence[Item]
) -> list[Verdict]:
    """Say which of these entries are kept but not used, and why."""
    if not items:
        return []
    asked = {"chain": chain, "first": items[0].seq, "last": items[-1].seq}
    rows = connection.execute(_quarantined(), asked)
    return [Verdict(seq=row.seq, reason=row.reason) for row in rows]


@cache
def _numbered() -> Select[Any]:
    """All that is behind the watermark; a gap ends what counts of it."""
    parts = [
        select(table.c.seq, table.c.hash).where(
            table.c.chain == bindparam("chain"), table.c.seq > bindparam("through")
        )
        for table in (tables.entry, tables.quarantine)
    ]
    found = union_all(*parts).subquery()
    return select(found).order_by(found.c.seq)


@cache
def _quarantined() -> Select[Any]:
    aside = tables.quarantine.c
    return (
        select(aside.seq, aside.reason)
        .where(aside.chain == bindparam("chain"), aside.used_at.is_(None))
        .where(aside.seq.between(bindparam("first"), bindparam("last")))
        .order_by(aside.seq)
    )

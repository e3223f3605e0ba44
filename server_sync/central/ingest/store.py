"""Store what is new of a delivery: what can be read as entries, the rest verbatim.

On PostgreSQL entries are copied straight into their table. The chain's row is locked
and what stands under each number was compared before, so that there is nothing left
to conflict with; docs/decisions/ingest.md has the figures.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import astuple
from sqlalchemy import Connection

from kiosk.journal.contents import Entry
from server_sync.central.db import tables
from server_sync.central.db.bulk import Added, insert_new, write
from server_sync.central.ingest import recovered
from server_sync.central.ingest.conflicts import SourceChain
from server_sync.central.ingest.existing import StoredEntries
from server_sync.central.ingest.items import Item

NS = 10**9
ENTRY = ("chain", *Entry.__struct_fields__, "received_ns")


def store(
    connection: Connection,
    source: SourceChain,
    fresh: Sequence[Item],
    stored: StoredEntries,
) -> None:
    """Store items of whose numbers nothing stands yet."""
    chain, received_ns = source.chain, source.received_ns
    entries = [
        (chain, *astuple(item.entry), received_ns)
        for item in fresh
        if item.entry is not None
    ]
    write(connection, Added(tables.entry, ENTRY, entries))
    aside = [quarantine_row(source, item) for item in fresh if item.trouble is not None]
    insert_new(connection, tables.quarantine, aside)
    if stored.lost:
        recovered.no_longer_lost(
            connection,
            chain,
            fresh,
            site=source.terminal.site,
            at=received_ns // NS,
        )


def quarantine_row(source: SourceChain, item: Item) -> dict[str, Any]:
    """Make the row of what is kept, reported, and not used."""
    return {
        "chain": source.chain,
        "seq": item.seq,
        "raw": item.raw,
        "hash": item.hash,
        "reason": item.trouble,
        "received_ns": source.received_ns,
        "site": source.terminal.site,
    }

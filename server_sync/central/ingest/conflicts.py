"""Two events under one number: a copied memory card, a restored journal, or a fault.

The first that came stands. The other is kept as it is and reported to both sides, and
never used; a person must look, since nobody can tell from here which is the true one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.facts import recompute_queue
from server_sync.central.ingest.existing import StoredEntry
from server_sync.central.ingest.items import Item
from server_sync.central.ingest.sender import Sender
from server_sync.central.ingest.time import earliest
from server_sync.protocol.wire import Head, Verdict

OTHER_ENTRY = "another entry has this number"
OTHER_HEAD = "another head has this number"
HEAD_OF_OTHER = "the head is that of another entry"
NEW_JOURNAL = "a new journal began; what the one before it did not send is not known"

NS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChain:
    """Whose chain it is, and when central got what it looks at."""

    chain: int
    terminal: Sender
    received_ns: int


def store_conflicts(
    connection: Connection,
    source: SourceChain,
    pairs: Sequence[tuple[Item, StoredEntry]],
) -> list[Verdict]:
    """Keep each item that is not what is held under its number; report those."""
    others = [item for item, held in pairs if not _same(item, held)]
    for item in others:
        _store(
            connection,
            source,
            seq=item.seq,
            raw=item.raw,
            reason=OTHER_ENTRY,
            span=_span(source, item),
        )
    return [Verdict(seq=item.seq, reason=OTHER_ENTRY) for item in others]


def store_new_journal(
    connection: Connection, source: SourceChain, chain: bytes
) -> None:
    """Doubt the time from a terminal's last word to this, its first in a new chain.

    The journal before it was damaged or taken away, and a tap that it had answered may
    be in it alone. However short the silence was, it proves nothing.
    """
    chains, device = tables.chain.c, source.terminal.device
    others = select(chains.id).where(chains.device == device, chains.id != source.chain)
    if connection.execute(others.limit(1)).first() is None:
        return
    now = source.received_ns // NS
    heard = recompute_queue.log_end(connection, terminal=device)
    span = min(now, earliest(source.terminal.since) if heard is None else heard), now
    _store(connection, source, seq=0, raw=chain, reason=NEW_JOURNAL, span=span)


def store_contradiction(
    connection: Connection, source: SourceChain, head: Head, reason: str
) -> None:
    """Keep a signed word of the terminal that contradicts another, or an entry."""
    raw, now = msgspec.msgpack.encode(head), source.received_ns // NS
    _store(connection, source, seq=head.seq, raw=raw, reason=reason, span=(now, now))


def _same(item: Item, stored: StoredEntry) -> bool:
    if stored.raw is not None and stored.raw == item.raw:
        return True
    return item.hash is not None and stored.hash == item.hash


def _span(source: SourceChain, item: Item) -> tuple[int, int]:
    """Say when the other event must have happened: any time, if its clock is silent."""
    received, entry = source.received_ns // NS, item.entry
    if entry is not None and entry.clock == "synced" and entry.wall_ns // NS < received:
        return entry.wall_ns // NS, entry.wall_ns // NS
    return min(earliest(source.terminal.since), received), received


def _store(  # noqa: PLR0913 - one row, written from two places
    connection: Connection,
    source: SourceChain,
    *,
    seq: int,
    raw: bytes,
    reason: str,
    span: tuple[int, int],
) -> None:
    digest = hashlib.sha256(raw).digest()
    row = {
        "chain": source.chain,
        "seq": seq,
        "digest": digest,
        "raw": raw,
        "reason": reason,
        "received_ns": source.received_ns,
        "site": source.terminal.site,
        "lo": span[0],
        "hi": span[1],
    }
    insert_new(connection, tables.conflict, [row])
    recompute_queue.enqueue_span(
        connection,
        site=source.terminal.site,
        lo=span[0],
        hi=span[1],
        zone=source.terminal.zone,
        fact=f"conflict/{source.chain}/{seq}",
    )

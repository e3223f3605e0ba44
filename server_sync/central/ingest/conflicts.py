"""Two events under one number: a copied memory card, a restored journal, or a fault.

The first that came stands. The other is kept as it is and reported to both sides, and
never used; a person must look, since nobody can tell from here which is the true one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.facts import recompute_queue
from server_sync.central.ingest.existing import Stands
from server_sync.central.ingest.items import Item
from server_sync.protocol.wire import Head, Verdict

OTHER_ENTRY = "another entry has this number"
OTHER_HEAD = "another head has this number"
HEAD_OF_OTHER = "the head is that of another entry"
NEW_JOURNAL = "a new journal began; what the one before it did not send is not known"

NS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose chain it is, and when central got what it looks at."""

    chain: int
    terminal: Any
    received_ns: int


def keep_others(
    connection: Connection, place: Place, pairs: Sequence[tuple[Item, Stands]]
) -> list[Verdict]:
    """Keep each item that is not what is held under its number; report those."""
    others = [item for item, held in pairs if not _same(item, held)]
    for item in others:
        _keep(
            connection,
            place,
            seq=item.seq,
            raw=item.raw,
            reason=OTHER_ENTRY,
            span=_span(place, item),
        )
    return [Verdict(seq=item.seq, reason=OTHER_ENTRY) for item in others]


def keep_new_journal(connection: Connection, place: Place, chain: bytes) -> None:
    """Doubt the time from a terminal's last word to this, its first in a new chain.

    The journal before it was damaged or taken away, and a tap that it had answered may
    be in it alone. However short the silence was, it proves nothing.
    """
    chains, device = tables.chain.c, place.terminal.device
    others = select(chains.id).where(chains.device == device, chains.id != place.chain)
    if connection.execute(others.limit(1)).first() is None:
        return
    now = place.received_ns // NS
    heard = recompute_queue.log_end(connection, terminal=device)
    span = min(now, (place.terminal.since or 0) if heard is None else heard), now
    _keep(connection, place, seq=0, raw=chain, reason=NEW_JOURNAL, span=span)


def keep_contradiction(
    connection: Connection, place: Place, head: Head, reason: str
) -> None:
    """Keep a signed word of the terminal that contradicts another, or an entry."""
    raw, now = msgspec.msgpack.encode(head), place.received_ns // NS
    _keep(connection, place, seq=head.seq, raw=raw, reason=reason, span=(now, now))


def _same(item: Item, held: Stands) -> bool:
    its_hash, raw = held
    if raw is not None and raw == item.raw:
        return True
    return item.hash is not None and its_hash == item.hash


def _span(place: Place, item: Item) -> tuple[int, int]:
    """Say when the other event must have happened: any time, if its clock is silent."""
    received, entry = place.received_ns // NS, item.entry
    if entry is not None and entry.clock == "synced" and entry.wall_ns // NS < received:
        return entry.wall_ns // NS, entry.wall_ns // NS
    return min(place.terminal.since or 0, received), received


def _keep(  # noqa: PLR0913 - one row, written from two places
    connection: Connection,
    place: Place,
    *,
    seq: int,
    raw: bytes,
    reason: str,
    span: tuple[int, int],
) -> None:
    digest = hashlib.sha256(raw).digest()
    row = {
        "chain": place.chain,
        "seq": seq,
        "digest": digest,
        "raw": raw,
        "reason": reason,
        "received_ns": place.received_ns,
        "site": place.terminal.site,
        "lo": span[0],
        "hi": span[1],
    }
    insert_new(connection, tables.conflict, [row])
    recompute_queue.mark_span(
        connection,
        site=place.terminal.site,
        lo=span[0],
        hi=span[1],
        zone=place.terminal.zone,
        fact=f"conflict/{place.chain}/{seq}",
    )

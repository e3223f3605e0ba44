"""Take in what a terminal sends: every entry once, in one transaction with its receipt.

| what came | what is done |
| --- | --- |
| an entry that is new | kept |
| one that is here already | nothing |
| another one under its number | kept as a conflict, reported, never used |
| one that cannot be read or used | kept verbatim in quarantine; it counts as received |
| a number left out | what is behind it is kept, and not read until the gap is filled |
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace
from sqlalchemy import Connection, select

from kiosk.journal.contents import GENESIS
from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.ingest import conflicts, existing, forks, read_entries
from server_sync.central.ingest.contents import Trouble
from server_sync.central.ingest.existing import NOTHING_STORED, StoredEntries
from server_sync.central.ingest.heads import store_heads
from server_sync.central.ingest.items import (
    Item,
    contents_of,
    item_alone,
    items_of,
    linked,
)
from server_sync.central.ingest.ledger_queries import (
    LockedChain,
    lock_chains,
    move_watermark,
)
from server_sync.central.ingest.receipts import store_receipt
from server_sync.central.ingest.references import check_references
from server_sync.central.ingest.sender import Sender
from server_sync.central.ingest.store import quarantine_row, store
from server_sync.central.ingest.watermark import quarantined_among, received_through
from server_sync.errors import BadBatch
from server_sync.protocol.signing import (
    NOT_YET_SIGNED,
    PrivateKey,
    sign_receipt,
    verify_head,
)
from server_sync.protocol.wire import BATCH_ENTRIES_MAX, Batch, Receipt, Verdict

NS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request of a terminal whose signature was found good.

    Attributes:
        terminal: which terminal sent it.
        nonce: of the request; the receipt names it.
        received_ns: central's clock, read once.
        key: central's, which signs the receipt.
    """

    terminal: Sender
    nonce: str
    received_ns: int
    key: PrivateKey


@dataclass(slots=True, kw_only=True)
class StoredBatch:
    """What was held already where a delivery went, what was new, what contradicts."""

    before: StoredEntries = NOTHING_STORED
    fresh: Sequence[Item] = ()
    conflicts: list[Verdict] = field(default_factory=list)

    def may_hold_quarantined(self) -> bool:
        """Say whether some of it may be kept and not used."""
        return bool(self.before.quarantined) or any(item.trouble for item in self.fresh)


def take_in(connection: Connection, *, batch: Batch, delivery: Delivery) -> Receipt:
    """Keep a batch and read what it tells; send the receipt only once committed.

    Raises:
        BadBatch: it is not this terminal's, or not consecutive; nothing was kept.
        BadSignature: the head is not signed by the terminal's key; likewise.
    """
    head, terminal = batch.head, delivery.terminal
    if not terminal.device == batch.device == head.device or batch.chain != head.chain:
        raise BadBatch("batch and head must be those of the terminal that sends them")
    verify_head(head, terminal.public_key)
    items = items_of(batch)
    chain = _chain(connection, batch.chain, delivery)
    stored = _store_new(connection, chain, items, delivery)
    hashes = {item.seq: item.entry.hash for item in stored.fresh if item.entry}
    stored.conflicts += store_heads(connection, _source(chain, delivery), batch, hashes)
    return _receipt(connection, chain, items, stored, delivery)


def take_in_alone(  # noqa: PLR0913 - what the address tells of one entry
    connection: Connection,
    *,
    chain: bytes,
    seq: int,
    claimed_hash: bytes,
    raw: bytes,
    delivery: Delivery,
) -> Receipt:
    """Keep one entry that was refused in a batch, whatever its bytes are."""
    item = item_alone(seq=seq, claimed_hash=claimed_hash, raw=raw)
    row = _chain(connection, chain, delivery)
    stored = _store_new(connection, row, [item], delivery)
    return _receipt(connection, row, [item], stored, delivery)


def _chain(connection: Connection, chain: bytes, delivery: Delivery) -> LockedChain:
    """Find the chain's row and let nobody else write to that chain meanwhile."""
    device = delivery.terminal.device
    for found in lock_chains(connection, device=device, chain=chain):
        return found
    new = {
        "device": device,
        "chain": chain,
        "first_seen_ns": delivery.received_ns,
        "through_seq": 0,
        "hash": GENESIS,
        "read_through_seq": 0,
    }
    insert_new(connection, tables.chain, [new])
    (made,) = lock_chains(connection, device=device, chain=chain)
    conflicts.store_new_journal(connection, _source(made, delivery), chain)
    return made


def _store_new(
    connection: Connection,
    chain: LockedChain,
    items: Sequence[Item],
    delivery: Delivery,
) -> StoredBatch:
    """Keep what is new."""
    if not items:
        return StoredBatch()
    before = existing.around(connection, chain.id, items)
    previous = GENESIS if items[0].seq == 1 else before.hash_at(items[0].seq - 1)
    checked = linked(
        items, device=chain.device, chain=bytes(chain.chain), previous=previous
    )
    again = [item for item in checked if item.seq in before.entries]
    fresh = checked
    if again:
        sent = {item.seq: item.hash for item in checked}
        fresh = [
            forks.mark_follower_of_conflict(item, sent, before.entries)
            for item in checked
            if item.seq not in before.entries
        ]
    fresh = check_references(connection, fresh, terminal=delivery.terminal)
    fresh = _mark_revoked(fresh, chain, delivery.terminal)
    store(connection, _source(chain, delivery), fresh, before)
    behind = items[-1].seq + 1
    if fresh and behind in before.entries:
        _check_behind(connection, chain, behind, delivery)
    others = [(item, before.entries[item.seq]) for item in again]
    verdicts = conflicts.store_conflicts(connection, _source(chain, delivery), others)
    return StoredBatch(before=before, fresh=fresh, conflicts=verdicts)


def _source(chain: LockedChain, delivery: Delivery) -> conflicts.SourceChain:
    return conflicts.SourceChain(
        chain=chain.id,
        terminal=delivery.terminal,
        received_ns=delivery.received_ns,
    )


def _mark_revoked(
    items: list[Item], chain: LockedChain, terminal: Sender
) -> list[Item]:
    """Put aside what a stolen terminal wrote after it was known to be stolen."""
    if terminal.revoked_at is None:
        return items
    if terminal.revoked_chain == chain.chain:
        first: float = terminal.revoked_from_seq or 0
    else:
        stolen = chain.first_seen_ns // NS >= terminal.revoked_at
        first = 0 if stolen else math.inf
    return [
        replace(item, trouble=Trouble.REVOKED) if item.seq >= first else item
        for item in items
    ]


def _check_behind(
    connection: Connection, chain: LockedChain, seq: int, delivery: Delivery
) -> None:
    """A gap was filled: now see whether what lay behind it follows."""
    stored = tables.entry.c
    row = connection.execute(
        select(tables.entry).where(stored.chain == chain.id, stored.seq == seq)
    ).one_or_none()
    if row is None:
        return
    item = read_entries.item_of(row)
    before = existing.around(connection, chain.id, [item]).hash_at(seq - 1)
    (checked,) = linked(
        [item], device=chain.device, chain=bytes(chain.chain), previous=before
    )
    if checked.trouble is Trouble.DOES_NOT_FOLLOW:
        aside = quarantine_row(_source(chain, delivery), checked)
        insert_new(connection, tables.quarantine, [aside])


def _receipt(
    connection: Connection,
    chain: LockedChain,
    items: Sequence[Item],
    stored: StoredBatch,
    delivery: Delivery,
) -> Receipt:
    """Move the watermark, read what can be read now, and sign what is held."""
    through, through_hash = _through(connection, chain, items, stored)
    move_watermark(connection, chain, through=through, through_hash=through_hash)
    if len(items) < BATCH_ENTRIES_MAX:  # behind a full batch comes more
        read_entries.read_chain(
            connection,
            chain=chain.id,
            recorded_at=delivery.received_ns // NS,
            contents=contents_of(items),
        )
    quarantined = (
        quarantined_among(connection, chain.id, items)
        if stored.may_hold_quarantined()
        else []
    )
    receipt = Receipt(
        device=chain.device,
        chain=bytes(chain.chain),
        through_seq=through,
        hash=through_hash,
        incarnation=bytes(chain.incarnation),
        server_time_ns=delivery.received_ns,
        nonce=delivery.nonce,
        quarantined=quarantined,
        conflicts=stored.conflicts,
        signature=NOT_YET_SIGNED,
    )
    signed = sign_receipt(receipt, delivery.key)
    store_receipt(connection, chain=chain.id, receipt=signed)
    return signed


def _through(
    connection: Connection,
    chain: LockedChain,
    items: Sequence[Item],
    stored: StoredBatch,
) -> tuple[int, bytes]:
    """Say how far the chain is held; nearly always, to the end of what just came."""
    through, last = chain.through_seq, items[-1] if items else None
    if last is None or last.seq <= through:
        return through, bytes(chain.hash)
    if items[0].seq > through + 1 or last.seq + 1 in stored.before:
        return received_through(connection, chain.id, chain.through_seq, chain.hash)
    last_hash = (
        stored.before.hash_at(last.seq)
        if last.seq in stored.before.entries
        else last.hash
    )
    return last.seq, bytes(last_hash or GENESIS)

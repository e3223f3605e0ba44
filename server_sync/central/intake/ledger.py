"""Take in what a terminal sends: every entry once, in one transaction with its receipt.

| what came | what is done |
| --- | --- |
| an entry that is new | kept |
| one that is here already | nothing |
| another one under its number | kept as a conflict, reported, never used |
| one that cannot be read or used | kept verbatim in quarantine; it counts as received |
| a number left out | what is behind it is kept, and not read until the gap is filled |
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from kiosk.entry import GENESIS
from server_sync.central import tables
from server_sync.central.bulk import add_rows, insert_new
from server_sync.central.chain import strayed, told
from server_sync.central.chain.contents import Trouble
from server_sync.central.chain.items import (
    Item,
    contents_of,
    item_alone,
    items_of,
    linked,
)
from server_sync.central.database import incarnation_of
from server_sync.central.intake import conflicts, found_again, ledger_queries
from server_sync.central.intake.heads_kept import keep_older
from server_sync.central.intake.known import trouble_with_named
from server_sync.central.intake.receipts_kept import keep_receipt
from server_sync.central.intake.watermark import put_aside_among, received_through
from server_sync.errors import BadBatch
from server_sync.signing import NOT_YET_SIGNED, PrivateKey, sign_receipt, verify_head
from server_sync.wire import Batch, Receipt, Verdict

NS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request of a terminal whose signature was found good.

    Attributes:
        terminal: its row.
        nonce: of the request; the receipt names it.
        received_ns: central's clock, read once.
        key: central's, which signs the receipt.
    """

    terminal: Any
    nonce: str
    received_ns: int
    key: PrivateKey


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
    verdicts = _keep(connection, chain, items, delivery)
    verdicts += keep_older(connection, _place(chain, delivery), batch)
    verdicts += conflicts.keep_head(connection, _place(chain, delivery), head)
    return _receipt(connection, chain, items, verdicts, delivery)


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
    verdicts = _keep(connection, row, [item], delivery)
    return _receipt(connection, row, [item], verdicts, delivery)


def _chain(connection: Connection, chain: bytes, delivery: Delivery) -> Any:
    """Find the chain's row and let nobody else write to that chain meanwhile."""
    asked = {"device": delivery.terminal.device, "chain": chain}
    row = connection.execute(ledger_queries.chain_query(), asked).one_or_none()
    if row is not None:
        return row
    new = {
        "device": delivery.terminal.device,
        "chain": chain,
        "first_seen_ns": delivery.received_ns,
        "through_seq": 0,
        "hash": GENESIS,
        "read_through_seq": 0,
    }
    insert_new(connection, tables.chain, [new])
    row = connection.execute(ledger_queries.chain_query(), asked).one()
    conflicts.keep_new_journal(connection, _place(row, delivery), chain)
    return row


def _keep(
    connection: Connection, chain: Any, items: Sequence[Item], delivery: Delivery
) -> list[Verdict]:
    """Keep what is new; give the conflicts."""
    if not items:
        return []
    held = _held(connection, chain.id, items[0].seq - 1, items[-1].seq + 1)
    before = held.get(items[0].seq - 1)
    previous = before[0] if before else None
    if items[0].seq == 1:
        previous = GENESIS
    checked = linked(
        items, device=chain.device, chain=bytes(chain.chain), previous=previous
    )
    sent = {item.seq: item.hash for item in checked}
    fresh = [
        strayed.unless_it_follows_another(item, sent, held)
        for item in checked
        if item.seq not in held
    ]
    again = [item for item in checked if item.seq in held]
    fresh = trouble_with_named(connection, fresh, terminal=delivery.terminal)
    fresh = [_unless_revoked(item, chain, delivery.terminal) for item in fresh]
    _store(connection, chain.id, fresh, delivery)
    behind = items[-1].seq + 1
    if fresh and behind in held:
        _check_behind(connection, chain, behind, delivery)
    return conflicts.keep_others(
        connection,
        _place(chain, delivery),
        [(item, held[item.seq]) for item in again],
    )


def _place(chain: Any, delivery: Delivery) -> conflicts.Place:
    return conflicts.Place(
        chain=chain.id,
        terminal=delivery.terminal,
        received_ns=delivery.received_ns,
    )


def _held(
    connection: Connection, chain: int, first: int, last: int
) -> dict[int, tuple[bytes | None, bytes | None]]:
    """Give (hash, raw) by seq of what is here; raw only of what could not be read.

    What was declared lost is not here.
    """
    asked = {"chain": chain, "first": first, "last": last}
    found: dict[int, tuple[bytes | None, bytes | None]] = {
        seq: (claimed, raw)
        for seq, claimed, raw in connection.execute(ledger_queries.held_aside(), asked)
    }
    read = connection.execute(ledger_queries.held_entries(), asked)
    return found | {seq: (claimed, None) for seq, claimed in read}


def _unless_revoked(item: Item, chain: Any, terminal: Any) -> Item:
    """Put aside what a stolen terminal wrote after it was known to be stolen."""
    if terminal.revoked_at is None:
        return item
    if terminal.revoked_chain == chain.chain:
        revoked = item.seq >= terminal.revoked_from_seq
    else:
        revoked = chain.first_seen_ns // NS >= terminal.revoked_at
    return replace(item, trouble=Trouble.REVOKED) if revoked else item


def _store(
    connection: Connection, chain: int, fresh: Sequence[Item], delivery: Delivery
) -> None:
    received_ns = delivery.received_ns
    entries = [
        {
            "chain": chain,
            "seq": item.seq,
            "kind": item.entry.kind,
            "wall_ns": item.entry.wall_ns,
            "boot_ns": item.entry.boot_ns,
            "boot_id": item.entry.boot_id,
            "clock": item.entry.clock,
            "commitment": item.entry.commitment,
            "hash": item.entry.hash,
            "salt": item.entry.salt,
            "content": item.entry.content,
            "received_ns": received_ns,
        }
        for item in fresh
        if item.entry is not None
    ]
    aside = [
        {
            "chain": chain,
            "seq": item.seq,
            "raw": item.raw,
            "hash": item.hash,
            "reason": item.trouble,
            "received_ns": received_ns,
            "site": delivery.terminal.site,
        }
        for item in fresh
        if item.trouble is not None
    ]
    # Nothing of this is there, and nobody else writes to this chain meanwhile.
    add_rows(connection, tables.entry, entries)
    insert_new(connection, tables.quarantine, aside)
    at = delivery.received_ns // NS
    found_again.no_longer_lost(
        connection, chain, fresh, site=delivery.terminal.site, at=at
    )


def _check_behind(
    connection: Connection, chain: Any, seq: int, delivery: Delivery
) -> None:
    """A gap was filled: now see whether what lay behind it follows."""
    kept = tables.entry.c
    row = connection.execute(
        select(tables.entry).where(kept.chain == chain.id, kept.seq == seq)
    ).one_or_none()
    before = _held(connection, chain.id, seq - 1, seq - 1).get(seq - 1)
    if row is None or before is None or before[0] is None:
        return
    item = told.item_of(row)
    (checked,) = linked(
        [item], device=chain.device, chain=bytes(chain.chain), previous=before[0]
    )
    if checked.trouble is Trouble.DOES_NOT_FOLLOW:
        _put_aside(connection, chain.id, checked, delivery)


def _put_aside(
    connection: Connection, chain: int, item: Item, delivery: Delivery
) -> None:
    row = {
        "chain": chain,
        "seq": item.seq,
        "raw": item.raw,
        "hash": item.hash,
        "reason": item.trouble,
        "received_ns": delivery.received_ns,
        "site": delivery.terminal.site,
    }
    insert_new(connection, tables.quarantine, [row])


def _receipt(
    connection: Connection,
    chain: Any,
    items: Sequence[Item],
    conflicting: Sequence[Verdict],
    delivery: Delivery,
) -> Receipt:
    """Move the watermark, read what can be read now, and sign what is held."""
    through, through_hash = received_through(connection, chain)
    connection.execute(
        ledger_queries.move_watermark(),
        {"of_chain": chain.id, "through": through, "through_hash": through_hash},
    )
    told.read_chain(
        connection,
        chain=chain.id,
        recorded_at=delivery.received_ns // NS,
        contents=contents_of(items),
    )
    receipt = Receipt(
        device=chain.device,
        chain=bytes(chain.chain),
        through_seq=through,
        hash=through_hash,
        incarnation=incarnation_of(connection),
        server_time_ns=delivery.received_ns,
        nonce=delivery.nonce,
        quarantined=put_aside_among(connection, chain.id, items),
        conflicts=list(conflicting),
        signature=NOT_YET_SIGNED,
    )
    signed = sign_receipt(receipt, delivery.key)
    keep_receipt(connection, chain=chain.id, receipt=signed)
    return signed

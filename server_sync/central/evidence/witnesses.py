"""What was signed about a stretch of a chain, and what central could not use in it."""

import hashlib

import msgspec
from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.engine import incarnation_of
from server_sync.central.db.rows import ChainRow, HeadRow, columns_of, rows_of
from server_sync.protocol.signing import NOT_YET_SIGNED, PrivateKey, sign_receipt
from server_sync.protocol.wire import Head, Receipt
from server_sync.verify.case import Conflict, PutAside
from server_sync.verify.earlier_keys import CentralKeys

NS = 10**9
FOR_EVIDENCE = "evidence"


def heads_of(
    connection: Connection, chain: ChainRow, first: int, last: int
) -> list[tuple[Head, int]]:
    """Give the terminal's heads on these entries, each with when it came."""
    head = tables.head.c
    query = (
        columns_of(HeadRow, tables.head)
        .where(head.chain == chain.id, head.seq.between(first, last))
        .order_by(head.head_no, head.hash)
    )
    rows = rows_of(connection, HeadRow, query)
    return [
        (head_of(row, device=chain.device, chain=chain.chain), row.received_ns)
        for row in rows
    ]


def head_of(row: HeadRow, *, device: str, chain: bytes) -> Head:
    """Give a kept head as the terminal sent it."""
    return Head(
        device=device,
        chain=bytes(chain),
        seq=row.seq,
        hash=bytes(row.hash),
        head_no=row.head_no,
        wall_ns=row.wall_ns,
        boot_ns=row.boot_ns,
        boot_id=bytes(row.boot_id),
        signature=bytes(row.signature),
    )


def receipts_of(
    connection: Connection, chain: ChainRow, first: int, last: int, *, keys: CentralKeys
) -> list[bytes]:
    """Give what central receipted at the time, as it was sent.

    Those that were signed with a key of which nothing is known prove nothing to
    whoever checks, and are left out.
    """
    receipt = tables.receipt.c
    rows = connection.scalars(
        select(receipt.raw)
        .where(receipt.chain == chain.id, receipt.through_seq.between(first, last))
        .order_by(receipt.day)
    )
    return [
        bytes(raw)
        for raw in rows
        if keys.signed(msgspec.msgpack.decode(raw, type=Receipt))
    ]


def receipt_now(  # noqa: PLR0913 - a receipt for one entry, by its hash
    connection: Connection,
    chain: ChainRow,
    *,
    through_seq: int,
    through_hash: bytes,
    now: int,
    key: PrivateKey,
) -> bytes:
    """Sign that central holds everything up to there, as it does."""
    receipt = Receipt(
        device=chain.device,
        chain=bytes(chain.chain),
        through_seq=through_seq,
        hash=through_hash,
        incarnation=incarnation_of(connection),
        server_time_ns=now * NS,
        nonce=FOR_EVIDENCE,
        quarantined=[],
        conflicts=[],
        signature=NOT_YET_SIGNED,
    )
    return msgspec.msgpack.encode(sign_receipt(receipt, key))


def put_aside_in(
    connection: Connection, chain: ChainRow, first: int, last: int
) -> list[PutAside]:
    """Give what central could not use, without what it says."""
    quarantined, entry = tables.quarantine.c, tables.entry.c
    rows = connection.execute(
        select(tables.quarantine, entry.seq.label("entry_seq"))
        .join_from(
            tables.quarantine,
            tables.entry,
            (entry.chain == quarantined.chain) & (entry.seq == quarantined.seq),
            isouter=True,
        )
        .where(quarantined.chain == chain.id, quarantined.seq.between(first, last))
        .where(quarantined.used_at.is_(None))
        .order_by(quarantined.seq)
    )
    return [
        PutAside(
            seq=row.seq,
            reason=row.reason,
            has_entry=row.entry_seq is not None,
            hash=None if row.hash is None else bytes(row.hash).hex(),
            sha256=_sha256(row.raw) if row.entry_seq is None else None,
            received_at=row.received_ns // NS,
            resolved_by=row.resolved_by,
            resolved_at=row.resolved_at,
            resolved_why=row.resolved_why,
        )
        for row in rows
    ]


def conflicts_in(
    connection: Connection, chain: ChainRow, first: int, last: int
) -> list[Conflict]:
    """Give which other events came under numbers that were taken."""
    conflict = tables.conflict.c
    rows = connection.execute(
        select(tables.conflict)
        .where(conflict.chain == chain.id, conflict.seq.between(first, last))
        .order_by(conflict.seq, conflict.digest)
    )
    return [
        Conflict(
            seq=row.seq,
            reason=row.reason,
            sha256=bytes(row.digest).hex(),
            received_at=row.received_ns // NS,
            resolved_by=row.resolved_by,
            resolved_why=row.resolved_why,
        )
        for row in rows
    ]


def _sha256(raw: bytes | None) -> str | None:
    return None if raw is None else hashlib.sha256(raw).hexdigest()

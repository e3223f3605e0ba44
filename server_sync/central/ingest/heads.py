"""Store the heads of a terminal: its signed words on how far its chain reached.

Two heads that contradict each other, or an entry that is stored, are reported and
stored as a conflict; none of it stops the batch.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select

from server_sync.central.db import tables
from server_sync.central.db.bulk import Added, write
from server_sync.central.db.pipeline import Statement, execute_pipelined
from server_sync.central.db.query_batch import among, listed
from server_sync.central.ingest import conflicts
from server_sync.errors import BadSignature
from server_sync.protocol.signing import verify_head
from server_sync.protocol.wire import Batch, Head, Verdict

log = logging.getLogger(__name__)
SeqAndHash = tuple[int, bytes]


class HeadRow(NamedTuple):
    """A row of `head`."""

    chain: int
    head_no: int
    hash: bytes
    seq: int
    wall_ns: int
    boot_ns: int
    boot_id: bytes
    signature: bytes
    received_ns: int


def store_heads(
    connection: Connection,
    source: conflicts.SourceChain,
    batch: Batch,
    stored: Mapping[int, bytes],
) -> list[Verdict]:
    """Keep the batch's own head and the older ones that hold; give contradictions.

    An older one that no key of the terminal signed says nothing, and is let go.

    Args:
        connection: in a transaction that holds the chain.
        source: whose chain it is.
        batch: its own head was found to be signed.
        stored: the hashes of the entries that were stored just now, by number.
    """
    heads = [*_signed_heads(connection, source, batch), batch.head]
    claims = _stored_heads(connection, source.chain, heads)
    hashes = _hashes(connection, source.chain, heads, stored)
    rows, verdicts = [], []
    for head in heads:
        claims_of_number = claims[head.head_no]
        if head.hash not in {hash_ for _, hash_ in claims_of_number}:
            rows.append(_row(source, head))
        claims_of_number.add((head.seq, head.hash))
        reason = _contradiction(head, claims_of_number, hashes.get(head.seq))
        if reason is not None:
            conflicts.store_contradiction(connection, source, head, reason)
            verdicts.append(Verdict(seq=head.seq, reason=reason))
    write(connection, Added(tables.head, HeadRow._fields, rows))
    return verdicts


def _signed_heads(
    connection: Connection, source: conflicts.SourceChain, batch: Batch
) -> list[Head]:
    ours = [
        one
        for one in batch.heads
        if (one.device, one.chain) == (batch.device, batch.chain)
    ]
    holding = [one for one in ours if _is_signed(one, [source.terminal.public_key])]
    if len(holding) == len(ours):
        return ours
    keys = _earlier_keys(connection, batch.device)
    holding = [one for one in ours if one in holding or _is_signed(one, keys)]
    if len(holding) < len(ours):
        log.warning("heads not signed", extra={"heads": len(ours) - len(holding)})
    return holding


def _is_signed(head: Head, keys: Sequence[bytes]) -> bool:
    for key in keys:
        try:
            verify_head(head, key)
        except BadSignature:
            continue
        return True
    return False


def _earlier_keys(connection: Connection, device: str) -> list[bytes]:
    """Give the keys that were approved: a head may be older than the key in use."""
    shown = tables.terminal_key.c
    return [
        bytes(raw)
        for raw in connection.scalars(
            select(shown.public_key).where(
                shown.device == device, shown.approved_at.is_not(None)
            )
        )
    ]


def _stored_heads(
    connection: Connection, chain: int, heads: Sequence[Head]
) -> defaultdict[int, set[SeqAndHash]]:
    asked = {"chain": chain, "numbers": listed({head.head_no for head in heads})}
    (rows,) = execute_pipelined(connection, Statement(_heads_among(), asked))
    claims: defaultdict[int, set[SeqAndHash]] = defaultdict(set)
    for head_no, seq, hash_ in rows:
        claims[head_no].add((seq, hash_))
    return claims


def _hashes(
    connection: Connection,
    chain: int,
    heads: Sequence[Head],
    stored: Mapping[int, bytes],
) -> dict[int, bytes]:
    """Give the hashes of the entries that these heads are about, if they are here."""
    about = {head.seq for head in heads}
    known = {seq: stored[seq] for seq in about & stored.keys()}
    if len(known) < len(about):
        asked = {"chain": chain, "seqs": listed(about - known.keys())}
        (rows,) = execute_pipelined(connection, Statement(_entries_among(), asked))
        known.update(rows)
    return known


def _contradiction(
    head: Head, claims: set[SeqAndHash], stored_hash: bytes | None
) -> str | None:
    if claims != {(head.seq, head.hash)}:
        return conflicts.OTHER_HEAD
    if stored_hash is not None and stored_hash != head.hash:
        return conflicts.HEAD_OF_OTHER
    return None


def _row(source: conflicts.SourceChain, head: Head) -> HeadRow:
    return HeadRow(
        chain=source.chain,
        head_no=head.head_no,
        hash=head.hash,
        seq=head.seq,
        wall_ns=head.wall_ns,
        boot_ns=head.boot_ns,
        boot_id=head.boot_id,
        signature=head.signature,
        received_ns=source.received_ns,
    )


@cache
def _heads_among() -> Select[Any]:
    heads = tables.head.c
    return select(heads.head_no, heads.seq, heads.hash).where(
        heads.chain == bindparam("chain"),
        among(heads.head_no, "numbers"),
    )


@cache
def _entries_among() -> Select[Any]:
    kept = tables.entry.c
    return select(kept.seq, kept.hash).where(
        kept.chain == bindparam("chain"),
        among(kept.seq, "seqs"),
    )

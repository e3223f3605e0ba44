"""Revoke a terminal's key: what came before stays valid, what came after is kept aside.

Nothing is ever thrown away. A person looks at what is aside, and can still use it.
"""

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select, update

from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.db.rows import ChainRow, TerminalRow, columns_of, row_of
from server_sync.central.errors import NotKnown
from server_sync.central.facts import statements
from server_sync.central.facts.kinds import BY_CONTENT
from server_sync.central.facts.provenance import Provenance
from server_sync.central.facts.recompute_queue import enqueue_site
from server_sync.central.ingest import read_entries
from server_sync.central.ingest.contents import Trouble

NS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """What a revocation did: from which entry on, and how many were used by then."""

    device: str
    chain: bytes | None
    from_seq: int | None
    put_aside: int


def revoke(
    connection: Connection,
    *,
    terminal: str,
    provenance: Provenance,
    from_seq: int | None = None,
    from_time: int | None = None,
) -> Revoked:
    """Believe nothing of a terminal's newest chain from that entry or instant on.

    Chains begun later are not believed at all. Of what central has not got yet nothing
    is believed either: a thief can write any time into it.

    Args:
        connection: in a transaction.
        terminal: the terminal.
        provenance: who revokes it, when and why.
        from_seq: the first entry that is not believed.
        from_time: in its place: whole seconds; the first entry whose own clock said
            that or later.

    Raises:
        NotKnown: there is no such terminal, or it is revoked already.
    """
    enrolled = _terminal(connection, terminal)
    chain = _newest_chain(connection, terminal)
    first = _first(connection, chain, from_seq, from_time) if chain else None
    connection.execute(
        update(tables.terminal)
        .where(tables.terminal.c.device == terminal)
        .values(
            revoked_chain=chain.chain if chain else None,
            revoked_from_seq=first,
            revoked_by=provenance.by,
            revoked_at=provenance.at,
            revoked_why=provenance.why,
            until=provenance.at if enrolled.until is None else enrolled.until,
            code_hash=None,
        )
    )
    aside = 0
    if chain and first is not None:
        aside = _put_aside(connection, enrolled, chain, first, provenance)
    enqueue_site(connection, site=enrolled.site)
    return Revoked(
        device=terminal,
        chain=bytes(chain.chain) if chain else None,
        from_seq=first,
        put_aside=aside,
    )


def _terminal(connection: Connection, terminal: str) -> TerminalRow:
    query = columns_of(TerminalRow, tables.terminal)
    named = query.where(tables.terminal.c.device == terminal).with_for_update()
    row = row_of(connection, TerminalRow, named)
    if row is None:
        raise NotKnown(f"there is no terminal {terminal!r}")
    if row.revoked_at is not None:
        raise NotKnown(f"{terminal} is revoked already, by {row.revoked_by}")
    return row


def _newest_chain(connection: Connection, terminal: str) -> ChainRow | None:
    columns = tables.chain.c
    newest = (
        columns_of(ChainRow, tables.chain)
        .where(columns.device == terminal)
        .order_by(columns.first_seen_ns.desc(), columns.id.desc())
        .limit(1)
        .with_for_update()
    )
    return row_of(connection, ChainRow, newest)


def _first(
    connection: Connection, chain: ChainRow, from_seq: int | None, from_time: int | None
) -> int:
    if from_seq is not None:
        return from_seq
    stored = tables.entry.c
    not_yet_here = int(chain.through_seq) + 1
    if from_time is None:
        return not_yet_here
    found = connection.scalar(
        select(func.min(stored.seq)).where(
            stored.chain == chain.id, stored.wall_ns >= from_time * NS
        )
    )
    return not_yet_here if found is None else min(int(found), not_yet_here)


def _put_aside(
    connection: Connection,
    terminal: TerminalRow,
    chain: ChainRow,
    first: int,
    provenance: Provenance,
) -> int:
    """Take what was used already out of use again."""
    stored = tables.entry.c
    rows = connection.execute(
        select(tables.entry).where(stored.chain == chain.id, stored.seq >= first)
    ).all()
    aside = [
        {
            "chain": chain.id,
            "seq": row.seq,
            "raw": msgspec.msgpack.encode(read_entries.item_of(row).entry),
            "hash": row.hash,
            "reason": Trouble.REVOKED,
            "received_ns": row.received_ns,
            "site": terminal.site,
        }
        for row in rows
    ]
    insert_new(connection, tables.quarantine, aside)
    _take_back(connection, terminal, chain, [row.seq for row in rows], provenance)
    if rows:
        read_entries.reread_from(connection, chain=chain.id, from_seq=first)
        read_entries.read_chain(connection, chain=chain.id, recorded_at=provenance.at)
    return len(rows)


def _take_back(
    connection: Connection,
    terminal: TerminalRow,
    chain: ChainRow,
    seqs: list[int],
    provenance: Provenance,
) -> None:
    """Take back, by name, the facts that these entries told; both stay to be seen."""
    start = f"{terminal.device}/{bytes(chain.chain).hex()}/"
    keys = {f"{start}{seq}" for seq in seqs}
    for kind in BY_CONTENT.values():
        if not kind.voidable:
            continue
        table = kind.table
        told_here = connection.scalars(
            select(table.c.key).where(table.c.key.startswith(start, autoescape=True))
        ).all()
        for key in sorted(keys.intersection(told_here)):
            statements.add_void(
                connection,
                municipality=terminal.municipality,
                about=key,
                provenance=Provenance(
                    by=provenance.by, at=provenance.at, why=provenance.why
                ),
            )

"""Ask for what the ledger holds; each query is made once."""

from functools import cache
from typing import Any

from sqlalchemy import (
    Select,
    Update,
    bindparam,
    select,
    update,
)

from server_sync.central import tables


@cache
def chain_query() -> Select[Any]:
    """Find a chain, and hold it against other deliveries."""
    columns = tables.chain.c
    return (
        select(tables.chain)
        .where(columns.device == bindparam("device"))
        .where(columns.chain == bindparam("chain"))
        .with_for_update()
    )


@cache
def held_aside() -> Select[Any]:
    """Give what is put aside among some numbers."""
    aside = tables.quarantine.c
    return select(aside.seq, aside.hash, aside.raw).where(
        aside.chain == bindparam("chain"),
        aside.seq.between(bindparam("first"), bindparam("last")),
        aside.raw.is_not(None),
    )


@cache
def held_entries() -> Select[Any]:
    """Give what is kept among some numbers."""
    kept = tables.entry.c
    return select(kept.seq, kept.hash).where(
        kept.chain == bindparam("chain"),
        kept.seq.between(bindparam("first"), bindparam("last")),
    )


@cache
def lost_among() -> Select[Any]:
    """Give the numbers among some that were declared lost."""
    aside = tables.quarantine.c
    return select(aside.seq).where(
        aside.chain == bindparam("chain"),
        aside.seq.between(bindparam("first"), bindparam("last")),
        aside.raw.is_(None),
    )


@cache
def move_watermark() -> Update:
    """Say how far a chain is received."""
    return (
        update(tables.chain)
        .where(tables.chain.c.id == bindparam("of_chain"))
        .values(through_seq=bindparam("through"), hash=bindparam("through_hash"))
    )

"""Ask for what a chain tells; each query is made once."""

from functools import cache
from typing import Any

from sqlalchemy import (
    Delete,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    select,
    update,
)

from server_sync.central import tables
from server_sync.central.chain.instants import NS

BELIEVED_AHEAD_NS = 60 * NS


@cache
def chain_query() -> Select[Any]:
    """Find a chain with where its terminal stands."""
    return (
        select(
            tables.chain,
            tables.terminal.c.site,
            tables.terminal.c.since,
            tables.terminal.c.municipality,
            tables.site.c.zone,
        )
        .join_from(tables.chain, tables.terminal)
        .join(tables.site, tables.site.c.id == tables.terminal.c.site)
        .where(tables.chain.c.id == bindparam("chain"))
    )


@cache
def read_through() -> Update:
    """Say how far a chain has been read."""
    return (
        update(tables.chain)
        .where(tables.chain.c.id == bindparam("of_chain"))
        .values(read_through_seq=bindparam("through"))
    )


@cache
def usable_entries() -> Select[Any]:
    """Give entries that can be read and were not put aside."""
    kept, aside = tables.entry.c, tables.quarantine.c
    put_aside = (
        select(aside.seq)
        .where(aside.chain == kept.chain, aside.seq == kept.seq)
        .where(aside.used_at.is_(None))
        .exists()
    )
    return (
        select(tables.entry)
        .where(kept.chain == bindparam("chain"), kept.seq <= bindparam("through"))
        .where(~put_aside, kept.content.is_not(None))
    )


@cache
def usable_between() -> Select[Any]:
    """Give the usable entries between two numbers, in order."""
    seq = tables.entry.c.seq
    return usable_entries().where(seq > bindparam("after")).order_by(seq)


@cache
def last_exact() -> Select[Any]:
    """Give the latest entry whose clock was known."""
    kept = tables.entry.c
    return (
        usable_entries()
        .where(kept.clock == "synced", kept.seq > bindparam("least"))
        .where(kept.wall_ns <= kept.received_ns + BELIEVED_AHEAD_NS)
        .order_by(kept.seq.desc())
        .limit(1)
    )


@cache
def last_anchor() -> Select[Any]:
    """Give the latest anchor."""
    held = tables.anchor.c
    return (
        select(tables.anchor)
        .where(held.chain == bindparam("chain"), held.seq <= bindparam("through"))
        .order_by(held.seq.desc())
        .limit(1)
    )


@cache
def timed_after(table: Table) -> Select[Any]:
    """Give the rows of one table behind a number."""
    columns = table.c
    return select(table).where(
        columns.chain == bindparam("of_chain"), columns.seq > bindparam("after")
    )


@cache
def drop_after(table: Table) -> Delete:
    """Drop the rows of one table behind a number."""
    columns = table.c
    return delete(table).where(
        columns.chain == bindparam("of_chain"), columns.seq > bindparam("after")
    )


@cache
def put_aside() -> Select[Any]:
    """Give what is put aside of a chain."""
    aside = tables.quarantine.c
    return (
        select(tables.quarantine)
        .where(aside.chain == bindparam("chain"), aside.seq > bindparam("after"))
        .where(aside.seq <= bindparam("through"), aside.used_at.is_(None))
        .order_by(aside.seq)
    )

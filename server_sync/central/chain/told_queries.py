"""Ask for what a chain tells; each query is made once."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    select,
    union_all,
    update,
)

from server_sync.central import tables
from server_sync.central.chain.instants import NS

BELIEVED_AHEAD_NS = 60 * NS
MADE_OF_ENTRIES = (tables.tap, tables.stretch, tables.anchor, tables.quarantine)


class Told(NamedTuple):
    """One usable entry, as far as what it tells goes; read much faster than a Row."""

    seq: int
    kind: str
    wall_ns: int
    boot_ns: int
    boot_id: bytes
    clock: str
    content: bytes
    received_ns: int


@cache
def chain_query() -> Select[Any]:
    """Find a chain with where its terminal stands, and how far it has been read.

    `last_tap` and the like are the last numbers in each table that is made of its
    entries. Asking whether anything stands behind a number would be a scan where
    nothing does.
    """
    return (
        select(
            tables.chain,
            tables.terminal.c.site,
            tables.terminal.c.since,
            tables.terminal.c.municipality,
            tables.site.c.zone,
            *map(_last_in, MADE_OF_ENTRIES),
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


def _last_in(table: Table) -> ColumnElement[int]:
    columns = table.c
    last = select(func.coalesce(func.max(columns.seq), 0))
    of_chain = last.where(columns.chain == bindparam("chain"))
    return of_chain.scalar_subquery().label(f"last_{table.name}")


@cache
def usable_entries() -> Select[Any]:
    """Give entries that can be read and were not put aside, without their proofs."""
    kept, aside = tables.entry.c, tables.quarantine.c
    put_aside = (
        select(aside.seq)
        .where(aside.chain == kept.chain, aside.seq == kept.seq)
        .where(aside.used_at.is_(None))
        .exists()
    )
    return (
        select(*(kept[name] for name in Told._fields))
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
    """Give the latest entry whose clock was known; its instant is that of its clock."""
    kept = tables.entry.c
    return (
        usable_entries()
        .with_only_columns(
            kept.seq,
            kept.boot_id,
            kept.boot_ns,
            kept.wall_ns.label("lo_ns"),
            kept.wall_ns.label("hi_ns"),
        )
        .where(kept.clock == "synced", kept.seq > bindparam("least"))
        .where(kept.wall_ns <= kept.received_ns + BELIEVED_AHEAD_NS)
        .order_by(kept.seq.desc())
        .limit(1)
    )


@cache
def last_anchor() -> Select[Any]:
    """Give the latest anchor that settles."""
    held = tables.anchor.c
    return (
        select(held.seq, held.boot_id, held.boot_ns, held.lo_ns, held.hi_ns)
        .where(held.chain == bindparam("chain"), held.seq <= bindparam("through"))
        .order_by(held.seq.desc())
        .limit(1)
    )


@cache
def last_settled() -> Select[Any]:
    """Give the later of the two, which of one entry say the same."""
    both = union_all(select(last_exact().subquery()), select(last_anchor().subquery()))
    found = both.subquery()
    return select(found).order_by(found.c.seq.desc()).limit(1)


@cache
def timed_after(table: Table) -> Select[Any]:
    """Give the rows of one table behind a number."""
    columns = table.c
    return select(table).where(
        columns.chain == bindparam("chain"), columns.seq > bindparam("after")
    )


@cache
def drop_after(table: Table) -> Delete:
    """Drop the rows of one table behind a number."""
    columns = table.c
    return delete(table).where(
        columns.chain == bindparam("chain"), columns.seq > bindparam("after")
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

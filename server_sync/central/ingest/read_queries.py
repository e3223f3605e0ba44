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
    literal,
    select,
    union_all,
    update,
)

from kiosk.journal.contents import Anchor, Kind
from server_sync.central.db import tables
from server_sync.central.db.records import select_record
from server_sync.central.ingest.contents import content_of
from server_sync.central.ingest.time import NS

BELIEVED_AHEAD_NS = 60 * NS
LOOKED_BACK = 500
MADE_OF_ENTRIES = (
    *(tables.tap, tables.check_in, tables.stretch),
    *(tables.anchor, tables.quarantine),
)
SeqColumn = ColumnElement[int]
"""A number of an entry in its chain, as the database is told it."""


class UsableEntry(NamedTuple):
    """One usable entry, as far as what it tells goes; read much faster than a Row."""

    seq: int
    kind: str
    wall_ns: int
    boot_ns: int
    boot_id: bytes
    clock: str
    content: bytes
    received_ns: int

    @property
    def utc(self) -> tuple[int, int] | None:
        """What the entry tells of true time; nobody writes what is yet to come."""
        latest = self.received_ns + BELIEVED_AHEAD_NS
        wall_ns = self.wall_ns
        if self.clock == "synced" and wall_ns <= latest:
            return wall_ns, wall_ns
        if self.kind == Kind.ANCHOR:
            content = content_of(self.kind, self.content)
            if isinstance(content, Anchor) and content.utc_from_ns <= latest:
                return content.utc_from_ns, content.utc_to_ns
        return None


class ChainToRead(NamedTuple):
    """A chain with where its terminal stands, and how far it has been read.

    `last_tap` and the like are the last numbers in each table that is made of its
    entries. Asking whether anything stands behind a number would be a scan where
    nothing does.
    """

    id: int
    device: str
    chain: bytes
    through_seq: int
    read_through_seq: int
    site: str
    zone: str
    since: int | None
    revoked_at: int | None
    municipality: str
    last_tap: int
    last_check_in: int
    last_stretch: int
    last_anchor: int
    last_quarantine: int


class Quarantined(NamedTuple):
    """An event that is not used, and between which instants it must have happened."""

    seq: int
    raw: bytes | None
    reason: str
    received_ns: int
    site: str
    lo: int | None
    hi: int | None


@cache
def chain_query() -> Select[Any]:
    """Select the `ChainToRead` with the row number `chain`."""
    chain, terminal = tables.chain.c, tables.terminal.c
    return (
        select_record(
            ChainToRead,
            id=chain.id,
            device=chain.device,
            chain=chain.chain,
            through_seq=chain.through_seq,
            read_through_seq=chain.read_through_seq,
            site=terminal.site,
            zone=tables.site.c.zone,
            since=terminal.since,
            revoked_at=terminal.revoked_at,
            municipality=terminal.municipality,
            **{f"last_{table.name}": _last_in(table) for table in MADE_OF_ENTRIES},
        )
        .join_from(tables.chain, tables.terminal)
        .join(tables.site, tables.site.c.id == tables.terminal.c.site)
        .where(tables.chain.c.id == bindparam("chain"))
    )


@cache
def set_read_through() -> Update:
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
        select(*(kept[name] for name in UsableEntry._fields))
        .where(kept.chain == bindparam("chain"))
        .where(~put_aside, kept.content.is_not(None))
    )


@cache
def usable_between() -> Select[Any]:
    """Give the usable entries between two numbers, in order."""
    seq = tables.entry.c.seq
    between = (seq > bindparam("after"), seq <= bindparam("through"))
    return usable_entries().where(*between).order_by(seq)


@cache
def last_exact() -> Select[Any]:
    """Give the latest entry whose clock was known; its instant is that of its clock."""
    return _last_exact(bindparam("through"), literal(0))


def _last_exact(through: SeqColumn, least: SeqColumn) -> Select[Any]:
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
        .where(kept.clock == "synced", kept.seq <= through, kept.seq > least)
        .where(kept.wall_ns <= kept.received_ns + BELIEVED_AHEAD_NS)
        .order_by(kept.seq.desc())
        .limit(1)
    )


def _last_anchor(through: SeqColumn) -> Select[Any]:
    held = tables.anchor.c
    return (
        select(held.seq, held.boot_id, held.boot_ns, held.lo_ns, held.hi_ns)
        .where(held.chain == bindparam("chain"), held.seq <= through)
        .order_by(held.seq.desc())
        .limit(1)
    )


@cache
def last_settled() -> Select[Any]:
    """Give the last entry up to `through` whose instant nothing later tells better."""
    return _last_settled(bindparam("through"), literal(0))


@cache
def last_settled_near() -> Select[Any]:
    """Give it of what has been read, if it is near the end of that.

    Nearly always it is, and then no planner can take the long way.
    """
    columns = tables.chain.c
    read = select(columns.read_through_seq).where(columns.id == bindparam("chain"))
    through = read.scalar_subquery()
    return _last_settled(through, through - LOOKED_BACK)


def _last_settled(through: SeqColumn, least: SeqColumn) -> Select[Any]:
    """Give the later of the two, which of one entry say the same."""
    exact, anchor = _last_exact(through, least), _last_anchor(through)
    both = union_all(select(exact.subquery()), select(anchor.subquery()))
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
def quarantined_between() -> Select[Any]:
    """Select the `Quarantined` of a chain between two numbers, in order."""
    aside = tables.quarantine.c
    return (
        select_record(
            Quarantined, **{name: aside[name] for name in Quarantined._fields}
        )
        .where(aside.chain == bindparam("chain"), aside.seq > bindparam("after"))
        .where(aside.seq <= bindparam("through"), aside.used_at.is_(None))
        .order_by(aside.seq)
    )

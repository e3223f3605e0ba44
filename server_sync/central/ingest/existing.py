"""What central has stored already where a delivery goes, read in one statement.

The chain's row is locked while a delivery is taken in, so that nothing of this can
change before its transaction ends.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    bindparam,
    false,
    null,
    true,
    type_coerce,
    union_all,
)

from server_sync.central.db import tables
from server_sync.central.db.pipeline import Statement, execute_pipelined
from server_sync.central.db.records import select_record
from server_sync.central.ingest.items import Item


class StoredEntry(NamedTuple):
    """What is stored under a number: its hash, and its bytes if it was no entry."""

    hash: bytes | None
    raw: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntries:
    """What is stored under some numbers, the one before and the one behind them.

    Attributes:
        entries: by number; what was declared lost is not among them.
        lost: the numbers that a named person declared lost.
        quarantined: the numbers of what is not used, the lost ones among them.
    """

    entries: Mapping[int, StoredEntry]
    lost: Collection[int]
    quarantined: Collection[int]

    def __contains__(self, seq: int) -> bool:
        """Say whether a number counts as received."""
        return seq in self.entries or seq in self.lost

    def hash_at(self, seq: int) -> bytes | None:
        """Return the hash of the entry with a number; None if it is not known."""
        stored = self.entries.get(seq)
        return None if stored is None else stored.hash


class _Row(NamedTuple):
    """A stored entry; `apart` says that it is a row of the quarantine."""

    seq: int
    hash: bytes | None
    raw: bytes | None
    used_at: int | None
    apart: bool

    @property
    def entry(self) -> StoredEntry:
        return StoredEntry(self.hash, self.raw)


NOTHING_STORED = StoredEntries(entries={}, lost=(), quarantined=())


def around(connection: Connection, chain: int, items: Sequence[Item]) -> StoredEntries:
    """Read what is stored under the numbers of these consecutive items."""
    first, last = items[0].seq - 1, items[-1].seq + 1
    asked = {"chain": chain, "first": first, "last": last}
    (rows,) = execute_pipelined(connection, Statement(_stored_query(), asked))
    found = [_Row._make(row) for row in rows]
    apart = [row for row in found if row.apart]
    entries = {row.seq: row.entry for row in apart if row.raw is not None}
    entries |= {row.seq: row.entry for row in found if not row.apart}
    return StoredEntries(
        entries=entries,
        lost={row.seq for row in apart if row.raw is None},
        quarantined={row.seq for row in apart if row.used_at is None},
    )


@cache
def _stored_query() -> Select[Any]:
    entry, quarantine = tables.entry.c, tables.quarantine.c
    entries = select_record(
        _Row,
        seq=entry.seq,
        hash=entry.hash,
        raw=type_coerce(null(), LargeBinary),
        used_at=type_coerce(null(), BigInteger),
        apart=false(),
    ).where(*_between(entry.chain, entry.seq))
    quarantined = select_record(
        _Row,
        seq=quarantine.seq,
        hash=quarantine.hash,
        raw=quarantine.raw,
        used_at=quarantine.used_at,
        apart=true(),
    ).where(*_between(quarantine.chain, quarantine.seq))
    found = union_all(entries, quarantined).subquery()
    return select_record(_Row, **{name: found.c[name] for name in _Row._fields})


def _between(
    chain: ColumnElement[int], seq: ColumnElement[int]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    in_chain = chain == bindparam("chain")
    return in_chain, seq.between(bindparam("first"), bindparam("last"))

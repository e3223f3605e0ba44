"""What central holds already where a delivery goes: looked up once, in one statement.

The chain's row is locked while a delivery is taken in, so that nothing of this can
change before its transaction ends.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    LargeBinary,
    Select,
    bindparam,
    false,
    null,
    select,
    true,
    type_coerce,
    union_all,
)

from server_sync.central.db import tables
from server_sync.central.db.pipeline import Statement, execute_pipelined
from server_sync.central.ingest.items import Item

StoredEntry = tuple[bytes | None, bytes | None]
"""The hash that stands under a number, and the bytes of what could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntries:
    """What is held among some numbers, the one before and the one behind them.

    Attributes:
        entries: by number; what was declared lost does not stand.
        lost: the numbers that a named person declared lost.
        quarantined: the numbers of what is kept and not used, the lost ones among them.
    """

    entries: Mapping[int, StoredEntry]
    lost: Collection[int]
    quarantined: Collection[int]

    def __contains__(self, seq: int) -> bool:
        """Say whether a number counts as received."""
        return seq in self.entries or seq in self.lost

    def hash_at(self, seq: int) -> bytes | None:
        """Give the hash that stands under a number, if one is known."""
        stored = self.entries.get(seq)
        return None if stored is None else stored[0]


class _Row(NamedTuple):
    seq: int
    hash: bytes | None
    raw: bytes | None
    used_at: int | None
    apart: bool

    @property
    def entry(self) -> StoredEntry:
        return self.hash, self.raw


NOTHING_STORED = StoredEntries(entries={}, lost=(), quarantined=())


def around(connection: Connection, chain: int, items: Sequence[Item]) -> StoredEntries:
    """Look up what is held where these consecutive items belong."""
    first, last = items[0].seq - 1, items[-1].seq + 1
    asked = {"chain": chain, "first": first, "last": last}
    (rows,) = execute_pipelined(connection, Statement(_stored_query(), asked))
    found = [_Row(*row) for row in rows]
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
    kept, aside = tables.entry.c, tables.quarantine.c
    read = _between(
        kept,
        select(
            kept.seq,
            kept.hash,
            type_coerce(null(), LargeBinary).label("raw"),
            type_coerce(null(), BigInteger).label("used_at"),
            false().label("apart"),
        ),
    )
    put_aside = _between(
        aside,
        select(
            aside.seq,
            aside.hash,
            aside.raw,
            aside.used_at,
            true().label("apart"),
        ),
    )
    found = union_all(read, put_aside).subquery()
    return select(found)


def _between(columns: Any, query: Select[Any]) -> Select[Any]:
    return query.where(
        columns.chain == bindparam("chain"),
        columns.seq.between(bindparam("first"), bindparam("last")),
    )

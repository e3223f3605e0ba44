"""Ask for what the ledger holds; each query is made once."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Update, bindparam, select, update

from server_sync.central.db import tables
from server_sync.central.db.engine import newest_incarnation
from server_sync.central.db.pipeline import Statement, execute_pipelined


class LockedChain(NamedTuple):
    """A chain's row, and the incarnation of the database that it stands in."""

    id: int
    device: str
    chain: bytes
    first_seen_ns: int
    through_seq: int
    hash: bytes
    incarnation: bytes


def lock_chains(
    connection: Connection, *, device: str, chain: bytes
) -> list[LockedChain]:
    """Find the one chain, or none, and hold it against others until this one ends."""
    asked = {"device": device, "chain": chain}
    (rows,) = execute_pipelined(connection, Statement(_chain_query(), asked))
    return [LockedChain(*row) for row in rows]


def move_watermark(
    connection: Connection, chain: LockedChain, *, through: int, through_hash: bytes
) -> None:
    """Say how far a chain is received."""
    moved = {"of_chain": chain.id, "through": through, "through_hash": through_hash}
    execute_pipelined(connection, Statement(_watermark(), moved))


@cache
def _chain_query() -> Select[Any]:
    columns = tables.chain.c
    return (
        select(
            *(columns[name] for name in LockedChain._fields[:-1]),
            newest_incarnation().label("incarnation"),
        )
        .where(columns.device == bindparam("device"))
        .where(columns.chain == bindparam("chain"))
        .with_for_update(of=tables.chain)
    )


@cache
def _watermark() -> Update:
    return (
        update(tables.chain)
        .where(tables.chain.c.id == bindparam("of_chain"))
        .values(through_seq=bindparam("through"), hash=bindparam("through_hash"))
    )

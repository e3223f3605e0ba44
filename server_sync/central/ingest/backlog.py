"""Read the chains of which more is held than was read.

A full batch is only stored and receipted: more comes behind it, and reading a
backlog once is less work than reading it at every 500th entry. The delivery that
brings the rest reads it all; until then, and should none come, whoever judges does.
What was not read is not known, and proves nobody absent.
"""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, select

from server_sync.central.db import tables
from server_sync.central.db.engine import reading
from server_sync.central.ingest import read_entries


def read_all(connection: Connection, *, recorded_at: int) -> None:
    """Read what waits, but for chains that a delivery holds just now."""
    held = _waiting().with_for_update(skip_locked=True)
    for chain in connection.scalars(held).all():
        read_entries.read_chain(connection, chain=chain, recorded_at=recorded_at)


def read_one_by_one(
    engine: Engine, *, recorded_at: int, municipality: str | None = None
) -> int:
    """Read what waits, each chain in a transaction of its own; say how many waited.

    So nobody waits for more than one chain, however many came back at once, and
    several workers share them. With a municipality, only its terminals' chains.
    """
    asked = _waiting()
    if municipality is not None:
        asked = asked.where(tables.chain.c.device.in_(devices_of("municipality")))
    with reading(engine) as connection:
        values = {"municipality": municipality}
        waiting = connection.scalars(asked, values).all()
    for chain in waiting:
        with engine.begin() as connection:
            held = _waiting().with_for_update(skip_locked=True)
            one = held.where(tables.chain.c.id == chain)
            if connection.scalar(one) is not None:  # nobody else reads it meanwhile
                read_entries.read_chain(
                    connection, chain=chain, recorded_at=recorded_at
                )
    return len(waiting)


@cache
def devices_of(name: str) -> Select[Any]:
    """Select the terminals of the municipality that the bind of that name names."""
    columns = tables.terminal.c
    return select(columns.device).where(columns.municipality == bindparam(name))


@cache
def _waiting() -> Select[Any]:
    columns = tables.chain.c
    return (
        select(columns.id)
        .where(columns.read_through_seq < columns.through_seq)
        .order_by(columns.id)
    )

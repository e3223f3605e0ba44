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
from server_sync.central.database import newest_incarnation


@cache
def chain_query() -> Select[Any]:
    """Find a chain, and hold it against other deliveries; and say where we are."""
    columns = tables.chain.c
    return (
        select(tables.chain, newest_incarnation().label("incarnation"))
        .where(columns.device == bindparam("device"))
        .where(columns.chain == bindparam("chain"))
        .with_for_update(of=tables.chain)
    )


@cache
def move_watermark() -> Update:
    """Say how far a chain is received."""
    return (
        update(tables.chain)
        .where(tables.chain.c.id == bindparam("of_chain"))
        .values(through_seq=bindparam("through"), hash=bindparam("through_hash"))
    )

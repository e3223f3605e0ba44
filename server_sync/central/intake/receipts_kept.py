"""Keep what central signed to a terminal: the last receipt of each day."""

from datetime import UTC, date, datetime
from functools import cache

import msgspec
from sqlalchemy import Connection, Insert
from sqlalchemy.dialects import postgresql, sqlite

from server_sync.central import tables
from server_sync.wire import Receipt

NS = 10**9


def keep_receipt(connection: Connection, *, chain: int, receipt: Receipt) -> None:
    """Keep a receipt in the place of the one that the chain got before on that day."""
    row = {
        "chain": chain,
        "day": utc_day(receipt.server_time_ns),
        "through_seq": receipt.through_seq,
        "raw": msgspec.msgpack.encode(receipt),
    }
    connection.execute(_in_its_place(connection.dialect.name), row)


def utc_day(wall_ns: int) -> date:
    """Say which date an instant has in UTC."""
    return datetime.fromtimestamp(wall_ns // NS, UTC).date()


@cache
def _in_its_place(dialect: str) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    query = insert(tables.receipt)
    new = {name: query.excluded[name] for name in ("through_seq", "raw")}
    return query.on_conflict_do_update(index_elements=["chain", "day"], set_=new)

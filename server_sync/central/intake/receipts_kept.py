"""Keep what central signed to a terminal: the last receipt of each day."""

from datetime import UTC, date, datetime
from functools import cache

import msgspec
from sqlalchemy import Connection, Delete, bindparam, delete

from server_sync.central import tables
from server_sync.central.bulk import add_rows
from server_sync.wire import Receipt

NS = 10**9


def keep_receipt(connection: Connection, *, chain: int, receipt: Receipt) -> None:
    """Keep a receipt in the place of the one that the chain got before on that day."""
    day = utc_day(receipt.server_time_ns)
    connection.execute(_drop(), {"of_chain": chain, "of_day": day})
    row = {
        "chain": chain,
        "day": day,
        "through_seq": receipt.through_seq,
        "raw": msgspec.msgpack.encode(receipt),
    }
    add_rows(connection, tables.receipt, [row])


def utc_day(wall_ns: int) -> date:
    """Say which date an instant has in UTC."""
    return datetime.fromtimestamp(wall_ns // NS, UTC).date()


@cache
def _drop() -> Delete:
    columns = tables.receipt.c
    return delete(tables.receipt).where(
        columns.chain == bindparam("of_chain"), columns.day == bindparam("of_day")
    )

"""Keep what central signed to a terminal: the last receipt of each day."""

from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import Connection

from server_sync.central.db import tables
from server_sync.central.db.bulk import put, write
from server_sync.protocol.wire import Receipt

NS = 10**9


def store_receipt(connection: Connection, *, chain: int, receipt: Receipt) -> None:
    """Keep a receipt in the place of the one that the chain got before on that day."""
    row = {
        "chain": chain,
        "day": utc_day(receipt.server_time_ns),
        "through_seq": receipt.through_seq,
        "raw": msgspec.msgpack.encode(receipt),
    }
    write(connection, put(connection, tables.receipt, row))


def utc_day(wall_ns: int) -> date:
    """Say which date an instant has in UTC."""
    return datetime.fromtimestamp(wall_ns // NS, UTC).date()

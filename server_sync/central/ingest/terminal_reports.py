"""Keep what a terminal last said of itself beside its journal."""

import msgspec
from sqlalchemy import Connection

from server_sync.central.db import tables
from server_sync.central.db.bulk import put, write
from server_sync.protocol.wire import Report


def store_report(
    connection: Connection, *, terminal: str, header: str | None, received_ns: int
) -> None:
    """Write it over what was said before; what cannot be read is no reason to refuse.

    Args:
        connection: in the transaction that keeps the batch.
        terminal: the terminal whose signature covers it.
        header: the header's value, if it came.
        received_ns: central's clock.
    """
    found = read_report(header)
    if found is None:
        return
    fields = msgspec.structs.asdict(found)
    row = {"device": terminal, **fields, "received_ns": received_ns}
    write(connection, put(connection, tables.report, row))


def read_report(header: str | None) -> Report | None:
    """Read the header; None where it did not come, or cannot be read."""
    if header is None:
        return None
    try:
        return msgspec.json.decode(header, type=Report)
    except (ValueError, RecursionError):
        return None

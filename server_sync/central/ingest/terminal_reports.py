"""Keep what a terminal last said of itself beside its journal."""

import msgspec
from sqlalchemy import Connection

from server_sync.central.db import tables
from server_sync.central.db.bulk import put, write
from server_sync.protocol.wire import Report


def keep_report(
    connection: Connection, *, device: str, said: str | None, received_ns: int
) -> None:
    """Write it over what was said before; what cannot be read is no reason to refuse.

    Args:
        connection: in the transaction that keeps the batch.
        device: the terminal whose signature covers it.
        said: the header's value, if it came.
        received_ns: central's clock.
    """
    found = read_report(said)
    if found is None:
        return
    said_of_it = msgspec.structs.asdict(found)
    row = {"device": device, **said_of_it, "received_ns": received_ns}
    write(connection, put(connection, tables.report, row))


def read_report(said: str | None) -> Report | None:
    """Read the header; None where it did not come, or cannot be read."""
    if said is None:
        return None
    try:
        return msgspec.json.decode(said, type=Report)
    except (ValueError, RecursionError):
        return None

"""Keep what a terminal last said of itself beside its journal."""

import msgspec
from sqlalchemy import Connection, select, update

from server_sync.central import tables
from server_sync.central.bulk import insert_new
from server_sync.wire import Report


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
    values = {**msgspec.structs.asdict(found), "received_ns": received_ns}
    columns = tables.report.c
    there = select(columns.device).where(columns.device == device)
    if connection.scalar(there) is None:
        insert_new(connection, tables.report, [{"device": device, **values}])
        return
    connection.execute(
        update(tables.report).where(columns.device == device).values(**values)
    )


def read_report(said: str | None) -> Report | None:
    """Read the header; None where it did not come, or cannot be read."""
    if said is None:
        return None
    try:
        return msgspec.json.decode(said, type=Report)
    except (ValueError, RecursionError):
        return None

"""Add facts to the table of their kind, by name; the second time does nothing."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert

from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.facts.provenance import Provenance
from server_sync.central.facts.recompute_queue import enqueue_fact


def add_fact(
    connection: Connection, table: str, provenance: Provenance, **values: Any
) -> str:
    """Add a fact and mark what must be judged again; give its key."""
    row = provenance.columns(table) | values
    insert_new(connection, tables.metadata.tables[table], [row])
    enqueue_fact(connection, str(row["key"]))
    return str(row["key"])


def add_facts(
    connection: Connection,
    table: str,
    facts: Iterable[tuple[Provenance, dict[str, Any]]],
) -> None:
    """Add many facts of one kind at once."""
    rows = [provenance.columns(table) | values for provenance, values in facts]
    if rows:
        insert_new(connection, tables.metadata.tables[table], rows)
        queued = [{"about": row["key"], "fact": row["key"]} for row in rows]
        connection.execute(insert(tables.stale), queued)

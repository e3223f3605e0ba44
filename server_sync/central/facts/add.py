"""Add facts to the table of their kind, by name; the second time does nothing."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert

from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.facts.provenance import Said
from server_sync.central.facts.recompute_queue import mark_fact


def state(connection: Connection, table: str, said: Said, **values: Any) -> str:
    """Add a fact and mark what must be judged again; give its key."""
    row = said.columns(table) | values
    insert_new(connection, tables.metadata.tables[table], [row])
    mark_fact(connection, str(row["key"]))
    return str(row["key"])


def state_all(
    connection: Connection, table: str, facts: Iterable[tuple[Said, dict[str, Any]]]
) -> None:
    """Add many facts of one kind at once."""
    rows = [said.columns(table) | values for said, values in facts]
    if rows:
        insert_new(connection, tables.metadata.tables[table], rows)
        marks = [{"about": row["key"], "fact": row["key"]} for row in rows]
        connection.execute(insert(tables.stale), marks)

"""Add a fact to the table of its kind; adding it a second time does nothing."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from server_sync.central.db.bulk import insert_new
from server_sync.central.facts.kinds import KINDS, Scope
from server_sync.central.facts.provenance import Provenance
from server_sync.central.facts.recompute_queue import enqueue_fact

FactValue = (
    str | int | date | None | dict[str, list[list[str]]] | Sequence[Sequence[str]]
)
"""What a column of a fact may hold."""


def add_fact(
    connection: Connection, kind: str, provenance: Provenance, **values: FactValue
) -> str:
    """Add a fact and queue what must be judged again; return the fact's key."""
    found = KINDS[kind]
    row = provenance.columns(kind) | values
    insert_new(connection, found.table, [row])
    if found.scope is not Scope.NOTHING:
        enqueue_fact(connection, str(row["key"]))
    return str(row["key"])

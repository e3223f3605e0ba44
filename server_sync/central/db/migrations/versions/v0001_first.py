"""The first version: all tables, from nothing."""

from server_sync.central.db.migrations.first import (
    derived,
    ledger,
    people,
    plans,
    statements,
)

revision = "0001"
down_revision = None

COMPATIBLE = False
"""There is no version before it."""


def upgrade() -> None:
    """Create every table, each after those that it refers to."""
    people.create()
    ledger.create()
    plans.create()
    statements.create()
    derived.create()

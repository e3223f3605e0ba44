"""What laws and municipalities decide, each with its time."""

from sqlalchemy import Column, Date, Integer, Table, Text

from server_sync.central.db.tables.base import metadata, row_id

# In force from `first` to `last`, both included; None is open. `weeks` is for the kind
# max_weeks alone.
law = Table(
    "law",
    metadata,
    row_id(),
    Column("kind", Text, nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("first", Date),
    Column("last", Date),
    Column("weeks", Integer),
)

"""What each terminal last said of itself beside its journal."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from server_sync.central.db.tables.base import metadata

# Written over at each delivery, unlike a fact: it is for people who look after
# terminals, proves nothing, and no rule reads it.
report = Table(
    "report",
    metadata,
    Column("device", Text, ForeignKey("terminal.device"), primary_key=True),
    Column("version", Text, nullable=False),
    Column("queued", BigInteger, nullable=False),
    Column("celsius", Integer),
    Column("received_ns", BigInteger, nullable=False),
)

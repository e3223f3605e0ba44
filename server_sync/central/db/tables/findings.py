"""What a named person found out about an event that cannot be used, or a gap."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table, Text

from server_sync.central.db.tables.base import ROW_ID, metadata, of_municipality, said

# Only ever added to. `finding` is tells_nothing, look_again or lost, about the numbers
# from `first` to `last`; `digest` tells which of the conflicting events. What stands
# now is beside the event itself (`resolved_...`, and `reason` lost).
looked_at = Table(
    "looked_at",
    metadata,
    *said(),
    of_municipality(),
    Column("chain", ROW_ID, ForeignKey("chain.id"), nullable=False, index=True),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("digest", LargeBinary),
    Column("finding", Text, nullable=False),
)

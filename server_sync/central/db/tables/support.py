"""What a person needs support with, for who leads their team and for nobody else."""

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text

from server_sync.central.db.tables.base import metadata, of_municipality, row_id

# Only ever added to; the latest stands, and an empty one says that it is over. It is in
# no roster, no report and no figure.
support_note = Table(
    "support_note",
    metadata,
    row_id(),
    of_municipality(),
    Column("person", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

"""What is kept so that somebody else can be shown: receipts given, keys approved."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, LargeBinary, Table, Text

from server_sync.central.db.tables.base import ROW_ID, metadata, row_id

# The last receipt of each day by UTC, as it was sent: what the terminal can show too.
receipt = Table(
    "receipt",
    metadata,
    Column("chain", ROW_ID, ForeignKey("chain.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("through_seq", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
)

# The roots of days that an authority outside has stamped: the root's file as it was
# stamped, the authority's whole answer, and the certificates that it was held against.
stamp = Table(
    "stamp",
    metadata,
    Column("day", Date, primary_key=True),
    Column("root", LargeBinary, nullable=False),
    Column("response", LargeBinary, nullable=False),
    Column("authority", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
)

# Every key that central signed with, the last one the one of now; only ever added to.
# `endorsement` is its word on the one before it.
central_key = Table(
    "central_key",
    metadata,
    row_id(),
    Column("public_key", LargeBinary, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("endorsement", Text, nullable=False),
)

# Every key that a terminal showed with a good code; only ever added to, but for the
# approval. Until then it counts for nothing, and the key before it stays in use.
terminal_key = Table(
    "terminal_key",
    metadata,
    row_id(),
    Column("device", Text, ForeignKey("terminal.device"), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("code_hash", LargeBinary, nullable=False, index=True),
    Column("code_until", BigInteger, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("approved_by", Text),
    Column("approved_at", BigInteger),
    Column("declined_by", Text),
    Column("declined_at", BigInteger),
)

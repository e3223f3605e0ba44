"""Who is logged in, and which tries to log in failed.

Neither names a municipality: a try comes before one knows whose it is.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text

from server_sync.central.db.tables.base import ROW_ID, metadata, row_id

# The browser holds a random secret, and here stands only its SHA-256: who reads this
# table can log in as nobody. `seen_at` moves by the minute; `ended_at` is a logout.
web_session = Table(
    "web_session",
    metadata,
    Column("secret_hash", LargeBinary, primary_key=True),
    Column("staff", ROW_ID, ForeignKey("staff.id"), nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)

# Kept for the length of the throttle's window, whether the name exists or not.
login_failure = Table(
    "login_failure",
    metadata,
    row_id(),
    Column("login", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("login_failure_of_login", "login", "at"),
)

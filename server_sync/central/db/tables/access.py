"""Who may look, and who looked."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table, Text

from server_sync.central.db.tables.base import metadata, of_municipality, row_id, said

# role: driftsleder, holdleder, koordinator, raadgiver, leder, administrator. `site`
# None is the whole municipality. Both hashes are argon2; the roster carries the PIN's.
staff = Table(
    "staff",
    metadata,
    row_id(),
    of_municipality(),
    Column("site", Text, ForeignKey("site.id"), index=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("team", Text),
    Column("login", Text, nullable=False, unique=True),
    Column("password_hash", Text),
    Column("pin_hash", Text),
    Column("added_by", Text, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)

# A bearer token is shown once; only its SHA-256 is kept. It reads one municipality.
api_token = Table(
    "api_token",
    metadata,
    row_id(),
    of_municipality(),
    Column("name", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
)

# Who saw or did what about whom. Only ever added to; the citizen may ask for it.
access_log = Table(
    "access_log",
    metadata,
    row_id(),
    of_municipality(),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("person", Text, index=True),
    Column("detail", Text, nullable=False),
)

# Who saw somebody's page at a workshop; it comes with the terminal's journal, and is
# shown with the log.
look = Table(
    "look",
    metadata,
    *said(),
    of_municipality(),
    Column("person", Text, ForeignKey("person.id"), nullable=False, index=True),
)

"""Who and where: municipalities, sites, terminals and people."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from server_sync.central.db.tables.base import metadata, of_municipality

municipality = Table(
    "municipality",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

site = Table(
    "site",
    metadata,
    Column("id", Text, primary_key=True),
    of_municipality(),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("week", JSON, nullable=False),
    Column("tolerance_min", Integer, nullable=False),
    Column("capacity", Integer),
    # What differs from the defaults of rules.facts.Limits, by name.
    Column("limits", JSON, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)

# A terminal is in use at its site from `since` (None: always) to `until` (None: still).
# Key and approval come with enrolment; until both are there nothing of it is taken in.
terminal = Table(
    "terminal",
    metadata,
    Column("device", Text, primary_key=True),
    of_municipality(),
    Column("site", Text, ForeignKey("site.id"), nullable=False, index=True),
    Column("added_by", Text, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("since", BigInteger),
    Column("until", BigInteger),
    Column("public_key", LargeBinary),
    Column("code_hash", LargeBinary),
    Column("code_until", BigInteger),
    Column("approved_by", Text),
    Column("approved_at", BigInteger),
    # From this seq of this chain on, and in every chain first seen later, nothing
    # of the terminal is used; it is still kept.
    Column("revoked_chain", LargeBinary),
    Column("revoked_from_seq", BigInteger),
    Column("revoked_by", Text),
    Column("revoked_at", BigInteger),
    Column("revoked_why", Text),
)

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    of_municipality(),
    Column("name", Text, nullable=False),
    Column("team", Text),
    Column("language", Text, nullable=False),
    Column("first_name_shown", Boolean, nullable=False),
    # Sealed (sealing.py); it never leaves central but in what the authority asks for.
    Column("cpr_sealed", LargeBinary),
    Column("added_by", Text, nullable=False),
    Column("added_at", BigInteger, nullable=False),
)

"""What the terminals sent, as they sent it: raw, hashed, never changed.

Identity of an entry is (device, chain, seq); a row of `chain` stands for the first two.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from server_sync.central.db.tables.base import ROW_ID, metadata, row_id

# Made with the database; another one tells the terminals that a backup was restored.
incarnation = Table(
    "incarnation",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("since", BigInteger, nullable=False),
)

# `through_seq`: received without a gap from 1 on, with that entry's hash (32 zeros at
# 0). `read_through_seq`: facts have been read so far, and the terminal's time placed.
chain = Table(
    "chain",
    metadata,
    row_id(),
    Column("device", Text, ForeignKey("terminal.device"), nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("first_seen_ns", BigInteger, nullable=False),
    Column("through_seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("read_through_seq", BigInteger, nullable=False),
    UniqueConstraint("device", "chain"),
)

# No foreign key: the chain's row is locked while its entries are added, and is never
# deleted. Looking it up anew for each entry would double what PostgreSQL does.
entry = Table(
    "entry",
    metadata,
    Column("chain", ROW_ID, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("wall_ns", BigInteger, nullable=False),
    Column("boot_ns", BigInteger, nullable=False),
    Column("boot_id", LargeBinary, nullable=False),
    Column("clock", Text, nullable=False),
    Column("commitment", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    # None once erased; the chain still verifies.
    Column("salt", LargeBinary),
    Column("content", LargeBinary),
    Column("received_ns", BigInteger, nullable=False),
)

# A terminal's signed word on its own chain. The same number with another hash is kept.
head = Table(
    "head",
    metadata,
    Column("chain", ROW_ID, ForeignKey("chain.id"), primary_key=True),
    Column("head_no", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("wall_ns", BigInteger, nullable=False),
    Column("boot_ns", BigInteger, nullable=False),
    Column("boot_id", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("received_ns", BigInteger, nullable=False),
    Index("head_received", "received_ns"),
)

# What cannot be read or used, verbatim (`raw` None: declared lost by a named person).
# It counts as received. `lo` and `hi` are the instants of its usable neighbours in the
# numbering (None: not known yet, or no such neighbour). Until a person resolves it, or
# it can be used after all (`used_at`), sessions that it touches are unknown.
quarantine = Table(
    "quarantine",
    metadata,
    Column("chain", ROW_ID, ForeignKey("chain.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("raw", LargeBinary),
    # What it is said to hash to, by itself or by the terminal's head, if by anybody.
    Column("hash", LargeBinary),
    Column("reason", Text, nullable=False),
    Column("received_ns", BigInteger, nullable=False),
    Column("site", Text, ForeignKey("site.id"), nullable=False),
    Column("lo", BigInteger),
    Column("hi", BigInteger),
    Column("used_at", BigInteger),
    Column("resolved_by", Text),
    Column("resolved_at", BigInteger),
    Column("resolved_why", Text),
    Index("quarantine_of_site", "site", "lo"),
)

# Another event under a number that is taken: kept, reported, never used. It happened
# between `lo` and `hi`; until a person resolves it, sessions there are unknown.
conflict = Table(
    "conflict",
    metadata,
    Column("chain", ROW_ID, ForeignKey("chain.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, primary_key=True),
    Column("raw", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_ns", BigInteger, nullable=False),
    Column("site", Text, ForeignKey("site.id"), nullable=False),
    Column("lo", BigInteger, nullable=False),
    Column("hi", BigInteger, nullable=False),
    Column("resolved_by", Text),
    Column("resolved_at", BigInteger),
    Column("resolved_why", Text),
    Index("conflict_of_site", "site", "lo"),
)

"""What terminals sent, and what proves it, in version 0001."""

import sqlalchemy as sa
from alembic import op

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def create() -> None:
    """Create these tables and their indexes."""
    _central_key()
    _entry()
    _incarnation()
    _stamp()
    _chain()
    _terminal_key()
    _conflict()
    _head()
    _looked_at()
    _quarantine()
    _receipt()


def _central_key() -> None:
    op.create_table(
        "central_key",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("endorsement", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("chain", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("boot_ns", sa.BigInteger(), nullable=False),
        sa.Column("boot_id", sa.LargeBinary(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary()),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("received_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq"),
    )


def _incarnation() -> None:
    op.create_table(
        "incarnation",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _stamp() -> None:
    op.create_table(
        "stamp",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )


def _chain() -> None:
    op.create_table(
        "chain",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen_ns", sa.BigInteger(), nullable=False),
        sa.Column("through_seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("read_through_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["terminal.device"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("device", "chain"),
    )


def _terminal_key() -> None:
    op.create_table(
        "terminal_key",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_until", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.Text()),
        sa.Column("approved_at", sa.BigInteger()),
        sa.Column("declined_by", sa.Text()),
        sa.Column("declined_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["device"], ["terminal.device"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_terminal_key_code_hash", "terminal_key", ["code_hash"])
    op.create_index("ix_terminal_key_device", "terminal_key", ["device"])


def _conflict() -> None:
    op.create_table(
        "conflict",
        sa.Column("chain", ROW_ID, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_ns", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("lo", sa.BigInteger(), nullable=False),
        sa.Column("hi", sa.BigInteger(), nullable=False),
        sa.Column("resolved_by", sa.Text()),
        sa.Column("resolved_at", sa.BigInteger()),
        sa.Column("resolved_why", sa.Text()),
        sa.ForeignKeyConstraint(["chain"], ["chain.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("chain", "seq", "digest"),
    )
    op.create_index("conflict_of_site", "conflict", ["site", "lo"])


def _head() -> None:
    op.create_table(
        "head",
        sa.Column("chain", ROW_ID, nullable=False),
        sa.Column("head_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("boot_ns", sa.BigInteger(), nullable=False),
        sa.Column("boot_id", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("received_ns", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chain"], ["chain.id"]),
        sa.PrimaryKeyConstraint("chain", "head_no", "hash"),
    )
    op.create_index("head_received", "head", ["received_ns"])


def _looked_at() -> None:
    op.create_table(
        "looked_at",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("chain", ROW_ID, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary()),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chain"], ["chain.id"]),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_looked_at_chain", "looked_at", ["chain"])
    op.create_index("ix_looked_at_municipality", "looked_at", ["municipality"])


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("chain", ROW_ID, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("hash", sa.LargeBinary()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_ns", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("lo", sa.BigInteger()),
        sa.Column("hi", sa.BigInteger()),
        sa.Column("used_at", sa.BigInteger()),
        sa.Column("resolved_by", sa.Text()),
        sa.Column("resolved_at", sa.BigInteger()),
        sa.Column("resolved_why", sa.Text()),
        sa.ForeignKeyConstraint(["chain"], ["chain.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("chain", "seq"),
    )
    op.create_index("quarantine_of_site", "quarantine", ["site", "lo"])


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("chain", ROW_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("through_seq", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["chain"], ["chain.id"]),
        sa.PrimaryKeyConstraint("chain", "day"),
    )

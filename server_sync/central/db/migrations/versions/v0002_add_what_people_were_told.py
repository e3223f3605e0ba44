"""Add when people were told of their hours, check-ins by code, and what lay beside."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COMPATIBLE = True
"""New nullable columns, a table and indexes, which version 0001 does not ask for."""


def upgrade() -> None:
    """Bring version 0001 up to 0002."""
    op.create_table(
        "check_in",
        sa.Column(
            "chain",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("lo", sa.BigInteger(), nullable=False),
        sa.Column("hi", sa.BigInteger(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq"),
    )
    op.create_index("check_in_at_site", "check_in", ["site", "lo"])
    op.create_index("check_in_of_person", "check_in", ["person", "lo"])

    for table in ("course", "plan", "exception"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("told_at", sa.BigInteger()))
            batch_op.add_column(sa.Column("told_how", sa.Text()))
    with op.batch_alter_table("tap") as tap:
        tap.add_column(sa.Column("beside", sa.Text()))
        tap.create_index(
            "tap_beside",
            ["card"],
            postgresql_where=sa.text("beside IS NOT NULL"),
            sqlite_where=sa.text("beside IS NOT NULL"),
        )

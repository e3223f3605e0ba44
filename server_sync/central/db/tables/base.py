"""What every table is made of."""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Text

metadata = MetaData()

ROW_ID = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the type is spelt INTEGER."""


def row_id() -> Column[Any]:
    """Number the rows of a table; the number says nothing, not even an order."""
    return Column("id", ROW_ID, primary_key=True, autoincrement=True)


def of_municipality() -> Column[Any]:
    """Say whose row it is: what PostgreSQL's row-level security goes by."""
    return Column(
        "municipality", Text, ForeignKey("municipality.id"), nullable=False, index=True
    )


def said() -> list[Column[Any]]:
    """Say who stated a fact, when, why, and by which way it came here.

    `key` names the fact in all the world: "device/chain/seq" of the entry that told
    it, or "central/..." for what was written here; a void names it so. `at` is when
    it was said, `recorded_at` when central came to know. `origin` is "terminal" or
    "central".
    """
    return [
        Column("key", Text, primary_key=True),
        Column("by", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("why", Text, nullable=False, default=""),
        Column("origin", Text, nullable=False),
        Column("recorded_at", BigInteger, nullable=False),
    ]


def told() -> list[Column[Any]]:
    """Say when the person was told of it, and how or by which document.

    `told_at` None says nothing of that, and nothing counts as untold.
    """
    return [Column("told_at", BigInteger), Column("told_how", Text)]

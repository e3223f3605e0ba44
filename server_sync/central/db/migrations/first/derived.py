"""What is made anew from the facts, in version 0001."""

import sqlalchemy as sa
from alembic import op

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def create() -> None:
    """Create these tables and their indexes."""
    _anchor()
    _judged()
    _stale()
    _stretch()
    _tap()
    _prompt()
    _site_judged()
    _unknown_card()
    _prompt_event()


def _anchor() -> None:
    op.create_table(
        "anchor",
        sa.Column("chain", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("boot_id", sa.LargeBinary(), nullable=False),
        sa.Column("boot_ns", sa.BigInteger(), nullable=False),
        sa.Column("lo_ns", sa.BigInteger(), nullable=False),
        sa.Column("hi_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq"),
    )


def _judged() -> None:
    op.create_table(
        "judged",
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("tz", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("arrived", sa.BigInteger()),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("seconds_late", sa.Integer()),
        sa.Column("cause", sa.Text()),
        sa.Column("standing_cause", sa.Text()),
        sa.Column("notice", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("noted_delay", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("next_change", sa.BigInteger()),
        sa.PrimaryKeyConstraint("site", "person", "date", "no"),
    )
    op.create_index("judged_at_site", "judged", ["site", "date", "status"])
    op.create_index(
        "judged_next",
        "judged",
        ["next_change"],
        postgresql_where=sa.text("next_change IS NOT NULL"),
        sqlite_where=sa.text("next_change IS NOT NULL"),
    )
    op.create_index("judged_of_person", "judged", ["person", "date"])


def _stale() -> None:
    op.create_table(
        "stale",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("site", sa.Text()),
        sa.Column("about", sa.Text()),
        sa.Column("card", sa.Text()),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("first", sa.Date()),
        sa.Column("last", sa.Date()),
        sa.Column("fact", sa.Text()),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _stretch() -> None:
    op.create_table(
        "stretch",
        sa.Column("chain", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", "no"),
    )
    op.create_index("stretch_of_terminal", "stretch", ["terminal", "until"])


def _tap() -> None:
    op.create_table(
        "tap",
        sa.Column("chain", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("lo", sa.BigInteger(), nullable=False),
        sa.Column("hi", sa.BigInteger(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq"),
    )
    op.create_index("tap_at_site", "tap", ["site", "lo"])
    op.create_index("tap_of_card", "tap", ["card", "lo"])
    op.create_index(
        "tap_uncertain",
        "tap",
        ["site", "hi"],
        postgresql_where=sa.text("certain IS false"),
        sqlite_where=sa.text("certain IS 0"),
    )


def _prompt() -> None:
    op.create_table(
        "prompt",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("date", sa.Date()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_prompt_municipality", "prompt", ["municipality"])
    op.create_index("ix_prompt_person", "prompt", ["person"])
    op.create_index("prompt_at_site", "prompt", ["site", "state"])
    op.create_index(
        "prompt_of_site",
        "prompt",
        ["site"],
        postgresql_where=sa.text("person IS NULL"),
        sqlite_where=sa.text("person IS NULL"),
    )


def _site_judged() -> None:
    op.create_table(
        "site_judged",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("site"),
    )


def _unknown_card() -> None:
    op.create_table(
        "unknown_card",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("site", "date"),
    )


def _prompt_event() -> None:
    op.create_table(
        "prompt_event",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("prompt", ROW_ID, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text()),
        sa.ForeignKeyConstraint(["prompt"], ["prompt.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_prompt_event_prompt", "prompt_event", ["prompt"])

"""What people stated, in version 0001."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create these tables and their indexes."""
    _delay()
    _void()
    _arrival()
    _card()
    _newcomer()
    _no_show()
    _notice()
    _resolution()
    _welcome()


def _delay() -> None:
    op.create_table(
        "delay",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_delay_about", "delay", ["about"])
    op.create_index("ix_delay_municipality", "delay", ["municipality"])


def _void() -> None:
    op.create_table(
        "void",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_void_about", "void", ["about"])
    op.create_index("ix_void_municipality", "void", ["municipality"])


def _arrival() -> None:
    op.create_table(
        "arrival",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("delay", sa.Text()),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("arrival_of_person", "arrival", ["person", "arrived"])
    op.create_index("ix_arrival_municipality", "arrival", ["municipality"])


def _card() -> None:
    op.create_table(
        "card",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_card_card", "card", ["card"])
    op.create_index("ix_card_municipality", "card", ["municipality"])
    op.create_index("ix_card_person", "card", ["person"])


def _newcomer() -> None:
    op.create_table(
        "newcomer",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_newcomer_card", "newcomer", ["card"])
    op.create_index("ix_newcomer_municipality", "newcomer", ["municipality"])
    op.create_index("ix_newcomer_site", "newcomer", ["site"])


def _no_show() -> None:
    op.create_table(
        "no_show",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_no_show_municipality", "no_show", ["municipality"])
    op.create_index("ix_no_show_person", "no_show", ["person"])


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_notice_municipality", "notice", ["municipality"])
    op.create_index("ix_notice_person", "notice", ["person"])


def _resolution() -> None:
    op.create_table(
        "resolution",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_resolution_about", "resolution", ["about"])
    op.create_index("ix_resolution_municipality", "resolution", ["municipality"])


def _welcome() -> None:
    op.create_table(
        "welcome",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("first_name_shown", sa.Boolean(), nullable=False),
        sa.Column("informed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_welcome_municipality", "welcome", ["municipality"])
    op.create_index("ix_welcome_person", "welcome", ["person"])

"""Municipalities, sites, terminals, people and their accounts, in version 0001."""

import sqlalchemy as sa
from alembic import op

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def create() -> None:
    """Create these tables and their indexes."""
    _law()
    _login_failure()
    _municipality()
    _access_log()
    _api_token()
    _person()
    _site()
    _look()
    _staff()
    _support_note()
    _terminal()
    _report()
    _web_session()


def _law() -> None:
    op.create_table(
        "law",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first", sa.Date()),
        sa.Column("last", sa.Date()),
        sa.Column("weeks", sa.Integer()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_law_kind", "law", ["kind"])


def _login_failure() -> None:
    op.create_table(
        "login_failure",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("login_failure_of_login", "login_failure", ["login", "at"])


def _municipality() -> None:
    op.create_table(
        "municipality",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_access_log_municipality", "access_log", ["municipality"])
    op.create_index("ix_access_log_person", "access_log", ["person"])


def _api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.Column("last_used_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_api_token_municipality", "api_token", ["municipality"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("first_name_shown", sa.Boolean(), nullable=False),
        sa.Column("cpr_sealed", sa.LargeBinary()),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_person_municipality", "person", ["municipality"])


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.Column("tolerance_min", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_site_municipality", "site", ["municipality"])


def _look() -> None:
    op.create_table(
        "look",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_look_municipality", "look", ["municipality"])
    op.create_index("ix_look_person", "look", ["person"])


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("site", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team", sa.Text()),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("pin_hash", sa.Text()),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_index("ix_staff_municipality", "staff", ["municipality"])
    op.create_index("ix_staff_site", "staff", ["site"])


def _support_note() -> None:
    op.create_table(
        "support_note",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_support_note_municipality", "support_note", ["municipality"])
    op.create_index("ix_support_note_person", "support_note", ["person"])


def _terminal() -> None:
    op.create_table(
        "terminal",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger()),
        sa.Column("until", sa.BigInteger()),
        sa.Column("public_key", sa.LargeBinary()),
        sa.Column("code_hash", sa.LargeBinary()),
        sa.Column("code_until", sa.BigInteger()),
        sa.Column("approved_by", sa.Text()),
        sa.Column("approved_at", sa.BigInteger()),
        sa.Column("revoked_chain", sa.LargeBinary()),
        sa.Column("revoked_from_seq", sa.BigInteger()),
        sa.Column("revoked_by", sa.Text()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.Column("revoked_why", sa.Text()),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("device"),
    )
    op.create_index("ix_terminal_municipality", "terminal", ["municipality"])
    op.create_index("ix_terminal_site", "terminal", ["site"])


def _report() -> None:
    op.create_table(
        "report",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("queued", sa.BigInteger(), nullable=False),
        sa.Column("celsius", sa.Integer()),
        sa.Column("received_ns", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["terminal.device"]),
        sa.PrimaryKeyConstraint("device"),
    )


def _web_session() -> None:
    op.create_table(
        "web_session",
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff", ROW_ID, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"]),
        sa.PrimaryKeyConstraint("secret_hash"),
    )
    op.create_index("ix_web_session_staff", "web_session", ["staff"])

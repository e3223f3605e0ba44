"""Courses and plans, in version 0001."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create these tables and their indexes."""
    _closure()
    _course()
    _course_end()
    _exception()
    _plan()


def _closure() -> None:
    op.create_table(
        "closure",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_closure_municipality", "closure", ["municipality"])
    op.create_index("ix_closure_person", "closure", ["person"])
    op.create_index("ix_closure_site", "closure", ["site"])


def _course() -> None:
    op.create_table(
        "course",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("max_weeks", sa.Integer()),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("benefit_group", sa.Text()),
        sa.Column("visitation_group", sa.Text()),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["site"], ["site.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_course_municipality", "course", ["municipality"])
    op.create_index("ix_course_person", "course", ["person"])
    op.create_index("ix_course_site", "course", ["site"])


def _course_end() -> None:
    op.create_table(
        "course_end",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["course"], ["course.key"]),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_course_end_course", "course_end", ["course"])
    op.create_index("ix_course_end_municipality", "course_end", ["municipality"])


def _exception() -> None:
    op.create_table(
        "exception",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("intervals", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["course"], ["course.key"]),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_exception_course", "exception", ["course"])
    op.create_index("ix_exception_municipality", "exception", ["municipality"])


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["course"], ["course.key"]),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_plan_course", "plan", ["course"])
    op.create_index("ix_plan_municipality", "plan", ["municipality"])

"""What was expected: courses, plans, exceptions and closures. Facts; only ever added.

What is voided stays and counts for nothing; a course that ends on another day than
planned gets a `course_end`, of which the one said last holds.
"""

from sqlalchemy import JSON, BigInteger, Column, Date, ForeignKey, Integer, Table, Text

from server_sync.central.db.tables.base import metadata, of_municipality, said, told

course = Table(
    "course",
    metadata,
    *said(),
    of_municipality(),
    Column("person", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("site", Text, ForeignKey("site.id"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("max_weeks", Integer),
    Column("legal_basis", Text, nullable=False),
    Column("benefit_group", Text),
    Column("visitation_group", Text),
    *told(),
)

course_end = Table(
    "course_end",
    metadata,
    *said(),
    of_municipality(),
    Column("course", Text, ForeignKey("course.key"), nullable=False, index=True),
    Column("last", Date, nullable=False),
    Column("reason", Text, nullable=False),
)

# A person's own week from `first` until the next plan's `first`.
plan = Table(
    "plan",
    metadata,
    *said(),
    of_municipality(),
    Column("course", Text, ForeignKey("course.key"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("week", JSON, nullable=False),
    *told(),
)

# The intervals of one date, [["08:15", "14:30"]]; an empty list removes it.
exception = Table(
    "exception",
    metadata,
    *said(),
    of_municipality(),
    Column("course", Text, ForeignKey("course.key"), nullable=False, index=True),
    Column("date", Date, nullable=False),
    Column("intervals", JSON, nullable=False),
    *told(),
)

# From `start` up to but not including `until`; of one person (a suspension) or of all.
closure = Table(
    "closure",
    metadata,
    *said(),
    of_municipality(),
    Column("site", Text, ForeignKey("site.id"), nullable=False, index=True),
    Column("person", Text, ForeignKey("person.id"), index=True),
    Column("start", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)

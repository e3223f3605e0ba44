"""What can be dropped and made anew from the facts, and then stands there the same.

The one exception is what people did with a prompt: `prompt_event` is only added to.
What is made from the facts by the million has no foreign keys: each row is made from
rows that have them, and checking them again would cost more than all the rest.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from server_sync.central.db.tables.base import ROW_ID, metadata, of_municipality, row_id

# A tap with its instant: certain (`lo` = `hi`), or somewhere from `lo` to `hi`.
# `beside` lists, as JSON, the other cards that lay there in the same hold.
tap = Table(
    "tap",
    metadata,
    Column("chain", ROW_ID, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("site", Text, nullable=False),
    Column("terminal", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("lo", BigInteger, nullable=False),
    Column("hi", BigInteger, nullable=False),
    Column("certain", Boolean, nullable=False),
    Column("beside", Text),
    Index("tap_at_site", "site", "lo"),
    Index("tap_of_card", "card", "lo"),
    Index(
        "tap_uncertain",
        "site",
        "hi",
        postgresql_where=text("certain IS false"),
        sqlite_where=text("certain IS 0"),
    ),
    Index(
        "tap_beside",
        "card",
        postgresql_where=text("beside IS NOT NULL"),
        sqlite_where=text("beside IS NOT NULL"),
    ),
)

# A check-in by a code of the person's own, timed like a tap.
check_in = Table(
    "check_in",
    metadata,
    Column("chain", ROW_ID, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("site", Text, nullable=False),
    Column("terminal", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("lo", BigInteger, nullable=False),
    Column("hi", BigInteger, nullable=False),
    Column("certain", Boolean, nullable=False),
    Index("check_in_at_site", "site", "lo"),
    Index("check_in_of_person", "person", "lo"),
)

# The terminal was able to read cards from `start` to `until`.
stretch = Table(
    "stretch",
    metadata,
    Column("chain", ROW_ID, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("site", Text, nullable=False),
    Column("terminal", Text, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Index("stretch_of_terminal", "terminal", "until"),
)

# An anchor that settles: at its own boot_ns, true UTC lay between these two.
anchor = Table(
    "anchor",
    metadata,
    Column("chain", ROW_ID, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("boot_id", LargeBinary, nullable=False),
    Column("boot_ns", BigInteger, nullable=False),
    Column("lo_ns", BigInteger, nullable=False),
    Column("hi_ns", BigInteger, nullable=False),
)

# One session and what is judged of it: what central adds, then the words of the rules
# (rules/judged.py) in their order. `start` and `end` are instants, `arrived` is `lo` of
# an uncertain tap. `next_change` is when it must be judged again though no fact came.
judged = Table(
    "judged",
    metadata,
    Column("as_of", BigInteger, nullable=False),
    Column("site", Text, nullable=False),
    Column("municipality", Text, nullable=False),
    Column("course", Text, nullable=False),
    # The first session of that date is 1; clock changes can give two the same start.
    Column("no", Integer, nullable=False),
    Column("tz", Text, nullable=False),  # the time zones' version
    Column("person", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("arrived", BigInteger),
    Column("uncertain", Boolean, nullable=False),
    Column("source", Text),
    Column("seconds_late", Integer),
    Column("cause", Text),
    Column("standing_cause", Text),
    Column("notice", Text),
    Column("reason", Text),
    Column("noted_delay", Boolean, nullable=False),
    Column("missing", Boolean, nullable=False),
    Column("next_change", BigInteger),
    PrimaryKeyConstraint("site", "person", "date", "no"),
    # With the status: how many of 28 days have which is counted in the index alone.
    Index("judged_at_site", "site", "date", "status"),
    Index(
        "judged_next",
        "next_change",
        postgresql_where=text("next_change IS NOT NULL"),
        sqlite_where=text("next_change IS NOT NULL"),
    ),
    Index("judged_of_person", "person", "date"),
)

# A prompt that stands or stood. `state` is raised, handled, withdrawn; the life
# itself, with names and notes, is in `prompt_event`.
prompt = Table(
    "prompt",
    metadata,
    row_id(),
    of_municipality(),
    Column("site", Text, ForeignKey("site.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("person", Text, ForeignKey("person.id"), index=True),
    Column("date", Date),
    Column("state", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Index("prompt_at_site", "site", "state"),
    Index(
        "prompt_of_site",
        "site",
        postgresql_where=text("person IS NULL"),
        sqlite_where=text("person IS NULL"),
    ),
)

# what: raised, withdrawn, handled, reopened, shown. `by` is "central" where a fact did
# it, and `fact` is then what it was; otherwise the named person, with a note.
prompt_event = Table(
    "prompt_event",
    metadata,
    row_id(),
    Column("prompt", ROW_ID, ForeignKey("prompt.id"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("fact", Text),
)

# The dates on which a tap lies, with a card that nobody held, which nobody resolved.
unknown_card = Table(
    "unknown_card",
    metadata,
    Column("site", Text, ForeignKey("site.id"), primary_key=True),
    Column("date", Date, primary_key=True),
)

# Through which date a site's sessions are judged; time alone brings the next.
site_judged = Table(
    "site_judged",
    metadata,
    Column("site", Text, ForeignKey("site.id"), primary_key=True),
    Column("through", Date, nullable=False),
)

# What must be judged again, found out when it is done: the fact named `about`, the taps
# of a card (`wide`: whoever held it, so everybody's), one person's dates, or, if all
# of these are None, all of the site's. Not before `due`.
stale = Table(
    "stale",
    metadata,
    row_id(),
    Column("site", Text),
    Column("about", Text),
    Column("card", Text),
    Column("wide", Boolean, nullable=False, default=False),
    Column("person", Text),
    Column("first", Date),
    Column("last", Date),
    Column("fact", Text),
    Column("due", BigInteger, nullable=False, default=0),
)

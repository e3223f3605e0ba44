"""What people said of who came: each by name, and none ever changed.

`about` is the key of another fact or "device/chain/seq" of a tap. It is no foreign key:
what it is about may arrive later, or over another chain.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Table, Text

from server_sync.central.db.tables.base import metadata, of_municipality, said

# The card is the person's at each instant `start <= t < until`; until None is open.
card = Table(
    "card",
    metadata,
    *said(),
    of_municipality(),
    Column("card", Text, nullable=False, index=True),
    Column("person", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("start", BigInteger, nullable=False),
    Column("until", BigInteger),
)

# A named person writes that somebody came at `arrived`; `delay` notes what held them.
arrival = Table(
    "arrival",
    metadata,
    *said(),
    of_municipality(),
    Column("person", Text, ForeignKey("person.id"), nullable=False),
    Column("site", Text, ForeignKey("site.id"), nullable=False),
    Column("arrived", BigInteger, nullable=False),
    Column("delay", Text),
    Index("arrival_of_person", "person", "arrived"),
)

notice = Table(
    "notice",
    metadata,
    *said(),
    of_municipality(),
    Column("person", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reported_at", BigInteger, nullable=False),
)

# A named person confirmed, at `at`, that somebody stayed away without notice.
no_show = Table(
    "no_show",
    metadata,
    *said(),
    of_municipality(),
    Column("person", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("date", Date, nullable=False),
)

# `why` is the reason of the delay that is noted on a tap or a manual arrival.
delay = Table(
    "delay",
    metadata,
    *said(),
    of_municipality(),
    Column("about", Text, nullable=False, index=True),
)

# Whose card a tap was; person None says that it is not one of ours.
resolution = Table(
    "resolution",
    metadata,
    *said(),
    of_municipality(),
    Column("about", Text, nullable=False, index=True),
    Column("person", Text, ForeignKey("person.id")),
)

# Somebody on no list got the card at `start`, under a name and no more; whose the card
# is, an assignment says later, dated back.
newcomer = Table(
    "newcomer",
    metadata,
    *said(),
    of_municipality(),
    Column("site", Text, ForeignKey("site.id"), nullable=False, index=True),
    Column("card", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("start", BigInteger, nullable=False),
)

# Somebody was told of their data at `informed_at`, and said how to be spoken to.
welcome = Table(
    "welcome",
    metadata,
    *said(),
    of_municipality(),
    Column("person", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("first_name_shown", Boolean, nullable=False),
    Column("informed_at", BigInteger, nullable=False),
)

void = Table(
    "void",
    metadata,
    *said(),
    of_municipality(),
    Column("about", Text, nullable=False, index=True),
)

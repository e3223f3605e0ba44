"""State what a named person says of who came: cards, arrivals, notices, and so on.

Each function adds one fact, marks what must be judged again, and gives the fact's key.
The same functions write what staff said at the door and what is written at central.
"""

# ruff: noqa: PLR0913 - a fact is written in one call, every field by its name

from datetime import date as Date  # noqa: N812 - an argument is named date

from sqlalchemy import Connection, select, update

from server_sync.central.db import tables
from server_sync.central.facts.add import add_fact
from server_sync.central.facts.people import municipality_of
from server_sync.central.facts.provenance import Provenance


def assign_card(
    connection: Connection,
    *,
    card: str,
    person: str,
    start: int,
    provenance: Provenance,
    until: int | None = None,
) -> str:
    """Hand a card out: whose it is from `start` up to but not including `until`."""
    return add_fact(
        connection,
        "card",
        provenance,
        municipality=municipality_of_person(connection, person=person),
        card=card,
        person=person,
        start=start,
        until=until,
    )


def add_arrival(
    connection: Connection,
    *,
    person: str,
    site: str,
    arrived: int,
    provenance: Provenance,
    delay: str | None = None,
) -> str:
    """Write that somebody came, and when; `delay` says what held them."""
    return add_fact(
        connection,
        "arrival",
        provenance,
        municipality=municipality_of(connection, site=site),
        person=person,
        site=site,
        arrived=arrived,
        delay=delay,
    )


def add_notice(
    connection: Connection,
    *,
    person: str,
    first: Date,
    last: Date,
    reason: str,
    reported_at: int,
    provenance: Provenance,
) -> str:
    """Note that somebody told they would not come, and when they told it."""
    return add_fact(
        connection,
        "notice",
        provenance,
        municipality=municipality_of_person(connection, person=person),
        person=person,
        first=first,
        last=last,
        reason=reason,
        reported_at=reported_at,
    )


def add_no_show(
    connection: Connection, *, person: str, date: Date, provenance: Provenance
) -> str:
    """Confirm, by name, that somebody stayed away without notice."""
    return add_fact(
        connection,
        "no_show",
        provenance,
        municipality=municipality_of_person(connection, person=person),
        person=person,
        date=date,
    )


def add_delay(
    connection: Connection, *, municipality: str, about: str, provenance: Provenance
) -> str:
    """Note what delayed the arrival that a tap or a manual arrival tells."""
    return add_fact(
        connection, "delay", provenance, municipality=municipality, about=about
    )


def add_resolution(
    connection: Connection,
    *,
    municipality: str,
    about: str,
    person: str | None,
    provenance: Provenance,
) -> str:
    """Say whose card a tap ("device/chain/seq") was; None is not one of ours."""
    return add_fact(
        connection,
        "resolution",
        provenance,
        municipality=municipality,
        about=about,
        person=person,
    )


def add_newcomer(
    connection: Connection,
    *,
    site: str,
    card: str,
    name: str,
    start: int,
    provenance: Provenance,
) -> str:
    """Note that somebody on no list got a card; it says of nobody that they came."""
    return add_fact(
        connection,
        "newcomer",
        provenance,
        municipality=municipality_of(connection, site=site),
        site=site,
        card=card,
        name=name,
        start=start,
    )


def add_welcome(
    connection: Connection,
    *,
    person: str,
    language: str,
    first_name_shown: bool,
    informed_at: int,
    provenance: Provenance,
) -> str:
    """Note that somebody was told of their data, and how they want to be spoken to."""
    known = tables.welcome.c.key
    new = connection.scalar(select(known).where(known == provenance.entry)) is None
    key = add_fact(
        connection,
        "welcome",
        provenance,
        municipality=municipality_of_person(connection, person=person),
        person=person,
        language=language,
        first_name_shown=first_name_shown,
        informed_at=informed_at,
    )
    if new:  # told again, it must not undo what was changed since
        connection.execute(
            update(tables.person)
            .where(tables.person.c.id == person)
            .values(language=language, first_name_shown=first_name_shown)
        )
    return key


def add_void(
    connection: Connection, *, municipality: str, about: str, provenance: Provenance
) -> str:
    """Take one fact made by a person back; both stay to be seen."""
    return add_fact(
        connection, "void", provenance, municipality=municipality, about=about
    )


def municipality_of_person(connection: Connection, *, person: str) -> str:
    """Say whose citizen somebody is."""
    found = select(tables.person.c.municipality).where(tables.person.c.id == person)
    return str(connection.execute(found).scalar_one())

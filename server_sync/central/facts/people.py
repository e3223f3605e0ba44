"""Set up who and where: municipality, site, staff, tokens, people, terminals.

What is planned for people is next door in `planning`, what is said of them in
`statements`. Ids are random and say nothing of the person; a test may give its own.
"""

# ruff: noqa: PLR0913 - each row is written in one call, every column by its name

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from server_sync.central.db import tables
from server_sync.central.errors import OneMunicipalityOnly
from server_sync.central.facts.provenance import Provenance
from server_sync.central.facts.recompute_queue import enqueue_site

WeekJson = Mapping[str, Sequence[Sequence[str]]]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDINARY_WEEK: WeekJson = dict.fromkeys(WEEKDAYS[:5], (("08:15", "14:30"),))
COPENHAGEN = "Europe/Copenhagen"
TOKEN_BYTES = 32


def new_id() -> str:
    """Make a name for a row that tells nothing.

    It begins with a letter: a spreadsheet takes digits alone, and also digits around an
    "e", for a number, and rounds it.
    """
    return secrets.choice("abcdef") + secrets.token_hex(8)[1:]


def add_municipality(
    connection: Connection, *, name: str, known_as: str | None = None
) -> str:
    """Add a municipality; give its id.

    Raises:
        OneMunicipalityOnly: the database is SQLite and has one already.
    """
    if connection.dialect.name == "sqlite":
        _refuse_second(connection)
    row = {"id": known_as or new_id(), "name": name}
    connection.execute(insert(tables.municipality).values(row))
    return row["id"]


def _refuse_second(connection: Connection) -> None:
    """SQLite knows no row-level security, which keeps municipalities apart."""
    first = connection.scalar(select(tables.municipality.c.name).limit(1))
    if first is not None:
        raise OneMunicipalityOnly(
            f"{first} is in this SQLite database, and one database of SQLite holds one"
            " municipality: set `database` in central.toml to a PostgreSQL"
            " (postgresql://...) for several, or give the second a central of its own;"
            " nothing was changed"
        )


def add_site(
    connection: Connection,
    *,
    municipality: str,
    name: str,
    provenance: Provenance,
    week: WeekJson = ORDINARY_WEEK,
    tolerance_min: int = 5,
    capacity: int | None = None,
    zone: str = COPENHAGEN,
    phone: str = "",
    language: str = "da",
    limits: Mapping[str, int] | None = None,
    known_as: str | None = None,
) -> str:
    """Add a workshop with its own settings; give its id.

    Args:
        connection: in a transaction.
        municipality: whose it is.
        name: as people call it.
        provenance: who set it up.
        week: the ordinary plan, {"mon": [["08:15", "14:30"]]}.
        tolerance_min: minutes after the start that still are on time.
        capacity: places, or None where there is no limit.
        zone: of the site's calendar and clock.
        phone: that one calls when ill; shown at the door.
        language: of the door, where a person has no other.
        limits: what differs from the defaults of `rules.facts.Limits`, by name.
        known_as: its id; None makes one.
    """
    row: dict[str, Any] = {
        "id": known_as or new_id(),
        "municipality": municipality,
        "name": name,
        "phone": phone,
        "language": language,
        "zone": zone,
        "week": plain_week(week),
        "tolerance_min": tolerance_min,
        "capacity": capacity,
        "limits": dict(limits or {}),
        "changed_by": provenance.by,
        "changed_at": provenance.at,
    }
    connection.execute(insert(tables.site).values(row))
    return str(row["id"])


def add_person(
    connection: Connection,
    *,
    municipality: str,
    name: str,
    provenance: Provenance,
    team: str | None = None,
    language: str = "da",
    first_name_shown: bool = True,
    cpr_sealed: bytes | None = None,
    known_as: str | None = None,
) -> str:
    """Add a citizen; give the id by which everything else knows them.

    Args:
        connection: in a transaction.
        municipality: whose citizen it is.
        name: in full.
        provenance: who added them.
        team: the team at the workshop, if any.
        language: what the door greets them in: da, en, ar, uk.
        first_name_shown: whether the door may show the first name.
        cpr_sealed: from `Sealer.seal_cpr`; never the number itself.
        known_as: their id; None makes one.
    """
    row: dict[str, Any] = {
        "id": known_as or new_id(),
        "municipality": municipality,
        "name": name,
        "team": team,
        "language": language,
        "first_name_shown": first_name_shown,
        "cpr_sealed": cpr_sealed,
        "added_by": provenance.by,
        "added_at": provenance.at,
    }
    connection.execute(insert(tables.person).values(row))
    return str(row["id"])


def add_staff(
    connection: Connection,
    *,
    municipality: str,
    name: str,
    role: str,
    provenance: Provenance,
    login: str | None = None,
    site: str | None = None,
    team: str | None = None,
    password_hash: str | None = None,
    pin_hash: str | None = None,
) -> int:
    """Add a member of staff; give the row's id.

    Args:
        connection: in a transaction.
        municipality: who employs them.
        name: as it will stand beside what they write.
        role: driftsleder, holdleder, koordinator, raadgiver, leder, administrator.
        provenance: who let them in.
        login: None is the name.
        site: None sees all of the municipality's.
        team: the team of a holdleder.
        password_hash: argon2, for central's pages; None cannot log in there.
        pin_hash: argon2, for the page at the door; None cannot log in there.
    """
    done = connection.execute(
        insert(tables.staff)
        .values(
            municipality=municipality,
            site=site,
            name=name,
            role=role,
            team=team,
            login=login or name,
            password_hash=password_hash,
            pin_hash=pin_hash,
            added_by=provenance.by,
            added_at=provenance.at,
        )
        .returning(tables.staff.c.id)
    )
    return int(done.scalar_one())


def add_token(
    connection: Connection,
    *,
    municipality: str,
    name: str,
    provenance: Provenance,
    expires_at: int | None = None,
    token: str | None = None,
) -> str:
    """Make a bearer token that reads one municipality; it is shown this once."""
    token = token or f"moedt_{secrets.token_urlsafe(TOKEN_BYTES)}"
    connection.execute(
        insert(tables.api_token).values(
            municipality=municipality,
            name=name,
            token_hash=hash_token(token),
            made_by=provenance.by,
            made_at=provenance.at,
            expires_at=expires_at,
        )
    )
    return token


def hash_token(token: str) -> bytes:
    """Give what is kept of a token. It has 256 random bits, so SHA-256 will do."""
    return hashlib.sha256(token.encode()).digest()


def add_terminal(
    connection: Connection,
    *,
    site: str,
    terminal: str,
    provenance: Provenance,
    public_key: bytes | None = None,
    since: int | None = None,
) -> None:
    """Add a terminal that stands at a site; with its key, it is approved at once.

    Args:
        connection: in a transaction.
        site: where it stands.
        terminal: its name.
        provenance: who added it, and approves the key if there is one.
        public_key: 32 bytes, made on the device.
        since: from when it is in use there; None says always. What it did not hear
            before counts for nothing.
    """
    connection.execute(
        insert(tables.terminal).values(
            device=terminal,
            municipality=municipality_of(connection, site=site),
            site=site,
            added_by=provenance.by,
            added_at=provenance.at,
            since=since,
            public_key=public_key,
            approved_by=provenance.by if public_key else None,
            approved_at=provenance.at if public_key else None,
        )
    )
    enqueue_site(connection, site=site)


def approve_terminal(
    connection: Connection, *, terminal: str, public_key: bytes, provenance: Provenance
) -> None:
    """Approve the key that a person has compared with what the terminal shows."""
    connection.execute(
        update(tables.terminal)
        .where(tables.terminal.c.device == terminal)
        .values(
            public_key=public_key, approved_by=provenance.by, approved_at=provenance.at
        )
    )


def municipality_of(connection: Connection, *, site: str) -> str:
    """Say whose site it is."""
    found = select(tables.site.c.municipality).where(tables.site.c.id == site)
    return str(connection.execute(found).scalar_one())


def plain_week(week: WeekJson) -> dict[str, list[list[str]]]:
    """Give a week as JSON keeps it."""
    return {day: [list(one) for one in intervals] for day, intervals in week.items()}

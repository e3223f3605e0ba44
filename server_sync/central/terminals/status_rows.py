"""What is read of terminals to say how each of them is."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Select

from server_sync.central.accounts.viewer import Viewer
from server_sync.central.db import tables
from server_sync.central.db.records import select_record
from server_sync.central.db.rows import ChainRow, columns_of, row_of, rows_of


class TerminalAtSite(NamedTuple):
    """A terminal with the name and the zone of its site; times in whole seconds."""

    device: str
    site: str
    site_name: str
    zone: str
    added_at: int
    since: int | None
    until: int | None
    public_key: bytes | None
    code_until: int | None
    approved_by: str | None
    approved_at: int | None
    revoked_by: str | None
    revoked_at: int | None
    revoked_why: str | None


class LastEntry(NamedTuple):
    """The newest entry of a chain: what it says of its clock, and when it came."""

    clock: str
    received_ns: int


def terminals_of(viewer: Viewer) -> Select[tuple[object, ...]]:
    """Select the terminals that somebody looks after."""
    terminal, site = tables.terminal.c, tables.site.c
    return (
        select_record(
            TerminalAtSite,
            device=terminal.device,
            site=terminal.site,
            site_name=site.name,
            zone=site.zone,
            added_at=terminal.added_at,
            since=terminal.since,
            until=terminal.until,
            public_key=terminal.public_key,
            code_until=terminal.code_until,
            approved_by=terminal.approved_by,
            approved_at=terminal.approved_at,
            revoked_by=terminal.revoked_by,
            revoked_at=terminal.revoked_at,
            revoked_why=terminal.revoked_why,
        )
        .select_from(tables.terminal.join(tables.site, site.id == terminal.site))
        .where(terminal.municipality == viewer.municipality_id)
        .where(viewer.may_see_at(terminal.site))
    )


def chains_of(connection: Connection, terminal: str) -> Sequence[ChainRow]:
    """Read a terminal's journals, the newest first."""
    columns = tables.chain.c
    query = (
        columns_of(ChainRow, tables.chain)
        .where(columns.device == terminal)
        .order_by(columns.first_seen_ns.desc(), columns.id.desc())
    )
    return rows_of(connection, ChainRow, query)


def last_entry(connection: Connection, chain: int) -> LastEntry | None:
    """Read the newest entry of a chain; None where there is none."""
    columns = tables.entry.c
    query = (
        columns_of(LastEntry, tables.entry)
        .where(columns.chain == chain)
        .order_by(columns.seq.desc())
        .limit(1)
    )
    return row_of(connection, LastEntry, query)

"""The terminals of a case: who added them, whose keys they are, what was revoked."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.rows import TerminalRow, columns_of, rows_of
from server_sync.protocol.keys import fingerprint
from server_sync.verify.case import Key, Revocation, Terminal


def terminals_of(
    connection: Connection, *, sites: Collection[str], devices: Collection[str]
) -> list[Terminal]:
    """Give the terminals that stand at these sites, and those of these names."""
    terminal = tables.terminal.c
    query = (
        columns_of(TerminalRow, tables.terminal)
        .where(terminal.site.in_(sites) | terminal.device.in_(devices))
        .order_by(terminal.device)
    )
    return [
        Terminal(
            device=row.device,
            site=row.site,
            added_by=row.added_by,
            added_at=row.added_at,
            keys=_keys(connection, row),
            revoked=_revocation(row),
        )
        for row in rows_of(connection, TerminalRow, query)
    ]


def _keys(connection: Connection, terminal: TerminalRow) -> tuple[Key, ...]:
    """Give every key that a person has approved; the one in use is the last."""
    shown = tables.terminal_key.c
    rows = connection.execute(
        select(shown.public_key, shown.approved_by, shown.approved_at)
        .where(shown.device == terminal.device, shown.approved_at.is_not(None))
        .order_by(shown.approved_at, shown.id)
    )
    approved = {bytes(raw): (by, at) for raw, by, at in rows}
    if terminal.public_key is not None and terminal.approved_at is not None:
        in_use = bytes(terminal.public_key)
        approved.setdefault(in_use, (terminal.approved_by, terminal.approved_at))
    return tuple(
        Key(
            public_key=raw.hex(),
            fingerprint=fingerprint(raw),
            approved_by=by,
            approved_at=at,
        )
        for raw, (by, at) in sorted(approved.items(), key=lambda item: item[1][1])
    )


def _revocation(terminal: TerminalRow) -> Revocation | None:
    if terminal.revoked_at is None:
        return None
    chain = terminal.revoked_chain
    return Revocation(
        by=terminal.revoked_by or "",
        at=terminal.revoked_at,
        why=terminal.revoked_why or "",
        chain=None if chain is None else bytes(chain).hex(),
        from_seq=terminal.revoked_from_seq,
    )

"""How a terminal becomes one of ours: a code, a key, and a person who compares.

| step | who | does |
| --- | --- | --- |
| `invite` | a person at central | gets a code that works once within 15 minutes |
| `claim` | the terminal | shows the code and the key that it has made |
| `approve` | a person at central | compares the fingerprint with the terminal's own |

Until a key is approved, nothing that it signs is taken in, and the key before it stays
in use. What is revoked is next door, in `revocation`.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from server_sync.central.db import tables
from server_sync.central.db.rows import (
    TerminalKeyRow,
    TerminalRow,
    columns_of,
    row_of,
    rows_of,
)
from server_sync.central.errors import BadCode, NotKnown, NotTheSame
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from server_sync.central.facts.recompute_queue import enqueue_site
from server_sync.central.terminals.codes import CODE_SECONDS, hash_of_code, new_code
from server_sync.protocol.keys import fingerprint

NO_CODE = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A code to type at the terminal; it is shown this once."""

    code: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A key that waits for a person.

    Attributes:
        fingerprint: what to compare with the terminal's own screen.
        replaces: the fingerprint of the key in use now, or None.
    """

    device: str
    site: str
    fingerprint: str
    asked_at: int
    replaces: str | None


def invite(
    connection: Connection, *, terminal: str, site: str, provenance: Provenance
) -> Invitation:
    """Let a terminal in, or let one in again with a new key: make its code.

    An earlier code of the same terminal ends here.

    Raises:
        NotKnown: the terminal stands elsewhere, or was revoked.
    """
    row = _find(connection, terminal)
    if row is None:
        people.add_terminal(
            connection, site=site, terminal=terminal, provenance=provenance
        )
    elif row.revoked_at is not None:
        raise NotKnown(
            f"{terminal} was revoked by {row.revoked_by}: give the new terminal a name"
            " of its own"
        )
    elif row.site != site:
        raise NotKnown(f"{terminal} stands at another site")
    invitation = Invitation(code=new_code(), until=provenance.at + CODE_SECONDS)
    connection.execute(
        update(tables.terminal)
        .where(tables.terminal.c.device == terminal)
        .values(code_hash=hash_of_code(invitation.code), code_until=invitation.until)
    )
    return invitation


def claim(
    connection: Connection,
    *,
    code: str,
    public_key: bytes,
    now: int,
    device: str | None = None,
) -> str:
    """Use a code up for a key that its owner has proved to hold; give the terminal.

    The same key may show the same code again while it lasts: its answer was lost.

    Args:
        connection: in the transaction that also uses the code up.
        code: as it was typed.
        public_key: 32 bytes.
        now: whole seconds.
        device: what the terminal calls itself, if it has a name already.

    Raises:
        BadCode: it is used up, too old, or never was one.
        NotTheSame: the code is for a terminal of another name; it can still be used.
    """
    code_hash = hash_of_code(code)
    terminal, shown = tables.terminal.c, tables.terminal_key.c
    again = connection.scalar(
        select(shown.device).where(
            shown.code_hash == code_hash,
            shown.public_key == public_key,
            shown.code_until > now,
        )
    )
    if again is not None:
        return str(again)
    row = connection.execute(
        update(tables.terminal)
        .where(terminal.code_hash == code_hash, terminal.code_until > now)
        .values(code_hash=None)
        .returning(terminal.device, terminal.code_until)
    ).one_or_none()
    if row is None:
        raise BadCode("this code is not in use: it works once, for 15 minutes")
    if device is not None and device != row.device:
        raise NotTheSame(
            f"the code is for {row.device}, and this terminal is called {device}: get"
            f" a code for {device}, or set device in its settings to {row.device}"
        )
    connection.execute(
        insert(tables.terminal_key).values(
            device=row.device,
            public_key=public_key,
            code_hash=code_hash,
            code_until=row.code_until,
            asked_at=now,
        )
    )
    return str(row.device)


def pending(connection: Connection) -> list[Pending]:
    """Give the newest key of each terminal that waits for a person."""
    shown, terminal = tables.terminal_key.c, tables.terminal.c
    rows = connection.execute(
        select(tables.terminal_key, terminal.site, terminal.public_key.label("in_use"))
        .join_from(tables.terminal_key, tables.terminal)
        .where(shown.approved_at.is_(None), shown.declined_at.is_(None))
        .order_by(shown.device, shown.id)
    )
    newest = {row.device: row for row in rows}
    return [
        Pending(
            device=row.device,
            site=row.site,
            fingerprint=fingerprint(bytes(row.public_key)),
            asked_at=row.asked_at,
            replaces=None if row.in_use is None else fingerprint(bytes(row.in_use)),
        )
        for row in newest.values()
    ]


def approve(
    connection: Connection, *, terminal: str, compared: str, provenance: Provenance
) -> None:
    """Approve a key, by name, whose fingerprint stands on the terminal's own screen.

    Raises:
        NotKnown: no key of that terminal waits.
        NotTheSame: the fingerprint is that of no key that waits.
    """
    row = _waiting(connection, terminal, compared)
    enrolled = _find(connection, terminal)
    if enrolled is None:
        raise NotKnown(f"there is no terminal {terminal!r}")
    if enrolled.public_key is not None:
        _keep_key_before(connection, enrolled)
    shown = tables.terminal_key.c
    connection.execute(
        update(tables.terminal_key)
        .where(shown.id == row.id)
        .values(approved_by=provenance.by, approved_at=provenance.at)
    )
    people.approve_terminal(
        connection,
        terminal=terminal,
        public_key=bytes(row.public_key),
        provenance=provenance,
    )
    if enrolled.approved_at is None and enrolled.since is None:
        connection.execute(
            update(tables.terminal)
            .where(tables.terminal.c.device == terminal)
            .values(since=provenance.at)
        )
    enqueue_site(connection, site=enrolled.site)


def decline(
    connection: Connection, *, terminal: str, compared: str, provenance: Provenance
) -> None:
    """Turn a key down that is not the terminal's; it is kept, and never used.

    Raises:
        NotKnown: no key of that terminal waits.
        NotTheSame: the fingerprint is that of no key that waits.
    """
    row = _waiting(connection, terminal, compared)
    connection.execute(
        update(tables.terminal_key)
        .where(tables.terminal_key.c.id == row.id)
        .values(declined_by=provenance.by, declined_at=provenance.at)
    )


def _waiting(connection: Connection, terminal: str, compared: str) -> TerminalKeyRow:
    columns = tables.terminal_key.c
    undecided = (
        columns_of(TerminalKeyRow, tables.terminal_key)
        .where(columns.device == terminal)
        .where(columns.approved_at.is_(None), columns.declined_at.is_(None))
        .order_by(columns.id.desc())
    )
    rows = rows_of(connection, TerminalKeyRow, undecided)
    if not rows:
        raise NotKnown(f"no key of {terminal!r} waits for approval")
    wanted = _plain(compared)
    for row in rows:
        if _plain(fingerprint(bytes(row.public_key))) == wanted:
            return row
    raise NotTheSame(
        f"no key of {terminal} has this fingerprint: if the terminal shows it, somebody"
        " else has shown its code; do not approve"
    )


def _keep_key_before(connection: Connection, terminal: TerminalRow) -> None:
    """Keep a key that came by another way, so that what it signed can be checked."""
    shown = tables.terminal_key.c
    kept = connection.scalar(
        select(shown.id).where(
            shown.device == terminal.device,
            shown.public_key == terminal.public_key,
            shown.approved_at.is_not(None),
        )
    )
    if kept is None:
        connection.execute(
            insert(tables.terminal_key).values(
                device=terminal.device,
                public_key=terminal.public_key,
                code_hash=NO_CODE,
                code_until=0,
                asked_at=terminal.added_at,
                approved_by=terminal.approved_by,
                approved_at=terminal.approved_at,
            )
        )


def _find(connection: Connection, terminal: str) -> TerminalRow | None:
    named = tables.terminal.c.device == terminal
    query = columns_of(TerminalRow, tables.terminal).where(named)
    return row_of(connection, TerminalRow, query)


def _plain(shown: str) -> str:
    return "".join(shown.split()).lower()

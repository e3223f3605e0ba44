"""A note on what somebody needs support with; the latest is the one that holds."""

from sqlalchemy import Connection, insert

from server_sync.central.db import tables
from server_sync.central.db.rows import SupportNoteRow, columns_of, row_of
from server_sync.central.facts.provenance import Provenance


def write_note(
    connection: Connection,
    *,
    person: str,
    municipality: str,
    text: str,
    provenance: Provenance,
) -> None:
    """Let this be the person's note; nothing is judged by it."""
    connection.execute(
        insert(tables.support_note).values(
            municipality=municipality,
            person=person,
            text=text,
            by=provenance.by,
            at=provenance.at,
        )
    )


def note_of(connection: Connection, *, person: str) -> SupportNoteRow | None:
    """Read the latest note, which is the one that holds; None where there is none."""
    columns = tables.support_note.c
    latest = (
        columns_of(SupportNoteRow, tables.support_note)
        .where(columns.person == person)
        .order_by(columns.id.desc())
        .limit(1)
    )
    return row_of(connection, SupportNoteRow, latest)

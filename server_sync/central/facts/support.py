"""A note on what somebody needs support with; the latest is the one that stands."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from server_sync.central.db import tables
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


def note_of(connection: Connection, *, person: str) -> Row[Any] | None:
    """Read the note that stands; None is none."""
    columns = tables.support_note.c
    asked = (
        select(tables.support_note)
        .where(columns.person == person)
        .order_by(columns.id.desc())
        .limit(1)
    )
    return connection.execute(asked).one_or_none()

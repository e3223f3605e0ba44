"""Check that what an entry names is known, and is the terminal's own municipality's."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Column, Connection, Table, select

from kiosk.journal.contents import Content
from server_sync.central.db import tables
from server_sync.central.ingest.contents import (
    AUTOMATIC_KINDS,
    Trouble,
    entry_named,
    person_named,
)
from server_sync.central.ingest.items import Item
from server_sync.central.ingest.sender import Sender


def check_references(
    connection: Connection, items: Sequence[Item], *, terminal: Sender
) -> list[Item]:
    """Mark the items that name a person or a terminal not known there."""
    named = {
        item.seq: item.content
        for item in items
        if item.trouble is None
        and item.entry is not None
        and item.entry.kind not in AUTOMATIC_KINDS
        and item.content is not None
    }
    if not named:
        return list(items)
    people = _known(
        connection,
        tables.person,
        tables.person.c.id,
        map(person_named, named.values()),
        terminal.municipality,
    )
    devices = _known(
        connection,
        tables.terminal,
        tables.terminal.c.device,
        (about.device for content in named.values() if (about := entry_named(content))),
        terminal.municipality,
    )
    return [
        replace(item, trouble=trouble)
        if (trouble := _trouble(named.get(item.seq), people, devices))
        else item
        for item in items
    ]


def _trouble(
    content: Content | None, people: set[str], devices: set[str]
) -> Trouble | None:
    if content is None:
        return None
    person, about = person_named(content), entry_named(content)
    if person is not None and person not in people:
        return Trouble.UNKNOWN_PERSON
    if about is not None and about.device not in devices:
        return Trouble.UNKNOWN_FACT
    return None


def _known(
    connection: Connection,
    table: Table,
    column: Column[Any],
    named: Iterable[str | None],
    municipality: str,
) -> set[str]:
    wanted = {name for name in named if name is not None}
    if not wanted:
        return set()
    rows = connection.execute(
        select(column)
        .where(column.in_(wanted))
        .where(table.c.municipality == municipality)
    )
    return {row[0] for row in rows}

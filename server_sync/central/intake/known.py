"""Check that what an entry names is known, and is the terminal's own municipality's."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from kiosk.entry import Content
from server_sync.central import tables
from server_sync.central.chain.contents import (
    Trouble,
    entry_named,
    person_named,
)
from server_sync.central.chain.items import Item


def trouble_with_named(
    connection: Connection, items: Sequence[Item], *, terminal: Any
) -> list[Item]:
    """Mark the items that name a person or a terminal not known there."""
    named = {item.seq: item.content if item.trouble is None else None for item in items}
    people = _known(
        connection,
        tables.person,
        tables.person.c.id,
        (person_named(content) for content in named.values() if content),
        terminal.municipality,
    )
    devices = _known(
        connection,
        tables.terminal,
        tables.terminal.c.device,
        (
            about.device
            for content in named.values()
            if content and (about := entry_named(content))
        ),
        terminal.municipality,
    )
    troubles = (_trouble(named[item.seq], people, devices) for item in items)
    return [
        item if trouble is None else replace(item, trouble=item.trouble or trouble)
        for item, trouble in zip(items, troubles, strict=True)
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

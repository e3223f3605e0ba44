"""Leave out what a named person has taken back."""

from functools import lru_cache

from sqlalchemy import ColumnElement, Select, Table, select

from server_sync.central.db import tables


@lru_cache
def not_voided(table: Table) -> Select[tuple[object, ...]]:
    """Select the facts of a table that no void of its own municipality is about."""
    return select(table).where(is_not_voided(table))


@lru_cache
def is_not_voided(table: Table) -> ColumnElement[bool]:
    """Return the condition that no void of a fact's own municipality is about it."""
    void = tables.void.c
    taken_back = (
        select(void.key)
        .where(void.about == table.c.key, void.municipality == table.c.municipality)
        .exists()
    )
    return ~taken_back

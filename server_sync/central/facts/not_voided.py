"""Leave out what a named person has taken back."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, select

from server_sync.central.db import tables


@lru_cache
def not_voided(table: Table) -> Select[Any]:
    """Select the facts of a table that no void of its own municipality is about."""
    void = tables.void.c
    taken_back = (
        select(void.key)
        .where(void.about == table.c.key, void.municipality == table.c.municipality)
        .exists()
    )
    return select(table).where(~taken_back)

"""The temporary cards in the roster of a terminal."""

from sqlalchemy import Connection, func, select

from kiosk.roster.model import TemporaryCard
from server_sync.central.db import tables
from server_sync.central.facts.newcomers import is_named
from server_sync.central.terminals.roster.people import utc


def newcomers_of(
    connection: Connection, *, site: str, span: tuple[int, int]
) -> tuple[TemporaryCard, ...]:
    """Return the temporary cards of a site that were in use within the span.

    Args:
        connection: to read on.
        site: of the terminal.
        span: in whole seconds since 1970; the end is not part of it.
    """
    columns, void = tables.newcomer.c, tables.void.c
    taken_back = (
        select(func.min(void.at))
        .where(void.about == columns.key, void.municipality == columns.municipality)
        .scalar_subquery()
    )
    asked = (
        select(tables.newcomer, taken_back.label("until"))
        .where(columns.site == site, ~is_named(), columns.start < span[1])
        .order_by(columns.start, columns.key)
    )
    return tuple(
        TemporaryCard(
            uid=row.card,
            name=row.name,
            start=utc(row.start),
            end=None if row.until is None else utc(max(row.until, row.start)),
        )
        for row in connection.execute(asked)
        if row.until is None or row.until > span[0]
    )

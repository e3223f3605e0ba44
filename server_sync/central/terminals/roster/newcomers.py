"""What a terminal is told of the temporary cards at its site."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, func, select

from server_sync.central.db import tables
from server_sync.central.facts.newcomers import is_named


def newcomers_of(
    connection: Connection,
    *,
    site: str,
    span: tuple[int, int],
    write: Callable[[int], str],
) -> dict[str, list[dict[str, Any]]]:
    """Give whose card is temporary; nothing where nobody's is.

    So a terminal that is older than these cards reads on what it always read.

    Args:
        connection: to read on.
        site: of the terminal.
        span: the instants that the roster speaks of.
        write: turns an instant into what stands in a roster.
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
    told = [
        {
            "uid": row.card,
            "name": row.name,
            "start": write(row.start),
            "end": None if row.until is None else write(max(row.until, row.start)),
        }
        for row in connection.execute(asked)
        if row.until is None or row.until > span[0]
    ]
    return {"newcomers": told} if told else {}

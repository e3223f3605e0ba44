"""Keep the dates of the taps by nobody, which ask somebody to look."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Insert,
    Select,
    bindparam,
    delete,
    insert,
    select,
)

from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.facts.recompute_queue import dates_of
from server_sync.central.judging.scope import Part
from server_sync.central.rules.facts import Facts


def replace_with(
    connection: Connection, part: Part, facts: Facts, dates: Collection[date]
) -> None:
    """Let just these dates, of those that the part covers, have an unknown card.

    A tap that lies ahead of `as_of` (its clock runs ahead of ours) is looked at again
    when its time has come.
    """
    connection.execute(
        _delete(), {"of_site": part.site, "first": part.first, "last": part.last}
    )
    rows = [
        {"site": part.site, "date": day}
        for day in sorted(dates)
        if part.first <= day <= part.last
    ]
    insert_new(connection, tables.unknown_card, rows)
    ahead = []
    for tap in facts.taps:
        if tap.lo > part.as_of:
            first, last = dates_of(tap.lo, tap.lo, facts.site.zone)
            ahead.append(
                {"site": part.site, "first": first, "last": last, "due": tap.lo}
            )
    if ahead:
        connection.execute(_look_again(), ahead)


def dates_at(connection: Connection, site: str) -> list[date]:
    """Give the dates that have one."""
    return list(connection.scalars(_dates(), {"site": site}))


@cache
def _delete() -> Delete:
    columns = tables.unknown_card.c
    return delete(tables.unknown_card).where(
        columns.site == bindparam("of_site"),
        columns.date.between(bindparam("first"), bindparam("last")),
    )


@cache
def _look_again() -> Insert:
    return insert(tables.stale)


@cache
def _dates() -> Select[Any]:
    columns = tables.unknown_card.c
    query = select(columns.date).where(columns.site == bindparam("site"))
    return query.order_by(columns.date)

"""Keep the dates of the taps by nobody, which ask somebody to look."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from server_sync.central import tables
from server_sync.central.database import insert_new
from server_sync.central.kept import Part
from server_sync.central.rules.facts import Facts
from server_sync.central.stale import dates_of


def replace_with(
    connection: Connection, part: Part, facts: Facts, dates: Collection[date]
) -> None:
    """Let just these dates, of those that the part covers, have an unknown card.

    A tap that lies ahead of `as_of` (its clock runs ahead of ours) is looked at again
    when its time has come.
    """
    columns = tables.unknown_card.c
    connection.execute(
        delete(tables.unknown_card).where(
            columns.site == part.site, columns.date.between(part.first, part.last)
        )
    )
    rows = [
        {"site": part.site, "date": day}
        for day in sorted(dates)
        if part.first <= day <= part.last
    ]
    insert_new(connection, tables.unknown_card, rows)
    for tap in facts.taps:
        if tap.lo > part.as_of:
            first, last = dates_of(tap.lo, tap.lo, facts.site.zone)
            connection.execute(
                insert(tables.stale).values(
                    site=part.site, first=first, last=last, due=tap.lo
                )
            )


def dates_at(connection: Connection, site: str) -> list[date]:
    """Give the dates that have one."""
    columns = tables.unknown_card.c
    query = select(columns.date).where(columns.site == site).order_by(columns.date)
    return list(connection.scalars(query))

"""Ask for what is to be judged; each query is made once."""

from datetime import date
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.sql.dml import ReturningDelete

from server_sync.central.db import tables
from server_sync.central.db.pipeline import Order, carry_out


class Mark(Struct, array_like=True):
    """What must be judged again (`tables.stale`), and if any site was judged yet."""

    site: str | None
    about: str | None
    card: str | None
    person: str | None
    first: date | None
    last: date | None
    fact: str | None
    judged: bool


def take_marks(connection: Connection, *before: Order, as_of: int) -> list[Mark]:
    """Take the marks that are due out of the queue, when `before` was carried out."""
    *_, rows = carry_out(connection, *before, Order(_take_marks(), {"now": as_of}))
    return [msgspec.convert(row, Mark, strict=False) for row in rows]


@cache
def _take_marks() -> ReturningDelete[Any]:
    columns = tables.stale.c
    taken = delete(tables.stale).where(columns.due <= bindparam("now"))
    judged = select(tables.site_judged.c.site).exists().label("judged")
    named = (columns[name] for name in Mark.__struct_fields__[:-1])
    return taken.returning(*named, judged)


@cache
def sites_judged() -> Select[Any]:
    """Give every site with the date through which it is judged."""
    site, done = tables.site.c, tables.site_judged.c
    return select(site.id, site.zone, done.through).outerjoin_from(
        tables.site, tables.site_judged, done.site == site.id
    )


@cache
def site_judged() -> Select[Any]:
    """Give the same of one site."""
    return sites_judged().where(tables.site.c.id == bindparam("site"))


@cache
def changing() -> Select[Any]:
    """Give the sessions that time alone changes by now."""
    columns = tables.judged.c
    return (
        select(columns.site, columns.person, columns.date)
        .where(columns.next_change <= bindparam("now"))
        .distinct()
    )


@cache
def firsts() -> Select[Any]:
    """Give a site's first day of a course, and its first tap."""
    course, tap = tables.course.c, tables.tap.c
    planned = select(func.min(course.first)).where(course.site == bindparam("site"))
    tapped = select(func.min(tap.lo)).where(tap.site == bindparam("site"))
    return select(planned.scalar_subquery(), tapped.scalar_subquery())

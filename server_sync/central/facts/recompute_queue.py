"""Mark what must be judged again: a queue that `derive` empties.

A mark says which fact came, not whom it touches; that is found out when it is judged,
so that two facts that come at once over two connections cannot miss each other.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Select, bindparam, func, insert, select

from server_sync.central.db import tables
from server_sync.central.db.bulk import Added
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant

ONE_DAY = timedelta(days=1)
Dates = tuple[date, date]
LISTENING = "listening"
CHECK_IN_COLUMNS = ("site", "person", "first", "last", "fact", "wide", "due")
TAP_COLUMNS = ("site", "card", "first", "last", "fact", "wide", "due")


def enqueue_fact(connection: Connection, key: str) -> None:
    """Mark whatever the fact of that name is about."""
    connection.execute(_insert(), {"about": key, "fact": key})


def enqueue_site(connection: Connection, *, site: str, fact: str | None = None) -> None:
    """Mark everything of a site."""
    connection.execute(_insert(), {"site": site, "fact": fact})


def rows_for_taps(taps: Iterable[Any], *, zone: str) -> Added:
    """Give marks for what rows of `tap` can touch: their holders' sessions, or all."""
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for tap in taps:
        what = (tap.site, tap.card, *dates_of(tap.lo, tap.hi, zone))
        rows[what] = (*what, f"tap/{tap.chain}/{tap.seq}", False, 0)
    return Added(tables.stale, TAP_COLUMNS, [*rows.values()])


def rows_for_check_ins(check_ins: Iterable[Any], *, zone: str) -> Added:
    """Give marks for what rows of `check_in` can touch: that person's sessions."""
    rows = [
        (
            one.site,
            one.person,
            *dates_of(one.lo, one.hi, zone),
            f"check_in/{one.chain}/{one.seq}",
            False,
            0,
        )
        for one in check_ins
    ]
    return Added(tables.stale, CHECK_IN_COLUMNS, rows)


def enqueue_listening(
    connection: Connection, stretches: Sequence[Any], *, zone: str
) -> None:
    """Mark what changed rows of `stretch`, all of one terminal, can touch.

    That is what ended after all that was heard before the first of them: from there
    on the log end is another, or will be when time has come so far. Where nothing was
    heard before, it is everything.
    """
    first, last = (
        min(one.start for one in stretches),
        max(one.until for one in stretches),
    )
    asked = {"terminal": stretches[0].terminal, "first": first}
    heard = connection.scalar(_last_heard_before(), asked)
    for site in sorted({one.site for one in stretches}):
        if heard is None:
            enqueue_site(connection, site=site, fact=LISTENING)
        else:
            lo, hi = min(first, heard), max(last, heard)
            enqueue_span(connection, site=site, lo=lo, hi=hi, zone=zone, fact=LISTENING)


def enqueue_span(  # noqa: PLR0913 - an interval, and where it lies
    connection: Connection, *, site: str, lo: int, hi: int, zone: str, fact: str
) -> None:
    """Mark all of a site's sessions that something from `lo` to `hi` can touch."""
    first, last = dates_of(lo, hi, zone)
    connection.execute(
        _insert(), {"site": site, "first": first, "last": last, "fact": fact}
    )


def log_end(connection: Connection, *, terminal: str) -> int | None:
    """Say up to when a terminal has told everything; None if it was never heard."""
    end = connection.scalar(_log_end(), {"terminal": terminal})
    return None if end is None else int(end)


def dates_of(lo: int, hi: int, zone: str) -> Dates:
    """Give the dates whose sessions can be touched; windows open the evening before."""
    first = date_of(Instant(lo), zone)
    last = first if lo == hi else date_of(Instant(hi), zone)
    return first, last + ONE_DAY


@cache
def _insert() -> Insert:
    return insert(tables.stale)


@cache
def _log_end() -> Select[Any]:
    columns = tables.stretch.c
    return select(func.max(columns.until)).where(
        columns.terminal == bindparam("terminal")
    )


@cache
def _last_heard_before() -> Select[Any]:
    columns = tables.stretch.c
    return (
        select(columns.until)
        .where(columns.terminal == bindparam("terminal"))
        .where(columns.start < bindparam("first"))
        .order_by(columns.until.desc())
        .limit(1)
    )

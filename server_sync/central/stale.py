"""Mark what must be judged again: a queue that `derive` empties.

A mark says which fact came, not whom it touches; that is found out when it is judged,
so that two facts that come at once over two connections cannot miss each other.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Select, bindparam, func, insert, select

from server_sync.central import tables
from server_sync.central.bulk import add_rows
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant

ONE_DAY = timedelta(days=1)
Dates = tuple[date, date]


def mark_fact(connection: Connection, key: str) -> None:
    """Mark whatever the fact of that name is about."""
    connection.execute(_insert(), {"about": key, "fact": key})


def mark_site(connection: Connection, *, site: str) -> None:
    """Mark everything of a site."""
    connection.execute(_insert(), {"site": site})


def mark_taps(connection: Connection, taps: Iterable[Any], *, zone: str) -> None:
    """Mark the sessions that these rows of `tap` can touch: the holder's, or all."""
    marks = {}
    for tap in taps:
        first, last = dates_of(tap.lo, tap.hi, zone)
        marks[tap.site, tap.card, first, last] = {
            "site": tap.site,
            "card": tap.card,
            "wide": False,
            "first": first,
            "last": last,
            "fact": f"tap/{tap.chain}/{tap.seq}",
            "due": 0,
        }
    add_rows(connection, tables.stale, list(marks.values()))


def mark_listening(
    connection: Connection,
    stretches: Iterable[Any],
    *,
    zone: str,
    log_end: int | None,
) -> None:
    """Mark the dates that rows of `stretch` speak of, from the log end before on."""
    by_site: dict[str, list[int]] = {}
    for one in stretches:
        by_site.setdefault(one.site, []).extend((one.start, one.until))
    for site, ends in by_site.items():
        since = min(ends) if log_end is None else min(*ends, log_end)
        mark_span(
            connection, site=site, lo=since, hi=max(ends), zone=zone, fact="listening"
        )


def mark_span(  # noqa: PLR0913 - an interval, and where it lies
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

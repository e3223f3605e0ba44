"""Queue what must be judged again; `judging` empties the queue.

A queued fact is only named. Whose sessions it changes is found out when it is judged,
so that two facts that come at once over two connections cannot miss each other.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Select, bindparam, func, insert, select

from server_sync.central.db import tables
from server_sync.central.db.bulk import Added
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant

ONE_DAY = timedelta(days=1)
Dates = tuple[date, date]
LISTENING = "listening"


class QueuedTap(NamedTuple):
    """A row of the queue: who holds the card is found out when it is judged."""

    site: str
    card: str
    first: date
    last: date
    fact: str
    wide: bool = False
    due: int = 0


class QueuedCheckIn(NamedTuple):
    """A row of the queue: one person's dates at a site."""

    site: str
    person: str
    first: date
    last: date
    fact: str
    wide: bool = False
    due: int = 0


def enqueue_fact(connection: Connection, key: str) -> None:
    """Queue a fact by its key."""
    connection.execute(_insert(), {"about": key, "fact": key})


def enqueue_site(connection: Connection, *, site: str, fact: str | None = None) -> None:
    """Queue every session of a site."""
    connection.execute(_insert(), {"site": site, "fact": fact})


def rows_for_taps(taps: Iterable[Any], *, zone: str) -> Added:
    """Return queue rows for rows of `tap`: one for each site, card and dates."""
    rows: dict[tuple[str, str, date, date], QueuedTap] = {}
    for tap in taps:
        first, last = dates_of(tap.lo, tap.hi, zone)
        rows[tap.site, tap.card, first, last] = QueuedTap(
            site=tap.site,
            card=tap.card,
            first=first,
            last=last,
            fact=f"tap/{tap.chain}/{tap.seq}",
        )
    return Added(tables.stale, QueuedTap._fields, [*rows.values()])


def rows_for_check_ins(check_ins: Iterable[Any], *, zone: str) -> Added:
    """Return queue rows for rows of `check_in`: the person's own dates."""
    rows = []
    for check_in in check_ins:
        first, last = dates_of(check_in.lo, check_in.hi, zone)
        row = QueuedCheckIn(
            site=check_in.site,
            person=check_in.person,
            first=first,
            last=last,
            fact=f"check_in/{check_in.chain}/{check_in.seq}",
        )
        rows.append(row)
    return Added(tables.stale, QueuedCheckIn._fields, rows)


def enqueue_listening(
    connection: Connection, stretches: Sequence[Any], *, zone: str
) -> None:
    """Queue what changed rows of `stretch`, all of one terminal, can change.

    New listening moves the log end, so everything is queued from the end of the stretch
    before the first of these. Where there was none before, the whole site is queued.
    """
    first = min(stretch.start for stretch in stretches)
    last = max(stretch.until for stretch in stretches)
    asked = {"terminal": stretches[0].terminal, "first": first}
    heard = connection.scalar(_last_heard_before(), asked)
    for site in sorted({stretch.site for stretch in stretches}):
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

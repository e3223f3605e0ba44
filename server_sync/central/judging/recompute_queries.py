"""Ask what is due to be judged; each query is made once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Select, bindparam, delete, func, select
from sqlalchemy.sql.dml import ReturningDelete

from server_sync.central.db import tables
from server_sync.central.db.pipeline import Statement, execute_pipelined
from server_sync.central.ingest.backlog import devices_of
from server_sync.central.judging.locks import site_lock
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant

CLOCKS_DIFFER_SECONDS = 300
"""The clocks of several machines may differ by so much; that is no leap."""


class SiteState(Struct, array_like=True):
    """What is known of a site before its lock is taken.

    Attributes:
        through: the last date that was judged; None if nothing was.
        queued: items of the queue are about the site.
        changing: time alone has changed a session there.
        facts_queued: facts wait whose sites are not found out yet, of any site.
        unread: entries wait to be read, of any terminal that was asked about.
        ahead: sessions there were judged later than the clock reads now.
    """

    site: str
    zone: str
    through: date | None
    queued: bool
    changing: bool
    facts_queued: bool
    unread: bool
    ahead: bool

    def is_due(self, as_of: int) -> bool:
        """Say whether anything must be judged there."""
        return (
            self.queued
            or self.changing
            or self.ahead
            or is_behind(self.through, self.zone, as_of)
            or is_ahead(self.through, self.zone, as_of)
        )


class QueueItem(Struct, array_like=True):
    """What must be judged again at one site (`tables.stale`).

    Attributes:
        card: of a tap; None where the item names a person, or everybody.
        person: None is everybody, unless there is a card.
        first: the first date; None is the first there is.
        last: the last date; None is the last there is.
        fact: what made the difference.
    """

    id: int
    card: str | None
    person: str | None
    first: date | None
    last: date | None
    fact: str | None


class Judged(Struct, array_like=True):
    """How far a site is judged, and where its calendar is."""

    zone: str
    through: date | None


class Changing(Struct, array_like=True):
    """Somebody's date that time alone has changed."""

    person: str
    date: date


class Due(NamedTuple):
    """All that is due at one site.

    `ahead` says that sessions were judged later than the clock reads now.
    """

    items: list[QueueItem]
    site: Judged
    changing: list[Changing]
    ahead: bool


def is_behind(through: date | None, zone: str, as_of: int) -> bool:
    """Say whether a date has come that is not judged yet."""
    return through is None or through < date_of(Instant(as_of), zone)


def is_ahead(through: date | None, zone: str, as_of: int) -> bool:
    """Say whether a date was judged that has not come: a clock had leapt ahead."""
    latest = Instant(as_of + CLOCKS_DIFFER_SECONDS)
    return through is not None and through > date_of(latest, zone)


def site_states(
    connection: Connection, *, as_of: int, municipality: str | None
) -> list[SiteState]:
    """Read the state of each site of a municipality; None is all there are."""
    values: dict[str, Any] = {**_times(as_of), "municipality": municipality}
    asked = _site_states(everywhere=municipality is None)
    (rows,) = execute_pipelined(connection, Statement(asked, values))
    return [msgspec.convert(row, SiteState, strict=False) for row in rows]


def take_due(connection: Connection, site: str, *, as_of: int) -> Due:
    """Lock a site, take its items out of the queue, and find what time has changed."""
    at_site = {"site": site, **_times(as_of)}
    *_, items, judged, changing, ahead = execute_pipelined(
        connection,
        *site_lock(connection, site),
        Statement(_take_items(), at_site),
        Statement(_judged(), {"site": site}),
        Statement(_changing(), at_site),
        Statement(_ahead(), at_site),
    )
    found = (msgspec.convert(row, QueueItem, strict=False) for row in items)
    return Due(
        items=sorted(found, key=lambda item: item.id),
        site=msgspec.convert(judged[0], Judged, strict=False),
        changing=[msgspec.convert(row, Changing, strict=False) for row in changing],
        ahead=bool(ahead),
    )


def take_queued_facts(connection: Connection, *, limit: int) -> Mapping[str, str]:
    """Take facts out of the queue whose sites are not found out yet, the oldest first.

    Gives the name of each fact, and of the one that made the difference. Whoever takes
    the same ones at the same time waits, and then finds them gone.
    """
    columns = tables.stale.c
    taken = connection.execute(_queued_facts(), {"limit": limit}).all()
    if taken:
        ids = [{"of_id": row.id} for row in taken]
        connection.execute(
            delete(tables.stale).where(columns.id == bindparam("of_id")), ids
        )
    return {row.about: row.fact or row.about for row in taken}


def _times(as_of: int) -> dict[str, Any]:
    """Bind this instant, and from when on a session was judged ahead of it."""
    yesterday = datetime.fromtimestamp(as_of, UTC).date() - timedelta(days=1)
    return {
        "now": as_of,
        "ahead_of": as_of + CLOCKS_DIFFER_SECONDS,
        "yesterday": yesterday,
    }


@cache
def _site_states(*, everywhere: bool) -> Select[Any]:
    site, judged, queue = tables.site.c, tables.judged.c, tables.stale.c
    chain, done = tables.chain.c, tables.site_judged.c
    due = queue.due <= bindparam("now")
    unread = select(chain.id).where(chain.read_through_seq < chain.through_seq)
    if not everywhere:
        unread = unread.where(chain.device.in_(devices_of("municipality")))
    states = select(
        site.id,
        site.zone,
        done.through,
        site.id.in_(select(queue.site).where(queue.site.is_not(None), due)),
        site.id.in_(select(judged.site).where(judged.next_change <= bindparam("now"))),
        select(queue.id).where(queue.about.is_not(None), due).exists(),
        unread.exists(),
        _judged_ahead().where(judged.site == site.id).exists(),
    ).outerjoin_from(tables.site, tables.site_judged, done.site == site.id)
    if everywhere:
        return states
    return states.where(site.municipality == bindparam("municipality"))


@cache
def _take_items() -> ReturningDelete[Any]:
    columns = tables.stale.c
    return (
        delete(tables.stale)
        .where(columns.site == bindparam("site"), columns.about.is_(None))
        .where(columns.due <= bindparam("now"))
        .returning(*(columns[name] for name in QueueItem.__struct_fields__))
    )


@cache
def _queued_facts() -> Select[Any]:
    columns = tables.stale.c
    return (
        select(columns.id, columns.about, columns.fact)
        .where(columns.about.is_not(None))
        .order_by(columns.id)
        .limit(bindparam("limit"))
        .with_for_update()
    )


@cache
def _judged() -> Select[Any]:
    site, done = tables.site.c, tables.site_judged.c
    return (
        select(site.zone, done.through)
        .outerjoin_from(tables.site, tables.site_judged, done.site == site.id)
        .where(site.id == bindparam("site"))
    )


@cache
def _changing() -> Select[Any]:
    columns = tables.judged.c
    return (
        select(columns.person, columns.date)
        .where(columns.site == bindparam("site"))
        .where(columns.next_change <= bindparam("now"))
        .distinct()
    )


@cache
def _ahead() -> Select[Any]:
    columns = tables.judged.c
    return _judged_ahead().where(columns.site == bindparam("site")).limit(1)


def _judged_ahead() -> Select[Any]:
    """Select sessions of these days judged by a clock ahead; an index finds them."""
    columns = tables.judged.c
    return select(columns.person).where(
        columns.date >= bindparam("yesterday"), columns.as_of > bindparam("ahead_of")
    )


@cache
def firsts() -> Select[Any]:
    """Give a site's first day of a course, and its first tap."""
    course, tap = tables.course.c, tables.tap.c
    planned = select(func.min(course.first)).where(course.site == bindparam("site"))
    tapped = select(func.min(tap.lo)).where(tap.site == bindparam("site"))
    return select(planned.scalar_subquery(), tapped.scalar_subquery())

"""Keep what is derived in step with the facts: sessions judged, prompts raised.

What is due is judged site by site, each in a short transaction of its own under the
lock of that site (`recompute_by_site`). `rebuild` drops everything and makes it anew.
Every way leads to the same rows, in whatever order the facts came.
"""

import logging
from datetime import date

from sqlalchemy import Connection, Engine, delete, insert, select, update

from server_sync.central.db import tables
from server_sync.central.db.engine import asking
from server_sync.central.ingest import backlog, read_entries
from server_sync.central.judging import queued_facts, recompute_queries
from server_sync.central.judging.affected import EVER, TIME, Affected, affected_by
from server_sync.central.judging.judge_site import judge_affected
from server_sync.central.judging.locks import lock_all_sites
from server_sync.central.judging.recompute_queries import Due, SiteState
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant

log = logging.getLogger(__name__)
DERIVED = (
    tables.judged,
    tables.unknown_card,
    tables.site_judged,
    tables.tap,
    tables.check_in,
    tables.stretch,
    tables.anchor,
    tables.stale,
)


def recompute_by_site(
    engine: Engine, *, as_of: int, municipality: str | None = None
) -> int:
    """Judge all that is due by `as_of`, each site in a transaction; say of how many.

    Nothing is locked where nothing is due. Of several processes that find the same
    site due, each waits for the one before it, and then finds nothing left to do.

    Args:
        engine: the database.
        as_of: the instant at which it is judged.
        municipality: only its sites; None is all there are.
    """
    states = _states(engine, as_of, municipality)
    if any(state.unread for state in states):
        backlog.read_one_by_one(engine, recorded_at=as_of, municipality=municipality)
        states = _states(engine, as_of, municipality)
    if any(state.facts_queued for state in states):
        _resolve_queued_facts(engine)
        states = _states(engine, as_of, municipality)
    due = sorted(state.site for state in states if state.is_due(as_of))
    for site in due:
        with engine.begin() as connection:
            recompute_site(connection, site, as_of=as_of)
    return len(due)


def recompute_site(connection: Connection, site: str, *, as_of: int) -> None:
    """Judge what is due at one site, under its lock, which ends with the transaction.

    Facts that wait in the queue for their sites to be found out are not looked at. What
    was judged by a clock that was ahead is all judged anew.
    """
    due = recompute_queries.take_due(connection, site, as_of=as_of)
    today = date_of(Instant(as_of), due.site.zone)
    through = due.site.through
    ahead = due.ahead or recompute_queries.is_ahead(through, due.site.zone, as_of)
    affected = _affected(connection, site, due)
    if ahead:
        log.warning("judged ahead of time; judged anew", extra={"site": site})
        drop_days_to_come(connection, site, today=today)
        affected.add(None, EVER, TIME)
    affected.add_new_days(through, today)
    if affected:
        judge_affected(connection, site, affected, as_of=as_of)
    if through is None:
        row = {"site": site, "through": today}
        connection.execute(insert(tables.site_judged).values(row))
    elif through < today or ahead:
        _set_through(connection, site, today)


def recompute_due(connection: Connection, *, as_of: int) -> None:
    """Judge all that is due by `as_of` in the transaction that the caller has begun.

    For scenarios and tests: the locks of all these sites are kept until it ends.
    """
    backlog.read_all(connection, recorded_at=as_of)
    while queued_facts.resolve(connection):
        pass
    states = recompute_queries.site_states(connection, as_of=as_of, municipality=None)
    for site in sorted(state.site for state in states if state.is_due(as_of)):
        recompute_site(connection, site, as_of=as_of)


def rebuild(connection: Connection, *, as_of: int) -> None:
    """Drop everything derived and make it anew, from the entries as they were sent."""
    lock_all_sites(connection)
    drop(connection)
    for chain in connection.scalars(select(tables.chain.c.id)).all():
        read_entries.read_chain(connection, chain=chain, recorded_at=as_of, mark=False)
    connection.execute(delete(tables.stale))
    recompute_due(connection, as_of=as_of)


def drop(connection: Connection) -> None:
    """Drop everything derived, and have the entries read from the first on."""
    for table in DERIVED:
        connection.execute(delete(table))
    connection.execute(tables.chain.update().values(read_through_seq=0))


def drop_days_to_come(connection: Connection, site: str, *, today: date) -> None:
    """Drop what was judged of dates that have not come."""
    for table in (tables.judged, tables.unknown_card):
        to_come = (table.c.site == site) & (table.c.date > today)
        connection.execute(delete(table).where(to_come))


def judge_whole_site(connection: Connection, site: str, *, as_of: int) -> None:
    """Judge everything of one site, all of which a rebuild has dropped before."""
    zone = connection.scalars(
        select(tables.site.c.zone).where(tables.site.c.id == site)
    ).one()
    affected = Affected()
    affected.add(None, EVER, TIME)
    judge_affected(connection, site, affected, as_of=as_of)
    row = {"site": site, "through": date_of(Instant(as_of), zone)}
    connection.execute(insert(tables.site_judged).values(row))


def _states(engine: Engine, as_of: int, municipality: str | None) -> list[SiteState]:
    with asking(engine) as connection:
        return recompute_queries.site_states(
            connection, as_of=as_of, municipality=municipality
        )


def _resolve_queued_facts(engine: Engine) -> None:
    """Find out the sites of all queued facts, some in each transaction."""
    more = True
    while more:
        with engine.begin() as connection:
            more = queued_facts.resolve(connection)


def _affected(connection: Connection, site: str, due: Due) -> Affected:
    """Find out whom the queue and the time have affected.

    Where nothing was judged yet, all is due, whatever the queue says.
    """
    if due.site.through is None:
        return Affected()
    affected = affected_by(connection, due.items, site=site, zone=due.site.zone)
    for session in due.changing:
        affected.add(session.person, (session.date, session.date), TIME)
    return affected


def _set_through(connection: Connection, site: str, today: date) -> None:
    columns = tables.site_judged.c
    connection.execute(
        update(tables.site_judged).where(columns.site == site).values(through=today)
    )

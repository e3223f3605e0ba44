"""Make everything derived anew, on several cores: for a whole country, in minutes.

Each chain is read, and then each site judged, in a transaction of its own. Meanwhile
entries are taken in as always; a page waits until all is made. Of a rebuild that is cut
short nothing is lost: whoever judges next makes what is missing.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, select, text

from server_sync.central.db import indexes, tables
from server_sync.central.db.engine import create_engine_for
from server_sync.central.ingest import read_entries
from server_sync.central.judging import recompute
from server_sync.central.judging.locks import lock_all_sites

READ = (tables.tap, tables.check_in, tables.stretch, tables.anchor)
JUDGED = (tables.judged, tables.unknown_card, tables.site_judged)
Work = Callable[[str, Sequence[Any], int], None]


def rebuild_all(url: str, *, as_of: int, workers: int) -> None:
    """Drop everything derived and make it anew; SQLite has one writer, so alone there.

    Args:
        url: of the database.
        as_of: the instant at which it is judged.
        workers: processes that share the work.
    """
    engine = create_engine_for(url)
    try:
        if engine.dialect.name == "sqlite":
            with engine.begin() as connection:
                recompute.rebuild(connection, as_of=as_of)
            return
        with nobody_else_judging(engine), all_indexes_afterwards(engine):
            drop(engine)
            read_all(engine, url, as_of=as_of, workers=workers)
            judge_all(engine, url, as_of=as_of, workers=workers)
    finally:
        engine.dispose()


@contextmanager
def nobody_else_judging(engine: Engine) -> Iterator[None]:
    """Hold the lock that keeps everybody else from judging any site."""
    with engine.connect() as connection, connection.begin():
        lock_all_sites(connection)
        yield


@contextmanager
def all_indexes_afterwards(engine: Engine) -> Iterator[None]:
    """Leave no index out for longer, whatever goes wrong.

    After a power cut it is the next start of central that makes what is missing.
    """
    try:
        yield
    finally:
        with engine.begin() as connection:
            indexes.make_missing(connection)


def drop(engine: Engine) -> None:
    """Drop everything derived, and have the entries read from the first on.

    The indexes of the large tables are dropped with it: `read_all` and `judge_all`
    make them again.
    """
    names = ", ".join(f'"{table.name}"' for table in recompute.DERIVED)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))
        indexes.leave_out(connection)
        connection.execute(tables.chain.update().values(read_through_seq=0))


def read_all(engine: Engine, url: str, *, as_of: int, workers: int) -> None:
    """Read what the entries of every chain tell, the longest chains first."""
    columns = tables.chain.c
    with engine.begin() as connection:
        longest_first = select(columns.id).order_by(columns.through_seq.desc())
        chains = connection.scalars(longest_first).all()
    _share(read_chains, url, chains, as_of, workers)
    _finish(engine, READ)


def judge_all(engine: Engine, url: str, *, as_of: int, workers: int) -> None:
    """Judge every site."""
    with engine.begin() as connection:
        connection.execute(delete(tables.stale))
        sites = connection.scalars(select(tables.site.c.id)).all()
    _share(judge_sites, url, sites, as_of, workers)
    _finish(engine, JUDGED)


def read_chains(url: str, chains: Sequence[Any], as_of: int) -> None:
    """Read these chains from the first entry on."""
    engine = create_engine_for(url)
    for chain in _one_at_a_time(chains):
        with engine.begin() as connection:
            _sort_in_memory(connection)
            held = select(tables.chain.c.id).where(tables.chain.c.id == chain)
            connection.execute(held.with_for_update())
            read_entries.read_chain(
                connection, chain=chain, recorded_at=as_of, mark=False
            )
    engine.dispose()


def judge_sites(url: str, sites: Sequence[Any], as_of: int) -> None:
    """Judge everything of these sites."""
    engine = create_engine_for(url)
    for site in _one_at_a_time(sites):
        with engine.begin() as connection:
            _sort_in_memory(connection)
            recompute.judge_whole_site(connection, site, as_of=as_of)
    engine.dispose()


def _sort_in_memory(connection: Connection) -> None:
    """A year of one workshop is a few megabytes: let no sorting go to disk."""
    connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")


def _one_at_a_time(items: Sequence[Any]) -> Iterator[Any]:
    """Look for cycles of objects after each item only.

    Each makes a million objects and hardly a cycle; looking all the time for cycles
    among them would be a fifth of the work. What is loaded now stays and is not looked
    through either.
    """
    gc.disable()
    gc.freeze()
    for item in items:
        yield item
        gc.collect()


def _share(
    work: Work, url: str, items: Sequence[Any], as_of: int, workers: int
) -> None:
    """Deal the items out and wait until all is done."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        shares = [items[first::workers] for first in range(workers)]
        for done in [pool.submit(work, url, share, as_of) for share in shares]:
            done.result()


def _finish(engine: Engine, made: Sequence[Table]) -> None:
    """Index what was made, and have PostgreSQL see how large it is before it plans."""
    with engine.begin() as connection:
        indexes.make_missing(connection, made)
        for table in made:
            connection.execute(text(f'ANALYZE "{table.name}"'))

"""Several processes judge at once: sites wait only for themselves, nothing is lost."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, func, insert, select
from sqlalchemy.exc import DBAPIError

from server_sync.central.db import tables
from server_sync.central.db.engine import create_engine_for, reading
from server_sync.central.facts import people, planning, recompute_queue, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import queued_facts, recompute
from server_sync.central.judging.locks import lock_all_sites
from tests.databases import url_of

NORTH, SOUTH = "north", "south"
MONDAY = date(2026, 11, 23)
EVENING = 1795460400  # 19:00 on that Monday, by UTC
PROVENANCE = Provenance(by="Mette", at=1795410000)
MOMENT_SECONDS = 0.3
ROUNDS = 12


@pytest.fixture
def sites(postgres: Engine) -> Engine:
    """Two workshops, each of a municipality of its own, with a person at each."""
    with postgres.begin() as connection:
        for name in (NORTH, SOUTH):
            _add(connection, name)
    event.listen(postgres, "begin", _give_up_soon)
    return postgres


@pytest.fixture
def another(sites: Engine) -> Iterator[Engine]:
    """The same database as another process has it."""
    engine = create_engine_for(url_of(sites))
    yield engine
    engine.dispose()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Two threads, in place of two processes."""
    with ThreadPoolExecutor(2) as pool:
        yield pool


def test_two_sites_are_judged_at_the_same_time(sites: Engine) -> None:
    """While one site's transaction is open, another is judged to its end."""
    with sites.begin() as first:
        recompute.recompute_site(first, NORTH, as_of=EVENING)
        with sites.begin() as second:
            recompute.recompute_site(second, SOUTH, as_of=EVENING)
        assert judged_at(sites) == {SOUTH}

    assert judged_at(sites) == {NORTH, SOUTH}


def test_one_site_is_judged_by_one_at_a_time(
    sites: Engine, another: Engine, threads: ThreadPoolExecutor
) -> None:
    """Who comes second waits, finds nothing due any more, and raises nothing twice."""
    with sites.begin() as connection:
        recompute.recompute_site(connection, NORTH, as_of=EVENING)
        second = threads.submit(recompute_all, another)
        assert is_waiting(second)
    second.result()

    with sites.begin() as connection:
        events = tables.prompt_event.c
        times = connection.execute(
            select(events.prompt, func.count()).group_by(events.prompt)
        ).all()
    assert times
    assert {number for _, number in times} == {1}


def test_a_fact_whose_sites_are_being_found_out_is_waited_for(
    sites: Engine, another: Engine, threads: ThreadPoolExecutor
) -> None:
    """Whoever reads then is not shown the day as it was before the fact."""
    recompute_all(sites)
    with sites.begin() as connection:
        notice(connection, NORTH)
    with sites.begin() as connection:
        assert queued_facts.resolve(connection)
        second = threads.submit(
            recompute.recompute_by_site, another, as_of=EVENING, municipality=NORTH
        )
        assert is_waiting(second)
    second.result()

    assert status_at(sites, NORTH) == "notified"


@pytest.mark.timeout(60)
def test_two_who_judge_the_same_sites_again_and_again_never_lock_each_other_out(
    sites: Engine, another: Engine, threads: ThreadPoolExecutor
) -> None:
    """Each takes one lock a transaction, so there is no circle; nothing is left out."""
    together = Barrier(2, timeout=20)

    def judge_often(engine: Engine) -> None:
        for _ in range(ROUNDS):
            together.wait()
            with engine.begin() as connection:
                for name in (SOUTH, NORTH):
                    recompute_queue.enqueue_site(connection, site=name)
                    notice(connection, name)
            recompute_all(engine)

    for done in [threads.submit(judge_often, one) for one in (sites, another)]:
        done.result()

    with sites.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.stale)) == 0
    assert {status_at(sites, name) for name in (NORTH, SOUTH)} == {"notified"}


def test_nobody_judges_while_all_is_made_anew(
    sites: Engine, another: Engine, threads: ThreadPoolExecutor
) -> None:
    """A rebuild drops what another would judge by; so the other waits for it."""
    with sites.begin() as connection:
        lock_all_sites(connection)
        second = threads.submit(recompute_all, another)
        assert is_waiting(second)
    assert second.result() == 2


def test_only_the_sites_of_the_municipality_are_judged(sites: Engine) -> None:
    """What is due elsewhere stays due, for whoever asks about that."""
    judged = recompute.recompute_by_site(sites, as_of=EVENING, municipality=NORTH)

    assert (judged, judged_at(sites)) == (1, {NORTH})
    assert recompute_all(sites) == 1
    assert recompute_all(sites) == 0


def test_where_nothing_is_due_no_lock_is_taken(sites: Engine) -> None:
    """Everybody else's lock may be held: whoever finds nothing due goes on."""
    recompute_all(sites)
    with sites.begin() as connection:
        lock_all_sites(connection)
        assert recompute_all(sites) == 0


def test_a_snapshot_is_planned_as_postgresql_plans(sites: Engine) -> None:
    """What is set for judging ends with it, also on a connection that is used again."""
    recompute_all(sites)
    with reading(sites) as connection:
        asked = connection.exec_driver_sql("SHOW plan_cache_mode")
        assert asked.scalar_one() == "auto"


def test_nothing_is_written_in_a_snapshot(engine: Engine) -> None:
    """The database itself refuses it; the next transaction writes again."""
    row = {"id": "new", "name": "New"}
    with pytest.raises(DBAPIError), reading(engine) as connection:
        connection.execute(insert(tables.municipality).values(row))

    with engine.begin() as connection:
        connection.execute(insert(tables.municipality).values(row))


def recompute_all(engine: Engine) -> int:
    """Judge all that is due in the evening."""
    return recompute.recompute_by_site(engine, as_of=EVENING)


def is_waiting(work: Future[Any]) -> bool:
    """Say whether somebody still waits after a moment."""
    sleep(MOMENT_SECONDS)
    return not work.done()


def judged_at(engine: Engine) -> set[str]:
    """Name the sites at which anything is judged."""
    with engine.begin() as connection:
        return set(connection.scalars(select(tables.judged.c.site)))


def status_at(engine: Engine, site: str) -> str:
    """Give the status of the one session at a site."""
    with engine.begin() as connection:
        columns = tables.judged.c
        asked = select(columns.status).where(columns.site == site)
        return str(connection.scalars(asked).one())


def notice(connection: Connection, name: str) -> None:
    """Let the person at a site say that they will not come."""
    statements.add_notice(
        connection,
        person=f"{name}-person",
        first=MONDAY,
        last=MONDAY,
        reason="other",
        reported_at=0,
        provenance=PROVENANCE,
    )


def _add(connection: Connection, name: str) -> None:
    people.add_municipality(connection, name=name, known_as=name)
    people.add_site(
        connection,
        municipality=name,
        name=name,
        known_as=name,
        provenance=PROVENANCE,
    )
    person = people.add_person(
        connection,
        municipality=name,
        name=name,
        known_as=f"{name}-person",
        provenance=PROVENANCE,
    )
    planning.add_course(
        connection,
        person=person,
        site=name,
        first=MONDAY,
        last=date(2026, 12, 18),
        provenance=PROVENANCE,
    )


def _give_up_soon(connection: Connection) -> None:
    """Fail where a lock is waited for in vain, and do not hang."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '3s'")

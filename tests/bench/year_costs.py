"""What is timed of a national year on PostgreSQL (`year.py`)."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, func, select, text, update

from firmware.clock import ManualClock
from kiosk.journal.contents import Tap, encode_content
from server_sync.central.app import create_app
from server_sync.central.attendance import queries
from server_sync.central.db import tables
from server_sync.central.facts.people import add_token
from server_sync.central.facts.provenance import Provenance
from server_sync.central.ingest import read_entries
from server_sync.central.judging import rebuild, recompute
from server_sync.central.settings import CentralSettings
from tests.bench import national_year as year
from tests.bench.national_year import NS, ZONE, Country

WORKERS = 2
ONE_DAY = timedelta(days=1)
TAPS = 500
LAST_DAY = date(2026, 12, 29)
A_WEEK = (date(2026, 11, 23), date(2026, 11, 29))


def rebuilt_seconds(engine: Engine, url: str) -> tuple[float, float]:
    """Drop what is derived, read the entries, judge the sessions; time the latter."""
    as_of = at(LAST_DAY, 17)
    with rebuild.nobody_else_judging(engine):
        rebuild.drop(engine)
        read = seconds(
            lambda: rebuild.read_all(engine, url, as_of=as_of, workers=WORKERS)
        )
        judged = seconds(
            lambda: rebuild.judge_all(engine, url, as_of=as_of, workers=WORKERS)
        )
    return read, judged


def tap_ms(engine: Engine, country: Country, day: date) -> list[float]:
    """Let people come on the morning of a day, and time until each is on time.

    Each tap is one entry of its own that has come; reading it, judging the day and
    keeping what is judged is timed.
    """
    rng, waited = Random(country.seed), list[float]()
    come = at(day, 8)
    with engine.begin() as connection:
        recompute.recompute_due(connection, as_of=come)

    everybody = [
        (site, person)
        for site in range(country.sites)
        for person in range(country.people_each)
    ]

    for number, (site, person) in enumerate(
        rng.sample(everybody, min(TAPS, len(everybody)))
    ):
        _tap(engine, site, year.card_of(site, person), come + number)
        waited.append(1e3 * seconds(lambda: _judge_tap(engine, site, come + number)))  # noqa: B023 - called at once
    return waited[len(waited) // 10 :]


def week_api_seconds(engine: Engine, url: str) -> float:
    """Have each municipality's jobcentre ask for the week, one after another."""
    with TemporaryDirectory() as folder:
        settings = CentralSettings(folder=folder, database=url)
        clock = ManualClock(wall_ns=at(LAST_DAY + ONE_DAY, 12) * NS)
        client = create_app(settings, clock=clock).test_client()
        said = Provenance(by="Mette", at=0)
        with engine.begin() as connection:
            tokens = [
                add_token(
                    connection, municipality=town, name="Jobcenter", provenance=said
                )
                for town in connection.scalars(select(tables.municipality.c.id)).all()
            ]
        address = f"/api/v1/attendance?from={A_WEEK[0]}&to={A_WEEK[1]}"
        client.get(address, headers={"Authorization": f"Bearer {tokens[0]}"})
        recompute.recompute_by_site(engine, as_of=at(LAST_DAY + ONE_DAY, 12))

        def ask() -> None:
            for token in tokens:
                bearer = {"Authorization": f"Bearer {token}"}
                answer = client.get(address, headers=bearer)
                assert answer.status_code == 200, answer.text

        return seconds(ask)


def week(engine: Engine) -> None:
    """Read every session of a week as the jobcentre's log tells it, of all towns."""
    with engine.begin() as connection:
        for town in connection.scalars(select(tables.municipality.c.id)).all():
            queries.of_period(
                connection, municipality=town, first=A_WEEK[0], last=A_WEEK[1]
            )


def _tap(engine: Engine, site: int, card: str, at: int) -> None:
    with engine.begin() as connection:
        chain = tables.chain.c
        through = connection.scalar(
            update(tables.chain)
            .where(chain.id == site + 1)
            .values(through_seq=chain.through_seq + 1)
            .returning(chain.through_seq)
        )
        connection.execute(
            tables.entry.insert().values(
                chain=site + 1,
                seq=through,
                kind="tap",
                wall_ns=at * NS,
                boot_ns=at * NS - 10**18,
                boot_id=b"b" * 16,
                clock="synced",
                commitment=bytes(32),
                hash=bytes(32),
                salt=bytes(16),
                content=encode_content(Tap(uid=card)),
                received_ns=at * NS,
            )
        )


def _judge_tap(engine: Engine, site: int, at: int) -> None:
    """Read what the journal tells anew, and judge whom it touches; then it is kept."""
    with engine.begin() as connection:
        read_entries.read_chain(connection, chain=site + 1, recorded_at=at)
        recompute.recompute_site(connection, year.site_of(site), as_of=at)


def copied(engine: Engine) -> None:
    """Copy all sessions within the database."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE copied (LIKE judged INCLUDING ALL)"))
        connection.execute(text("INSERT INTO copied SELECT * FROM judged"))
        connection.execute(text("DROP TABLE copied"))


def count(engine: Engine, table: Any) -> int:
    """Count the rows of a table."""
    with engine.begin() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def vacuum(engine: Engine) -> None:
    """Leave the tables as autovacuum would."""
    with engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(text("VACUUM ANALYZE"))


def at(day: date, hour: int) -> int:
    """Give the instant of a full hour in Denmark."""
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).timestamp())


def seconds(work: Callable[[], object]) -> float:
    """Time a piece of work."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun

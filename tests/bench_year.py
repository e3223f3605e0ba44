"""What a national year costs: made anew, one more tap, one week of everybody.

`python -m tests.bench_year --scale 20` measures a twentieth of the country.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import Engine, func, select, text, update

from kiosk.entry import Tap, encode_content
from server_sync.central import tables
from server_sync.central.chain import told
from server_sync.central.database import create_engine_for, prepare
from server_sync.central.derived import derive, rebuilding
from tests import national_year as year
from tests.bench_postgres import own_postgres
from tests.national_year import NS, ZONE, Country

WORKERS = 2
FOUR_WEEKS = date(2026, 1, 28)
TAPS = 200
LAST_DAY = date(2026, 12, 30)
A_WEEK = (date(2026, 11, 23), date(2026, 11, 29))


def figures(scale: int = 1) -> list[dict[str, Any]]:
    """Live the first four weeks, then the rest, and measure after each."""
    country = Country().scaled(scale)
    with own_postgres() as url:
        engine = create_engine_for(url)
        prepare(engine, now=0)
        year.settle_people(engine, country)
        year.live(engine, country, year.FIRST, FOUR_WEEKS)
        rebuilding.rebuild_all(url, as_of=_evening(FOUR_WEEKS), workers=WORKERS)
        early = tap_ms(engine, country, FOUR_WEEKS)
        next_day = date.fromordinal(FOUR_WEEKS.toordinal() + 1)
        year.live(engine, country, next_day, LAST_DAY)
        _vacuum(engine)
        read_s, judged_s = rebuilt_seconds(engine, url)
        copied_s = _seconds(lambda: _copied(engine))
        late = tap_ms(engine, country, LAST_DAY)
        week_s, people = week_seconds(engine)
        taps = _count(engine, tables.tap)
        sessions = _count(engine, tables.judged)
        counted_s = _seconds(lambda: _count(engine, tables.judged))
        engine.dispose()
    how_much = f"{country.people:,} people, {taps:,} taps, {sessions:,} sessions"
    print(f"{how_much}: entries read {read_s:.1f} s, sessions judged {judged_s:.1f} s")
    return [
        _figure(
            "national_year_rebuild_s",
            read_s + judged_s,
            "s",
            "the sessions copied from table to table",
            copied_s,
        ),
        _figure(
            "one_tap_update_p99_ms",
            _p99(late),
            "ms",
            "the same with four weeks of history",
            _p99(early),
        ),
        _figure(
            "one_week_everybody_s",
            week_s,
            "s",
            f"counting all sessions there are ({people:,} people have some)",
            counted_s,
        ),
    ]


def rebuilt_seconds(engine: Engine, url: str) -> tuple[float, float]:
    """Drop what is derived, read the entries, judge the sessions; time the latter."""
    as_of = _evening(LAST_DAY)
    with rebuilding.nobody_else_judging(engine):
        rebuilding.drop(engine)
        read = _seconds(
            lambda: rebuilding.read_all(engine, url, as_of=as_of, workers=WORKERS)
        )
        judged = _seconds(
            lambda: rebuilding.judge_all(engine, url, as_of=as_of, workers=WORKERS)
        )
    return read, judged


def tap_ms(engine: Engine, country: Country, day: date) -> list[float]:
    """Add taps to the journals, one at a time, and time until the day is judged."""
    rng, waited = Random(country.seed), []
    at = _evening(day) + 60
    with engine.begin() as connection:
        derive.bring_up_to(connection, as_of=at)
    for number in range(TAPS):
        site, person = rng.randrange(country.sites), rng.randrange(country.people_each)
        _tap(engine, site, year.card_of(site, person), at + number)
        waited.append(1e3 * _seconds(lambda: _judge_tap(engine, site, at + number)))  # noqa: B023 - called at once
    return waited[TAPS // 10 :]


def week_seconds(engine: Engine) -> tuple[float, int]:
    """Count every person's sessions of a week, by status, the latest first."""
    judged = tables.judged.c
    query = (
        select(judged.person, judged.status, func.count())
        .where(judged.site.in_(select(tables.site.c.id)))
        .where(judged.date.between(*A_WEEK))
        .group_by(judged.person, judged.status)
    )
    begun = time.perf_counter()
    with engine.begin() as connection:
        rows = connection.execute(query).all()
    return time.perf_counter() - begun, len({row[0] for row in rows})


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
        told.read_chain(connection, chain=site + 1, recorded_at=at)
        derive.refresh(connection, as_of=at)


def _copied(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE copied (LIKE judged INCLUDING ALL)"))
        connection.execute(text("INSERT INTO copied SELECT * FROM judged"))
        connection.execute(text("DROP TABLE copied"))


def _count(engine: Engine, table: Any) -> int:
    with engine.begin() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def _vacuum(engine: Engine) -> None:
    with engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(text("VACUUM ANALYZE"))


def _evening(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 17, tzinfo=ZONE).timestamp())


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _p99(waited: list[float]) -> float:
    return sorted(waited)[int(len(waited) * 0.99)]


def _figure(
    name: str, value: float, unit: str, beside: str, beside_value: float
) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "beside": beside,
        "beside_value": beside_value,
        "ratio": value / beside_value,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=20, help="1 is all of it")
    for figure in figures(parser.parse_args().scale):
        print(figure)

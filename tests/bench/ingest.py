"""How many entries a second go into central over HTTP, all signatures checked.

Forty terminals come back, four at a time, each with batches of 500, packed and signed
beforehand. They are sent from this process over kept connections to gunicorn with two
workers, on the same cores as the database. `python -m tests.bench.ingest --batches 1`
is a short run.

What everybody does with the processors is counted as well: those figures are nearly
the same whatever else the machine has to do.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, func, select, text

from kiosk.journal.contents import Tap
from server_sync.central.db import tables
from server_sync.central.db.engine import create_engine_for
from server_sync.central.ingest import backlog
from server_sync.central.prepare import prepare
from tests.bench import raw_copy
from tests.bench.figure import Figure, figure
from tests.bench.ingest_load import (
    Sent,
    add_terminals,
    central_at,
    family_cpu_seconds,
    parent_of,
    send_all,
    send_in_order,
    signed,
)
from tests.bench.postgres import own_postgres
from tests.bench.raw_copy import BATCH, IN_BATCHES, ONE_STATEMENT
from tests.server_sync.central.world import PaperJournal, at

TERMINALS = 40
AT_A_TIME = 4
BATCHES_EACH = 5
CARDS = 50
SENT_OF = date(2026, 1, 5)  # what a clock ahead of central's says is not believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was measured of one central.

    Attributes:
        per_s: entries a second, receipted.
        waited: seconds of each batch.
        cpu_us: microseconds of processor for an entry, by who used them.
        read_us: microseconds by the clock an entry, to read afterwards what it tells.
    """

    per_s: float
    waited: list[float]
    cpu_us: dict[str, float]
    read_us: float


def figures(batches_each: int = BATCHES_EACH) -> list[Figure]:
    """Send the same to a central on PostgreSQL and to one on SQLite."""
    with own_postgres() as url:
        engine = create_engine_for(url)
        postgres = measured(engine, url, batches_each)
        at_once = raw_copy.one_statement_per_s(engine)
        in_batches = raw_copy.in_batches_per_s(engine)
        engine.dispose()
    with TemporaryDirectory(prefix="moedt-sqlite-") as folder:
        url = f"sqlite:///{folder}/central.db"
        engine = create_engine_for(url)
        sqlite = measured(engine, url, batches_each)
        engine.dispose()
    fraction = postgres.per_s / at_once
    of_batches = postgres.per_s / in_batches
    by_the_clock = "taken in over HTTP, by the clock"
    return [
        figure(
            "ingest_http_postgres_per_s",
            postgres.per_s,
            "entries/s",
            IN_BATCHES,
            in_batches,
        ),
        figure("ingest_fraction_of_raw_copy", fraction, "of 1", ONE_STATEMENT, 1),
        figure("ingest_fraction_of_batched_copy", of_batches, "of 1", IN_BATCHES, 1),
        figure(
            "ingest_http_sqlite_per_s",
            sqlite.per_s,
            "entries/s",
            ONE_STATEMENT,
            at_once,
        ),
        *_waits("ingest_batch_p99_ms", postgres.waited),
        *_waits("ingest_sqlite_batch_p99_ms", sqlite.waited),
        *(
            figure(
                f"ingest_{who}_cpu_us_per_entry",
                used,
                "us",
                by_the_clock,
                1e6 / postgres.per_s,
            )
            for who, used in postgres.cpu_us.items()
        ),
        figure(
            "ingest_read_us_per_entry",
            postgres.read_us,
            "us",
            by_the_clock,
            1e6 / postgres.per_s,
        ),
    ]


def measured(engine: Engine, url: str, batches_each: int) -> Taken:
    """Load one central, and see that it holds everything."""
    prepare(engine, now=0)
    devices = [f"door-{number}" for number in range(TERMINALS)]
    add_terminals(engine, [*devices, "door-warm"])
    journals = [_journal(device, batches_each) for device in devices]
    with central_at(url) as central:
        ready = [_ready(journal, central.port) for journal in journals]
        warm = _journal("door-warm", 1)
        send_in_order(central.port, [signed(warm.batch(1, 1), central.port)])
        pids = {"central": central.pid} | _database(engine)
        used = {who: family_cpu_seconds(pid) for who, pid in pids.items()}
        sending, begun = time.process_time(), time.perf_counter()
        waited = send_all(central.port, ready, AT_A_TIME)
        seconds = time.perf_counter() - begun
        sending = time.process_time() - sending
        used = {who: family_cpu_seconds(pid) - used[who] for who, pid in pids.items()}
    sent = TERMINALS * batches_each * BATCH
    with engine.begin() as connection:
        held = connection.scalar(select(func.sum(tables.chain.c.through_seq)))
    if held != sent + 1:
        raise RuntimeError(f"central holds {held} of {sent + 1} entries without a gap")
    begun = time.perf_counter()
    backlog.read_one_by_one(engine, recorded_at=0)
    return Taken(
        per_s=sent / seconds,
        waited=waited,
        cpu_us={who: 1e6 * s / sent for who, s in (used | {"sender": sending}).items()},
        read_us=1e6 * (time.perf_counter() - begun) / sent,
    )


def _database(engine: Engine) -> dict[str, int]:
    """Find the first process of the database, where it has processes of its own."""
    if engine.dialect.name == "sqlite":
        return {}
    with engine.begin() as connection:
        ours = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return {"postgres": parent_of(ours)}


def _journal(device: str, batches: int) -> PaperJournal:
    """Write what a terminal has to send: taps of fifty cards."""
    journal = PaperJournal(device=device)
    for no in range(batches * BATCH):
        card = f"04{no % CARDS:012x}"
        journal.write(
            Tap(uid=card, atqa=0x44, sak=0),
            at("06:00", SENT_OF) + 7 * no,
            boot_seconds=7 * no,
        )
    return journal


def _ready(journal: PaperJournal, port: int) -> list[Sent]:
    return [
        signed(journal.batch(first, first + BATCH - 1), port)
        for first in range(1, len(journal.entries) + 1, BATCH)
    ]


def _waits(name: str, waited: Sequence[float]) -> list[Figure]:
    in_order = sorted(waited)
    p99, median = in_order[int(len(waited) * 0.99)], in_order[len(waited) // 2]
    return [figure(name, 1e3 * p99, "ms", "its median", 1e3 * median)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=BATCHES_EACH, help="of each")
    for one in figures(parser.parse_args().batches):
        print(one)

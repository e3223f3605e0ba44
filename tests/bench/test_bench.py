"""The benchmarks' harness measures what it says, whatever ends meanwhile."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, insert

from server_sync.central.db import tables
from tests.bench import __main__ as bench
from tests.bench.figure import figure
from tests.bench.ingest_load import cpu_seconds, family_cpu_seconds
from tests.bench.national_year import Country, live, settle_people

BUSY = "import time; t = time.process_time()\nwhile time.process_time() < t + 0.3: pass"
WITH_A_CHILD = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]]);"
    "print('ended', flush=True); input()"
)


@pytest.mark.parametrize("module", [*bench.SHORT, *bench.LONG])
def test_every_measurement_is_there(module: str) -> None:
    """`make bench` finds each module that it names."""
    assert callable(bench.module_of(module).figures)


def test_a_child_that_ended_is_counted() -> None:
    """PostgreSQL's processes come and go; what they used is not lost."""
    with subprocess.Popen(
        [sys.executable, "-c", WITH_A_CHILD, BUSY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ended\n"
        assert family_cpu_seconds(parent.pid) >= 0.3
        parent.communicate("\n")


def test_a_process_that_is_gone_stops_no_measurement() -> None:
    """It may end between being listed and being read."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        gone = psutil.Process(process.pid)

    assert cpu_seconds(gone) == 0


def test_the_database_numbers_the_next_chain_after_the_loaded_ones(
    postgres: Engine,
) -> None:
    """A terminal that comes after a loaded year gets a chain of its own."""
    country = Country(sites=2, people_each=1)
    settle_people(postgres, country)
    live(postgres, country, date(2026, 1, 5), date(2026, 1, 6))

    with postgres.begin() as connection:
        added = connection.execute(
            insert(tables.chain)
            .values(
                device="door-000",
                chain=bytes(15) + b"1",
                first_seen_ns=0,
                through_seq=0,
                hash=bytes(32),
                read_through_seq=0,
            )
            .returning(tables.chain.c.id)
        ).scalar_one()

    assert added == 3


def test_figures_of_another_run_stay_in_the_file(tmp_path: Path) -> None:
    """`make bench-long` adds to what `make bench` wrote, and measures anew."""
    target = tmp_path / "bench.json"
    bench.save(target, [figure("short", 1, "s", "-", 2)])
    bench.save(target, [figure("long", 3, "s", "-", None)])
    bench.save(target, [figure("short", 4, "s", "-", 2)])

    assert json.loads(target.read_text()) == [
        figure("long", 3, "s", "-", None),
        figure("short", 4, "s", "-", 2),
    ]

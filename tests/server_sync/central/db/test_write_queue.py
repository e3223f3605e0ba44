"""Whoever writes to a file gets a turn in the order of coming, and nobody starves."""

import queue
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, select, text
from sqlcipher3 import dbapi2

from server_sync.central.db import tables
from server_sync.central.db.engine import reading
from server_sync.central.db.write_queue import ENDING, TakingTurns

WAIT_SECONDS_MAX = 5


def waiting_at(path: Path) -> int:
    """Count who queues up for a file's turn, as the kernel tells."""
    inode = f":{Path(f'{path}{ENDING}').stat().st_ino} "
    lines = Path("/proc/locks").read_text().splitlines()
    return sum("-> FLOCK" in line and inode in line for line in lines)


def until(true: Callable[[], bool]) -> None:
    """Wait for it, and complain if it never comes."""
    end = time.monotonic() + WAIT_SECONDS_MAX
    while not true():
        assert time.monotonic() < end, "never came"
        time.sleep(0.001)


def test_turns_are_taken_in_the_order_of_coming(sqlite: Engine) -> None:
    """Each waits for those before it, and for nobody else."""
    path = Path(str(sqlite.url.database))
    wrote: queue.Queue[str] = queue.Queue()

    def write(name: str) -> None:
        with sqlite.begin() as connection:
            wrote.put(name)
            connection.execute(text("CREATE TABLE IF NOT EXISTS seen (name TEXT)"))
            connection.execute(text("INSERT INTO seen VALUES (:name)"), {"name": name})

    names = ["Alice", "Bob", "Charlie", "Dora"]
    threads = [Thread(target=write, args=(name,)) for name in names]
    with sqlite.begin():
        for place, thread in enumerate(threads, start=1):
            thread.start()
            until(lambda place=place: waiting_at(path) == place)  # type: ignore[misc]
        assert wrote.empty()
    for thread in threads:
        thread.join()

    assert [wrote.get() for _ in names] == names
    with reading(sqlite) as connection:
        assert connection.scalars(text("SELECT name FROM seen")).all() == names


def test_whoever_reads_waits_for_nobody(sqlite: Engine) -> None:
    """A page is shown while a delivery is taken in."""
    with sqlite.begin(), reading(sqlite) as connection:
        assert connection.execute(select(tables.municipality)).all() == []


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_turn_ends_with_what_was_written_in_it(tmp_path: Path, end: str) -> None:
    """Kept, taken back or broken off: the next one writes."""
    path = tmp_path / "central.db"
    first, second = (
        dbapi2.connect(str(path), factory=TakingTurns, isolation_level=None)
        for _ in range(2)
    )
    first.wait_for_turn()
    first.execute("BEGIN IMMEDIATE")

    getattr(first, end)()

    second.wait_for_turn()
    second.execute("BEGIN IMMEDIATE")
    second.rollback()
    second.close()
    first.close()

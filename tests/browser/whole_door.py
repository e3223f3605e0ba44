"""A door with its real uplink, and the real central to which it sends."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import requests
from sqlalchemy import Connection, select

from firmware.clock import Clock
from kiosk.door.trusted_clock import clock_of
from kiosk.host.local_time import day_of, instant
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Content, Entry, Heartbeat
from kiosk.settings import KioskSettings
from kiosk.web.app import create_app
from server_sync.central.app import Central, open_central
from server_sync.central.db import tables
from server_sync.central.facts import people, planning, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.settings import CentralSettings
from server_sync.protocol.keys import new_key, public_bytes
from tests.browser.conftest import serve
from tests.kiosk.web.workshop import UIDS, pin_hash
from tests.simulation.killing import kill_group

DEVICE = "door-1"
ALL_DAY = {day: [["00:00", "23:59"]] for day in people.WEEKDAYS}
PATIENCE_SECONDS = 60
PEOPLE = ("Anna Holm", "Bent Krogh", "Carla Ørsted", "Dan Friis", "Eva Lind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A workshop whose page answers at `url`, and whose uplink runs."""

    url: str
    journal: Journal
    clock: Clock
    folder: Path
    central: Central
    address: str

    def write(self, content: Content) -> None:
        """Write an entry, as the terminal does."""
        self.journal.append(content, self.clock.now())

    def written(self) -> list[Entry]:
        """Give all that stands in the journal."""
        return self.journal.after(0, 1000)

    def held(self) -> list[Entry]:
        """Give what central's database has of it, whether central runs or not."""
        names = Entry.__struct_fields__
        with self.central.engine.begin() as connection:
            rows = connection.execute(select(tables.entry)).all()
        found = [Entry(*(getattr(row, name) for name in names)) for row in rows]
        return sorted(found, key=lambda entry: entry.seq)

    @contextmanager
    def central_runs(self) -> Iterator[None]:
        """Run central until the end of the block, where it is killed."""
        with _process("central", self.folder / "central.toml"):
            until(lambda: _works(self.address))
            yield

    @contextmanager
    def uplink_runs(self) -> Iterator[None]:
        """Run the uplink until the end of the block, where it is killed."""
        with _process("uplink", self.folder / "kiosk.toml"):
            yield


@contextmanager
def door(folder: Path) -> Iterator[Door]:
    """Open a workshop that central knows, with people expected all day long."""
    (folder / "kiosk").mkdir()
    (folder / "central.toml").write_text(f"port = {_free_port()}\ntick_seconds = 1\n")
    told = CentralSettings.read(folder / "central.toml")
    key = new_key(folder / "kiosk" / "device.key")
    with ExitStack() as stack:
        # Where nobody keeps a machine's clock, none of its times would be certain.
        clock = clock_of(KioskSettings(device=DEVICE, trust_clock=True))
        central = open_central(told, clock=clock)
        stack.callback(central.engine.dispose)
        _set_up(central, public_bytes(key), clock)
        settings = _settings(folder, told.address, public_bytes(central.signing_key))
        journal = Journal.open(settings.journal_path, device=DEVICE)
        stack.enter_context(closing(journal))
        url = stack.enter_context(serve(create_app(settings, clock=clock)))
        journal.append(Heartbeat(listened=()), clock.now())
        yield Door(
            url=url,
            journal=journal,
            clock=clock,
            folder=folder,
            central=central,
            address=told.address,
        )


def until(condition: Callable[[], bool]) -> None:
    """Wait until that is so, but not for ever."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


@contextmanager
def _process(command: str, settings: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "server_sync", command, "--settings", str(settings)],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        kill_group(process.pid)
        process.wait(10)


def _works(address: str) -> bool:
    try:
        return requests.get(f"{address}/health", timeout=1).ok
    except requests.RequestException:
        return False


def _settings(folder: Path, address: str, public: bytes) -> KioskSettings:
    path = folder / "kiosk.toml"
    path.write_text(
        f'device = "{DEVICE}"\ncentral_url = "{address}"\n'
        f'central_key = "{public.hex()}"\n'
        "trust_clock = true\nroster_seconds = 1\nupload_seconds = 1\n"
    )
    return KioskSettings.read(path)


def _set_up(central: Central, public_key: bytes, clock: Clock) -> None:
    now = instant(clock.now().wall_ns)
    provenance = Provenance(
        by="Opsætning", at=int((now - timedelta(days=1)).timestamp())
    )
    with central.engine.begin() as connection:
        people.add_municipality(connection, name="By", known_as="town")
        people.add_site(
            connection,
            municipality="town",
            name="Huset",
            provenance=provenance,
            known_as="site",
        )
        people.add_terminal(
            connection,
            site="site",
            terminal=DEVICE,
            provenance=provenance,
            public_key=public_key,
            since=provenance.at,
        )
        people.add_staff(
            connection,
            municipality="town",
            name="Mette Lund",
            role="koordinator",
            provenance=provenance,
            pin_hash=pin_hash(),
        )
        for name in PEOPLE:
            _offer(connection, name, provenance, clock)


def _offer(
    connection: Connection, name: str, provenance: Provenance, clock: Clock
) -> None:
    today = day_of(instant(clock.now().wall_ns))
    person = name.lower().replace(" ", "-")
    people.add_person(
        connection,
        municipality="town",
        name=name,
        provenance=provenance,
        known_as=person,
    )
    course = planning.add_course(
        connection,
        person=person,
        site="site",
        first=today - timedelta(days=1),
        last=today + timedelta(days=7),
        provenance=provenance,
    )
    planning.add_plan(
        connection, course=course, first=today, week=ALL_DAY, provenance=provenance
    )
    if name in UIDS:
        statements.assign_card(
            connection,
            card=UIDS[name],
            person=person,
            start=provenance.at,
            provenance=provenance,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port

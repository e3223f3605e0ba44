"""The terminal put together out of its settings, and taken apart again."""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from firmware.clock import Clock
from firmware.drivers.lights import Lights
from firmware.drivers.mfrc522 import open_reader
from firmware.drivers.pins import (
    Factory,
    PinKind,
    open_pin_factory,
)
from firmware.emulator.cards import Card
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from firmware.reader import Reader
from firmware.signals import Pins, StaffStatus
from kiosk.door.chip_note import NotingReader
from kiosk.door.heartbeat import Pulse
from kiosk.door.listening import Listening
from kiosk.door.loop import Station, Surroundings
from kiosk.door.reader_supervisor import ReaderWatch
from kiosk.door.texts import Texts
from kiosk.door.verdict import Verdict
from kiosk.emulated.reader_socket import FieldServer
from kiosk.errors import JournalUnavailable, TerminalRunning
from kiosk.host.counters import Vitals, VitalsFile
from kiosk.journal.chain import Journal
from kiosk.journal.heads import signer
from kiosk.roster.watch import WatchedRoster
from kiosk.settings import KioskSettings, vitals_path

JOURNAL_RETRY_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a terminal takes from outside.

    Attributes:
        wait: waits so many seconds; True when the terminal is to stop.
        jitter: a random number between two.
        make_phone: makes an emulated phone.
        alive: tells a watchdog that the loop runs.
    """

    clock: Clock
    wait: Callable[[float], bool]
    jitter: Callable[[float, float], float]
    make_phone: Callable[[], Card]
    alive: Callable[[], None]
    version: str


@contextmanager
def open_station(settings: KioskSettings, world: World) -> Iterator[Station]:
    """Open everything that a terminal needs; close it all on the way out.

    Raises:
        TerminalRunning: another one works in this folder.
        JournalUnavailable: the journal stayed out of reach until we were to stop.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    emulated = settings.reader == "emulated"
    with ExitStack() as opened:
        opened.enter_context(_only_one(settings.folder))
        factory = open_pin_factory(PinKind.MOCK if emulated else PinKind.LGPIO)
        opened.callback(factory.close)
        lights = opened.enter_context(
            closing(Lights(factory=factory, pins=_pins(settings), mute=settings.mute))
        )
        journal = opened.enter_context(closing(_patiently(settings, world, lights)))
        field = Field()
        told: Callable[[Verdict], None] = _to_nobody
        if emulated:
            server = FieldServer(
                settings.socket_path, field, make_phone=world.make_phone
            )
            server.start()
            opened.callback(server.close)
            told = server.tell
        listening, vitals = Listening(), Vitals(version=world.version)
        watch = opened.enter_context(
            closing(
                ReaderWatch(
                    partial(open_reader, EmulatedChip(field))
                    if emulated
                    else partial(_open_real, factory, settings.folder),
                    listening,
                    vitals,
                )
            )
        )
        yield Station(
            Surroundings(
                clock=world.clock,
                watch=watch,
                pulse=Pulse(
                    journal=journal,
                    listening=listening,
                    version=world.version,
                    heartbeat_seconds=settings.heartbeat_seconds,
                    jitter=world.jitter,
                    signs=partial(signer, settings.key_path),
                ),
                journal=journal,
                lights=lights,
                roster=WatchedRoster(settings.roster_path),
                texts=Texts.load(),
                has_central=bool(settings.central_url),
                language=settings.language,
                told=told,
                alive=world.alive,
                goodbye_taps=settings.goodbye_taps,
                vitals=vitals,
                vitals_file=VitalsFile(vitals_path()),
            )
        )


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    with (folder / "terminal.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TerminalRunning(
                f"a terminal already runs in {folder}: stop that one first, or give"
                " this one a folder of its own"
            ) from error
        yield


def _patiently(settings: KioskSettings, world: World, lights: Lights) -> Journal:
    """Open the journal; while the disk refuses, say so with light and keep trying."""
    while True:
        try:
            return Journal.open(settings.journal_path, device=settings.device)
        except JournalUnavailable as error:
            log.error("journal refused", extra={"why": str(error)})  # noqa: TRY400 - its words say it all
            lights.status(StaffStatus.DEGRADED)
            if world.wait(JOURNAL_RETRY_SECONDS):
                raise


def _open_real(factory: Factory, folder: Path) -> Reader:
    return NotingReader(open_reader("real", factory=factory), folder)


def _pins(settings: KioskSettings) -> Pins:
    pins = settings.pins
    return Pins(
        green=pins.green,
        blue=pins.blue,
        white=pins.white,
        yellow=pins.yellow,
        buzzer=pins.buzzer,
    )


def _to_nobody(_verdict: Verdict) -> None:
    return

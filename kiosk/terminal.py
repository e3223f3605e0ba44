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
from firmware.drivers.pins import Factory, PinKind, open_pin_factory
from firmware.emulator.cards import Card
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from firmware.reader import Reader
from firmware.signals import Pins, StaffStatus
from kiosk.door.chip_note import ChipNotingReader
from kiosk.door.door_answer import DoorAnswer
from kiosk.door.heartbeat import HeartbeatWriter
from kiosk.door.listening import Listening
from kiosk.door.loop import DoorLoop, TerminalParts
from kiosk.door.reader_supervisor import ReaderSupervisor
from kiosk.door.texts import Texts
from kiosk.emulated.reader_socket import EmulatedReaderServer
from kiosk.errors import JournalUnavailable, TerminalRunning
from kiosk.host.counters import Counters, CountersFile
from kiosk.journal.chain import Journal
from kiosk.journal.heads import signer
from kiosk.roster.watch import WatchedRoster
from kiosk.settings import KioskSettings, counters_path

JOURNAL_RETRY_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalEnvironment:
    """What a terminal takes from outside.

    Attributes:
        wait: waits so many seconds; returns True if the terminal is to stop.
        jitter: returns a random number between two.
        make_phone: makes an emulated phone.
        notify_watchdog: is called while the loop runs.
    """

    clock: Clock
    wait: Callable[[float], bool]
    jitter: Callable[[float, float], float]
    make_phone: Callable[[], Card]
    notify_watchdog: Callable[[], None]
    version: str


@contextmanager
def open_terminal(
    settings: KioskSettings, environment: TerminalEnvironment
) -> Iterator[DoorLoop]:
    """Open everything that a terminal needs; close it all on the way out.

    Raises:
        TerminalRunning: another one works in this folder.
        JournalUnavailable: the journal stayed out of reach until we were to stop.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    emulated = settings.reader == "emulated"
    with ExitStack() as opened:
        opened.enter_context(_terminal_lock(settings.folder))
        factory = open_pin_factory(PinKind.MOCK if emulated else PinKind.LGPIO)
        opened.callback(factory.close)
        lights = opened.enter_context(
            closing(Lights(factory=factory, pins=_pins(settings), mute=settings.mute))
        )
        journal = opened.enter_context(
            closing(_open_journal(settings, environment, lights))
        )
        field = Field()
        on_answer: Callable[[DoorAnswer], None] = _ignore_answer
        if emulated:
            server = EmulatedReaderServer(
                settings.socket_path, field, make_phone=environment.make_phone
            )
            server.start()
            opened.callback(server.close)
            on_answer = server.add_answer
        listening, vitals = Listening(), Counters(version=environment.version)
        reader = opened.enter_context(
            closing(
                ReaderSupervisor(
                    partial(open_reader, EmulatedChip(field))
                    if emulated
                    else partial(_open_real, factory, settings.folder),
                    listening,
                    vitals,
                )
            )
        )
        yield DoorLoop(
            TerminalParts(
                clock=environment.clock,
                reader=reader,
                heartbeats=HeartbeatWriter(
                    journal=journal,
                    listening=listening,
                    version=environment.version,
                    heartbeat_seconds=settings.heartbeat_seconds,
                    jitter=environment.jitter,
                    find_signer=partial(signer, settings.key_path),
                ),
                journal=journal,
                lights=lights,
                roster=WatchedRoster(settings.roster_path),
                texts=Texts.load(),
                has_central=bool(settings.central_url),
                language=settings.language,
                on_answer=on_answer,
                notify_watchdog=environment.notify_watchdog,
                goodbye_taps=settings.goodbye_taps,
                counters=vitals,
                counters_file=CountersFile(counters_path()),
            )
        )


@contextmanager
def _terminal_lock(folder: Path) -> Iterator[None]:
    with (folder / "terminal.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TerminalRunning(
                f"a terminal already runs in {folder}: stop that one first, or give"
                " this one a folder of its own"
            ) from error
        yield


def _open_journal(
    settings: KioskSettings, environment: TerminalEnvironment, lights: Lights
) -> Journal:
    """Open the journal; while the disk refuses, say so with light and keep trying."""
    while True:
        try:
            return Journal.open(settings.journal_path, device=settings.device)
        except JournalUnavailable as error:
            log.error("journal refused", extra={"why": str(error)})  # noqa: TRY400 - its words say it all
            lights.status(StaffStatus.DEGRADED)
            if environment.wait(JOURNAL_RETRY_SECONDS):
                raise


def _open_real(factory: Factory, folder: Path) -> Reader:
    return ChipNotingReader(open_reader("real", factory=factory), folder)


def _pins(settings: KioskSettings) -> Pins:
    pins = settings.pins
    return Pins(
        green=pins.green,
        blue=pins.blue,
        white=pins.white,
        yellow=pins.yellow,
        buzzer=pins.buzzer,
    )


def _ignore_answer(_verdict: DoorAnswer) -> None:
    return

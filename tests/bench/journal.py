"""What a tap costs the disk, and how long the person waits for the light."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from firmware.card import CardUid
from firmware.clock import SystemClock
from firmware.drivers.lights import Lights
from firmware.drivers.mfrc522 import open_reader
from firmware.drivers.pins import PinKind, open_pin_factory
from firmware.emulator.cards import card_of_type
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from firmware.reader import Reader
from firmware.signals import Signal, StaffStatus
from kiosk.doctor.machine import percentiles
from kiosk.door.heartbeat import HeartbeatWriter
from kiosk.door.listening import Listening
from kiosk.door.loop import DoorLoop, TerminalParts
from kiosk.door.reader_supervisor import ReaderSupervisor
from kiosk.door.texts import Texts
from kiosk.journal.chain import Journal
from kiosk.roster.watch import WatchedRoster
from tests.bench.figure import Figure, figure

A_YEAR = {"tap": 22_000, "heartbeat": 75_000, "anchor": 17_500, "exchange": 110_000}
"""With fifty people, a heartbeat every seven minutes, and an exchange after each."""
ENDURES_GB = 10_000
GB = 10**9
FEW, MANY = 100, 600
TAPS = 500
STEPS_AWAY = 8
BLOCK = bytes(4096)
DEFAULT = "SQLite as it comes: DELETE journal, same row"


def figures() -> list[Figure]:
    """Measure in a folder on this machine's disk, and leave nothing behind."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        ours = per_tap("tests.kiosk.journal.appending", Path(folder) / "ours")
        default = per_tap(
            "tests.kiosk.journal.default_journal", Path(folder) / "default"
        )
        beat = per_tap("tests.kiosk.door.beating", Path(folder) / "beat")
        sent = per_tap("tests.kiosk.door.beating", Path(folder) / "sent", "exchange")
        lit = lights_ms(Path(folder))
        synced = syncs_ms(Path(folder))
    return [
        figure("fsyncs_per_tap", ours[0], "fsyncs", DEFAULT, default[0]),
        figure("bytes_written_per_tap", ours[1], "bytes", DEFAULT, default[1]),
        figure("bytes_written_per_heartbeat", beat[1], "bytes", "a tap", ours[1]),
        figure(
            "gigabytes_written_per_year",
            written_a_year(tap=ours[1], beat=beat[1], sent=sent[1]),
            "GB",
            "what a small memory card endures",
            ENDURES_GB,
        ),
        figure(
            "tap_to_light_p99_ms",
            percentiles(lit)[1],
            "ms",
            "4 kB written and synced, nothing else, p99",
            percentiles(synced)[1],
        ),
    ]


def written_a_year(*, tap: float, beat: float, sent: float) -> float:
    """Add up what a terminal writes in a year, in GB.

    Args:
        tap: bytes for a tap; an anchor is as long.
        beat: bytes for a heartbeat.
        sent: bytes for a heartbeat and the exchange that brings it to central.
    """
    each = {"tap": tap, "heartbeat": beat, "anchor": tap, "exchange": sent - beat}
    return sum(A_YEAR[name] * each[name] for name in A_YEAR) / GB


def per_tap(module: str, path: Path, *words: str) -> tuple[float, float]:
    """Count syncs and bytes of five hundred taps, the opening taken off."""
    few, many = (
        _traced(module, f"{path}-{taps}.db", str(taps), *words) for taps in (FEW, MANY)
    )
    taps = MANY - FEW
    return (
        (many["syncs"] - few["syncs"]) / taps,
        (many["bytes"] - few["bytes"]) / taps,
    )


def lights_ms(folder: Path) -> list[float]:
    """Lay a card on the emulated chip and time until the lamp is lit, many times."""
    field, lamps = Field(), TimedLights()
    journal = Journal.open(folder / "journal.db", device="door-1")
    station = make_station(
        folder, lambda: open_reader(EmulatedChip(field)), lamps, journal
    )
    station.step()
    waited = []
    for number in range(TAPS):  # each another card: one that comes back is no new tap
        card = card_of_type("ntag", CardUid.from_hex(f"04{number:012x}"))
        field.put(card)
        begun = time.perf_counter()
        station.step()
        waited.append((lamps.lit_at - begun) * 1e3)
        field.take(card)
        for _ in range(STEPS_AWAY):
            station.step()
    journal.close()
    lamps.close()
    return waited


def syncs_ms(folder: Path) -> list[float]:
    """Time the least that any durable answer costs on this disk."""
    waited = []
    with (folder / "plain").open("wb", buffering=0) as file:
        for _ in range(TAPS):
            begun = time.perf_counter()
            file.write(BLOCK)
            os.fdatasync(file.fileno())
            waited.append((time.perf_counter() - begun) * 1e3)
    return waited


class TimedLights:
    """The real lights on pins that are not there, and when they were last lit."""

    def __init__(self) -> None:
        self.lit_at = 0.0
        self._factory = open_pin_factory(PinKind.MOCK)
        self._lights = Lights(factory=self._factory, mute=True)

    def show(self, signal: Signal) -> None:
        """Light, and look at the clock."""
        self._lights.show(signal)
        self.lit_at = time.perf_counter()

    def status(self, status: StaffStatus) -> None:
        """Tell the staff."""
        self._lights.status(status)

    def close(self) -> None:
        """Put out all lamps."""
        self._lights.close()
        self._factory.close()


def make_station(
    folder: Path, opener: Callable[[], Reader], lamps: TimedLights, journal: Journal
) -> DoorLoop:
    """Put a terminal together around a reader, as `moedt terminal` does."""
    listening = Listening()
    return DoorLoop(
        TerminalParts(
            clock=SystemClock(),
            reader=ReaderSupervisor(opener, listening),
            heartbeats=HeartbeatWriter(
                journal=journal,
                listening=listening,
                version="bench",
                heartbeat_seconds=300,
                jitter=lambda low, _high: low,
            ),
            journal=journal,
            lights=lamps,
            roster=WatchedRoster(folder / "roster.json"),
            texts=Texts.load(),
            has_central=False,
            language="da",
            on_answer=lambda _verdict: None,
            notify_watchdog=lambda: None,
        )
    )


def _traced(module: str, *words: str) -> dict[str, int]:
    python = sys.executable
    command = [python, "-m", "tests.syscalls", python, "-m", module, *words]
    said = subprocess.check_output(command, text=True)
    counted: dict[str, int] = json.loads(said.splitlines()[-1])
    return counted

"""Replay a day at the door: real taps on an emulated reader, in simulated time."""

import random
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version

from firmware.card import CardUid
from firmware.clock import ManualClock
from firmware.drivers.mfrc522 import open_reader
from firmware.emulator.cards import card_of_type
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from firmware.signals import Signal, StaffStatus
from kiosk.door.heartbeat import HeartbeatWriter
from kiosk.door.listening import Listening
from kiosk.door.loop import DoorLoop, TerminalParts
from kiosk.door.reader_supervisor import ReaderSupervisor
from kiosk.door.texts import Texts
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Content
from kiosk.journal.heads import signer
from kiosk.roster.watch import WatchedRoster
from kiosk.settings import KioskSettings

REST_SECONDS = 30.0
"""Between two polls, which may be far apart in simulated time, nobody comes."""
POLL_SECONDS = 0.05
POLLS_WITH_CARD = 3
POLLS_WITHOUT = 7
NS_PER_SECOND = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorEvent:
    """Something that happens at the door at an instant.

    Attributes:
        what: a card held to the reader, what staff write on the page, or True and
            False for a reader that works again and that breaks.
    """

    at: datetime
    what: CardUid | Content | bool


class NoLamps:
    """Lights of the past; nobody sees them."""

    def show(self, signal: Signal) -> None:
        """Do nothing."""

    def status(self, status: StaffStatus) -> None:
        """Do nothing."""


class Door:
    """A terminal during one day."""

    def __init__(
        self, *, clock: ManualClock, station: DoorLoop, chip: EmulatedChip, field: Field
    ) -> None:
        self._clock = clock
        self._station = station
        self._chip = chip
        self._field = field

    def wait_until(self, at: datetime) -> None:
        """Let the simulated time pass until then, and poll the reader meanwhile."""
        until_ns = round(at.timestamp()) * NS_PER_SECOND
        while (left_ns := until_ns - self._clock.now().wall_ns) > 0:
            self._clock.advance(min(REST_SECONDS, left_ns / NS_PER_SECOND))
            self._station.step()

    def hold(self, uid: CardUid) -> None:
        """Hold a card to the reader for a moment."""
        card = card_of_type("ntag", uid)
        self._field.put(card)
        self._poll(POLLS_WITH_CARD)
        self._field.take(card)
        self._poll(POLLS_WITHOUT)

    def break_reader(self, *, broken: bool) -> None:
        """Pull the reader's cable, or plug it in."""
        self._chip.faults.miso = 0 if broken else None

    def close(self) -> None:
        """Stop the terminal, as the shutdown command does."""
        self._station.stop("switched off in the evening")

    def _poll(self, times: int) -> None:
        for _ in range(times):
            self._clock.advance(POLL_SECONDS)
            self._station.step()


def replay_day(
    events: Iterable[DoorEvent],
    *,
    opens: datetime,
    closes: datetime,
    settings: KioskSettings,
    dice: random.Random,
) -> None:
    """Run the terminal for a day, and let the events happen at their instants."""
    clock = ManualClock(
        wall_ns=round(opens.timestamp()) * NS_PER_SECOND, boot_id=dice.randbytes(16)
    )
    journal = Journal.open(settings.journal_path, device=settings.device)
    with closing(journal), _door(clock, journal, settings, dice) as door:
        for event in sorted(events, key=lambda event: event.at):
            door.wait_until(event.at)
            match event.what:
                case CardUid() as uid:
                    door.hold(uid)
                case bool() as works:
                    door.break_reader(broken=not works)
                case content:
                    journal.append(content, clock.now())
        door.wait_until(closes)
        door.close()


@contextmanager
def _door(
    clock: ManualClock, journal: Journal, settings: KioskSettings, dice: random.Random
) -> Iterator[Door]:
    field = Field()
    chip = EmulatedChip(field)
    listening = Listening(pause_max_ns=round(2 * REST_SECONDS) * NS_PER_SECOND)
    with closing(ReaderSupervisor(lambda: open_reader(chip), listening)) as watch:
        station = DoorLoop(
            TerminalParts(
                clock=clock,
                reader=watch,
                heartbeats=HeartbeatWriter(
                    journal=journal,
                    listening=listening,
                    version=version("moedt"),
                    heartbeat_seconds=settings.heartbeat_seconds,
                    jitter=dice.uniform,
                    find_signer=partial(signer, settings.key_path),
                ),
                journal=journal,
                lights=NoLamps(),
                roster=WatchedRoster(settings.roster_path),
                texts=Texts.load(),
                has_central=False,
                language="da",
                on_answer=lambda _: None,
                notify_watchdog=lambda: None,
            )
        )
        yield Door(clock=clock, station=station, chip=chip, field=field)

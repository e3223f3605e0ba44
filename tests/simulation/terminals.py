"""A whole terminal in the simulated world: the real station, journal and uplink."""

import random
import shutil
from contextlib import closing
from pathlib import Path

import requests

from firmware.card import CardUid
from firmware.moment import ClockState, Moment
from firmware.reader import Reading, SeenCard
from kiosk.door.door_answer import DoorAnswer
from kiosk.door.heartbeat import HeartbeatWriter
from kiosk.door.listening import Listening
from kiosk.door.loop import DoorLoop, TerminalParts
from kiosk.door.reader_supervisor import ReaderSupervisor
from kiosk.door.texts import Texts
from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Content, Entry
from kiosk.journal.heads import Sign
from kiosk.journal.store import Store
from kiosk.roster.watch import WatchedRoster
from server_sync.protocol.wire import BATCH_ENTRIES_MAX
from server_sync.uplink.backoff import Backoff
from server_sync.uplink.contact import ContactFile
from server_sync.uplink.schedule import Intervals, Schedule
from server_sync.uplink.transport import Central, Transport
from tests.fakes import FakeLamps, FakeReader
from tests.simulation.clocks import NS, MachineClock, TrueTime
from tests.simulation.network import Network

STRIDE_SECONDS, STRIDE_AT_NIGHT_SECONDS = 110.0, 550.0
"""In made-up time nobody comes unseen between two polls, however far apart."""
PAUSE_MAX_NS = 1200 * NS
POLL_SECONDS = 0.05
POLLS_WITHOUT = 7
WRITTEN_IN_A_HOLD_MAX = 200
UPLOAD_SECONDS, UPLOAD_AT_NIGHT_SECONDS = 2400, 7200
ROSTER_SECONDS = 6 * 3600
DRAIN_STEPS_SPARE = 12
SYNC_SHARE = 0.25
UNSYNCED_AFTER_NS = 8 * 3600 * NS
KEPT = ("journal.db", "journal.db-wal", "roster.json", "page.key")


def is_night(true: TrueTime) -> bool:
    """Say whether nobody can come, so that time may pass in longer strides."""
    return not 4 <= true.seconds % 86400 // 3600 < 16


class VirtualDisk(Journal):
    """The real journal, on a disk that can be told to refuse."""

    refuses = False

    def append(
        self, content: Content, moment: Moment, *, sign: Sign | None = None
    ) -> Entry:
        """Append, unless the disk is full."""
        if self.refuses:
            raise JournalUnavailable("database or disk is full")
        return super().append(content, moment, sign=sign)


class HurriedHeartbeats(HeartbeatWriter):
    """Heartbeats that can be made due at once."""

    is_hurried = False

    def beat_is_due(self, moment: Moment) -> bool:
        """Say whether a heartbeat is due."""
        return super().beat_is_due(moment) or self.is_hurried


class Terminal:
    """One machine with one memory card, which can be copied and put elsewhere.

    Attributes:
        stolen: nobody of the workshop uses it any more.
        next_uplink_ns: when its uplink wakes up, in true time.
    """

    def __init__(  # noqa: PLR0913 - what a terminal is made of
        self,
        folder: Path,
        *,
        central: Central,
        clock: MachineClock,
        network: Network,
        dice: random.Random,
        true: TrueTime,
    ) -> None:
        self.central, self.clock, self.network = central, clock, network
        self.reader, self.verdicts = FakeReader(), list[DoorAnswer]()
        self.stolen = False
        self.next_uplink_ns = 0
        self._folder, self._dice, self._true = folder, dice, true
        self._running = False
        self._online_ns = true.ns
        self.start()

    @property
    def device(self) -> str:
        """Its name."""
        return self.central.device

    @property
    def runs(self) -> bool:
        """Whether it has power."""
        return self._running

    def start(self) -> None:
        """Give it power, with what lies on the card."""
        self._folder.mkdir(parents=True, exist_ok=True)
        store = Store(self._folder / "journal.db", device=self.device)
        self.journal = VirtualDisk(store, device=self.device)
        self.watch = self._make_uplink()
        self._station = self._make_station()
        self._page: Journal | None = None
        self.next_uplink_ns = 0
        self._running = True

    def step(self) -> None:
        """Take one step of the loop at the door."""
        if self._running:
            self._station.step()

    def beat_now(self) -> None:
        """Let the next heartbeat be due."""
        self._heartbeats.is_hurried = True
        self.step()
        self._heartbeats.is_hurried = False

    def keep_time(self, *, can_sync: bool) -> None:
        """Let NTP find the machine, or the machine lose its time after hours offline.

        Args:
            can_sync: no fault keeps NTP away from it.
        """
        now_ns = self._true.ns
        if self.network.up:
            self._online_ns = now_ns
        if self.clock.state is not ClockState.SYNCED:
            if self.network.up and can_sync and self._dice.random() < SYNC_SHARE:
                self.clock.sync()
        elif now_ns - self._online_ns > UNSYNCED_AFTER_NS:
            self.clock.lose_sync()

    def hold(self, *readings: tuple[str, ...]) -> None:
        """Show the reader these cards, one tuple a poll; then let it see none."""
        self.reader.readings = [
            Reading(
                cards=tuple(
                    SeenCard(uid=CardUid.from_hex(uid), atqa=0x44, sak=0)
                    for uid in cards
                )
            )
            for cards in readings
        ]
        for number in range(len(readings) + POLLS_WITHOUT):
            if number:
                self._true.advance(POLL_SECONDS)
            self._station.step()
        self.reader.readings = []

    def taps_since(self, seq: int) -> list[Entry]:
        """Give the taps that were written behind that number."""
        found = self.journal.after(seq, WRITTEN_IN_A_HOLD_MAX)
        return [entry for entry in found if entry.kind == "tap"]

    def last_seq(self) -> int:
        """Give the number of what was written last."""
        last = self.journal.last()
        return last.seq if last else 0

    def write(self, content: Content) -> Entry | None:
        """Write as staff do on the page, another process with its own connection."""
        if not self._running or self.journal.refuses:
            return None
        if self._page is None:
            path = self._folder / "journal.db"
            self._page = Journal.open(path, device=self.device)
        return self._page.append(content, self.clock.now())

    def uplink(self) -> float:
        """Take one step of the uplink; give how long it rests."""
        rest = self.watch.step()
        slow = self._at_night() and rest == UPLOAD_SECONDS
        seconds = UPLOAD_AT_NIGHT_SECONDS if slow else rest
        self.next_uplink_ns = self._true.ns + round(seconds * NS)
        return rest

    @property
    def folder(self) -> Path:
        """What the memory card holds."""
        return self._folder

    def image(self, name: str) -> Path:
        """Copy the card as it is: what is committed is synced, so it is on it."""
        target = self._folder.with_name(name)
        target.mkdir(parents=True)
        for kept in KEPT:
            if (self._folder / kept).exists():
                shutil.copy(self._folder / kept, target / kept)
        return target

    def cut(self, card: Path) -> None:
        """Take its power away in an instant; `card` is what it will start from."""
        self._running = False
        self.watch.close()
        self._folder = card

    def power_up(self) -> None:
        """Start again after a power cut: no RTC, and the wall clock of the past."""
        last = Journal.open(self._folder / "journal.db", device=self.device)
        with closing(last) as journal:
            entry = journal.last()
        self.clock.boot(wall_ns=entry.wall_ns if entry else 0)
        self.start()

    def stop(self) -> None:
        """Switch it off as one should."""
        if self._running:
            self._station.stop("switched off")
            self._running = False
            self.watch.close()

    def _at_night(self) -> bool:
        return is_night(self._true)

    def _make_uplink(self) -> Schedule:
        session = requests.Session()
        session.mount("http://", self.network)
        transport = Transport(self.central, clock=self.clock, session=session)
        return Schedule(
            journal=self.journal,
            transport=transport,
            roster_path=self._folder / "roster.json",
            contact=ContactFile(self._folder / "uplink.json"),
            intervals=Intervals(
                upload_seconds=UPLOAD_SECONDS, roster_seconds=ROSTER_SECONDS
            ),
            clock=self.clock,
            upload_backoff=Backoff(self._dice),
            roster_backoff=Backoff(self._dice),
        )

    def _make_station(self) -> DoorLoop:
        listening = Listening(pause_max_ns=PAUSE_MAX_NS)
        self._heartbeats = HurriedHeartbeats(
            journal=self.journal,
            listening=listening,
            version="0.1",
            heartbeat_seconds=500,
            jitter=self._dice.uniform,
        )
        return DoorLoop(
            TerminalParts(
                clock=self.clock,
                reader=ReaderSupervisor(self.reader.open, listening),
                heartbeats=self._heartbeats,
                journal=self.journal,
                lights=FakeLamps(),
                roster=WatchedRoster(self._folder / "roster.json"),
                texts=Texts.load(),
                has_central=False,
                language="da",
                on_answer=self.verdicts.append,
                notify_watchdog=lambda: None,
            )
        )


def drain(terminal: Terminal, true: TrueTime, *, strayed: bool) -> None:
    """(e) Good exchanges bring everything to central, in as many as that needs."""
    journal = terminal.journal
    backlog = terminal.last_seq() - journal.received_through()
    for _ in range(DRAIN_STEPS_SPARE + backlog // BATCH_ENTRIES_MAX):
        true.advance(1)
        if terminal.uplink() == UPLOAD_SECONDS:
            break
    else:
        raise AssertionError(f"(e) {terminal.device} does not drain")
    if not strayed:
        behind = journal.after(journal.received_through(), 1)
        assert behind == [], f"(e) the watermark of {terminal.device} stays behind"

"""The simulated world: real kiosks and the real central in made-up time, one seed."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from pathlib import Path

from firmware.moment import ClockState
from kiosk.journal.contents import (
    Arrival,
    Content,
    NoShow,
)
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.protocol.wire import BATCH_ENTRIES_MAX
from server_sync.uplink.transport import Central
from tests.simulation import oracle
from tests.simulation.centrals import SimCentral
from tests.simulation.clocks import NS, MachineClock, TrueTime
from tests.simulation.network import Network
from tests.simulation.terminals import (
    STRIDE_AT_NIGHT_SECONDS,
    STRIDE_SECONDS,
    UPLOAD_SECONDS,
    Terminal,
    is_night,
)
from tests.simulation.truth import Came, Heard, Session, Truth, ns_at

DEVICES = ("door-1", "door-2")
PEOPLE = 7
DAWN = time(4, 50)
LOOK_NS = 3600 * NS
RETRY_SECONDS = 125
TRIES_MAX = 8
SYNC_SHARE = 0.25
UNSYNCED_AFTER_NS = 8 * 3600 * NS
DRAIN_STEPS_SPARE = 12


class World:
    """Everything there is.

    Args:
        folder: for all files.
        seed: says all that happens.
        first: the first date.
        database: central's; empty is SQLite.
        devices: the terminals at the door.
    """

    def __init__(
        self,
        folder: Path,
        seed: int,
        first: date,
        *,
        database: str = "",
        devices: Sequence[str] = DEVICES,
    ) -> None:
        self.seed, self.first, self.folder = seed, first, folder
        self.dice = random.Random(seed)
        self.true = TrueTime(ns_at(first, DAWN))
        self.central = SimCentral(folder / "central", self.true, database=database)
        self.truth = Truth()
        self.counted: Counter[str] = Counter()
        self.days = 0
        self.no_sync: set[str] = set()
        self.busy_until_ns: Counter[str] = Counter()
        self.terminals: dict[str, Terminal] = {}
        self.cards = {
            f"p{number}": f"04{number:02x}c6cae26180" for number in range(1, PEOPLE + 1)
        }
        self.faults_on = True
        self.deck: list[str] = []
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._looked_ns = 0
        self._offline_since: dict[str, int] = {}
        self.central.set_up(first, first + timedelta(days=60), self.cards)
        for device in devices:
            key = PrivateKey.from_private_bytes(self.dice.randbytes(32))
            self.central.add_terminal(device, public_bytes(key))
            self.terminals[device] = self.make_terminal(device, device, key)

    def make_terminal(self, name: str, device: str, key: PrivateKey) -> Terminal:
        """Put a machine up; a copy of a card has the name of another."""
        network = Network(self.central, self.true, self.dice)
        network.rudeness = 0.2
        network.counted = self.counted
        return Terminal(
            self.folder / name,
            central=Central(
                url=self.central.address,
                public=self.central.public,
                device=device,
                key=key,
            ),
            clock=MachineClock(self.true, self.truth.boots, self.dice),
            network=network,
            dice=self.dice,
            true=self.true,
        )

    def at(self, true_ns: int, happens: Callable[[], None]) -> None:
        """Let something happen at that time, or now if that has gone by."""
        heapq.heappush(self._events, (true_ns, next(self._count), happens))

    def after(self, seconds: float, happens: Callable[[], None]) -> None:
        """Let something happen so many seconds from now."""
        self.at(self.true.ns + round(seconds * NS), happens)

    def run(self, until_ns: int) -> None:
        """Let everything happen until then, and look after every step."""
        while self._events and self._events[0][0] <= until_ns:
            true_ns, _, happens = heapq.heappop(self._events)
            self.pass_time(true_ns)
            happens()
            self.look()
        self.pass_time(until_ns)
        self.look()

    def pass_time(self, until_ns: int) -> None:
        """Let the machines run, a stride at a time."""
        while (left_ns := until_ns - self.true.ns) > 0:
            night = is_night(self.true)
            stride = STRIDE_AT_NIGHT_SECONDS if night else STRIDE_SECONDS
            self.true.advance(min(stride, left_ns / NS))
            for name, terminal in sorted(self.terminals.items()):
                self._keep_time(name, terminal)
                terminal.step()
                if terminal.runs and self.true.ns >= terminal.next_uplink_ns:
                    terminal.uplink()
            if self.true.ns - self._looked_ns > LOOK_NS:
                self.look()

    def look(self) -> None:
        """Hold central to the truth as it is now."""
        self._looked_ns = self.true.ns
        with self.central.writing() as connection:
            self.central.judge(connection)
            oracle.nobody_is_accused(connection, self.truth, self.true.seconds)
            oracle.instants_are_true(connection, self.truth)

    def rebuild(self) -> None:
        """Hold what is kept step by step to what a rebuild makes."""
        with self.central.writing() as connection:
            self.central.judge(connection)
            oracle.rebuild_is_equal(connection, self.true.seconds)

    def arrive(self, session: Session, name: str, uid: str, tries: int = 1) -> None:
        """Hold a card to a reader; whoever gets no light tries again in two minutes."""
        place = session.person, session.day
        terminal = self.terminals[name]
        came = self.truth.came.get(place)
        if came is None:
            came = Came(
                session=session,
                first=self.true.seconds,
                own_card=uid == self.cards[session.person],
            )
            self.truth.came[place] = came
        heard = self.tap(terminal, uid)
        if heard is not None:
            came.heard = came.heard or heard
            return
        came.tried.append(self.true.seconds)
        if terminal.device in self.truth.strayed:
            came.excused = "nothing heard it, and a copy claims to have listened"
        if tries < TRIES_MAX:
            again = tries + 1
            self.after(
                RETRY_SECONDS, lambda: self.arrive(session, name, uid, tries=again)
            )

    def tap(self, terminal: Terminal, uid: str) -> Heard | None:
        """Hold a card to a reader, and note the truth of it."""
        true_ns = self.true.ns
        verdict = terminal.tap(uid)
        if verdict is None or verdict.seq is None:
            self.truth.unheard.append((terminal.device, true_ns // NS))
            return None
        heard = Heard(
            key=(terminal.device, terminal.journal.chain, verdict.seq),
            raw=terminal.raw_entry(verdict.seq),
            true_ns=true_ns,
            uid=uid,
            doubtful=terminal.device in self.truth.strayed,
        )
        oracle.is_tap(heard)
        self.truth.heard.append(heard)
        return heard

    def write(self, name: str, content: Content) -> bool:
        """Have staff write at the door; say whether they could."""
        terminal = self.terminals[name]
        done = terminal.write(content) is not None
        if done and isinstance(content, Arrival):
            self.counted["manual arrival"] += 1
        if isinstance(content, NoShow):
            self.truth.said_away.add((content.person, content.date))
        return done

    def end(self) -> None:
        """Let all faults stop, drain, and look for the last time."""
        self.faults_on = False
        for terminal in self.terminals.values():
            terminal.network.up, terminal.network.rudeness = True, 0.0
            terminal.network.deliver_held_back()
            terminal.reader.gone = terminal.journal.refuses = False
            if not terminal.runs:
                terminal.power_up()
        self.no_sync.clear()
        self.run(self.true.ns + 3600 * NS)
        for terminal in self.terminals.values():
            self.drain(terminal)
        self.look()
        with self.central.writing() as connection:
            oracle.nothing_is_lost(connection, self.truth)
            oracle.whoever_was_heard_is_there(connection, self.truth)
        self.rebuild()

    def drain(self, terminal: Terminal) -> None:
        """(e) Good exchanges bring everything to central, in as many as that needs."""
        journal = terminal.journal
        last = journal.last()
        assert last is not None
        backlog = last.seq - journal.received_through()
        for _ in range(DRAIN_STEPS_SPARE + backlog // BATCH_ENTRIES_MAX):
            self.true.advance(1)
            if terminal.uplink() == UPLOAD_SECONDS:
                break
        else:
            raise AssertionError(f"(e) {terminal.device} does not drain")
        if terminal.device not in self.truth.strayed:
            behind = journal.after(journal.received_through(), 1)
            assert behind == [], f"(e) the watermark of {terminal.device} stays behind"

    def close(self) -> None:
        """Let go of everything."""
        for terminal in self.terminals.values():
            if terminal.runs:
                terminal.stop()
        self.central.close()

    def _keep_time(self, name: str, terminal: Terminal) -> None:
        """Let NTP find the machine, or the machine lose its time."""
        clock, up = terminal.clock, terminal.network.up
        if up:
            self._offline_since.pop(name, None)
        since = self._offline_since.setdefault(name, self.true.ns) if not up else None
        if clock.state is not ClockState.SYNCED:
            if up and name not in self.no_sync and self.dice.random() < SYNC_SHARE:
                clock.sync()
        elif since is not None and self.true.ns - since > UNSYNCED_AFTER_NS:
            clock.lose_sync()

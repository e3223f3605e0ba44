"""The simulated world: real kiosks and the real central in made-up time, one seed."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path

import msgspec

from kiosk.journal.contents import Arrival, Content, NoShow
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.uplink.transport import Central
from tests.simulation import accusations, oracle
from tests.simulation.centrals import SimCentral
from tests.simulation.clocks import NS, MachineClock, TrueTime
from tests.simulation.coordinators import Coordinator
from tests.simulation.network import Network
from tests.simulation.pockets import in_a_pocket
from tests.simulation.terminals import (
    POLL_SECONDS,
    STRIDE_AT_NIGHT_SECONDS,
    STRIDE_SECONDS,
    Terminal,
    drain,
    is_night,
)
from tests.simulation.truth import Came, Heard, Session, Truth, ns_at, session_of

DEVICES = ("door-1", "door-2")
PEOPLE = 7
DAWN = time(4, 50)
LOOK_NS = 3600 * NS
RETRY_SECONDS = 125
NEVER = -1.0
"""The workshop has no terminal that is approved, until everything drains."""
TRIES_MAX = 8


class World:
    """Everything there is.

    Attributes:
        look_every_ns: how long the oracle rests at most; 0 looks after every step.
        page_share: of what staff write, the share written at the page in a browser.

    Args:
        folder: for all files.
        seed: says all that happens.
        first: the first date.
        database: central's; empty is SQLite.
        devices: the terminals at the door.
        people: how many have a course.
        approved_after: seconds until the terminals are approved, or `NEVER`.
    """

    def __init__(  # noqa: PLR0913 - all that makes a world
        self,
        folder: Path,
        seed: int,
        first: date,
        *,
        database: str = "",
        devices: Sequence[str] = DEVICES,
        people: int = PEOPLE,
        approved_after: float = 0.0,
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
            f"p{number}": f"04{number:04x}c6cae261" for number in range(1, people + 1)
        }
        self.blocked_card = f"04{self.dice.randbytes(6).hex()}"
        self.doors = list(devices)
        self.faults_on = True
        self.look_every_ns, self.page_share = 0, 1.0
        self._coordinators: dict[str, Coordinator] = {}
        self.deck: list[str] = []
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._looked_ns = 0
        self.central.set_up(first, first + timedelta(days=60), self.cards)
        self.central.block_card(self.blocked_card, "p1")
        for device in devices:
            key = PrivateKey.from_private_bytes(self.dice.randbytes(32))
            self.terminals[device] = self.make_terminal(device, device, key)
        self._unapproved = set(devices)
        if not approved_after:
            self.approve()
        elif approved_after != NEVER:
            self.after(approved_after, self.approve)

    @property
    def approved(self) -> bool:
        """Whether the terminals are in use yet."""
        return not self._unapproved

    def approve(self) -> None:
        """Have a person at central approve the terminals, in use from now on."""
        for device in sorted(self._unapproved):
            key = self.terminals[device].central.key
            self.central.add_terminal(device, public_bytes(key))
            self.central.backups.clear()  # a copy from before would not know them
        self._unapproved.clear()

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

    def session(self, person: str, day: date) -> Session:
        """Say when somebody is expected; the last of them comes at noon."""
        last = person == f"p{len(self.cards)}"
        return session_of(person, day, afternoon=last)

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
            if self.true.ns - self._looked_ns >= self.look_every_ns:
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
                terminal.keep_time(can_sync=name not in self.no_sync)
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
            accusations.nobody_is_accused(connection, self.truth, self.true.seconds)
            accusations.no_prompt_accuses(connection, self.truth)
            oracle.instants_are_true(connection, self.truth)

    def rebuild(self) -> None:
        """Hold what is kept step by step to what a rebuild makes."""
        with self.central.writing() as connection:
            self.central.judge(connection)
            oracle.rebuild_is_equal(connection, self.central.now)

    def arrive(self, session: Session, name: str, uid: str, tries: int = 1) -> None:
        """Hold a card to a reader; whoever gets no light tries again in two minutes."""
        place = session.person, session.day
        terminal = self.terminals[name]
        seen = in_a_pocket(self.dice, self.counted, person=session.person, uid=uid)
        shown = next(at for at, cards in enumerate(seen) if uid in cards)
        came = self.truth.came.get(place)
        if came is None:
            came = Came(
                session=session,
                first=(self.true.ns + round(shown * POLL_SECONDS * NS)) // NS,
                own_card=uid == self.cards[session.person],
            )
            self.truth.came[place] = came
        heard = self.tap(terminal, uid, *seen)
        if heard is not None:
            came.heard = came.heard or heard
            return
        came.tried.append(self.true.seconds)
        if terminal.device in self.truth.strayed:
            came.excused = "nothing heard it, and a copy claims to have listened"
        if tries < TRIES_MAX:
            again = partial(self.arrive, session, name, uid, tries=tries + 1)
            self.after(RETRY_SECONDS, again)

    def tap(
        self, terminal: Terminal, uid: str, *readings: tuple[str, ...]
    ) -> Heard | None:
        """Hold a card to a reader, and note the truth of it.

        Args:
            terminal: the reader's.
            uid: the card that is meant.
            readings: what the reader sees poll by poll; the card alone if left out.

        Returns:
            what was written of `uid`, or None; other cards are noted as well.
        """
        true_ns = self.true.ns
        if not terminal.runs:
            self.truth.unheard.append((terminal.device, true_ns // NS))
            return None
        before = terminal.last_seq()
        terminal.hold(*(readings or ((uid,),)))
        mine = None
        for entry in terminal.taps_since(before):
            heard = Heard(
                key=(terminal.device, terminal.journal.chain, entry.seq),
                raw=msgspec.msgpack.encode(entry),
                true_ns=true_ns,
                uid=oracle.tap_of(entry).uid,
                doubtful=terminal.device in self.truth.strayed,
            )
            self.truth.heard.append(heard)
            if heard.uid == uid:
                mine = mine or heard
        if mine is None:
            self.truth.unheard.append((terminal.device, true_ns // NS))
        return mine

    def coordinator(self, name: str) -> Coordinator | None:
        """Sit down at the page of that door, if it has power and room to write."""
        terminal = self.terminals[name]
        if not terminal.runs or terminal.journal.refuses or terminal.stolen:
            return None
        known = self._coordinators.get(name)
        if known is None or known.folder != terminal.folder:
            known = self._coordinators[name] = Coordinator(terminal)
        return known

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
        self.approve()
        self.central.ahead_seconds = 0
        for terminal in self.terminals.values():
            terminal.network.up, terminal.network.rudeness = True, 0.0
            terminal.network.deliver_held_back()
            terminal.reader.gone = terminal.journal.refuses = False
            if not terminal.runs:
                terminal.power_up()
        self.no_sync.clear()
        self.run(self.true.ns + 3600 * NS)
        for terminal in self.terminals.values():
            drain(terminal, self.true, strayed=terminal.device in self.truth.strayed)
        self.look()
        with self.central.writing() as connection:
            oracle.nothing_is_lost(connection, self.truth)
            accusations.whoever_was_heard_is_there(connection, self.truth)
        self.rebuild()

    def close(self) -> None:
        """Let go of everything."""
        for terminal in self.terminals.values():
            if terminal.runs:
                terminal.stop()
        self.central.close()

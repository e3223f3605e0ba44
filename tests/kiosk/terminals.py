"""A terminal of fakes around a real journal, for the tests of the loop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlcipher3 import dbapi2

from firmware.card import CardUid
from firmware.clock import ManualClock
from firmware.reader import Reader, Reading, SeenCard
from firmware.taps import NEW_AFTER_NS
from kiosk.door.door_answer import DoorAnswer
from kiosk.door.heartbeat import HeartbeatWriter
from kiosk.door.listening import Listening
from kiosk.door.loop import DoorLoop, TerminalParts
from kiosk.door.reader_supervisor import ReaderSupervisor
from kiosk.door.texts import Texts
from kiosk.host.counters import Counters, CountersFile
from kiosk.journal.chain import Journal
from kiosk.journal.contents import (
    Anchor,
    Content,
    Heartbeat,
    Start,
    Stop,
    decode_content,
)
from kiosk.journal.heads import Sign, no_signer
from kiosk.roster.roster import Roster
from kiosk.roster.watch import WatchedRoster
from tests.builders import A_UID, at, make_card, make_person, make_roster, make_session
from tests.fakes import FakeLamps, FakeReader

DEVICE = "door-1"
POLL_SECONDS = 0.05
AWAY_SECONDS = NEW_AFTER_NS / 10**9 + POLL_SECONDS
BOB_UID = "04b3c6cae26180"
TWO_PEOPLE = make_roster(
    people=(make_person(), make_person("bob", language="en")),
    cards=(make_card(), make_card(uid=BOB_UID, person="bob")),
    expected=(make_session(), make_session(person="bob")),
)
OWN = (Anchor, Heartbeat, Start, Stop)


def seen(uid: str = A_UID) -> SeenCard:
    """Make a card as the reader sees it."""
    return SeenCard(uid=CardUid.from_hex(uid), atqa=0x44, sak=0)


def card(*uids: str) -> Reading:
    """Make a reading of these cards, or of Alice's."""
    return Reading(cards=tuple(seen(uid) for uid in uids or (A_UID,)))


@dataclass
class Terminal:
    """A door loop and all that it works with.

    Attributes:
        answers: what it answered.
        notified: one item for each time that it notified the watchdog.
    """

    loop: DoorLoop
    clock: ManualClock
    reader: FakeReader
    lamps: FakeLamps
    journal: Journal
    answers: list[DoorAnswer]
    notified: list[bool] = field(default_factory=list)
    _held: set[str] = field(default_factory=set)

    def run(self, seconds: float) -> None:
        """Take steps for so long."""
        for _ in range(round(seconds / POLL_SECONDS)):
            self.loop.step()
            self.clock.advance(POLL_SECONDS)

    def tap(self, *uids: str) -> list[DoorAnswer]:
        """Lay cards down, take them away, and return what was answered.

        A card that was there before has been away until its visit was over.
        """
        before = len(self.answers)
        uids = uids or (A_UID,)
        if self._held.intersection(uids):
            self.run(AWAY_SECONDS)
            self._held.clear()
        self._held.update(uids)
        self.reader.readings = [card(*uids)]
        self.run(0.5)
        return self.answers[before:]

    def contents(self) -> list[Content]:
        """Return what the journal holds."""
        entries = self.journal.after(0, 10_000)
        return [decode_content(one.kind, one.content) for one in entries if one.content]

    def own_contents(self) -> list[Content]:
        """Return what the terminal wrote beside taps."""
        return [content for content in self.contents() if isinstance(content, OWN)]


def make_terminal(  # noqa: PLR0913 - each has a default
    folder: Path,
    *,
    roster: Roster | None = None,
    clock: ManualClock | None = None,
    reader: FakeReader | None = None,
    heartbeat_seconds: int = 300,
    has_central: bool = False,
    find_signer: Callable[[], Sign | None] = no_signer,
    goodbye_taps: bool = False,
    counters_path: Path | None = None,
    opens: Callable[[], Reader] | None = None,
) -> Terminal:
    """Make a terminal at 08:00 local time; it has not taken a step yet.

    With `opens` it has that reader, and not the fake one.
    """
    path = folder / "roster.json"
    if roster is not None:
        path.write_bytes(msgspec.json.encode(roster))
    clock = clock or ManualClock(wall_ns=round(at("07:00:00").timestamp()) * 10**9)
    journal = Journal.open(folder / "journal.db", device=DEVICE)
    reader, lamps, listening = reader or FakeReader(), FakeLamps(), Listening()
    vitals = Counters(version="0.1")
    verdicts: list[DoorAnswer] = []
    alive: list[bool] = []
    station = DoorLoop(
        TerminalParts(
            clock=clock,
            reader=ReaderSupervisor(opens or reader.open, listening, vitals),
            heartbeats=HeartbeatWriter(
                journal=journal,
                listening=listening,
                version="0.1",
                heartbeat_seconds=heartbeat_seconds,
                jitter=lambda low, high: (low + high) / 2,
                find_signer=find_signer,
            ),
            journal=journal,
            lights=lamps,
            roster=WatchedRoster(path),
            texts=Texts.load(),
            has_central=has_central,
            language="da",
            on_answer=verdicts.append,
            notify_watchdog=lambda: alive.append(True),
            goodbye_taps=goodbye_taps,
            counters=vitals,
            counters_file=CountersFile(counters_path),
        )
    )
    return Terminal(
        loop=station,
        clock=clock,
        reader=reader,
        lamps=lamps,
        journal=journal,
        answers=verdicts,
        notified=alive,
    )


@contextmanager
def a_journal_that_refuses(folder: Path) -> Iterator[None]:
    """Let another process hold the journal, and nobody wait for it."""
    other = dbapi2.connect(str(folder / "journal.db"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()

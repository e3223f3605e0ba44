"""A journal, a rude network and a small central, put together for a test."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import structs

from firmware.clock import ManualClock
from firmware.moment import Moment
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Tap
from kiosk.roster.roster import Roster
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.uplink.steps import Progress, upload_one_batch
from server_sync.uplink.transport import Central, Patience, Transport
from tests.server_sync.small_central import DEVICE, SmallCentral, serving
from tests.server_sync.uplink.rude_network import Manner, RudeNetwork, rude_network

WALL_NS = 1_790_000_000 * 10**9
STEPS_MAX = 50


@dataclass(slots=True, kw_only=True)
class Line:
    """All that lies between a card and central."""

    journal: Journal
    transport: Transport
    central: SmallCentral
    network: RudeNetwork
    clock: ManualClock
    progress: Progress

    def upload(self, *manners: Manner) -> bool:
        """Take one step while the network behaves like this."""
        self.network.manners = list(manners)
        return upload_one_batch(self.journal, self.transport, self.progress)

    def drain(self) -> int:
        """Take steps until central has all; fail if that needs too many."""
        for steps in range(STEPS_MAX):
            if not self.upload():
                return steps
        raise AssertionError("it never ends")

    def tap(self, times: int) -> None:
        """Hold a card to the reader so many times."""
        for _ in range(times):
            self.clock.advance(1)
            self.journal.append(Tap(uid="04a3c6ca"), self.clock.now())

    def in_journal(self) -> dict[int, bytes]:
        """Say what the journal holds, byte for byte as it is sent."""
        entries = self.journal.after(0, 100_000)
        return {entry.seq: msgspec.msgpack.encode(entry) for entry in entries}


@contextmanager
def laid_line(
    folder: Path, *, taps: int = 3, patience: Patience | None = None
) -> Iterator[Line]:
    """Lay a line with so many taps that central does not have yet."""
    key = PrivateKey.generate()
    central = SmallCentral(public=public_bytes(key))
    clock = ManualClock(wall_ns=WALL_NS, boot_ns=10**9)
    journal = Journal.open(folder / "journal.db", device=DEVICE)
    with closing(journal), serving(central) as port, rude_network(port) as network:
        central.address = network.address
        there = Central(
            url=network.address, public=central.public_key, device=DEVICE, key=key
        )
        short = Patience(connect_seconds=2, silence_seconds=2)
        transport = Transport(there, clock=clock, patience=patience or short)
        with closing(transport):
            line = Line(
                journal=journal,
                transport=transport,
                central=central,
                network=network,
                clock=clock,
                progress=Progress(anchored=clock.now()),
            )
            line.tap(taps)
            yield line


CAPTIVE_PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    b"<html><title>Velkommen til hotellets internet</title></html>"
)


def status(code: int, headers: bytes = b"") -> Manner:
    """Answer with a status and an empty page in central's place."""
    line = b"HTTP/1.1 %d Whatever\r\n%sConnection: close\r\nContent-Length: 0\r\n\r\n"
    return Manner(says=line % (code, headers))


def assert_true_and_drains(line: Line) -> None:
    """Check what must hold after every failure, and that the next good line heals."""
    assert line.journal.received_through() <= line.central.through_seq
    assert_drains(line)


def assert_drains(line: Line) -> None:
    """Check that good exchanges bring everything to central, and lose nothing."""
    before = line.in_journal()
    line.drain()
    assert line.in_journal() == before
    assert line.central.held == before
    assert line.central.conflicts == []
    assert line.journal.received_through() == len(before)


class HurryingClock(ManualClock):
    """A second passes each time that it is asked."""

    def now(self) -> Moment:
        """Say how it stands, and go on."""
        self.advance(1)
        return super().now()


def roster_of(day: int) -> bytes:
    """Make the roster of a workshop without people, made on that day."""
    made_at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=day)
    roster = structs.replace(Roster.nothing_known(), made_at=made_at)
    return msgspec.json.encode(roster)

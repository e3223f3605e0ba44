"""A small world for central: one workshop, some people, and journals on paper."""

# ruff: noqa: PLR0913 - builders have a default for everything

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Raw
from sqlalchemy import Connection, Engine, select

from kiosk.journal.contents import (
    GENESIS,
    KINDS,
    Content,
    Entry,
    Heartbeat,
    Stretch,
    Tap,
    commit,
    encode_content,
    link,
)
from server_sync.central.db import tables
from server_sync.central.facts import people, planning, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.ingest.deliver import Delivery, take_in
from server_sync.central.ingest.sender import Sender, sender_query
from server_sync.central.judging import recompute, store
from server_sync.protocol.signing import NOT_YET_SIGNED, public_bytes, sign_head
from server_sync.protocol.wire import Batch, Head, Receipt

ZONE = ZoneInfo("Europe/Copenhagen")
NS = 10**9
DEVICE = "door-1"
SITE = "workshop"
TOWN = "town"
MONDAY = date(2026, 11, 23)
CENTRAL_KEY = Ed25519PrivateKey.from_private_bytes(b"c" * 32)
DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(b"d" * 32)
CARDS = {"alice": "04a3c6cae26180", "bob": "11223344"}
NOBODYS_CARD = "deadbeef"


def at(clock: str, day: date = MONDAY) -> int:
    """Give an instant by the workshop's clock, in seconds."""
    local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)
    return int(local.timestamp())


def moment(clock: str, day: date = MONDAY) -> datetime:
    """Give the same as an entry's content says it."""
    return datetime.fromtimestamp(at(clock, day), tz=UTC)


PROVENANCE = Provenance(by="Mette", at=at("06:00"))


def set_up(connection: Connection, *, device: str = DEVICE) -> None:
    """Add the town, the workshop, its terminal, Alice and Bob with course and card."""
    people.add_municipality(connection, name="Town", known_as=TOWN)
    people.add_site(
        connection,
        municipality=TOWN,
        name="Workshop",
        capacity=10,
        phone="12 34 56 78",
        provenance=PROVENANCE,
        known_as=SITE,
    )
    people.add_terminal(
        connection,
        site=SITE,
        terminal=device,
        public_key=public_bytes(DEVICE_KEY),
        provenance=PROVENANCE,
    )
    for name, card in CARDS.items():
        people.add_person(
            connection,
            municipality=TOWN,
            name=name.capitalize(),
            provenance=PROVENANCE,
            known_as=name,
        )
        planning.add_course(
            connection,
            person=name,
            site=SITE,
            first=MONDAY,
            last=date(2026, 12, 18),
            provenance=PROVENANCE,
        )
        statements.assign_card(
            connection, card=card, person=name, start=0, provenance=PROVENANCE
        )


@dataclass(slots=True)
class PaperJournal:
    """A terminal's journal that keeps its entries in memory, hashed as the real one."""

    device: str = DEVICE
    chain: bytes = bytes(range(16))
    key: Ed25519PrivateKey = DEVICE_KEY
    entries: list[Entry] = field(default_factory=list)
    heads: int = 0

    def write(
        self,
        content: Content | bytes,
        wall: int,
        *,
        kind: str | None = None,
        boot: bytes = b"b" * 16,
        boot_seconds: int | None = None,
        clock: str = "synced",
    ) -> Entry:
        """Append an entry; `wall` and `boot_seconds` are whole seconds."""
        raw = content if isinstance(content, bytes) else encode_content(content)
        seq = len(self.entries) + 1
        salt = seq.to_bytes(16, "big")
        entry = Entry(
            seq=seq,
            kind=kind or KINDS[type(content)],  # type: ignore[index]
            wall_ns=wall * NS,
            boot_ns=(wall - at("00:00") if boot_seconds is None else boot_seconds) * NS,
            boot_id=boot,
            clock=clock,  # type: ignore[arg-type]
            commitment=commit(salt, raw),
            hash=GENESIS,
            salt=salt,
            content=raw,
        )
        before = self.entries[-1].hash if self.entries else GENESIS
        computed = link(before, self.device, self.chain, entry)
        entry = msgspec.structs.replace(entry, hash=computed)
        self.entries.append(entry)
        return entry

    def tap(self, card: str, clock: str, day: date = MONDAY) -> Entry:
        """Hold a card to the reader, with a good clock."""
        return self.write(Tap(uid=card), at(clock, day))

    def listen(self, since: str, until: str, day: date = MONDAY) -> Entry:
        """Tell, at `until`, that the reader worked since then; days are one boot."""
        start, end = at(since, day), at(until, day)
        base = at("00:00")
        stretch = Stretch(
            from_boot_ns=(start - base) * NS, to_boot_ns=(end - base) * NS
        )
        return self.write(Heartbeat(listened=(stretch,)), end)

    def batch(self, first: int = 1, last: int | None = None, **instead: bytes) -> Batch:
        """Pack the entries from first to last, with a head of the last one.

        `seq_3=b"..."` puts other bytes in the place of entry 3.
        """
        last = len(self.entries) if last is None else last
        raws = [
            Raw(instead.get(f"seq_{entry.seq}", msgspec.msgpack.encode(entry)))
            for entry in self.entries[first - 1 : last]
        ]
        return Batch(
            device=self.device,
            chain=self.chain,
            entries=raws,
            head=self.head(last),
        )

    def head(self, seq: int) -> Head:
        """Give the terminal's signed word on its chain."""
        self.heads += 1
        entry = self.entries[seq - 1] if seq else None
        head = Head(
            device=self.device,
            chain=self.chain,
            seq=seq,
            hash=entry.hash if entry else GENESIS,
            head_no=self.heads,
            wall_ns=entry.wall_ns if entry else 0,
            boot_ns=entry.boot_ns if entry else 0,
            boot_id=b"b" * 16,
            signature=NOT_YET_SIGNED,
        )
        return sign_head(head, self.key)


def delivery(connection: Connection, received: int, device: str = DEVICE) -> Delivery:
    """Make what the web layer hands over once a signature was found good."""
    found = connection.execute(sender_query(), {"device": device}).one()
    return Delivery(
        terminal=Sender._make(found),
        nonce="nonce",
        received_ns=received * NS,
        key=CENTRAL_KEY,
    )


def send(engine: Engine, batch: Batch, *, received: int | None = None) -> Receipt:
    """Have a batch taken in, in a transaction of its own."""
    with engine.begin() as connection:
        return send_on(connection, batch, received=received)


def send_on(
    connection: Connection, batch: Batch, *, received: int | None = None
) -> Receipt:
    """Have a batch taken in, in a transaction that is open."""
    received = at("20:00") if received is None else received
    return take_in(
        connection,
        batch=batch,
        delivery=delivery(connection, received, batch.device),
    )


UNTOLD = ("id", "as_of", "received_ns", "recorded_at", "since", "first_seen_ns")
COMPARED = (
    "entry",
    "quarantine",
    "conflict",
    "tap",
    "check_in",
    "stretch",
    "anchor",
    "arrival",
    "notice",
    "no_show",
    "card",
    "delay",
    "resolution",
    "void",
    "judged",
    "unknown_card",
)


def state_of(
    connection: Connection, names: Sequence[str] = COMPARED
) -> dict[str, list[Any]]:
    """Give what central holds and has derived, but for row numbers and when it came."""
    chains = {
        row.id: (row.device, bytes(row.chain), row.through_seq, bytes(row.hash))
        for row in connection.execute(select(tables.chain))
    }
    state: dict[str, list[Any]] = {}
    for name in names:
        rows = []
        for found in connection.execute(
            select(tables.metadata.tables[name])
        ).mappings():
            row = {key: value for key, value in found.items() if key not in UNTOLD}
            if "chain" in row:
                row["chain"] = chains[row["chain"]]
            if name in {"course", "card"} and row["origin"] == "central":
                del row["key"]
            if name == "judged":
                del row["course"]
            rows.append(tuple(sorted(row.items(), key=lambda item: item[0])))
        state[name] = sorted(rows, key=repr)
    state["prompt"] = sorted(
        (
            (row.key, row.person or "", str(row.date))
            for row in connection.execute(select(tables.prompt))
            if row.state != "withdrawn"
        ),
    )
    return state


def statuses(connection: Connection, as_of: int | None = None) -> dict[str, str]:
    """Bring everything up to that instant; give Monday's status of each person."""
    recompute.recompute_due(connection, as_of=at("20:00") if as_of is None else as_of)
    rows = store.read_back(connection, site=SITE)
    return {row.person: row.status.value for row in rows if row.date == MONDAY}


def listened() -> PaperJournal:
    """Make a journal of a reader that worked from five in the morning to three."""
    journal = PaperJournal()
    journal.listen("05:00", "15:00")
    return journal

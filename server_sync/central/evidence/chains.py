"""Which stretch of each terminal's journal belongs to a case, and what is left in it.

The stretch has no gap, begins with the first and ends behind the last event that can
bear on the days, at an entry that the terminal signed a head for. What other people's
entries say is left out; that they were made, and their place in the chain, is not.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select

from kiosk.journal.contents import GENESIS, Entry, Kind
from server_sync.central.db import tables
from server_sync.central.db.rows import ChainRow, columns_of, rows_of
from server_sync.central.evidence.asking import Asked
from server_sync.central.evidence.own_keys import earlier_keys
from server_sync.central.evidence.taps import is_tap_with
from server_sync.central.evidence.witnesses import (
    conflicts_in,
    heads_of,
    put_aside_in,
    receipt_now,
    receipts_of,
)
from server_sync.central.facts.entry_key import EntryKey
from server_sync.protocol.signing import PrivateKey, public_bytes
from server_sync.protocol.wire import Head
from server_sync.verify import case, frames
from server_sync.verify.case import Chain
from server_sync.verify.earlier_keys import CentralKeys

NS = 10**9
OF_THE_TERMINAL = (Kind.HEARTBEAT, Kind.ANCHOR, Kind.START, Kind.STOP)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEntries:
    """What in a chain is about the person, so that it is not left out.

    Attributes:
        keys: "device/chain/seq" of the person's own taps and facts.
        cards: those that the person ever held. They decide for quarantined taps
            alone, of which nobody can say who held the card then.
    """

    keys: Collection[str]
    cards: Collection[str]

    def is_shown(self, entry: Entry, key: str, *, quarantined: bool) -> bool:
        """Say whether the file may hold what an entry says."""
        if entry.kind in OF_THE_TERMINAL or key in self.keys:
            return True
        return quarantined and is_tap_with(entry, self.cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of one chain, with its members of the file."""

    about: Chain
    heads: Sequence[tuple[Head, int]]
    members: dict[str, bytes]


def stretches(
    connection: Connection, asked: Asked, selection: ShownEntries, key: PrivateKey
) -> Iterator[Stretch]:
    """Give every stretch that can bear on the days, terminal by terminal."""
    no = 0
    for row in _chains(connection, asked, selection):
        ends = _ends(connection, asked, selection, row)
        if ends is not None:
            no += 1
            yield _stretch(
                connection, asked, selection, row, place=(no, *ends), key=key
            )


def _chains(
    connection: Connection, asked: Asked, selection: ShownEntries
) -> Sequence[ChainRow]:
    chain, terminal = tables.chain.c, tables.terminal.c
    sites = [site.id for site in asked.sites]
    named = {key.rsplit("/", 2)[0] for key in selection.keys}
    query = (
        columns_of(ChainRow, tables.chain)
        .join_from(tables.chain, tables.terminal)
        .where(terminal.site.in_(sites) | terminal.device.in_(named))
        .order_by(chain.device, chain.first_seen_ns, chain.id)
    )
    return rows_of(connection, ChainRow, query)


def _ends(
    connection: Connection, asked: Asked, selection: ShownEntries, row: ChainRow
) -> tuple[int, int] | None:
    """Give the first and the last entry that the case needs; None if it needs none."""
    since, until = asked.since, asked.until
    tap, stretch, entry = tables.tap.c, tables.stretch.c, tables.entry.c
    queries = (
        select(func.min(tap.seq), func.max(tap.seq)).where(
            tap.chain == row.id, tap.lo < until, tap.hi >= since
        ),
        select(func.min(stretch.seq), func.max(stretch.seq)).where(
            stretch.chain == row.id, stretch.start < until, stretch.until >= since
        ),
        select(func.min(entry.seq), func.max(entry.seq)).where(
            entry.chain == row.id,
            entry.clock == "synced",
            entry.wall_ns >= since * NS,
            entry.wall_ns < until * NS,
        ),
    )
    found = [seq for query in queries for seq in connection.execute(query).one()]
    start = str(EntryKey(row.device, row.chain, 0))[:-1]
    found += [int(key[len(start) :]) for key in selection.keys if key.startswith(start)]
    needed = [seq for seq in found if seq is not None and seq <= row.through_seq]
    if not needed:
        return None
    head = tables.head.c
    signed = connection.scalar(
        select(func.min(head.seq)).where(
            head.chain == row.id,
            head.seq >= max(needed),
            head.seq <= row.through_seq,
        )
    )
    return min(needed), signed or row.through_seq


def _stretch(  # noqa: PLR0913 - one stretch, and all that it is made of
    connection: Connection,
    asked: Asked,
    selection: ShownEntries,
    row: ChainRow,
    *,
    place: tuple[int, int, int],
    key: PrivateKey,
) -> Stretch:
    no, first, last = place
    quarantined = put_aside_in(connection, row, first, last)
    unused = {event.seq for event in quarantined}
    entries, hashes = _entries(connection, row, selection, (first, last), unused)
    hashes |= {
        event.seq: bytes.fromhex(event.hash) for event in quarantined if event.hash
    }
    heads = heads_of(connection, row, first, last)
    now = receipt_now(
        connection,
        row,
        through_seq=last,
        through_hash=hashes.get(last, GENESIS),
        now=asked.made_at,
        key=key,
    )
    keys = CentralKeys(now=public_bytes(key), earlier=earlier_keys(connection))
    signed = [*receipts_of(connection, row, first, last, keys=keys), now]
    return Stretch(
        about=Chain(
            no=no,
            device=row.device,
            chain=bytes(row.chain).hex(),
            first=first,
            last=last,
            before=_hash_at(connection, row, first - 1).hex(),
            put_aside=tuple(quarantined),
            conflicts=tuple(conflicts_in(connection, row, first, last)),
        ),
        heads=heads,
        members={
            case.entries_name(no): frames.join(entries),
            case.heads_name(no): frames.join(
                msgspec.msgpack.encode(head) for head, _ in heads
            ),
            case.receipts_name(no): frames.join(signed),
        },
    )


def _hash_at(connection: Connection, row: ChainRow, seq: int) -> bytes:
    """Give the hash of an entry, also of one that could not be read."""
    for table in (tables.entry, tables.quarantine):
        found = connection.scalar(
            select(table.c.hash).where(table.c.chain == row.id, table.c.seq == seq)
        )
        if found is not None:
            return bytes(found)
    return GENESIS


def _entries(
    connection: Connection,
    row: ChainRow,
    selection: ShownEntries,
    ends: tuple[int, int],
    quarantined: Collection[int],
) -> tuple[list[bytes], dict[int, bytes]]:
    columns = tables.entry.c
    query = select(tables.entry).where(
        columns.chain == row.id, columns.seq.between(*ends)
    )
    entries: list[bytes] = []
    hashes: dict[int, bytes] = {}
    for stored in connection.execute(query.order_by(columns.seq)):
        entry = Entry(*(getattr(stored, name) for name in Entry.__struct_fields__))
        key = str(EntryKey(row.device, row.chain, entry.seq))
        if not selection.is_shown(entry, key, quarantined=entry.seq in quarantined):
            entry = msgspec.structs.replace(entry, salt=None, content=None)
        entries.append(msgspec.msgpack.encode(entry))
        hashes[entry.seq] = bytes(entry.hash)
    return entries, hashes

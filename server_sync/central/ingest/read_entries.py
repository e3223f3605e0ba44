"""Read what the entries of a chain tell: taps and listening with their instants, facts.

What lies behind a gap is not read until the gap is filled. Taps and listening are
derived: a clock anchor that comes later places those before it anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, update

from kiosk.journal.contents import Content, Entry
from server_sync.central.db import tables
from server_sync.central.db.bulk import write
from server_sync.central.db.pipeline import Rows, Statement, execute_pipelined
from server_sync.central.facts import recompute_queue
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.ingest import forks, interval_rows, read_queries
from server_sync.central.ingest.contents import (
    AUTOMATIC_KINDS,
    Trouble,
    content_of,
    trouble_in,
)
from server_sync.central.ingest.items import Item
from server_sync.central.ingest.read_facts import Origin, add_fact_of_entry
from server_sync.central.ingest.read_queries import (
    ChainToRead,
    Quarantined,
    UsableEntry,
)
from server_sync.central.ingest.time import NS, Span, earliest, place

KindAndContent = tuple[str, bytes]
"""An entry's kind and its content as bytes: together they say what was said."""


def read_chain(
    connection: Connection,
    *,
    chain: int,
    recorded_at: int,
    contents: Mapping[KindAndContent, Content] | None = None,
    mark: bool = True,
) -> None:
    """Read what has become readable of a chain, and mark what must be judged again.

    Reading it again from anywhere ends in the same place.

    Args:
        connection: in a transaction.
        chain: its row.
        recorded_at: when central came to know.
        contents: what was read just now already, and need not be once more.
        mark: False marks nothing for what the terminal itself told: when all will be
            judged anyway.
    """
    of_chain = {"chain": chain}
    (found_row,), near = execute_pipelined(
        connection,
        Statement(read_queries.chain_query(), of_chain),
        Statement(read_queries.last_settled_near(), of_chain),
    )
    found = ChainToRead._make(found_row)
    if found.through_seq == found.read_through_seq:
        return
    before = _last_settled(connection, found, near)
    start = before[0] if before else 0
    asked = {"chain": chain, "after": start, "through": found.through_seq}
    (usable,) = execute_pipelined(
        connection, Statement(read_queries.usable_between(), asked)
    )
    rows = [*map(UsableEntry._make, usable)]
    quarantined: list[Quarantined] = []
    if found.last_quarantine > start:
        unusable = connection.execute(read_queries.quarantined_between(), asked)
        quarantined = [*map(Quarantined._make, unusable)]
    spans = [
        span
        for part, goes_on in forks.histories(rows, forks.breaks_among(quarantined))
        for span in place(
            part,
            before=before[1] if before and goes_on else None,
            floor_ns=earliest(found.since) * NS,
        )
    ]
    read_contents = _contents_of(rows, contents or {})
    made = interval_rows.make_rows(found, rows, read_contents, spans)
    through = {"of_chain": chain, "through": found.through_seq}
    write(
        connection,
        *interval_rows.changes(connection, found, start, made, mark=mark),
        Statement(read_queries.set_read_through(), through),
    )
    if quarantined:
        known = dict(zip((row.seq for row in rows), spans, strict=True))
        if before:
            known[start] = before[1]
        _place_quarantined(connection, found, quarantined, known)
    for row, content in zip(rows, read_contents, strict=True):
        if row.seq > found.read_through_seq and row.kind not in AUTOMATIC_KINDS:
            origin = Origin(
                key=str(EntryKey(found.device, found.chain, row.seq)),
                wall_ns=row.wall_ns,
                site=found.site,
                municipality=found.municipality,
                recorded_at=recorded_at,
            )
            add_fact_of_entry(connection, origin, content)


def reread_from(connection: Connection, *, chain: int, from_seq: int) -> None:
    """Have a chain read anew from that entry on, with its next delivery or at once."""
    connection.execute(
        update(tables.chain)
        .where(tables.chain.c.id == chain)
        .where(tables.chain.c.read_through_seq >= from_seq)
        .values(read_through_seq=from_seq - 1)
    )
    # An anchor may owe its closeness to what came behind it and is not believed now.
    asked = {"chain": chain, "through": from_seq - 1}
    exact = connection.execute(read_queries.last_exact(), asked).first()
    after = {"chain": chain, "after": exact.seq if exact else 0}
    connection.execute(read_queries.drop_after(tables.anchor), after)


def item_of(row: Row[Any]) -> Item:
    """Return a stored entry, a row of `entry`, as the item that was sent."""
    entry = Entry(**{name: getattr(row, name) for name in Entry.__struct_fields__})
    return Item(
        seq=row.seq,
        raw=msgspec.msgpack.encode(entry),
        hash=entry.hash,
        entry=entry,
        trouble=trouble_in(entry),
    )


def _last_settled(
    connection: Connection, found: ChainToRead, near: Rows
) -> tuple[int, Span] | None:
    """Find the last entry read whose instant nothing later can tell better.

    `near` is that entry, if it is near; an anchor is found at any distance.
    """
    through, last = found.read_through_seq, near
    least = through - read_queries.LOOKED_BACK
    if least > 0 and (not near or near[0][0] <= least):
        asked = {"chain": found.id, "through": through}
        (last,) = execute_pipelined(
            connection, Statement(read_queries.last_settled(), asked)
        )
    return (last[0][0], Span(*last[0][1:])) if last else None


def _contents_of(
    rows: Sequence[UsableEntry], contents: Mapping[KindAndContent, Content]
) -> Sequence[Content]:
    """Read what the entries say; a card's taps all say the same, so once is enough."""
    read = dict(contents)
    found = []
    for row in rows:
        kind, raw = one = row.kind, row.content
        content = read.get(one)
        if content is None:
            content = read[one] = content_of(kind, raw)
        found.append(content)
    return found


def _place_quarantined(
    connection: Connection,
    found: ChainToRead,
    quarantined: Sequence[Quarantined],
    known: Mapping[int, Span],
) -> None:
    """Say between which instants each event put aside must have happened."""
    columns = tables.quarantine.c
    for row in quarantined:
        behind = [seq for seq in known if seq > row.seq]
        ahead = [seq for seq in known if seq < row.seq]
        begun: int | None = earliest(found.since)
        if row.reason == Trouble.REVOKED:
            begun = found.revoked_at  # a chain that nothing was ever used of
        lo = known[max(ahead)].seconds()[0] if ahead else begun or 0
        hi = known[min(behind)].seconds()[1] if behind else row.received_ns // NS
        lo, hi = forks.widen_by_own_clock(row, (lo, hi), since=earliest(found.since))
        if (row.lo, row.hi) != (lo, max(lo, hi)):
            connection.execute(
                update(tables.quarantine)
                .where(columns.chain == found.id, columns.seq == row.seq)
                .values(lo=lo, hi=max(lo, hi))
            )
            recompute_queue.enqueue_span(
                connection,
                site=row.site,
                lo=min(lo, lo if row.lo is None else row.lo),
                hi=max(lo, hi, row.hi or 0),
                zone=found.zone,
                fact=str(EntryKey(found.device, found.chain, row.seq)),
            )

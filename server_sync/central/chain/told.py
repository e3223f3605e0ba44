"""Read what the entries of a chain tell: taps and listening with their instants, facts.

What lies behind a gap is not read until the gap is filled. Taps and listening are
derived: a clock anchor that comes later places those before it anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    update,
)

from kiosk.entry import Anchor, Content, Entry, Kind
from server_sync.central import stale, tables
from server_sync.central.bulk import driver_rows
from server_sync.central.chain import strayed, timed, told_queries
from server_sync.central.chain.contents import (
    TOLD_BY_ITSELF,
    content_of,
    trouble_in,
)
from server_sync.central.chain.instants import NS, Point, Span, place
from server_sync.central.chain.items import Item
from server_sync.central.chain.told_facts import keep_fact
from server_sync.central.chain.told_queries import Told

LOOKED_BACK = 500
Said = tuple[str, bytes]
"""An entry's kind and its content as bytes: together they say what was said."""


def read_chain(
    connection: Connection,
    *,
    chain: int,
    recorded_at: int,
    contents: Mapping[Said, Content] | None = None,
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
    found = connection.execute(told_queries.chain_query(), {"chain": chain}).one()
    if found.through_seq == found.read_through_seq:
        return
    before = _last_settled(connection, chain, found.read_through_seq)
    start = before[0] if before else 0
    asked = {"chain": chain, "after": start, "through": found.through_seq}
    usable = driver_rows(connection, told_queries.usable_between(), asked)
    rows = [*map(Told._make, usable)]
    put_aside: Sequence[Any] = []
    if found.last_quarantine > start:
        put_aside = connection.execute(told_queries.put_aside(), asked).all()
    spans = [
        span
        for part, goes_on in strayed.histories(rows, strayed.breaks_among(put_aside))
        for span in _placed(
            part, before[1] if before and goes_on else None, found.since or 0
        )
    ]
    said = _said_in(rows, contents or {})
    made = timed.timed(found, rows, said, spans)
    timed.keep_timed(connection, found, start, made, mark=mark)
    if put_aside:
        known = dict(zip((row.seq for row in rows), spans, strict=True))
        if before:
            known[start] = before[1]
        _place_quarantined(connection, found, put_aside, known)
    for row, content in zip(rows, said, strict=True):
        if row.seq > found.read_through_seq and row.kind not in TOLD_BY_ITSELF:
            keep_fact(connection, found, row, content, recorded_at=recorded_at)
    through = {"of_chain": chain, "through": found.through_seq}
    connection.execute(told_queries.read_through(), through)


def read_again(connection: Connection, *, chain: int, from_seq: int) -> None:
    """Have a chain read anew from that entry on, with its next delivery or at once."""
    connection.execute(
        update(tables.chain)
        .where(tables.chain.c.id == chain)
        .where(tables.chain.c.read_through_seq >= from_seq)
        .values(read_through_seq=from_seq - 1)
    )
    # An anchor may owe its closeness to what came behind it and is not believed now.
    asked = {"chain": chain, "through": from_seq - 1, "least": 0}
    exact = connection.execute(told_queries.last_exact(), asked).first()
    after = {"chain": chain, "after": exact.seq if exact else 0}
    connection.execute(told_queries.drop_after(tables.anchor), after)


def item_of(row: Any) -> Item:
    """Give a kept entry as the item it was."""
    entry = Entry(*(getattr(row, name) for name in Entry.__struct_fields__))
    return Item(
        seq=row.seq,
        raw=msgspec.msgpack.encode(entry),
        hash=entry.hash,
        entry=entry,
        trouble=trouble_in(entry),
    )


def _last_settled(
    connection: Connection, chain: int, through: int
) -> tuple[int, Span] | None:
    """Find the last entry read whose instant nothing later can tell better.

    Nearly always it is near, and then no planner can take the long way.
    """
    least = max(0, through - LOOKED_BACK)
    asked = {"chain": chain, "through": through, "least": least}
    found = connection.execute(told_queries.last_settled(), asked).first()
    if least and (found is None or found.seq <= least):
        asked["least"] = 0
        found = connection.execute(told_queries.last_settled(), asked).first()
    if found is None:
        return None
    return found.seq, Span(*found[1:])


def _said_in(
    rows: Sequence[Told], contents: Mapping[Said, Content]
) -> Sequence[Content]:
    """Read what the entries say; a card's taps all say the same, so once is enough."""
    read = dict(contents)
    for row in rows:
        kind, raw = row.kind, row.content
        if (kind, raw) not in read:
            read[kind, raw] = content_of(kind, raw)
    return [read[row.kind, row.content] for row in rows]


def _placed(rows: Sequence[Told], before: Span | None, since: int) -> Sequence[Span]:
    points = [
        Point(row.seq, row.boot_id, row.boot_ns, row.received_ns, _utc(row))
        for row in rows
    ]
    return place(points, before=before, floor_ns=since * NS)


def _utc(row: Told) -> tuple[int, int] | None:
    """What the entry itself tells of true time; nobody writes what is yet to come."""
    latest = row.received_ns + told_queries.BELIEVED_AHEAD_NS
    wall_ns = row.wall_ns
    if row.clock == "synced" and wall_ns <= latest:
        return wall_ns, wall_ns
    if row.kind == Kind.ANCHOR:
        content = content_of(row.kind, row.content)
        if isinstance(content, Anchor) and content.utc_from_ns <= latest:
            return content.utc_from_ns, content.utc_to_ns
    return None


def _place_quarantined(
    connection: Connection,
    found: Any,
    put_aside: Sequence[Any],
    known: Mapping[int, Span],
) -> None:
    """Say between which instants each event put aside must have happened."""
    aside = tables.quarantine.c
    for row in put_aside:
        behind = [seq for seq in known if seq > row.seq]
        ahead = [seq for seq in known if seq < row.seq]
        lo = known[max(ahead)].seconds()[0] if ahead else found.since or 0
        hi = known[min(behind)].seconds()[1] if behind else row.received_ns // NS
        lo, hi = strayed.with_its_own_word(row, (lo, hi), since=found.since or 0)
        if (row.lo, row.hi) != (lo, max(lo, hi)):
            connection.execute(
                update(tables.quarantine)
                .where(aside.chain == found.id, aside.seq == row.seq)
                .values(lo=lo, hi=max(lo, hi))
            )
            stale.mark_span(
                connection,
                site=row.site,
                lo=min(lo, lo if row.lo is None else row.lo),
                hi=max(lo, hi, row.hi or 0),
                zone=found.zone,
                fact=f"{found.device}/{bytes(found.chain).hex()}/{row.seq}",
            )

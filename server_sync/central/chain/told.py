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
from server_sync.central.chain import strayed, timed, told_queries
from server_sync.central.chain.contents import content_of, trouble_in
from server_sync.central.chain.instants import NS, Point, Span, place
from server_sync.central.chain.items import Item
from server_sync.central.chain.told_facts import keep_fact

LOOKED_BACK = 500
TOLD_BY_ITSELF = frozenset(
    {Kind.TAP, Kind.HEARTBEAT, Kind.ANCHOR, Kind.START, Kind.STOP}
)
Said = tuple[int, str, bytes]
"""An entry's number and kind, and what it commits to: so its content is known."""


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
    rows = _usable(connection, chain, start, found.through_seq)
    breaks = strayed.breaks_in(
        connection, chain=chain, after=start, through=found.through_seq
    )
    spans = [
        span
        for part, goes_on in strayed.histories(rows, breaks)
        for span in _placed(
            part, before[1] if before and goes_on else None, found.since or 0
        )
    ]
    read = contents or {}
    said = [
        read.get((row.seq, row.kind, row.commitment))
        or content_of(row.kind, row.content)
        for row in rows
    ]
    made = timed.timed(found, rows, said, spans)
    timed.keep_timed(connection, found, start, made, mark=mark)
    _place_quarantined(connection, found, start, rows, spans)
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
    exact = _last_synced(connection, chain, from_seq - 1)
    after = {"of_chain": chain, "after": exact.seq if exact else 0}
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
    """Find the last entry read whose instant nothing later can tell better."""
    asked = {"chain": chain, "through": through}
    exact = _last_synced(connection, chain, through)
    anchored = connection.execute(told_queries.last_anchor(), asked).first()
    if exact and (anchored is None or exact.seq >= anchored.seq):
        wall = exact.wall_ns
        return exact.seq, _span(exact, wall, wall)
    if anchored:
        return anchored.seq, _span(anchored, anchored.lo_ns, anchored.hi_ns)
    return None


def _last_synced(connection: Connection, chain: int, through: int) -> Any:
    """Find the last entry whose own clock is believed; None if there is none.

    Nearly always it is near, and then no planner can take the long way.
    """
    asked = {"chain": chain, "through": through, "least": through - LOOKED_BACK}
    found = connection.execute(told_queries.last_exact(), asked).first()
    if found is None and through > LOOKED_BACK:
        found = connection.execute(
            told_queries.last_exact(), asked | {"least": 0}
        ).first()
    return found


def _span(row: Any, lo_ns: int, hi_ns: int) -> Span:
    return Span(
        boot_id=bytes(row.boot_id), boot_ns=row.boot_ns, lo_ns=lo_ns, hi_ns=hi_ns
    )


def _usable(connection: Connection, chain: int, after: int, through: int) -> list[Any]:
    asked = {"chain": chain, "after": after, "through": through}
    return list(connection.execute(told_queries.usable_between(), asked).all())


def _placed(rows: Sequence[Any], before: Span | None, since: int) -> list[Span]:
    points = [
        Point(
            seq=row.seq,
            boot_id=bytes(row.boot_id),
            boot_ns=row.boot_ns,
            received_ns=row.received_ns,
            utc=_utc(row),
        )
        for row in rows
    ]
    return place(points, before=before, floor_ns=since * NS)


def _utc(row: Any) -> tuple[int, int] | None:
    """What the entry itself tells of true time; nobody writes what is yet to come."""
    latest = row.received_ns + told_queries.BELIEVED_AHEAD_NS
    if row.clock == "synced" and row.wall_ns <= latest:
        return row.wall_ns, row.wall_ns
    if row.kind == Kind.ANCHOR:
        content = content_of(row.kind, row.content)
        if isinstance(content, Anchor) and content.utc_from_ns <= latest:
            return content.utc_from_ns, content.utc_to_ns
    return None


def _place_quarantined(
    connection: Connection,
    found: Any,
    start: int,
    rows: Sequence[Any],
    spans: Sequence[Span],
) -> None:
    """Say between which instants each event put aside must have happened."""
    aside = tables.quarantine.c
    asked = {"chain": found.id, "after": start, "through": found.through_seq}
    put_aside = connection.execute(told_queries.put_aside(), asked).all()
    if not put_aside:
        return
    known = dict(zip((row.seq for row in rows), spans, strict=True))
    before = _last_settled(connection, found.id, start)
    if before:
        known[start] = before[1]
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

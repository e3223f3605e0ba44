"""Read what the entries of a chain tell: taps and listening with their instants, facts.

What lies behind a gap is not read until the gap is filled. Taps and listening are
derived: a clock anchor that comes later places those before it anew.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from kiosk.entry import Anchor, Content, Entry, Heartbeat, Kind, Tap
from server_sync.central import stale, tables
from server_sync.central.contents import content_of, trouble_in
from server_sync.central.instants import NS, Point, Span, place
from server_sync.central.items import Item
from server_sync.central.told_facts import keep_fact

BELIEVED_AHEAD_NS = 60 * NS
TIMED = (tables.tap, tables.stretch, tables.anchor)
Row = dict[str, Any]


def read_chain(connection: Connection, *, chain: int, recorded_at: int) -> None:
    """Read what has become readable of a chain, and mark what must be judged again.

    Reading it again from anywhere ends in the same place.
    """
    found = connection.execute(
        select(
            tables.chain,
            tables.terminal.c.site,
            tables.terminal.c.since,
            tables.terminal.c.municipality,
            tables.site.c.zone,
        )
        .join_from(tables.chain, tables.terminal)
        .join(tables.site, tables.site.c.id == tables.terminal.c.site)
        .where(tables.chain.c.id == chain)
    ).one()
    if found.through_seq == found.read_through_seq:
        return
    before = _last_settled(connection, chain, found.read_through_seq)
    start = before[0] if before else 0
    rows = _usable(connection, chain, start, found.through_seq)
    spans = _placed(rows, before[1] if before else None, found.since or 0)
    contents = [content_of(row.kind, row.content) for row in rows]
    _keep_timed(connection, found, start, _timed(found, rows, contents, spans))
    _place_quarantined(connection, found, start, rows, spans)
    for row, content in zip(rows, contents, strict=True):
        if row.seq > found.read_through_seq:
            keep_fact(connection, found, row, content, recorded_at=recorded_at)
    connection.execute(
        update(tables.chain)
        .where(tables.chain.c.id == chain)
        .values(read_through_seq=found.through_seq)
    )


def read_again(connection: Connection, *, chain: int, from_seq: int) -> None:
    """Have a chain read anew from that entry on, with its next delivery or at once."""
    connection.execute(
        update(tables.chain)
        .where(tables.chain.c.id == chain)
        .where(tables.chain.c.read_through_seq >= from_seq)
        .values(read_through_seq=from_seq - 1)
    )


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
    kept, held = tables.entry.c, tables.anchor.c
    exact = connection.execute(
        _usable_query(chain)
        .where(kept.clock == "synced", kept.seq <= through)
        .where(kept.wall_ns <= kept.received_ns + BELIEVED_AHEAD_NS)
        .order_by(kept.seq.desc())
        .limit(1)
    ).first()
    anchored = connection.execute(
        select(tables.anchor)
        .where(held.chain == chain, held.seq <= through)
        .order_by(held.seq.desc())
        .limit(1)
    ).first()
    if exact and (anchored is None or exact.seq >= anchored.seq):
        wall = exact.wall_ns
        return exact.seq, _span(exact, wall, wall)
    if anchored:
        return anchored.seq, _span(anchored, anchored.lo_ns, anchored.hi_ns)
    return None


def _span(row: Any, lo_ns: int, hi_ns: int) -> Span:
    return Span(
        boot_id=bytes(row.boot_id), boot_ns=row.boot_ns, lo_ns=lo_ns, hi_ns=hi_ns
    )


def _usable_query(chain: int) -> Any:
    kept, aside = tables.entry.c, tables.quarantine.c
    put_aside = (
        select(aside.seq)
        .where(aside.chain == kept.chain, aside.seq == kept.seq)
        .where(aside.used_at.is_(None))
        .exists()
    )
    not_erased = kept.content.is_not(None)
    return select(tables.entry).where(kept.chain == chain, ~put_aside, not_erased)


def _usable(connection: Connection, chain: int, after: int, through: int) -> list[Any]:
    kept = tables.entry.c
    query = _usable_query(chain).where(kept.seq > after, kept.seq <= through)
    return list(connection.execute(query.order_by(kept.seq)))


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
    latest = row.received_ns + BELIEVED_AHEAD_NS
    if row.clock == "synced" and row.wall_ns <= latest:
        return row.wall_ns, row.wall_ns
    if row.kind == Kind.ANCHOR:
        content = content_of(row.kind, row.content)
        if isinstance(content, Anchor) and content.utc_from_ns <= latest:
            return content.utc_from_ns, content.utc_to_ns
    return None


def _timed(
    found: Any, rows: Sequence[Any], contents: Sequence[Content], spans: Sequence[Span]
) -> dict[str, list[Row]]:
    made: dict[str, list[Row]] = {"tap": [], "stretch": [], "anchor": []}
    for row, content, span in zip(rows, contents, spans, strict=True):
        place_ = {"chain": found.id, "seq": row.seq}
        where = place_ | {"site": found.site, "terminal": found.device}
        match content:
            case Tap():
                lo, hi, certain = span.seconds()
                made["tap"].append(
                    where
                    | {"card": content.uid, "lo": lo, "hi": hi, "certain": certain}
                )
            case Heartbeat():
                made["stretch"] += [where | one for one in _stretches(content, span)]
            case Anchor() if span.settles:
                made["anchor"].append(
                    place_
                    | {
                        "boot_id": span.boot_id,
                        "boot_ns": span.boot_ns,
                        "lo_ns": span.lo_ns,
                        "hi_ns": span.hi_ns,
                    }
                )
            case _:
                pass
    return made


def _stretches(content: Heartbeat, span: Span) -> list[Row]:
    """Place listening in time; where that is uncertain, only what is sure counts."""
    made = []
    for no, one in enumerate(content.listened):
        _, latest_start, _ = span.at(one.from_boot_ns).seconds()
        earliest_end, _, _ = span.at(one.to_boot_ns).seconds()
        if latest_start < earliest_end:
            made.append({"no": no, "start": latest_start, "until": earliest_end})
    return made


def _keep_timed(
    connection: Connection, found: Any, start: int, made: dict[str, list[Row]]
) -> None:
    """Put the rows made in the place of those that stood there; mark what changed."""
    log_end = stale.log_end(connection, terminal=found.device)
    for table in TIMED:
        columns, new = table.c, made[table.name]
        stood = [
            dict(row)
            for row in connection.execute(
                select(table).where(columns.chain == found.id, columns.seq > start)
            ).mappings()
        ]
        gone, come = _differing(stood, new)
        if gone:
            connection.execute(
                delete(table).where(columns.chain == found.id, columns.seq > start)
            )
            come_back = new
        else:
            come_back = come
        if come_back:
            connection.execute(insert(table), come_back)
        if table is tables.tap:
            stale.mark_taps(connection, gone + come, zone=found.zone)
        if table is tables.stretch:
            stale.mark_listening(
                connection, gone + come, zone=found.zone, log_end=log_end
            )


def _differing(stood: list[Row], new: list[Row]) -> tuple[list[Row], list[Row]]:
    before = {_frozen(row) for row in stood}
    after = {_frozen(row) for row in new}
    gone = [row for row in stood if _frozen(row) not in after]
    return gone, [row for row in new if _frozen(row) not in before]


def _frozen(row: Row) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(row.items()))


def _place_quarantined(
    connection: Connection,
    found: Any,
    start: int,
    rows: Sequence[Any],
    spans: Sequence[Span],
) -> None:
    """Say between which instants each event put aside must have happened."""
    aside = tables.quarantine.c
    put_aside = connection.execute(
        select(tables.quarantine)
        .where(aside.chain == found.id, aside.seq > start)
        .where(aside.seq <= found.through_seq, aside.used_at.is_(None))
        .order_by(aside.seq)
    ).all()
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

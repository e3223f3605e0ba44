"""Make the rows of taps, listening and anchors, and keep them in step."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from kiosk.entry import Anchor, Content, Heartbeat, Tap
from server_sync.central import stale, tables
from server_sync.central.bulk import add_rows
from server_sync.central.chain import told_queries
from server_sync.central.chain.instants import Span

TIMED = (tables.tap, tables.stretch, tables.anchor)
Row = dict[str, Any]


def timed(
    found: Any, rows: Sequence[Any], contents: Sequence[Content], spans: Sequence[Span]
) -> dict[str, list[Row]]:
    """Make the rows that entries tell of, placed in time."""
    made: dict[str, list[Row]] = {"tap": [], "stretch": [], "anchor": []}
    for row, content, span in zip(rows, contents, spans, strict=True):
        match content:
            case Tap():
                lo, hi, certain = span.seconds()
                made["tap"].append(
                    {
                        "chain": found.id,
                        "seq": row.seq,
                        "site": found.site,
                        "terminal": found.device,
                        "card": content.uid,
                        "lo": lo,
                        "hi": hi,
                        "certain": certain,
                    }
                )
            case Heartbeat():
                where = {"chain": found.id, "seq": row.seq}
                where |= {"site": found.site, "terminal": found.device}
                made["stretch"] += [where | one for one in _stretches(content, span)]
            case Anchor() if span.settles:
                made["anchor"].append(
                    {
                        "chain": found.id,
                        "seq": row.seq,
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


def keep_timed(
    connection: Connection,
    found: Any,
    start: int,
    made: dict[str, list[Row]],
    *,
    mark: bool,
) -> None:
    """Put the rows made in the place of those that stood there; mark what changed."""
    log_end = stale.log_end(connection, terminal=found.device)
    asked = {"of_chain": found.id, "after": start}
    for table in TIMED:
        stood = [
            dict(row)
            for row in connection.execute(told_queries.timed_after(table), asked)
            .mappings()
            .all()
        ]
        gone, come = _differing(stood, made[table.name])
        if gone:
            connection.execute(told_queries.drop_after(table), asked)
            come_back = made[table.name]
        else:
            come_back = come
        add_rows(connection, table, come_back)
        if not mark:
            continue
        if table is tables.tap:
            stale.mark_taps(connection, gone + come, zone=found.zone)
        if table is tables.stretch:
            stale.mark_listening(
                connection, gone + come, zone=found.zone, log_end=log_end
            )


def _differing(stood: list[Row], new: list[Row]) -> tuple[list[Row], list[Row]]:
    if not stood:
        return [], new
    before = {_frozen(row) for row in stood}
    after = {_frozen(row) for row in new}
    gone = [row for row in stood if _frozen(row) not in after]
    return gone, [row for row in new if _frozen(row) not in before]


def _frozen(row: Row) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(row.items()))

"""Make the rows of taps, listening and anchors, and keep them in step."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from kiosk.entry import Anchor, Content, Heartbeat, Tap
from server_sync.central import stale, tables
from server_sync.central.bulk import add_rows
from server_sync.central.chain import told_queries
from server_sync.central.chain.instants import Span
from server_sync.central.chain.told_queries import Told

TIMED = (tables.tap, tables.stretch, tables.anchor)
Row = dict[str, Any]


def timed(
    found: Any, rows: Sequence[Told], contents: Sequence[Content], spans: Sequence[Span]
) -> dict[str, list[Row]]:
    """Make the rows that entries tell of, placed in time."""
    made: dict[str, list[Row]] = {"tap": [], "stretch": [], "anchor": []}
    chain = {"chain": found.id}
    where = chain | {"site": found.site, "terminal": found.device}
    for row, content, span in zip(rows, contents, spans, strict=True):
        match content:
            case Tap():
                lo, hi, certain = span.seconds()
                when = {"seq": row.seq, "lo": lo, "hi": hi, "certain": certain}
                made["tap"].append({**where, "card": content.uid, **when})
            case Heartbeat():
                told = {**where, "seq": row.seq}
                made["stretch"] += [told | one for one in _stretches(content, span)]
            case Anchor() if span.settles:
                made["anchor"].append({**chain, "seq": row.seq, **span._asdict()})
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


def keep_timed(  # noqa: PLR0913 - what stood, what stands, and of what
    connection: Connection,
    found: Any,
    start: int,
    made: dict[str, list[Row]],
    *,
    stands: Any,
    mark: bool,
) -> None:
    """Put the rows made in the place of those that stood there; mark what changed.

    Args:
        connection: in a transaction.
        found: the chain's row with where its terminal stands.
        start: what stands behind this number is replaced.
        made: the rows of each table.
        stands: the last number that each of the tables holds, by their names.
        mark: False marks nothing.
    """
    asked = {"chain": found.id, "after": start}
    for table in TIMED:
        stood: list[Row] = []
        if getattr(stands, table.name) > start:
            rows = connection.execute(told_queries.timed_after(table), asked)
            stood = [dict(row) for row in rows.mappings()]
        gone, come = _differing(stood, made[table.name])
        if mark and table is tables.stretch and (gone or come):
            log_end = stale.log_end(connection, terminal=found.device)
            stale.mark_listening(
                connection, gone + come, zone=found.zone, log_end=log_end
            )
        if mark and table is tables.tap:
            stale.mark_taps(connection, gone + come, zone=found.zone)
        if gone:
            connection.execute(told_queries.drop_after(table), asked)
            come = made[table.name]
        add_rows(connection, table, come)


def _differing(stood: list[Row], new: list[Row]) -> tuple[list[Row], list[Row]]:
    if not stood:
        return [], new
    before = {_frozen(row) for row in stood}
    after = {_frozen(row) for row in new}
    gone = [row for row in stood if _frozen(row) not in after]
    return gone, [row for row in new if _frozen(row) not in before]


def _frozen(row: Row) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(row.items()))

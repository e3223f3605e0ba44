"""Make the rows of taps, listening and anchors, and keep them in step."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET
from msgspec.structs import astuple
from sqlalchemy import Connection, Table

from kiosk.journal.contents import Anchor, CheckIn, Content, Heartbeat, Tap
from server_sync.central.db import tables
from server_sync.central.db.bulk import Added, Change
from server_sync.central.db.pipeline import Statement, execute_pipelined
from server_sync.central.facts import recompute_queue
from server_sync.central.ingest import read_queries
from server_sync.central.ingest.read_queries import UsableEntry
from server_sync.central.ingest.time import Span


class TapRow(NamedTuple):
    """A row of `tap`."""

    chain: int
    seq: int
    site: str
    terminal: str
    card: str
    lo: int
    hi: int
    certain: bool
    beside: str | None = None


class CheckInRow(NamedTuple):
    """A row of `check_in`."""

    chain: int
    seq: int
    site: str
    terminal: str
    person: str
    lo: int
    hi: int
    certain: bool


class StretchRow(NamedTuple):
    """A row of `stretch`."""

    chain: int
    seq: int
    no: int
    site: str
    terminal: str
    start: int
    until: int


class AnchorRow(NamedTuple):
    """A row of `anchor`."""

    chain: int
    seq: int
    boot_id: bytes
    boot_ns: int
    lo_ns: int
    hi_ns: int


RowValues = tuple[Any, ...]
"""One of these as the database takes it: there are millions, and few need names."""
NO_CARD = "code"
"""The card of a check-in whose code fits nobody: nobody can hold it."""
ROW_TYPES: dict[Table, type[TapRow | CheckInRow | StretchRow | AnchorRow]] = {
    tables.tap: TapRow,
    tables.check_in: CheckInRow,
    tables.stretch: StretchRow,
    tables.anchor: AnchorRow,
}


def make_rows(
    found: Any,
    rows: Sequence[UsableEntry],
    contents: Sequence[Content],
    spans: Sequence[Span],
) -> dict[Table, list[RowValues]]:
    """Make the rows that entries tell of, placed in time."""
    made: dict[Table, list[RowValues]] = {table: [] for table in ROW_TYPES}
    taps, check_ins, stretches, anchors = made.values()
    chain, site, terminal = found.id, found.site, found.device
    for row, content, span in zip(rows, contents, spans, strict=True):
        match content:
            case Tap():
                when, beside = span.seconds(), beside_of(content)
                tap = (chain, row.seq, site, terminal, content.uid, *when, beside)
                taps.append(tap)
            case CheckIn(person=None):
                when = span.seconds()
                taps.append((chain, row.seq, site, terminal, NO_CARD, *when, None))
            case CheckIn():
                when = span.seconds()
                one = (chain, row.seq, site, terminal, content.person, *when)
                check_ins.append(one)
            case Heartbeat():
                stretches += [
                    (chain, row.seq, no, site, terminal, start, until)
                    for no, start, until in _stretches(content, span)
                ]
            case Anchor() if span.settles:
                anchors.append((chain, row.seq, *astuple(span)))
            case _:
                pass
    return made


def beside_of(content: Tap) -> str | None:
    """Give the cards that lay beside as they are stored: a JSON list, or None."""
    if content.beside is UNSET:
        return None
    return msgspec.json.encode(content.beside).decode()


def _stretches(content: Heartbeat, span: Span) -> Iterator[tuple[int, int, int]]:
    """Place listening in time; where that is uncertain, only what is sure counts."""
    for no, one in enumerate(content.listened):
        _, latest_start, _ = span.at(one.from_boot_ns).seconds()
        earliest_end, _, _ = span.at(one.to_boot_ns).seconds()
        if latest_start < earliest_end:
            yield no, latest_start, earliest_end


def changes(
    connection: Connection,
    found: Any,
    start: int,
    made: Mapping[Table, Sequence[RowValues]],
    *,
    mark: bool,
) -> Iterator[Change]:
    """Put the rows made in the place of those that stood there, with marks for it.

    What new listening touches is found out and marked at once; the rest is for who asks
    to carry out.

    Args:
        connection: in a transaction.
        found: the chain's row with where its terminal stands.
        start: what stands behind this number is replaced.
        made: the rows of each table.
        mark: False marks nothing.
    """
    asked = {"chain": found.id, "after": start}
    for table, kind in ROW_TYPES.items():
        added: Collection[RowValues] = made[table]
        removed: Collection[RowValues] = ()
        if getattr(found, f"last_{table.name}") > start:
            after = read_queries.timed_after(table)
            stored: set[RowValues] = set(
                *execute_pipelined(connection, Statement(after, asked))
            )
            removed, added = stored.difference(added), set(added) - stored
        if mark and (removed or added):
            rows = [*map(kind._make, (*removed, *added))]
            if table is tables.tap:
                yield recompute_queue.rows_for_taps(rows, zone=found.zone)
            if table is tables.check_in:
                yield recompute_queue.rows_for_check_ins(rows, zone=found.zone)
            if table is tables.stretch:
                recompute_queue.enqueue_listening(connection, rows, zone=found.zone)
        if removed:
            yield Statement(read_queries.drop_after(table), asked)
            added = made[table]
        yield Added(table, kind._fields, [*added])

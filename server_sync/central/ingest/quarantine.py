"""Let a named person say what came of looking at an event that cannot be used.

| what a person says | what it does |
| --- | --- |
| it tells nothing of anybody | it counts no more; the bytes stay |
| look again | it counts again |
| these entries will never come | what is behind them is read; the gap casts doubt |

Nobody can make an arrival of it: what is unusable stays unusable, and who was there is
written as an arrival by somebody who knows. Each is a fact of its own, kept for good,
and stands in the access log. The second time does nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, insert, update

from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.db.records import select_record
from server_sync.central.errors import NoReason, NotKnown
from server_sync.central.facts import access_log, recompute_queue
from server_sync.central.facts.provenance import Provenance
from server_sync.central.ingest import gaps, read_entries
from server_sync.central.ingest.contents import Trouble
from server_sync.central.ingest.gaps import Gap
from server_sync.central.ingest.watermark import received_through

NS = 10**9
LOST_MAX = 100_000


class Finding(StrEnum):
    """What came of looking."""

    TELLS_NOTHING = "tells_nothing"
    LOOK_AGAIN = "look_again"
    LOST = "lost"


class ChainAtSite(NamedTuple):
    """A chain, and the site where its terminal stands."""

    id: int
    device: str
    chain: bytes
    through_seq: int
    hash: bytes
    site: str
    municipality: str
    zone: str


class Unusable(NamedTuple):
    """A row of `quarantine` or `conflict`: when it happened, and who resolved it."""

    seq: int
    site: str
    lo: int | None
    hi: int | None
    resolved_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedEvent:
    """One event that cannot be used, and where it is stored."""

    place: ChainAtSite
    table: Table
    which: ColumnElement[bool]
    row: Unusable
    digest: bytes | None

    def change(self, connection: Connection, **values: str | int | None) -> None:
        """Write beside the event who resolved it; its bytes stay as they are."""
        connection.execute(update(self.table).where(self.which).values(values))


def resolve(  # noqa: PLR0913 - which event, and what is said of it
    connection: Connection,
    *,
    terminal: str,
    chain: bytes,
    seq: int,
    provenance: Provenance,
    digest: bytes | None = None,
) -> bool:
    """Say that an event tells nothing of anybody; give whether that was new.

    Args:
        connection: in a transaction.
        terminal: the terminal.
        chain: its 16 bytes.
        seq: the event's number.
        provenance: who looked, when, and what they found.
        digest: SHA-256 of the bytes of one of the events under a number that is
            taken; None is what is in quarantine.

    Raises:
        NotKnown: there is no such event.
        NoReason: `provenance` does not say why.
    """
    _demand_reason(provenance)
    event = _event(connection, terminal, chain, seq, digest)
    if event.row.resolved_at is not None:
        return False
    event.change(
        connection,
        resolved_by=provenance.by,
        resolved_at=provenance.at,
        resolved_why=provenance.why,
    )
    _record_finding(connection, event, Finding.TELLS_NOTHING, provenance)
    return True


def look_again(  # noqa: PLR0913 - which event, and what is said of it
    connection: Connection,
    *,
    terminal: str,
    chain: bytes,
    seq: int,
    provenance: Provenance,
    digest: bytes | None = None,
) -> bool:
    """Let an event count again that somebody had resolved; give whether it was new.

    Raises:
        NotKnown: there is no such event.
        NoReason: `provenance` does not say why.
    """
    _demand_reason(provenance)
    event = _event(connection, terminal, chain, seq, digest)
    if event.row.resolved_at is None:
        return False
    event.change(connection, resolved_by=None, resolved_at=None, resolved_why=None)
    _record_finding(connection, event, Finding.LOOK_AGAIN, provenance)
    return True


def declare_lost(  # noqa: PLR0913 - which numbers, and what is said of them
    connection: Connection,
    *,
    terminal: str,
    chain: bytes,
    first: int,
    last: int,
    provenance: Provenance,
) -> int:
    """Say that the entries of a gap will never come; give how many that was.

    What is behind the gap is read from here on. The gap itself casts doubt until it
    is resolved; should an entry come after all, it is used.

    Raises:
        NotKnown: some of these numbers are here, or nothing is known behind them.
        NoReason: `provenance` does not say why.
    """
    _demand_reason(provenance)
    place = _place(connection, terminal, chain)
    missing = _missing(connection, place, first, last)
    if not missing:
        return 0
    lost = {
        "chain": place.id,
        "reason": Trouble.LOST,
        "received_ns": provenance.at * NS,
        "site": place.site,
    }
    insert_new(connection, tables.quarantine, [lost | {"seq": seq} for seq in missing])
    through, through_hash = received_through(
        connection, place.id, place.through_seq, place.hash
    )
    connection.execute(
        update(tables.chain)
        .where(tables.chain.c.id == place.id)
        .values(through_seq=through, hash=through_hash)
    )
    read_entries.read_chain(connection, chain=place.id, recorded_at=provenance.at)
    _insert_finding(
        connection, place, Finding.LOST, provenance, Gap(first=first, last=last)
    )
    return len(missing)


def _demand_reason(provenance: Provenance) -> None:
    if not provenance.why.strip():
        raise NoReason("say what was found, and how")


def _place(connection: Connection, terminal: str, chain: bytes) -> ChainAtSite:
    """Find the chain and whose it is; nobody else writes to it meanwhile."""
    found = connection.execute(
        select_record(
            ChainAtSite,
            **{name: tables.chain.c[name] for name in ChainAtSite._fields[:5]},
            site=tables.terminal.c.site,
            municipality=tables.terminal.c.municipality,
            zone=tables.site.c.zone,
        )
        .join_from(tables.chain, tables.terminal)
        .join(tables.site, tables.site.c.id == tables.terminal.c.site)
        .where(tables.chain.c.device == terminal, tables.chain.c.chain == chain)
        .with_for_update(of=tables.chain)
    ).one_or_none()
    if found is None:
        raise NotKnown(f"{terminal} has no such chain")
    return ChainAtSite._make(found)


def _event(
    connection: Connection, terminal: str, chain: bytes, seq: int, digest: bytes | None
) -> QuarantinedEvent:
    place = _place(connection, terminal, chain)
    table = tables.quarantine if digest is None else tables.conflict
    which = (table.c.chain == place.id) & (table.c.seq == seq)
    if digest is not None:
        which &= table.c.digest == digest
    columns = {name: table.c[name] for name in Unusable._fields}
    query = select_record(Unusable, **columns).where(which)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotKnown(f"{terminal} has no such event {seq}")
    return QuarantinedEvent(
        place=place, table=table, which=which, row=Unusable._make(row), digest=digest
    )


def _record_finding(
    connection: Connection,
    event: QuarantinedEvent,
    finding: Finding,
    provenance: Provenance,
) -> None:
    """Keep the fact, and have the days judged again that the event touches."""
    place, row = event.place, event.row
    span = Gap(first=row.seq, last=row.seq)
    key = _insert_finding(
        connection, place, finding, provenance, span, digest=event.digest
    )
    if row.lo is not None and row.hi is not None:
        recompute_queue.enqueue_span(
            connection, site=row.site, lo=row.lo, hi=row.hi, zone=place.zone, fact=key
        )


def _missing(
    connection: Connection, place: ChainAtSite, first: int, last: int
) -> list[int]:
    """Give the numbers that are neither here nor declared lost already."""
    if not 1 <= first <= last < first + LOST_MAX:
        raise NotKnown(f"{first} to {last} is no gap, or more than {LOST_MAX} entries")
    missing = {
        seq
        for gap in gaps.of_chain(connection, place.id, through=place.through_seq)
        for seq in range(max(first, gap.first), min(last, gap.last) + 1)
    }
    lost = set(gaps.lost_among(connection, place.id, first, last))
    wanted = range(first, last + 1)
    if not all(seq in missing or seq in lost for seq in wanted):
        raise NotKnown(f"not all entries from {first} to {last} are missing")
    return [seq for seq in wanted if seq in missing]


def _insert_finding(  # noqa: PLR0913 - the columns of one row
    connection: Connection,
    place: ChainAtSite,
    finding: Finding,
    provenance: Provenance,
    numbers: Gap,
    *,
    digest: bytes | None = None,
) -> str:
    row = provenance.columns("looked_at") | {
        "municipality": place.municipality,
        "chain": place.id,
        "first": numbers.first,
        "last": numbers.last,
        "digest": digest,
        "finding": finding,
    }
    connection.execute(insert(tables.looked_at).values(row))
    access_log.write_line(
        connection,
        municipality=place.municipality,
        who=provenance.by,
        what=access_log.What.LOOKED_AT,
        now=provenance.at,
        detail=f"{place.device} {numbers.first}-{numbers.last}: {finding}",
    )
    return str(row["key"])

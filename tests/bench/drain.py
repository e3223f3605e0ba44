"""Five hundred terminals come back after a week without a network, all at once.

Each has written what a terminal writes: fifty taps on each working day, a heartbeat
every seven and a half minutes day and night with its signed head, an anchor an hour.
`python -m tests.bench.drain --terminals 20` is a short run.

Also what such an entry weighs: on the wire, on central's disk, on the terminal's.
"""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from sqlalchemy import Engine, text

from firmware.moment import Moment
from kiosk.journal.chain import Journal
from kiosk.journal.contents import (
    Anchor,
    Content,
    Entry,
    Heartbeat,
    Kind,
    Stretch,
    Tap,
    commit,
    link,
)
from server_sync.central.db import tables
from server_sync.central.db.engine import create_engine_for
from server_sync.central.ingest import backlog
from server_sync.central.prepare import prepare
from server_sync.protocol.wire import BATCH_ENTRIES_MAX, BATCH_HEADS_MAX, Batch
from tests.bench.figure import Figure, figure
from tests.bench.ingest_load import Sent, add_terminals, central_at, send_all, signed
from tests.bench.postgres import own_postgres
from tests.bench.raw_copy import ONE_STATEMENT, one_statement_per_s
from tests.builders import make_moment
from tests.server_sync.central.world import DEVICE_KEY, PaperJournal, at

TERMINALS = 500
LINES = 16
MONDAY = date(2026, 1, 5)
DAYS, WORKING_DAYS = 7, 5
TAPS_A_DAY = 50
BEAT_SECONDS = 450
BEATS_A_DAY = 24 * 3600 // BEAT_SECONDS
ANCHOR_EVERY = 3600 // BEAT_SECONDS
NS = 10**9
KEPT = (tables.entry, tables.head, tables.tap, tables.stretch, tables.anchor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What one terminal sends, and how much that is."""

    sent: list[Sent]
    entries: int
    packed_bytes: int
    plain_bytes: int


def figures(terminals: int = TERMINALS) -> list[Figure]:
    """Let them all send what they have, and wait until central holds and read it."""
    with own_postgres() as url:
        engine = create_engine_for(url)
        prepare(engine, now=0)
        devices = [f"door-{number}" for number in range(terminals)]
        add_terminals(engine, devices)
        with central_at(url) as central:
            with ProcessPoolExecutor() as pool:
                weeks = list(pool.map(partial(a_week, port=central.port), devices))
            begun = time.perf_counter()
            send_all(central.port, [week.sent for week in weeks], LINES)
            held_s = time.perf_counter() - begun
            backlog.read_one_by_one(engine, recorded_at=at("20:00"))
            read_s = time.perf_counter() - begun
        entries = sum(week.entries for week in weeks)
        on_disk = _bytes_of(engine, *KEPT) / entries
        entry_alone = _bytes_of(engine, tables.entry) / entries
        copied = one_statement_per_s(engine)
        engine.dispose()
    print(f"{terminals} terminals, {entries:,} entries")
    packed, plain = (
        sum(getattr(week, name) for week in weeks) / entries
        for name in ("packed_bytes", "plain_bytes")
    )
    return [
        figure(
            "drain_week_500_kiosks_held_s", held_s, "s", ONE_STATEMENT, entries / copied
        ),
        figure(
            "drain_week_500_kiosks_read_s", read_s, "s", ONE_STATEMENT, entries / copied
        ),
        figure("wire_bytes_per_entry", packed, "bytes", "the same before gzip", plain),
        figure(
            "disk_bytes_per_entry_postgres",
            on_disk,
            "bytes",
            "the row of the entry alone, with its key",
            entry_alone,
        ),
        *_in_a_journal(),
    ]


def a_week(device: str, port: int) -> Week:
    """Write a terminal's week and pack it as its uplink does."""
    journal = PaperJournal(device=device)
    signed_at = []
    for content, wall in contents():
        written = journal.write(content, wall, boot_seconds=_ran_seconds(wall))
        if isinstance(content, Heartbeat):
            signed_at.append(written.seq)
    heads = [journal.head(seq) for seq in signed_at]
    batches: list[Batch] = []
    for first in range(1, len(journal.entries) + 1, BATCH_ENTRIES_MAX):
        last = min(first + BATCH_ENTRIES_MAX - 1, len(journal.entries))
        beside, heads = heads[:BATCH_HEADS_MAX], heads[BATCH_HEADS_MAX:]
        batch = journal.batch(first, last)
        batches.append(msgspec.structs.replace(batch, heads=beside))
    sent = [signed(batch, port) for batch in batches]
    return Week(
        sent=sent,
        entries=len(journal.entries),
        packed_bytes=sum(len(one.body) for one in sent),
        plain_bytes=sum(len(msgspec.msgpack.encode(batch)) for batch in batches),
    )


def contents() -> Iterator[tuple[Content, int]]:
    """Give what a terminal writes in a week, each with its instant, in order."""
    said: list[tuple[int, Content]] = []
    for no in range(DAYS * BEATS_A_DAY):
        wall = at("00:00", MONDAY) + (no + 1) * BEAT_SECONDS
        ran_ns = _ran_seconds(wall) * NS
        stretch = Stretch(
            from_boot_ns=ran_ns - BEAT_SECONDS * NS, to_boot_ns=ran_ns - NS
        )
        said.append((wall, Heartbeat(listened=(stretch,))))
        if no % ANCHOR_EVERY == 0:
            anchor = Anchor(
                source="ntp", utc_from_ns=(wall - 1) * NS, utc_to_ns=(wall + 1) * NS
            )
            said.append((wall, anchor))
    for day in range(WORKING_DAYS):
        morning = at("07:45", MONDAY + timedelta(days=day))
        for no in range(TAPS_A_DAY):
            tap = Tap(uid=f"04{no:012x}", atqa=0x44, sak=0)
            said.append((morning + 37 * no, tap))
    yield from ((content, wall) for wall, content in sorted(said, key=_wall))


def _wall(one: tuple[int, Content]) -> int:
    return one[0]


def _ran_seconds(wall: int) -> int:
    return wall - at("00:00", MONDAY)


def _bytes_of(engine: Engine, *kept: Any) -> int:
    with engine.begin() as connection:
        return sum(
            connection.scalar(
                text("SELECT pg_total_relation_size(:name)"), {"name": table.name}
            )
            for table in kept
        )


def _in_a_journal() -> list[Figure]:
    """Write a week into a real journal, a commit for each entry, and weigh the file."""
    written: list[Entry] = []
    with TemporaryDirectory(prefix="moedt-journal-", dir=Path.cwd()) as folder:
        journal = Journal.open(Path(folder) / "journal.db", device="door-1")
        begun = time.perf_counter()
        for content, wall in contents():
            written.append(journal.append(content, _moment(wall)))
        append_us = 1e6 * (time.perf_counter() - begun) / len(written)
        for entry in written:
            if entry.kind == Kind.HEARTBEAT:
                _sign(journal, entry)
        begun = time.perf_counter()
        for before, entry in pairwise(written):
            linked = link(before.hash, journal.device, journal.chain, entry)
            committed = commit(entry.salt or b"", entry.content or b"")
            if (linked, committed) != (entry.hash, entry.commitment):
                raise RuntimeError("the journal's hashes are not those of its entries")
            DEVICE_KEY.sign(linked)
        signed_us = 1e6 * (time.perf_counter() - begun) / (len(written) - 1)
        journal.close()
        weight = sum(one.stat().st_size for one in Path(folder).iterdir())
    sizes = [len(msgspec.msgpack.encode(entry)) for entry in written]
    return [
        figure(
            "disk_bytes_per_entry_journal",
            weight / len(written),
            "bytes",
            "the entry alone, as it goes onto the wire",
            sum(sizes) / len(sizes),
        ),
        figure(
            "hash_and_sign_us_per_tap",
            signed_us,
            "us",
            "an entry written and synced, hashes included",
            append_us,
        ),
    ]


def _sign(journal: Journal, entry: Entry) -> None:
    journal.add_head(
        seq=entry.seq,
        hash=entry.hash,
        moment=_moment(entry.wall_ns // NS),
        sign=DEVICE_KEY.sign,
    )


def _moment(wall: int) -> Moment:
    when = datetime.fromtimestamp(wall, tz=UTC)
    return make_moment(when, boot_seconds=_ran_seconds(wall))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terminals", type=int, default=20)
    for one in figures(parser.parse_args().terminals):
        print(one)

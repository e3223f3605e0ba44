"""The oracle: it knows the truth, and holds central to it after every step.

(a) nothing_is_lost, (c) instants_are_true, (d) rebuild_is_equal; (b) is `accusations`;
(e), that everything drains, is in `terminals.drain`.
"""

from typing import Any

import msgspec
from sqlalchemy import Connection, select

from kiosk.journal.contents import Entry, Tap, decode_content
from server_sync.central.db import tables
from server_sync.central.judging import recompute
from tests.server_sync.central.world import state_of
from tests.simulation.clocks import NS
from tests.simulation.truth import Key, Truth

CERTAIN_SECONDS = 2
SLACK_NS = 10


def instants_are_true(connection: Connection, truth: Truth) -> None:
    """(c) Each interval holds the true time, and no listening is claimed in vain."""
    for key, tap in taps_at_central(connection).items():
        really = truth.boots.true_ns(bytes(tap.boot_id), tap.boot_ns)
        more = CERTAIN_SECONDS if tap.certain else 0
        assert _within(really, tap.lo, tap.hi + more), f"(c) {key}, {really}: {tap}"
    for table in (tables.quarantine, tables.conflict):
        for row in connection.execute(
            select(table, tables.chain.c.device).join(tables.chain)
        ):
            _holds_what_was_put_aside(truth, row)
    for device, second in truth.unheard:
        if device not in truth.strayed:
            _nobody_listened(connection, device, second)


def nothing_is_lost(connection: Connection, truth: Truth) -> None:
    """(a) Every tap that got a light is at central once, unchanged."""
    entries = _entries(connection)
    kept_aside = _kept_aside(connection)
    doubted = {*truth.strayed, truth.revoked}
    for heard in truth.heard:
        entry = entries.get(heard.key)
        unchanged = entry is not None and msgspec.msgpack.encode(entry) == heard.raw
        aside = heard.raw in kept_aside.get(heard.key, ())
        in_doubt = heard.key[0] in doubted
        assert in_doubt or not aside, f"(a) put aside, and nothing was wrong: {heard}"
        kept = unchanged or aside or heard.key in truth.lost_with
        assert kept, f"(a) lost: {heard}, held {entry}"
    written = {heard.raw for heard in truth.heard}
    for key, entry in entries.items():
        assert msgspec.msgpack.encode(entry) in written, f"(a) invented: {key}"
    for path in truth.aside:
        assert path.exists(), f"(a) the damaged journal {path} is gone"


def rebuild_is_equal(connection: Connection, now: int) -> None:
    """(d) What is derived equals a rebuild; the rebuild is taken back afterwards."""
    before = state_of(connection)
    nested = connection.begin_nested()
    recompute.rebuild(connection, as_of=now)
    after = state_of(connection)
    nested.rollback()
    for name, rows in before.items():
        gone = [row for row in rows if row not in after[name]]
        come = [row for row in after[name] if row not in rows]
        assert (gone, come) == ([], []), f"(d) {name}: kept {gone}, rebuilt {come}"


def _entries(connection: Connection) -> dict[Key, Entry]:
    names = Entry.__struct_fields__
    query = (
        select(
            tables.entry,
            tables.chain.c.device,
            tables.chain.c.chain.label("chain_bytes"),
        )
        .join(tables.chain, tables.chain.c.id == tables.entry.c.chain)
        .where(tables.entry.c.kind == "tap")
    )
    return {
        (row.device, bytes(row.chain_bytes), row.seq): Entry(
            *(getattr(row, name) for name in names)
        )
        for row in connection.execute(query)
    }


def taps_at_central(connection: Connection) -> dict[Key, Any]:
    """Give the taps that central can use, with the clock of the entry of each."""
    tap, entry = tables.tap.c, tables.entry.c
    same = (tap.chain == entry.chain) & (tap.seq == entry.seq)
    query = (
        select(
            tables.tap,
            entry.boot_id,
            entry.boot_ns,
            tables.chain.c.device,
            tables.chain.c.chain.label("chain_bytes"),
        )
        .join_from(tables.tap, tables.chain, tables.chain.c.id == tap.chain)
        .join(tables.entry, same)
    )
    return {
        (row.device, bytes(row.chain_bytes), row.seq): row
        for row in connection.execute(query)
    }


def _kept_aside(connection: Connection) -> dict[Key, set[bytes]]:
    found: dict[Key, set[bytes]] = {}
    for table in (tables.quarantine, tables.conflict):
        query = select(
            table.c.seq,
            table.c.raw,
            tables.chain.c.device,
            tables.chain.c.chain.label("chain_bytes"),
        ).join(tables.chain)
        for row in connection.execute(query):
            key = row.device, bytes(row.chain_bytes), row.seq
            found.setdefault(key, set()).add(bytes(row.raw or b""))
    return found


def entries_at_central(connection: Connection) -> set[Key]:
    """Say which taps reached central, be they usable or not."""
    return set(_entries(connection)) | set(_kept_aside(connection))


def _within(true_ns: int, lo: int, hi: int) -> bool:
    """Compare whole seconds; the truth is known to a few nanoseconds."""
    return lo <= (true_ns + SLACK_NS) // NS and (true_ns - SLACK_NS) // NS <= hi


def _holds_what_was_put_aside(truth: Truth, row: Any) -> None:
    if row.lo is None:
        return
    try:
        entry = msgspec.msgpack.decode(bytes(row.raw or b""), type=Entry)
    except ValueError:
        return  # a head, or bytes that nobody can read
    really = truth.boots.true_ns(entry.boot_id, entry.boot_ns)
    span = row.lo, row.hi + CERTAIN_SECONDS
    assert _within(really, *span), f"(c) {entry} was at {really}: {span} {row.reason}"


def _nobody_listened(connection: Connection, device: str, second: int) -> None:
    columns = tables.stretch.c
    claims = connection.execute(
        select(tables.stretch)
        .where(columns.terminal == device)
        .where(columns.start < second, columns.until > second)
    ).all()
    assert not claims, f"(c) {device} heard nobody at {second}, and claims {claims}"


def tap_of(entry: Entry) -> Tap:
    """Read a tap back, to be sure that it is one."""
    content = decode_content(entry.kind, entry.content or b"")
    assert isinstance(content, Tap)
    return content

"""What the town's reader may have sent besides taps: bytes of no use, and a gap."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select, update

from server_sync.central.db import tables
from server_sync.central.facts import recompute_queue
from tests.town import NS, Town, at

DEVICE = "nordby-T1"
CHAIN = b"nordby".ljust(16).hex()
RAW = b"\xc1<b>Anna</b>"
OTHER = b"\xc1\xe2\x80\xae"
DIGEST = hashlib.sha256(OTHER).hexdigest()
EVENTS = f"/terminals/{DEVICE}/events/{CHAIN}"
MONDAY = (at("16", "08:00"), at("16", "08:20"))


def chain_of(town: Town) -> int:
    """Give the number of the reader's chain."""
    asked = select(tables.chain.c.id).where(tables.chain.c.device == DEVICE)
    with town.engine.begin() as connection:
        return int(connection.execute(asked).scalar_one())


def put_aside(town: Town, *seqs: int, raw: bytes = RAW) -> None:
    """Let events of Monday morning be bytes that cannot be used."""
    chain = chain_of(town)
    with town.engine.begin() as connection:
        for seq in seqs:
            connection.execute(
                insert(tables.quarantine).values(
                    {"chain": chain, "seq": seq, "raw": raw, "reason": "unreadable"}
                    | _where(),
                )
            )
        _received(connection, chain, seqs)
        recompute_queue.enqueue_site(connection, site="nordby-site")


def disagree(town: Town, seq: int) -> None:
    """Let another event have come under a number that is taken."""
    chain = chain_of(town)
    with town.engine.begin() as connection:
        connection.execute(
            insert(tables.conflict).values(
                {
                    "chain": chain,
                    "seq": seq,
                    "digest": bytes.fromhex(DIGEST),
                    "raw": OTHER,
                    "reason": "another entry has this number",
                }
                | _where(),
            )
        )
        recompute_queue.enqueue_site(connection, site="nordby-site")


def _where() -> dict[str, object]:
    lo, hi = MONDAY
    return {"received_ns": hi * NS, "site": "nordby-site", "lo": lo, "hi": hi}


def _received(connection: Connection, chain: int, seqs: Sequence[int]) -> None:
    """Move the watermark over what is here without a gap, as taking it in does."""
    kept = tables.entry.c
    asked = select(func.max(kept.seq)).where(kept.chain == chain)
    through = connection.scalar(asked) or 0
    while through + 1 in seqs:
        through += 1
    connection.execute(
        update(tables.chain)
        .where(tables.chain.c.id == chain)
        .values(through_seq=through, read_through_seq=through)
    )

"""Send the journal to central and fetch the roster. Each function is one step.

Lost requests and lost answers need no special code, because everything may be sent
twice and only a receipt moves the watermark:

| request | answer | central | the terminal |
| --- | --- | --- | --- |
| arrives | arrives | stores, receipts | moves its watermark |
| lost | - | knows nothing | sends again; central stores once |
| arrives | lost | stores, receipts | sends again; central knows it and receipts |
| twice | arrives | stores once, receipts twice | moves on the answer it got |
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Raw

from firmware.moment import ClockState, Moment
from kiosk.errors import BadReceipt
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Anchor, Entry
from kiosk.roster import roster
from server_sync.errors import BatchRefused, DeliveryFailed
from server_sync.protocol.wire import (
    BATCH_BYTES_MAX,
    BATCH_ENTRIES_MAX,
    BATCH_HEADS_MAX,
    Batch,
    Receipt,
    Verdict,
)
from server_sync.uplink.transport import Delivered, Transport

HALVINGS_MAX = BATCH_ENTRIES_MAX.bit_length()
ENTRIES_BYTES_MAX = BATCH_BYTES_MAX - 128 * 1024  # beside them: the heads
ANCHOR_EVERY_NS = 3600 * 10**9
ANCHOR_EVERY_UNSYNCED_NS = 300 * 10**9

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Progress:
    """What the uplink remembers beside the journal. Losing it costs time but no facts.

    Attributes:
        cursor: the seq behind which to continue; None means at the watermark.
        chain: the chain that the cursor belongs to.
        anchored: when the last anchor was written.
        conflicts: how many entries differ between central and this journal.
        resent_to: the incarnation of central to which everything was sent again.
        resending: whether that is not finished yet.
    """

    cursor: int | None = None
    chain: bytes = b""
    anchored: Moment | None = None
    conflicts: int = 0
    resent_to: bytes = b""
    resending: bool = False


def upload_one_batch(
    journal: Journal, transport: Transport, progress: Progress
) -> bool:
    """Send the oldest entries that central lacks; return whether there may be more.

    Raises:
        DeliveryFailed: no valid answer came; the watermark did not move.
        JournalUnavailable: the disk failed; the watermark did not move.
    """
    start = _start(journal, progress)
    entries = journal.after(start, BATCH_ENTRIES_MAX)
    if not entries:
        return False
    delivered, sent_through = _deliver(journal, transport, entries)
    _report(delivered.receipt, progress)
    _follow(journal, delivered, progress, sent_through=sent_through)
    _anchor(journal, delivered, progress)
    if _start(journal, progress) == start:
        raise DeliveryFailed(f"central does not come past entry {start}")
    return True


def fetch_roster(path: Path, transport: Transport) -> bool:
    """Replace the roster if central has a newer one; return whether it did.

    Raises:
        DeliveryFailed: no answer signed by central came; the old roster stays.
        BadRoster: the new roster contradicts itself; the old one stays.
    """
    stored = path.read_bytes() if path.exists() else None
    fresh = transport.roster(stored)
    if fresh is None or fresh == stored:
        return False
    roster.store_roster(path, fresh)
    log.info("roster replaced", extra={"bytes": len(fresh)})
    return True


def fitting(entries: Sequence[Entry]) -> list[Raw]:
    """Encode as many of the first entries as fit into one batch, at least one."""
    raws: list[Raw] = []
    room = ENTRIES_BYTES_MAX
    for entry in entries:
        raw = msgspec.msgpack.encode(entry)
        room -= len(raw)
        if raws and room < 0:
            break
        raws.append(Raw(raw))
    return raws


def _start(journal: Journal, progress: Progress) -> int:
    if progress.cursor is None or progress.chain != journal.chain:
        return journal.received_through()
    return progress.cursor


def _deliver(
    journal: Journal, transport: Transport, entries: list[Entry]
) -> tuple[Delivered, int]:
    """Send entries. Halve a refused batch; send a refused single entry by itself."""
    raws = fitting(entries)
    for _ in range(HALVINGS_MAX):
        batch = _batch(journal, transport, entries[len(raws) - 1], raws)
        try:
            delivered = transport.deliver(batch)
        except BatchRefused:
            if len(raws) == 1:
                break
            raws = raws[: len(raws) // 2]
            continue
        journal.forget_heads([head.head_no for head in (*batch.heads, batch.head)])
        return delivered, batch.head.seq
    first = entries[0]
    log.warning("entry refused, sent alone", extra={"seq": first.seq})
    return transport.deliver_alone(first, chain=journal.chain), first.seq


def _batch(
    journal: Journal, transport: Transport, last: Entry, raws: list[Raw]
) -> Batch:
    head = journal.add_head(
        seq=last.seq,
        hash=last.hash,
        moment=transport.clock.now(),
        sign=transport.central.key.sign,
    )
    return Batch(
        device=head.device,
        chain=head.chain,
        entries=raws,
        head=head,
        heads=journal.heads_before(head.head_no, BATCH_HEADS_MAX),
    )


def _report(receipt: Receipt, progress: Progress) -> None:
    if receipt.quarantined:
        log.warning("quarantined by central", extra=_which(receipt.quarantined))
    if receipt.conflicts:
        log.error("central holds others", extra=_which(receipt.conflicts))
    progress.conflicts += len(receipt.conflicts)


def _which(verdicts: Sequence[Verdict]) -> dict[str, int]:
    return {"entries": len(verdicts), "first_seq": verdicts[0].seq}


def _follow(
    journal: Journal, delivered: Delivered, progress: Progress, *, sent_through: int
) -> None:
    """Move the watermark as the receipt says, or else only the cursor.

    Where journal and central have different entries (the SD card was copied), the
    watermark stays. The rest is sent all the same, and central stores it as
    conflicts for a person to look at. A central that was restored from a backup may
    lack some of these, which its watermark does not show: it is sent everything again.
    """
    receipt = delivered.receipt
    progress.chain = journal.chain
    restored = _is_restored(journal, receipt, progress)
    stored = _store_receipt(journal, delivered)
    if not stored:
        log.error("the journal and central differ", extra={"seq": receipt.through_seq})
        progress.conflicts += 1
    if restored and (receipt.conflicts or not stored):
        progress.resent_to, progress.resending = receipt.incarnation, True
        progress.cursor = 0
    elif not stored or (
        progress.resending and sent_through < journal.received_through()
    ):
        progress.cursor = sent_through
    else:
        whole = journal.received_through() == receipt.through_seq
        progress.cursor = None if whole else receipt.through_seq
        progress.resending = False


def _is_restored(journal: Journal, receipt: Receipt, progress: Progress) -> bool:
    """Return whether central was restored since it gave the latest receipt."""
    latest = journal.latest_receipt()
    known = {latest.incarnation if latest else b"", progress.resent_to}
    return latest is not None and receipt.incarnation not in known


def _store_receipt(journal: Journal, delivered: Delivered) -> bool:
    """Store the receipt; return False if it names an entry that is not ours."""
    receipt = delivered.receipt
    try:
        journal.store_receipt(
            through_seq=receipt.through_seq,
            hash=receipt.hash,
            incarnation=receipt.incarnation,
            raw=delivered.raw,
            moment_ns=delivered.answered.wall_ns,
        )
    except BadReceipt:
        return False
    return True


def _anchor(journal: Journal, delivered: Delivered, progress: Progress) -> None:
    """Append an anchor with central's time, if one is due.

    Central read its clock while we waited. So at the answer the true time is between
    that reading and that reading plus the whole wait.
    """
    at, read_ns = delivered.answered, delivered.receipt.server_time_ns
    if not anchor_due(progress.anchored, at):
        return
    waited_ns = at.boot_ns - delivered.asked.boot_ns
    anchor = Anchor(
        source="central", utc_from_ns=read_ns, utc_to_ns=read_ns + waited_ns
    )
    journal.append(anchor, at)
    progress.anchored = at


def anchor_due(last: Moment | None, now: Moment) -> bool:
    """Return whether to append an anchor: every hour, or every 5 min while unsynced.

    Not at each exchange, because an anchor is an entry that causes the next exchange.
    """
    if last is None or last.boot_id != now.boot_id:
        return True
    synced = now.clock is ClockState.SYNCED
    every_ns = ANCHOR_EVERY_NS if synced else ANCHOR_EVERY_UNSYNCED_NS
    return now.boot_ns - last.boot_ns >= every_ns

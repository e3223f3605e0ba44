"""From the journal to central, and the roster back. Each function is one step.

Lost requests and lost answers need no special care, because everything may be sent
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
    """What the uplink knows beside the journal; to forget it costs work, no facts.

    Attributes:
        cursor: read on from behind this seq; None says from the watermark on.
        chain: the chain that the cursor is about.
        anchored: when the last anchor was written.
        conflicts: how many entries central holds otherwise than this journal.
        sent_anew_to: the incarnation of central to which all was sent once more.
        sending_anew: that is going on.
    """

    cursor: int | None = None
    chain: bytes = b""
    anchored: Moment | None = None
    conflicts: int = 0
    sent_anew_to: bytes = b""
    sending_anew: bool = False


def upload_one_batch(
    journal: Journal, transport: Transport, progress: Progress
) -> bool:
    """Send the oldest entries that central lacks; say whether there may be more.

    Raises:
        DeliveryFailed: nothing of central's came back; the watermark is where it was.
        JournalUnavailable: the disk does not let us; likewise.
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
    """Replace the roster when central has another; say whether it did.

    Raises:
        DeliveryFailed: nothing signed by central came back; the old one stays.
        BadRoster: central's own roster contradicts itself; the old one stays.
    """
    held = path.read_bytes() if path.exists() else None
    fresh = transport.roster(held)
    if fresh is None or fresh == held:
        return False
    roster.store_roster(path, fresh)
    log.info("roster replaced", extra={"bytes": len(fresh)})
    return True


def fitting(entries: Sequence[Entry]) -> list[Raw]:
    """Encode as many of the first entries as one batch may hold, at least one."""
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
    """Send them; halve what central refuses, and send a refused one by itself."""
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
        journal.forget_heads([one.head_no for one in (*batch.heads, batch.head)])
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
    """Let the watermark follow the receipt, and where it cannot, the cursor.

    A journal that holds another entry than central (its card was copied) keeps its
    watermark. The rest is sent all the same: central keeps it as conflicts, and a
    person can look. A central restored from a backup may have lost some of them, and
    its watermark does not tell: it is sent everything once more.
    """
    receipt = delivered.receipt
    progress.chain = journal.chain
    another = _is_another(journal, receipt, progress)
    kept = _keep(journal, delivered)
    if not kept:
        log.error("the journal and central differ", extra={"seq": receipt.through_seq})
        progress.conflicts += 1
    if another and (receipt.conflicts or not kept):
        progress.sent_anew_to, progress.sending_anew = receipt.incarnation, True
        progress.cursor = 0
    elif not kept or (
        progress.sending_anew and sent_through < journal.received_through()
    ):
        progress.cursor = sent_through
    else:
        whole = journal.received_through() == receipt.through_seq
        progress.cursor = None if whole else receipt.through_seq
        progress.sending_anew = False


def _is_another(journal: Journal, receipt: Receipt, progress: Progress) -> bool:
    """Say whether central is another than the one that gave the receipt we hold."""
    held = journal.latest_receipt()
    known = {held.incarnation if held else b"", progress.sent_anew_to}
    return held is not None and receipt.incarnation not in known


def _keep(journal: Journal, delivered: Delivered) -> bool:
    """Keep the receipt; False says that it names an entry that is not ours."""
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
    """Write down what central's clock said, if that is due.

    Central read its clock while we waited, so that true time at the answer is that
    reading or up to the whole wait more.
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
    """Say whether to write an anchor: hourly, or each 5 min while not in step.

    Not at each exchange, since an anchor is an entry and makes the next exchange.
    """
    if last is None or last.boot_id != now.boot_id:
        return True
    synced = now.clock is ClockState.SYNCED
    every_ns = ANCHOR_EVERY_NS if synced else ANCHOR_EVERY_UNSYNCED_NS
    return now.boot_ns - last.boot_ns >= every_ns

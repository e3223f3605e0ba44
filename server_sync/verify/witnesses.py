"""Compare a chain with its witnesses: the terminal's heads, central's receipts.

A chain alone cannot show that its end was cut off. Both sign how far it had come.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from kiosk.journal.contents import Head
from server_sync.errors import BadKey, BadSignature
from server_sync.protocol.signing import verify_head
from server_sync.protocol.wire import Receipt
from server_sync.verify import frames
from server_sync.verify.case import Terminal
from server_sync.verify.earlier_keys import CentralKeys
from server_sync.verify.findings import span
from server_sync.verify.walk import Walk

Signed = TypeVar("Signed", Head, Receipt)


def hear_terminal(way: Walk, raw: bytes, terminal: Terminal | None) -> list[Head]:
    """Compare the heads with the entries; return those that are signed validly."""
    records, rest = frames.split(raw)
    heads = [_read(record, Head) for record in records]
    if rest or None in heads:
        way.found.fault(f"ALTERED: a head {way.label} cannot be read")
    keys = [] if terminal is None else [key.public_key for key in terminal.keys]
    if not keys:
        way.found.fault(f"UNKNOWN KEY: nobody approved a key {way.label}")
    signed = [
        head
        for head in heads
        if head is not None and _is_signed(way, head, [bytes.fromhex(k) for k in keys])
    ]
    for head in signed:
        _hold(way, head.seq, head.hash, f"HEAD {head.head_no} CONTRADICTS")
    _numbered(way, signed)
    covered = max((head.seq for head in signed), default=way.chain.first - 1)
    _covered(way, covered)
    return signed


def hear_central(way: Walk, raw: bytes, central: CentralKeys) -> None:
    """Compare the receipts with the entries."""
    records, rest = frames.split(raw)
    receipts = [_read(record, Receipt) for record in records]
    if rest or None in receipts:
        way.found.fault(f"ALTERED: a receipt {way.label} cannot be read")
    through = [
        receipt.through_seq
        for receipt in receipts
        if receipt is not None and _is_centrals(way, receipt, central)
    ]
    for receipt in receipts:
        if receipt is not None:
            _hold(way, receipt.through_seq, receipt.hash, "RECEIPT CONTRADICTS")
    if not through:
        way.found.fault(f"NO RECEIPT: central receipted nothing {way.label}")
    receipted = max(through, default=way.chain.last)
    if way.end < max(receipted, way.chain.last):
        way.found.fault(
            f"CUT OFF: central receipted {max(receipted, way.chain.last)}, file ends"
            f" at {way.end} {way.label}"
        )


def _read(record: bytes, kind: type[Signed]) -> Signed | None:
    try:
        return msgspec.msgpack.decode(record, type=kind)
    except (ValueError, RecursionError):
        return None


def _is_signed(way: Walk, head: Head, keys: Sequence[bytes]) -> bool:
    named = f"head {head.head_no} {way.label}"
    if (head.device, head.chain.hex()) != (way.chain.device, way.chain.chain):
        way.found.fault(f"ALTERED: {named} speaks of another chain")
        return False
    for key in keys:
        try:
            verify_head(head, key)
        except (BadSignature, BadKey):
            continue
        return True
    way.found.fault(f"BAD SIGNATURE: {named} is not signed by the terminal's key")
    return False


def _is_centrals(way: Walk, receipt: Receipt, central: CentralKeys) -> bool:
    named = f"the receipt for {receipt.through_seq} {way.label}"
    if (receipt.device, receipt.chain.hex()) != (way.chain.device, way.chain.chain):
        way.found.fault(f"ALTERED: {named} speaks of another chain")
        return False
    if not central.signed(receipt):
        way.found.fault(f"BAD SIGNATURE: {named} is not signed by central's key")
        return False
    return True


def _hold(way: Walk, seq: int, witnessed: bytes, what: str) -> None:
    computed = way.hashes.get(seq)
    if computed is not None and computed != witnessed:
        way.found.fault(f"{what}: it speaks of another event {seq} {way.label}")


def _numbered(way: Walk, heads: Sequence[Head]) -> None:
    heads_by_number: dict[int, Head] = {}
    for head in heads:
        if heads_by_number.setdefault(head.head_no, head) != head:
            way.found.fault(
                f"HEAD {head.head_no} CONTRADICTS: two heads have this number"
                f" {way.label}"
            )


def _covered(way: Walk, covered: int) -> None:
    first, last = way.chain.first, way.chain.last
    if covered > way.end:
        way.found.fault(
            f"CUT OFF: the terminal signed {covered}, file ends at {way.end}"
            f" {way.label}"
        )
    elif covered < first:
        way.found.fault(f"UNSIGNED: no head covers {span([first, last])} {way.label}")
    elif covered < last:
        unsigned = span([covered + 1, last])
        way.found.note(f"the terminal has not signed {unsigned} yet {way.label}")


def by_device(terminals: Sequence[Terminal]) -> Mapping[str, Terminal]:
    """Return the terminals by name."""
    return {terminal.device: terminal for terminal in terminals}

"""Heads and receipts: what terminal and central signed earlier binds them now."""

from collections.abc import Sequence

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.journal.contents import Head
from server_sync.protocol.signing import sign_head, sign_receipt
from server_sync.protocol.wire import Receipt
from server_sync.verify import container, frames
from server_sync.verify.seal import encode
from server_sync.verify.verify import verify_case
from tests.server_sync.central.evidence.case_of_alice import (
    CENTRAL,
    HEADS,
    RECEIPTS,
    case_in,
    records,
    signed_anew,
    whole_case,
)
from tests.server_sync.central.world import CENTRAL_KEY, DEVICE_KEY

STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
OF_DOOR = "of door-1 (chain 00010203)"


def heads_and_receipts() -> tuple[list[Head], list[Receipt]]:
    """Read who else signed the chain."""
    raw = whole_case()
    heads = [msgspec.msgpack.decode(one, type=Head) for one in records(raw, HEADS)]
    receipts = [
        msgspec.msgpack.decode(one, type=Receipt) for one in records(raw, RECEIPTS)
    ]
    return heads, receipts


def with_heads(heads: Sequence[Head]) -> tuple[str, ...]:
    """Say what is wrong with a file that has these heads instead."""
    new = frames.join(msgspec.msgpack.encode(one) for one in heads)
    return verify_case(signed_anew(whole_case(), chains__1__heads=new)).faults


def test_a_head_by_another_key_is_refused() -> None:
    """Nobody else can speak for a terminal."""
    (first, last), _ = heads_and_receipts()

    found = with_heads([first, sign_head(last, STRANGER)])

    assert found[0] == (
        f"BAD SIGNATURE: head 2 {OF_DOOR} is not signed by the terminal's key"
    )


def test_a_head_that_contradicts_is_told() -> None:
    """A copied memory card signs two histories with one key."""
    (first, last), _ = heads_and_receipts()
    other = sign_head(msgspec.structs.replace(last, hash=bytes(32)), DEVICE_KEY)

    found = with_heads([first, last, other])

    assert found[:2] == (
        f"HEAD 2 CONTRADICTS: it speaks of another event 7 {OF_DOOR}",
        f"HEAD 2 CONTRADICTS: two heads have this number {OF_DOOR}",
    )


def test_events_that_no_head_covers_are_not_taken_on_trust() -> None:
    """Without the terminal's word, central could have written anything."""
    assert f"UNSIGNED: no head covers 1 to 7 {OF_DOOR}" in with_heads([])


def test_a_head_that_central_never_got_is_no_news() -> None:
    """The later head covers the same events: there is nothing to act on."""
    (first, last), _ = heads_and_receipts()
    later = sign_head(msgspec.structs.replace(last, head_no=5), DEVICE_KEY)
    new = frames.join(msgspec.msgpack.encode(one) for one in (first, later))

    verdict = verify_case(
        signed_anew(without_roots(), chains__1__heads=new), pinned=CENTRAL
    )

    assert verdict.faults == ()
    assert verdict.notes == ()


def without_roots() -> bytes:
    """Give the file without its days' roots, so that other heads may stand in it."""
    raw = whole_case()
    plain = msgspec.structs.replace(case_in(raw), roots=())
    members = {"case.json": encode(plain)} | {
        name: None for name in container.unpack(raw) if name.startswith("roots/")
    }
    return signed_anew(raw, **members)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"hash": bytes(32)}, "RECEIPT CONTRADICTS: it speaks of another event 7 {}"),
        ({"through_seq": 20}, "CUT OFF: central receipted 20, file ends at 7 {}"),
        ({"device": "x"}, "ALTERED: the receipt for 7 {} speaks of another chain"),
    ],
)
def test_a_receipt_that_says_otherwise_is_told(
    values: dict[str, object], words: str
) -> None:
    """What central signed at the time binds it now."""
    _, receipts = heads_and_receipts()
    other = sign_receipt(msgspec.structs.replace(receipts[-1], **values), CENTRAL_KEY)
    new = frames.join(msgspec.msgpack.encode(one) for one in [*receipts[:-1], other])

    found = verify_case(signed_anew(whole_case(), chains__1__receipts=new)).faults

    assert words.format(OF_DOOR) in found


def test_a_receipt_by_another_key_is_refused() -> None:
    """A forged receipt proves nothing."""
    _, receipts = heads_and_receipts()
    forged = [sign_receipt(one, STRANGER) for one in receipts]
    new = frames.join(msgspec.msgpack.encode(one) for one in forged)

    found = verify_case(signed_anew(whole_case(), chains__1__receipts=new)).faults

    assert found[0].startswith("BAD SIGNATURE: the receipt for 3")
    assert f"NO RECEIPT: central receipted nothing {OF_DOOR}" in found

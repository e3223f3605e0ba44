"""Only central's own word for this very request is an answer."""

from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from kiosk.journal.contents import GENESIS
from server_sync.errors import DeliveryFailed
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.protocol.signing import NOT_YET_SIGNED, sign_receipt
from server_sync.protocol.wire import Receipt
from server_sync.uplink.transport import Central, read_receipt

CENTRAL_KEY = PrivateKey.generate()


CHAIN = b"the-chain-of-one"


CENTRAL = Central(
    url="https://central.example.dk",
    public=public_bytes(CENTRAL_KEY),
    device="terminal-1",
    key=PrivateKey.generate(),
)


RECEIPT = Receipt(
    device="terminal-1",
    chain=CHAIN,
    through_seq=0,
    hash=GENESIS,
    incarnation=bytes(16),
    server_time_ns=10**18,
    nonce="only-once",
    quarantined=[],
    conflicts=[],
    signature=NOT_YET_SIGNED,
)


GOOD = msgspec.msgpack.encode(sign_receipt(RECEIPT, CENTRAL_KEY))


def read(raw: bytes) -> Receipt:
    """Read an answer as the terminal reads it."""
    return read_receipt(raw, CENTRAL, chain=CHAIN, nonce="only-once")


def test_a_receipt_for_this_request_is_read() -> None:
    """Central's signed word on this chain, with this nonce, is an answer."""
    assert read(GOOD) == sign_receipt(RECEIPT, CENTRAL_KEY)


@given(noise=st.binary(max_size=400))
@example(noise=b"\x91" * 100_000)
@example(noise=GOOD + b"\x00")
@example(noise=GOOD[:-1])
def test_no_bytes_are_a_receipt_by_chance(noise: bytes) -> None:
    """Whatever comes, it is a receipt of central's or a failure."""
    with pytest.raises(DeliveryFailed):
        read(noise)


@given(at=st.integers(0, len(GOOD) - 1), value=st.integers(0, 255))
def test_a_receipt_with_one_byte_changed_is_none(at: int, value: int) -> None:
    """No byte of a receipt can be changed and the rest be believed."""
    changed = bytearray(GOOD)
    changed[at] = value
    try:
        receipt = read(bytes(changed))
    except DeliveryFailed:
        return

    assert bytes(changed) == GOOD
    assert receipt == read(GOOD)


@pytest.mark.parametrize(
    "other", [{"device": "terminal-2"}, {"chain": bytes(16)}, {"nonce": "again"}]
)
def test_a_receipt_for_somebody_else_is_none(other: dict[str, Any]) -> None:
    """Signed by central, and still for another terminal, chain or request."""
    receipt = sign_receipt(structs.replace(RECEIPT, **other), CENTRAL_KEY)

    with pytest.raises(DeliveryFailed, match="another request"):
        read(msgspec.msgpack.encode(receipt))


def test_a_receipt_of_another_central_is_none() -> None:
    """Only the key that stands in the settings speaks for central."""
    forged = sign_receipt(RECEIPT, PrivateKey.generate())

    with pytest.raises(DeliveryFailed, match="not a receipt"):
        read(msgspec.msgpack.encode(forged))

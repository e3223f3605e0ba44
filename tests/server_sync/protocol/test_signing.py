"""Only the owner of a key can have said what it signed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from server_sync.errors import BadSignature
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.protocol.signing import (
    NOT_YET_SIGNED,
    sign_document,
    sign_head,
    sign_receipt,
    verify_document,
    verify_head,
    verify_receipt,
)
from server_sync.protocol.wire import Head, Receipt, Verdict

KEY = PrivateKey.generate()


PUBLIC = public_bytes(KEY)


OTHER = public_bytes(PrivateKey.generate())


HEAD = Head(
    device="terminal-1",
    chain=bytes(16),
    seq=7,
    hash=bytes(32),
    head_no=3,
    wall_ns=10**18,
    boot_ns=10**9,
    boot_id=bytes(16),
    signature=NOT_YET_SIGNED,
)


RECEIPT = Receipt(
    device="terminal-1",
    chain=bytes(16),
    through_seq=7,
    hash=bytes(32),
    incarnation=bytes(16),
    server_time_ns=10**18,
    nonce="only-once",
    quarantined=[Verdict(seq=5, reason="unreadable")],
    conflicts=[Verdict(seq=6, reason="another")],
    signature=NOT_YET_SIGNED,
)


def other_than(value: Any) -> Any:
    """Give another value of the same kind."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return []
    if isinstance(value, str):
        return value + "x"
    return bytes([value[0] ^ 1]) + bytes(value[1:])


@pytest.mark.parametrize("field", Head.__struct_fields__)
def test_a_head_cannot_be_changed_in_any_field(field: str) -> None:
    """Each field of a head, and its signature, is covered."""
    head = sign_head(HEAD, KEY)
    verify_head(head, PUBLIC)
    changed = structs.replace(head, **{field: other_than(getattr(head, field))})

    with pytest.raises(BadSignature):
        verify_head(changed, PUBLIC)


@pytest.mark.parametrize("field", Receipt.__struct_fields__)
def test_a_receipt_cannot_be_changed_in_any_field(field: str) -> None:
    """Each field of a receipt, and its signature, is covered."""
    receipt = sign_receipt(RECEIPT, KEY)
    verify_receipt(receipt, PUBLIC)
    changed = structs.replace(receipt, **{field: other_than(getattr(receipt, field))})

    with pytest.raises(BadSignature):
        verify_receipt(changed, PUBLIC)


def test_a_verdict_cannot_change_sides() -> None:
    """What is quarantined cannot be read as a conflict."""
    receipt = sign_receipt(RECEIPT, KEY)
    swapped = structs.replace(
        receipt, quarantined=receipt.conflicts, conflicts=receipt.quarantined
    )

    with pytest.raises(BadSignature):
        verify_receipt(swapped, PUBLIC)


def test_anothers_signature_does_not_count() -> None:
    """Heads, receipts and documents are held to the key on record."""
    with pytest.raises(BadSignature):
        verify_head(sign_head(HEAD, KEY), OTHER)
    with pytest.raises(BadSignature):
        verify_receipt(sign_receipt(RECEIPT, KEY), OTHER)
    with pytest.raises(BadSignature):
        verify_document(b"{}", sign_document(b"{}", KEY, device="a"), OTHER, device="a")


def test_what_is_signed_before_does_not_change_what_is_signed() -> None:
    """Signing again gives the same: the old signature is not part of it."""
    once = sign_head(HEAD, KEY)

    assert sign_head(once, KEY) == once


@given(body=st.binary(max_size=50), value=st.text(max_size=100))
def test_no_text_is_a_documents_signature(body: bytes, value: str) -> None:
    """Whatever stands in the header, only central's signature passes."""
    with pytest.raises(BadSignature):
        verify_document(body, value, PUBLIC, device="terminal-1")


@pytest.mark.parametrize(
    ("body", "device"), [(b"[1]", "terminal-1"), (b"[]", "terminal-2")]
)
def test_a_document_is_for_one_terminal(body: bytes, device: str) -> None:
    """A roster cannot be changed or be given to another terminal."""
    value = sign_document(b"[]", KEY, device="terminal-1")
    verify_document(b"[]", value, PUBLIC, device="terminal-1")

    with pytest.raises(BadSignature):
        verify_document(body, value, PUBLIC, device=device)


def test_a_document_is_not_cut_elsewhere() -> None:
    """Fields are framed: moving a letter from the name to the body is seen."""
    value = sign_document(b"b{}", KEY, device="a")

    with pytest.raises(BadSignature):
        verify_document(b"{}", value, PUBLIC, device="ab")

"""What counts as a UID."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firmware.card import CardUid
from firmware.errors import BadCardUid


@given(raw=st.binary(max_size=12))
@example(raw=b"")
@example(raw=bytes(11))
@example(raw=bytes.fromhex("88040506"))
def test_a_uid_has_a_length_that_cards_have(raw: bytes) -> None:
    """Only 4, 7 and 10 bytes that do not announce more are a UID."""
    if len(raw) in {4, 7, 10} and raw[0] != 0x88:
        assert CardUid.from_hex(str(CardUid(raw))) == CardUid(raw)
    else:
        with pytest.raises(BadCardUid):
            CardUid(raw)


def test_hexadecimal_is_read_as_people_write_it() -> None:
    """Case, spaces and colons do not matter; other characters do."""
    assert CardUid.from_hex("04:A3 c6ca E2:61:80") == CardUid.from_hex("04a3c6cae26180")
    with pytest.raises(BadCardUid):
        CardUid.from_hex("not a card")


def test_only_four_bytes_starting_with_08_are_random() -> None:
    """A longer UID that begins with 08 belongs to a card and stays the same."""
    assert CardUid.from_hex("08112233").is_random
    assert not CardUid.from_hex("11223344").is_random
    assert not CardUid.from_hex("08112233445566").is_random


@pytest.mark.parametrize("uid", ["00000000", "ffffffff", "01020304", "12345678"])
def test_a_number_that_many_cards_share_is_known_as_one(uid: str) -> None:
    """Only these four bytes, and not a longer number that begins like them."""
    assert CardUid.from_hex(uid).is_shared
    assert not CardUid.from_hex(uid + "000000").is_shared
    assert not CardUid.from_hex("11223344").is_shared


def test_a_uid_does_not_print_itself_into_logs() -> None:
    """Only str() tells the digits; repr, which lands in logs, does not."""
    assert "1122" not in repr(CardUid.from_hex("11223344"))

"""The bytes of the standard."""

import pytest

from firmware.iso14443 import HLTA, crc_a, with_bcc


@pytest.mark.parametrize(
    ("message", "checksum"),
    [
        ("0000", "a01e"),
        ("1234", "26cf"),
        ("5000", "57cd"),
        ("3004", "26ee"),
        ("08", "b6dd"),
        ("93701122334444", "519c"),
    ],
)
def test_crc_a_gives_the_published_values(message: str, checksum: str) -> None:
    """The checksum is the one that cards and other readers compute."""
    assert crc_a(bytes.fromhex(message)).hex() == checksum


def test_hlta_carries_its_checksum() -> None:
    """The constant is a frame that cards accept."""
    assert HLTA[:2] + crc_a(HLTA[:2]) == HLTA


@pytest.mark.parametrize("block", ["1122334444", "8804a3c6e9", "c5cc358ab6"])
def test_bcc_gives_what_real_cards_sent(block: str) -> None:
    """The check byte is that of published logs."""
    assert with_bcc(bytes.fromhex(block)[:4]).hex() == block

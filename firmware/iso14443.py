"""Commands and checksums of ISO/IEC 14443-3 type A."""

from functools import reduce
from operator import xor

REQA = 0x26
WUPA = 0x52
HLTA = bytes.fromhex("500057CD")
SELECTS = (0x93, 0x95, 0x97)
"""The SELECT command of each cascade level."""
CRC_A_PRESET = 0x6363


def crc_a(message: bytes, preset: int = CRC_A_PRESET) -> bytes:
    """Compute CRC_A as it goes on the air, low byte first.

    >>> crc_a(bytes.fromhex("5000")).hex()
    '57cd'
    """
    crc = preset
    for byte in message:
        mixed = (byte ^ crc) & 0xFF
        mixed = (mixed ^ mixed << 4) & 0xFF
        crc = crc >> 8 ^ mixed << 8 ^ mixed << 3 ^ mixed >> 4
    return crc.to_bytes(2, "little")


def with_bcc(block: bytes) -> bytes:
    """Add the check byte to the four bytes of a cascade level."""
    return block + bytes([reduce(xor, block)])

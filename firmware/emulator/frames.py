"""Frames on the air, as the bits in the order in which they are sent."""

from itertools import zip_longest

Bits = tuple[int, ...]
BIT_SECONDS = 128 / 13.56e6
BITS_PER_BYTE = 8


def from_bytes(raw: bytes, last_bits: int = 0) -> Bits:
    """Take the bits out of bytes, low bit first; 0 means a whole last byte."""
    bits = tuple(byte >> place & 1 for byte in raw for place in range(BITS_PER_BYTE))
    return bits if last_bits == 0 else bits[: last_bits - BITS_PER_BYTE]


def to_bytes(bits: Bits, align: int = 0) -> bytes:
    """Put bits into bytes; the first one goes to place `align` of the first."""
    shifted = (0,) * align + bits
    starts = range(0, len(shifted), BITS_PER_BYTE)
    return bytes(
        sum(bit << place for place, bit in enumerate(shifted[at : at + BITS_PER_BYTE]))
        for at in starts
    )


def overlay(answers: list[Bits]) -> tuple[Bits, int | None]:
    """Lay answers over each other as the antenna hears them.

    Returns:
        the bits, where a 1 wins, and the index of the first bit in which the
        answers differ, or None.
    """
    heard: list[int] = []
    collision: int | None = None
    for place, column in enumerate(zip_longest(*answers)):
        said = {bit for bit in column if bit is not None}
        if len(said) > 1 and collision is None:
            collision = place
        heard.append(max(said))
    return tuple(heard), collision


def air_seconds(bits: int) -> float:
    """How long so many bits are on the air, with parity and the frame's ends."""
    return (bits + bits // BITS_PER_BYTE + 2) * BIT_SECONDS

"""Frames as lists of bits, in the order in which they are sent."""

from itertools import zip_longest

Bits = tuple[int, ...]
BIT_SECONDS = 128 / 13.56e6
BITS_PER_BYTE = 8


def from_bytes(raw: bytes, last_bits: int = 0) -> Bits:
    """Return the bits of bytes, low bit first; 0 means a whole last byte."""
    bits = tuple(byte >> place & 1 for byte in raw for place in range(BITS_PER_BYTE))
    return bits if last_bits == 0 else bits[: last_bits - BITS_PER_BYTE]


def to_bytes(bits: Bits, align: int = 0) -> bytes:
    """Return bits as bytes; the first goes to place `align` of the first byte."""
    shifted = (0,) * align + bits
    starts = range(0, len(shifted), BITS_PER_BYTE)
    return bytes(
        sum(bit << place for place, bit in enumerate(shifted[at : at + BITS_PER_BYTE]))
        for at in starts
    )


def overlay(answers: list[Bits]) -> tuple[Bits, int | None]:
    """Superimpose simultaneous answers as the antenna receives them.

    Returns:
        the bits, where a 1 wins, and the index of the first bit in which the
        answers differ, or None.
    """
    heard: list[int] = []
    collision: int | None = None
    for place, column in enumerate(zip_longest(*answers)):
        sent = {bit for bit in column if bit is not None}
        if len(sent) > 1 and collision is None:
            collision = place
        heard.append(max(sent))
    return tuple(heard), collision


def air_seconds(bits: int) -> float:
    """Return how long a frame of this many bits takes, with parity and framing."""
    return (bits + bits // BITS_PER_BYTE + 2) * BIT_SECONDS

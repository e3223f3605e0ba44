"""Faults between the program and a card."""

from collections.abc import Callable
from dataclasses import dataclass, field

from firmware.emulator.frames import BITS_PER_BYTE, Bits


@dataclass(slots=True, kw_only=True)
class Faults:
    """Faults of an emulated chip, by the number of the transfer or frame.

    Transfers and frames are counted from 1 from the making of chip and field.

    Attributes:
        miso: the value that the chip's data line is stuck at: 0x00, 0xFF, or None.
        io_error: transfers at which the bus itself fails with OSError.
        reset: transfers at which the chip forgets everything (brown-out, ESD).
        miso_flips: transfer -> mask; these bits of its last byte arrive wrong.
        answer_flips: frame -> bits of the answer that arrive wrong.
        garbled: frames that no card understands.
    """

    miso: int | None = None
    io_error: Callable[[int], bool] = field(default=lambda _: False)
    reset: frozenset[int] = frozenset()
    miso_flips: dict[int, int] = field(default_factory=dict)
    answer_flips: dict[int, tuple[int, ...]] = field(default_factory=dict)
    garbled: frozenset[int] = frozenset()

    def on_bus(self, transfer: int, answer: list[int]) -> list[int]:
        """Return the bytes of the chip's answer that arrive."""
        if self.miso is not None:
            return [self.miso] * len(answer)
        flip = self.miso_flips.get(transfer, 0)
        return [*answer[:-1], answer[-1] ^ flip] if answer else answer

    def on_air(self, frame: int, answer: Bits) -> tuple[Bits, bool]:
        """Return the bits of the cards' answer that arrive, and if parity is broken.

        As on a real card, two wrong bits in one byte leave the parity right.
        """
        wrong = {bit for bit in self.answer_flips.get(frame, ()) if bit < len(answer)}
        heard = tuple(bit ^ (place in wrong) for place, bit in enumerate(answer))
        per_byte = [bit // BITS_PER_BYTE for bit in wrong]
        return heard, any(per_byte.count(byte) % 2 for byte in per_byte)

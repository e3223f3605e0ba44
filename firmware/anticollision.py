"""Anticollision: read the UID of every card in the field.

The walk goes down a tree: where the answers of two cards differ in a bit, it
follows the 0 first and the 1 later. A UID counts only after a card has answered
SELECT with exactly that UID and a valid checksum. So a fault can lose a reading
but never invents a card.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Protocol

from firmware.card import MORE_TO_COME, CardUid
from firmware.errors import BadCardUid
from firmware.iso14443 import HLTA, SELECTS, WUPA, crc_a, with_bcc
from firmware.reader import Reading, SeenCard, Trouble

BRANCHES_MAX = 8
"""More cards than anybody holds at once; it bounds a poll at about 0.15 s."""
BLOCK_BITS = 32
SELECT_WHOLE = 0x70
CASCADE = 0x04
SHORT_FRAME_BITS = 7
ATQA_BITS = 16
SAK_BITS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class AirAnswer:
    """The answer that the antenna received.

    Attributes:
        raw: the bytes; the answer starts at bit `align` of the first one.
        bits: how many bits of them count, the `align` unused ones included.
        broken: parity or framing did not hold.
        collision: None, or the place of the first bit in which cards differ,
            1 being the first bit received, and 0 if the chip cannot tell.
    """

    raw: bytes
    bits: int
    broken: bool = False
    collision: int | None = None


class Air(Protocol):
    """Sends frames to all cards in the field and returns their answer."""

    def exchange(
        self, frame: bytes, *, last_bits: int = 0, align: int = 0
    ) -> AirAnswer | None:
        """Send a frame and listen; None is silence.

        Args:
            frame: what to send.
            last_bits: how many bits of its last byte to send; 0 means all.
            align: at which bit of its first byte to put the answer.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A place in the tree: whole blocks of earlier levels, then bits of the next.

    `certain` is True where a card is known to be there.
    """

    blocks: tuple[bytes, ...] = ()
    prefix: int = 0
    known: int = 0
    certain: bool = True


@dataclass(slots=True)
class Walk:
    """The branches that are still to be visited, and the cards found so far."""

    pending: list[Branch] = field(default_factory=lambda: [Branch()])
    cards: dict[CardUid, SeenCard] = field(default_factory=dict)
    trouble: Trouble | None = None


def read_field(air: Air) -> Reading:
    """Read every card in the field that can be separated from the others."""
    walk = Walk()
    for _ in range(BRANCHES_MAX):
        if not walk.pending:
            break
        found = _follow(air, walk.pending.pop(), walk)
        if isinstance(found, SeenCard):
            walk.cards[found.uid] = found
        elif found is not None:
            walk.trouble = found
    if walk.pending:
        walk.trouble = Trouble.COLLISION
    return Reading(cards=tuple(walk.cards.values()), trouble=walk.trouble)


def _follow(air: Air, branch: Branch, walk: Walk) -> SeenCard | Trouble | None:
    # WUPA, not REQA: it also wakes cards that were read before and still lie there.
    heard = air.exchange(bytes([WUPA]), last_bits=SHORT_FRAME_BITS)
    if heard is None:
        return Trouble.BROKEN_READ if branch.known else None
    found = _descend(air, branch, walk, _atqa(heard))
    # Whatever happened, every card is at rest after this and hears the next WUPA.
    air.exchange(HLTA)
    return found


def _atqa(heard: AirAnswer) -> int | None:
    """Read the ATQA; None after a collision or noise."""
    if heard.broken or heard.collision is not None or heard.bits != ATQA_BITS:
        return None
    return int.from_bytes(heard.raw, "little")


def _descend(
    air: Air, branch: Branch, walk: Walk, atqa: int | None
) -> SeenCard | Trouble | None:
    for level, block in enumerate(branch.blocks):
        sak = _select(air, level, block)
        if isinstance(sak, Trouble):
            return sak
    for level in range(len(branch.blocks), len(SELECTS)):
        block_or_trouble = _anticollide(air, level, branch, walk)
        if not isinstance(block_or_trouble, bytes):
            return block_or_trouble
        sak = _select(air, level, block_or_trouble)
        if isinstance(sak, Trouble):
            return sak
        branch = Branch(blocks=(*branch.blocks, block_or_trouble))
        if not sak & CASCADE:
            return _card(branch.blocks, atqa, sak)
    return Trouble.BROKEN_READ


def _anticollide(
    air: Air, level: int, branch: Branch, walk: Walk
) -> bytes | Trouble | None:
    """Find the four bytes of one card below this branch, and queue the others."""
    for _ in range(BLOCK_BITS + 1):
        partial = branch.known % 8
        heard = air.exchange(_question(level, branch), last_bits=partial, align=partial)
        if heard is None:
            return Trouble.BROKEN_READ if branch.certain else None
        if heard.collision is None:
            return _block(heard, branch)
        # The data sheet leaves open whether the place counts the bits before it in
        # a byte that the question began. The nearer of both loses no card: if it
        # was the other, the bits up to there are common and one branch is empty.
        step = max(1, heard.collision - partial)
        if branch.known + step > BLOCK_BITS:
            return Trouble.COLLISION
        answer = int.from_bytes(heard.raw, "little") >> partial
        agreed = answer & ((1 << step - 1) - 1)
        zero = Branch(
            blocks=branch.blocks,
            prefix=branch.prefix | agreed << branch.known,
            known=branch.known + step,
            certain=partial == 0 and heard.collision > 0,
        )
        walk.pending.append(_with_a_one(zero))
        branch = zero
    return Trouble.COLLISION


def _with_a_one(zero: Branch) -> Branch:
    return Branch(
        blocks=zero.blocks,
        prefix=zero.prefix | 1 << zero.known - 1,
        known=zero.known,
        certain=zero.certain,
    )


def _question(level: int, branch: Branch) -> bytes:
    whole, partial = divmod(branch.known, 8)
    valid_bits = (2 + whole) << 4 | partial
    prefix = branch.prefix.to_bytes(BLOCK_BITS // 8, "little")
    return bytes([SELECTS[level], valid_bits]) + prefix[: whole + (partial > 0)]


def _block(heard: AirAnswer, branch: Branch) -> bytes | Trouble:
    partial = branch.known % 8
    expected = BLOCK_BITS + 8 - branch.known + partial
    if heard.broken or heard.bits != expected:
        return Trouble.BROKEN_READ
    received = int.from_bytes(heard.raw, "little") >> partial << branch.known
    checked = (branch.prefix | received).to_bytes(5, "little")
    return Trouble.BROKEN_READ if reduce(xor, checked) else checked[:4]


def _select(air: Air, level: int, block: bytes) -> int | Trouble:
    """Select the card with this block, and return its SAK."""
    frame = bytes([SELECTS[level], SELECT_WHOLE]) + with_bcc(block)
    heard = air.exchange(frame + crc_a(frame))
    if heard is not None and heard.collision is not None:
        return Trouble.COLLISION
    if heard is None or heard.broken or heard.bits != SAK_BITS:
        return Trouble.BROKEN_READ
    sak, checksum = heard.raw[:1], heard.raw[1:]
    return sak[0] if checksum == crc_a(sak) else Trouble.BROKEN_READ


def _card(blocks: tuple[bytes, ...], atqa: int | None, sak: int) -> SeenCard | Trouble:
    if any(block[0] != MORE_TO_COME for block in blocks[:-1]):
        return Trouble.BROKEN_READ
    raw = b"".join(block[1:] for block in blocks[:-1]) + blocks[-1]
    if len(blocks) == 1 and raw[0] == MORE_TO_COME:
        return Trouble.NUMBER_CUT_OFF
    try:
        return SeenCard(uid=CardUid(raw), atqa=atqa, sak=sak)
    except BadCardUid:
        return Trouble.BROKEN_READ

"""Cards of ISO/IEC 14443-A, up to the point where they are selected."""

from enum import Enum, auto
from typing import Protocol

from firmware.card import MORE_TO_COME, RANDOM_UID, CardUid
from firmware.emulator.frames import Bits, from_bytes, to_bytes
from firmware.iso14443 import HLTA, REQA, SELECTS, WUPA, crc_a, with_bcc

SHORT_FRAME_BITS = 7
WHOLE = 0x70
BLOCK_BYTES = 4
CASCADE = 0x04
CLASSIC, NTAG, DESFIRE, PHONE = "classic", "ntag", "desfire", "phone"
ATQA_AND_SAK = {
    CLASSIC: (0x0004, 0x08),
    NTAG: (0x0044, 0x00),
    DESFIRE: (0x0344, 0x20),
    PHONE: (0x0004, 0x20),
}


class State(Enum):
    """The state of a card in the dialogue of ISO/IEC 14443-3."""

    OFF = auto()
    IDLE = auto()
    READY = auto()
    ACTIVE = auto()
    HALT = auto()


class Card:
    """A card as the reader sees it.

    Like a real card, it does not answer a frame that its state does not allow, and
    returns to IDLE, or to HALT if it had been halted before.
    """

    def __init__(self, uid: CardUid, *, atqa: int, sak: int) -> None:
        self.uid = uid
        self.atqa = atqa
        self.sak = sak
        self.state = State.OFF
        self._level = 0
        self._resting = State.IDLE

    def power(self, *, on: bool) -> None:
        """Enter or leave the field; the card loses its state."""
        self.state = State.IDLE if on else State.OFF
        self._resting = State.IDLE
        self._level = 0

    def hear(self, frame: Bits | None) -> Bits | None:
        """Answer a frame, or stay silent. None stands for a garbled frame."""
        match self.state:
            case State.OFF:
                return None
            case State.IDLE | State.HALT:
                return self._wake(frame)
            case State.READY:
                return self._anticollide(frame)
            case State.ACTIVE:
                if frame == from_bytes(HLTA):
                    self._resting = State.HALT
                self._rest()
                return None

    def _wake(self, frame: Bits | None) -> Bits | None:
        wakes = {WUPA} if self.state is State.HALT else {REQA, WUPA}
        if frame is None or len(frame) != SHORT_FRAME_BITS:
            return None
        if to_bytes(frame)[0] not in wakes:
            return None
        self.state, self._level = State.READY, 0
        return from_bytes(self.atqa.to_bytes(2, "little"))

    def _anticollide(self, frame: Bits | None) -> Bits | None:
        block = self._blocks()[self._level]
        if frame is None or len(frame) < 2 * 8:
            self._rest()
            return None
        command, valid_bits = to_bytes(frame[:16])
        known = ((valid_bits >> 4) - 2) * 8 + (valid_bits & 7)
        if command != SELECTS[self._level]:
            self._rest()
            return None
        if valid_bits == WHOLE:
            return self._select(to_bytes(frame), block)
        if known < 0 or len(frame) != 16 + known:
            self._rest()
            return None
        bits = from_bytes(block)
        return bits[known:] if bits[:known] == frame[16:] else None

    def _select(self, frame: bytes, block: bytes) -> Bits | None:
        asked = bytes([SELECTS[self._level], WHOLE]) + block
        if frame != asked + crc_a(asked):
            self._rest()
            return None
        if self._level + 1 < len(self._blocks()):
            self._level += 1
            answer = bytes([CASCADE])
        else:
            self.state = State.ACTIVE
            answer = bytes([self.sak])
        return from_bytes(answer + crc_a(answer))

    def _rest(self) -> None:
        self.state, self._level = self._resting, 0

    def _blocks(self) -> list[bytes]:
        raw, blocks = self.uid.raw, []
        while len(raw) > BLOCK_BYTES:
            blocks.append(with_bcc(bytes([MORE_TO_COME]) + raw[:3]))
            raw = raw[3:]
        return [*blocks, with_bcc(raw)]


class Dice(Protocol):
    """The source of a phone's random UIDs; a `random.Random` is one."""

    def randbytes(self, n: int, /) -> bytes:
        """Return this many random bytes."""


class Phone(Card):
    """A phone: it has another random UID each time that it enters the field."""

    def __init__(self, dice: Dice) -> None:
        atqa, sak = ATQA_AND_SAK[PHONE]
        super().__init__(random_uid(dice), atqa=atqa, sak=sak)
        self._dice = dice

    def power(self, *, on: bool) -> None:
        """Enter or leave the field; entering means a new UID."""
        super().power(on=on)
        if on:
            self.uid = random_uid(self._dice)


def random_uid(dice: Dice) -> CardUid:
    """Return a random UID as phones use them: 4 bytes, the first one 08."""
    return CardUid(bytes([RANDOM_UID]) + dice.randbytes(3))


def card_of_type(kind: str, uid: CardUid) -> Card:
    """Make a card of type "classic", "ntag" or "desfire" with this UID."""
    atqa, sak = ATQA_AND_SAK[kind]
    return Card(uid, atqa=atqa, sak=sak)

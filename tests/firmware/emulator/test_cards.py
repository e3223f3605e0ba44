"""The cards' side of the dialogue."""

from random import Random

import pytest

from firmware.emulator.cards import Phone, State
from firmware.emulator.frames import Bits, from_bytes, to_bytes
from firmware.iso14443 import HLTA, crc_a
from tests.firmware.readers import DESFIRE_UID, NTAG_UID, make_card

REQA, WUPA = from_bytes(b"\x26", 7), from_bytes(b"\x52", 7)


def select(command: int, block: str) -> Bits:
    """Build a SELECT frame around a block with its check byte."""
    frame = bytes([command, 0x70]) + bytes.fromhex(block)
    return from_bytes(frame + crc_a(frame))


def hex_of(answer: Bits | None) -> str | None:
    """Write an answer in hexadecimal."""
    return None if answer is None else to_bytes(answer).hex()


def with_crc(sak: int) -> str:
    """Write a SAK as it goes on the air."""
    return (bytes([sak]) + crc_a(bytes([sak]))).hex()


@pytest.mark.parametrize(
    ("uid", "atqa", "blocks", "sak"),
    [
        ("11223344", "0400", ["1122334444"], 0x08),
        (NTAG_UID, "4400", ["8804a3c6e9", "cae26180c9"], 0x00),
        (DESFIRE_UID, "4403", ["8804a3c6e9", "88cae261c1", "8011223380"], 0x20),
    ],
)
def test_a_card_is_selected_level_by_level(
    uid: str, atqa: str, blocks: list[str], sak: int
) -> None:
    """It gives each block, says 04 while there is more, and its SAK at the end."""
    card = make_card(uid)
    card.power(on=True)
    assert hex_of(card.hear(REQA)) == atqa
    commands = (0x93, 0x95, 0x97)
    for level, block in enumerate(blocks):
        ask = from_bytes(bytes([commands[level], 0x20]))
        assert hex_of(card.hear(ask)) == block
        last = level == len(blocks) - 1
        answer = with_crc(sak if last else 0x04)
        assert hex_of(card.hear(select(commands[level], block))) == answer
    assert card.state is State.ACTIVE


def test_a_halted_card_sleeps_until_wupa() -> None:
    """REQA does not wake it, WUPA does, and what goes wrong halts it again."""
    card = make_card()
    card.power(on=True)
    card.hear(REQA)
    card.hear(select(0x93, "1122334444"))
    assert card.hear(from_bytes(HLTA)) is None
    assert card.hear(REQA) is None
    assert hex_of(card.hear(WUPA)) == "0400"
    assert card.hear(WUPA) is None
    assert card.state is State.HALT


@pytest.mark.parametrize(
    "frame",
    [
        REQA,
        WUPA,
        None,
        from_bytes(HLTA),
        select(0x93, "1122334545"),
        select(0x95, "1122334444"),
        select(0x93, "1122334444")[:-8] + from_bytes(b"\x9d"),
        from_bytes(bytes.fromhex("9310")),
        from_bytes(bytes.fromhex("932811")),
        from_bytes(bytes.fromhex("30")),
    ],
)
def test_what_does_not_fit_sends_a_ready_card_to_idle(frame: Bits | None) -> None:
    """It says nothing, and answers the next request as if nothing had been."""
    card = make_card()
    card.power(on=True)
    card.hear(REQA)
    assert card.hear(frame) is None
    assert card.state is State.IDLE
    assert hex_of(card.hear(REQA)) == "0400"


def test_bits_asked_for_select_who_answers() -> None:
    """With the right first bits it gives the others; with wrong ones it waits."""
    card = make_card()
    card.power(on=True)
    card.hear(REQA)
    right = from_bytes(bytes.fromhex("9334110202")[:4], 4)
    wrong = (*right[:-1], 1 - right[-1])
    assert card.hear(wrong) is None
    assert card.hear(right) == from_bytes(bytes.fromhex("1122334444"))[12:]


def test_a_card_outside_the_field_is_deaf() -> None:
    """No power, no answer, no memory."""
    card = make_card()
    assert card.hear(WUPA) is None
    card.power(on=True)
    card.hear(REQA)
    card.power(on=False)
    card.power(on=True)
    assert hex_of(card.hear(REQA)) == "0400"


def test_a_phone_makes_up_a_uid_each_time() -> None:
    """Each time in the field is another UID, always 4 bytes and first 08."""
    phone = Phone(Random(5))
    made_up = []
    for _ in range(20):
        phone.power(on=True)
        made_up.append(phone.uid)
    assert len(set(made_up)) == 20
    assert all(uid.is_random for uid in made_up)

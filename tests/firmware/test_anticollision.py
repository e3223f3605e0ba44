"""The walk, against cards that do not keep to the standard."""

from firmware.anticollision import AirAnswer, read_field
from firmware.iso14443 import HLTA, crc_a
from firmware.reader import Reading, Trouble

ATQA = AirAnswer(raw=b"\x04\x00", bits=16)
BROKEN = Reading(trouble=Trouble.BROKEN_READ)


class ScriptedAir:
    """Answers in the order that was written down, and wants all to be asked."""

    def __init__(self, *answers: AirAnswer | None) -> None:
        self._answers = list(answers)
        self.frames: list[str] = []

    def exchange(
        self, frame: bytes, *, last_bits: int = 0, align: int = 0
    ) -> AirAnswer | None:
        """Give the next answer; HLTA has none."""
        del last_bits, align
        self.frames.append(frame.hex())
        return None if frame == HLTA else self._answers.pop(0)


def block(digits: str) -> AirAnswer:
    """Answer an anticollision command."""
    return AirAnswer(raw=bytes.fromhex(digits), bits=40)


def sak(value: int) -> AirAnswer:
    """Answer a SELECT."""
    raw = bytes([value])
    return AirAnswer(raw=raw + crc_a(raw), bits=24)


def test_a_card_that_promises_more_without_the_tag_is_broken() -> None:
    """A level that is followed by another must begin with 88."""
    air = ScriptedAir(ATQA, block("1122334444"), sak(4), block("55667788cc"), sak(0))
    assert read_field(air) == BROKEN
    assert air.frames[-1] == HLTA.hex()


def test_a_card_that_tags_without_more_can_never_be_read() -> None:
    """88 at the start of a whole UID is no UID, and holding it still helps nothing."""
    found = read_field(ScriptedAir(ATQA, block("8804a3c6e9"), sak(0)))
    assert found == Reading(trouble=Trouble.NUMBER_CUT_OFF)


def test_a_card_that_never_ends_is_broken() -> None:
    """There are three levels and no fourth."""
    level = block("8804a3c6e9"), sak(4)
    assert read_field(ScriptedAir(ATQA, *level, *level, *level)) == BROKEN


def test_an_answer_of_the_wrong_length_is_broken() -> None:
    """A short or a long answer is not cut to fit."""
    short = AirAnswer(raw=bytes.fromhex("11223344"), bits=32)
    assert read_field(ScriptedAir(ATQA, short)) == BROKEN
    long = AirAnswer(raw=sak(8).raw + b"\x00", bits=32)
    assert read_field(ScriptedAir(ATQA, block("1122334444"), long)) == BROKEN


def test_a_collision_in_the_check_byte_alone_is_no_way_on() -> None:
    """Bits beyond the UID that differ cannot be followed."""
    beyond = AirAnswer(raw=bytes.fromhex("1122334444"), bits=40, collision=33)
    assert read_field(ScriptedAir(ATQA, beyond)) == Reading(trouble=Trouble.COLLISION)


def test_a_field_that_always_collides_comes_to_an_end() -> None:
    """Noise that looks like ever more cards is given up, as a collision."""

    class Noise:
        asked = 0

        def exchange(
            self, frame: bytes, *, last_bits: int = 0, align: int = 0
        ) -> AirAnswer | None:
            del last_bits, align
            self.asked += 1
            return (
                None
                if frame == HLTA
                else AirAnswer(raw=b"\0" * 5, bits=40, collision=0)
            )

    air = Noise()
    assert read_field(air) == Reading(trouble=Trouble.COLLISION)
    assert air.asked < 400

"""What lies on the reader."""

from firmware.emulator.cards import State
from firmware.emulator.field import Field
from firmware.emulator.frames import from_bytes
from tests.firmware.readers import NTAG_UID, make_card

WUPA = from_bytes(b"\x52", 7)


def test_only_what_lies_in_a_powered_field_answers() -> None:
    """Cards answer from when they are laid down until they are taken away."""
    field, card = Field(), make_card()
    field.put(card)
    assert field.carry(WUPA) == []
    field.power(on=True)
    assert field.carry(WUPA) == [from_bytes(b"\x04\x00")]
    field.take(card)
    field.take(card)
    assert (field.carry(WUPA), field.cards, card.state) == ([], (), State.OFF)


def test_a_card_can_leave_after_some_frames() -> None:
    """It hears exactly as many frames as it was given."""
    field, leaving, staying = Field(), make_card(), make_card(NTAG_UID)
    field.power(on=True)
    field.put(leaving, frames=1)
    field.put(staying)
    assert len(field.carry(WUPA)) == 2
    field.carry(None)
    assert field.cards == (staying,)
    field.clear()
    assert len(field.cards) == 0


def test_switching_the_field_wakes_everybody_anew() -> None:
    """Off and on is what halted cards forget themselves by."""
    field, card = Field(), make_card()
    field.power(on=True)
    field.put(card)
    card.state = State.HALT
    field.power(on=True)
    halted = card.state
    field.power(on=False)
    field.power(on=True)
    assert (halted, card.state) == (State.HALT, State.IDLE)

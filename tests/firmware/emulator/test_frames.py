"""Bits on the air."""

from hypothesis import given
from hypothesis import strategies as st

from firmware.emulator.frames import from_bytes, overlay, to_bytes

BITS = st.lists(st.integers(0, 1), min_size=1, max_size=80).map(tuple)


@given(raw=st.binary(min_size=1, max_size=9), last_bits=st.integers(0, 7))
def test_bytes_survive_the_air(raw: bytes, last_bits: int) -> None:
    """What is sent can be put together again; a short last byte loses its top."""
    bits = from_bytes(raw, last_bits)
    mask = (1 << (last_bits or 8)) - 1
    assert to_bytes(bits) == raw[:-1] + bytes([raw[-1] & mask])
    assert len(bits) == len(raw) * 8 - (8 - last_bits if last_bits else 0)


@given(bits=BITS, align=st.integers(0, 7))
def test_an_answer_is_put_where_it_was_asked_for(
    bits: tuple[int, ...], align: int
) -> None:
    """The first bit goes to the place asked for, the places below stay empty."""
    value = int.from_bytes(to_bytes(bits, align), "little")
    plain = int.from_bytes(to_bytes(bits), "little")
    assert value == plain << align


@given(answers=st.lists(BITS, min_size=1, max_size=4))
def test_a_collision_is_where_two_answers_first_differ(
    answers: list[tuple[int, ...]],
) -> None:
    """Before it all that speak agree; who has ended does not disagree."""
    heard, collision = overlay(answers)
    agreed = len(heard) if collision is None else collision
    for place in range(agreed):
        assert {bits[place] for bits in answers if place < len(bits)} == {heard[place]}
    if collision is not None:
        said = {bits[collision] for bits in answers if collision < len(bits)}
        assert said == {0, 1}

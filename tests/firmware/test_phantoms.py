"""No fault makes up a card."""

from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from firmware.drivers.mfrc522 import open_reader
from firmware.emulator.cards import Card, Phone
from firmware.emulator.faults import Faults
from firmware.reader import Reading
from tests.firmware.readers import make_card, make_chip, poll_or_recover, uids

POLLS = 4
TRANSFERS_MAX = 300
FRAMES_MAX = 30

UIDS = st.sampled_from([4, 7, 10]).flatmap(
    lambda n: st.binary(min_size=n, max_size=n).filter(
        lambda raw: raw[0] not in {0x88, 0x08}
    )
)
TRANSFERS = st.integers(1, TRANSFERS_MAX)
FRAMES = st.integers(1, FRAMES_MAX)
FAULTS = st.fixed_dictionaries(
    {
        "failing": st.frozensets(TRANSFERS, max_size=3),
        "reset": st.frozensets(TRANSFERS, max_size=3),
        "miso_flips": st.dictionaries(TRANSFERS, st.integers(1, 255), max_size=8),
        "answer_flips": st.dictionaries(
            FRAMES, st.sets(st.integers(0, 39), min_size=1, max_size=3), max_size=5
        ),
        "garbled": st.frozensets(FRAMES, max_size=3),
    }
)
POPULATIONS = st.lists(
    st.tuples(UIDS, st.one_of(st.none(), st.integers(0, FRAMES_MAX))), max_size=4
)


class RecordingDice:
    """Dice that remember what they gave, since a phone forgets its old UIDs."""

    def __init__(self) -> None:
        self._dice = Random(4)
        self.given: set[str] = set()

    def randbytes(self, n: int) -> bytes:
        """Give random bytes."""
        raw = self._dice.randbytes(n)
        self.given.add("08" + raw.hex())
        return raw


@settings(max_examples=400, deadline=None)
@given(population=POPULATIONS, phone=..., faults=FAULTS, aligned=...)
@example(
    population=[(bytes.fromhex("11223344"), 2), (bytes.fromhex("11223345"), None)],
    phone=False,
    faults={"reset": frozenset({40})},
    aligned=True,
)
def test_every_uid_is_a_card_in_the_field(
    population: list[tuple[bytes, int | None]],
    *,
    phone: bool,
    faults: dict[str, Any],
    aligned: bool,
) -> None:
    """Whatever breaks, and whenever: a UID that comes out is on the reader."""
    chip = make_chip(aligned_positions=aligned)
    reader = open_reader(chip)
    dice = RecordingDice()
    lying: list[tuple[Card, int | None]] = [
        (make_card(raw.hex()), frames) for raw, frames in population
    ]
    lying += [(Phone(dice), None)] if phone else []
    for card, frames in lying:
        chip.field.put(card, frames=frames)
    strike(chip.faults, faults, offset=chip.transfers)

    readings = [poll_or_recover(reader) for _ in range(POLLS)]

    allowed = {raw.hex() for raw, _ in population} | dice.given
    assert {uid for reading in readings for uid in uids(reading)} <= allowed


@settings(max_examples=200, deadline=None)
@given(population=st.lists(UIDS, max_size=4, unique=True), faults=FAULTS)
@example(
    population=[bytes(4)],
    faults={"failing": frozenset({164}), "reset": frozenset({133})},
)
def test_when_the_faults_end_every_card_is_read(
    population: list[bytes], faults: dict[str, Any]
) -> None:
    """No fault leaves the reader deaf: afterwards all cards are told apart."""
    chip = make_chip(*(make_card(raw.hex()) for raw in population))
    reader = open_reader(chip)
    strike(chip.faults, faults, offset=chip.transfers)
    for _ in range(POLLS):
        poll_or_recover(reader)
    chip.faults = Faults()

    # One poll may be lost to cards that the last fault left mid-dialogue.
    reader.recover()
    reader.poll()
    reading = reader.poll()

    assert uids(reading) == {raw.hex() for raw in population}
    assert reading == Reading(cards=reading.cards)


def strike(target: Faults, faults: dict[str, Any], *, offset: int) -> None:
    """Let these faults strike, transfers counted from here."""
    failing = faults.get("failing", frozenset())
    target.io_error = lambda transfer: transfer - offset in failing
    target.reset = frozenset(at + offset for at in faults.get("reset", ()))
    target.miso_flips = {
        at + offset: mask for at, mask in faults.get("miso_flips", {}).items()
    }
    target.answer_flips = {
        frame: tuple(bits) for frame, bits in faults.get("answer_flips", {}).items()
    }
    target.garbled = faults.get("garbled", frozenset())

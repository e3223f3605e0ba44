"""The reader when chip or bus ail, against an emulated chip."""

from random import Random

import pytest

from firmware.drivers.mfrc522 import open_reader
from firmware.emulator.cards import Phone
from firmware.emulator.chip import EmulatedChip
from firmware.errors import ReaderUnavailable
from firmware.reader import ReaderHealth, Reading
from tests.firmware.readers import (
    CLASSIC_UID,
    make_card,
    make_reader,
    poll_or_recover,
    seen,
    uids,
)


def ail(chip: EmulatedChip, health: ReaderHealth) -> None:
    """Bring a chip into this state."""
    match health:
        case ReaderHealth.NO_CHIP:
            chip.drive_reset(high=False)
        case ReaderHealth.RESET:
            chip.reset()
        case ReaderHealth.ANTENNA_OFF:
            chip.xfer2([0x14 << 1, 0x80])
        case ReaderHealth.CRYPTO_STUCK:
            chip.stick_crypto1()
        case ReaderHealth.OK:
            pass


@pytest.mark.parametrize("health", list(ReaderHealth))
def test_every_ailment_is_named_and_cured(health: ReaderHealth) -> None:
    """The check says what is wrong, and after recovery the card is read."""
    card = make_card()
    reader, chip = make_reader(card)
    ail(chip, health)

    assert reader.check() is health
    if health is not ReaderHealth.OK:
        assert poll_or_recover(reader).cards == ()
        ail(chip, health)
    assert reader.recover() is ReaderHealth.OK
    assert reader.check() is ReaderHealth.OK
    assert reader.poll() == Reading(cards=tuple(seen(card)))


def test_a_healthy_chip_is_left_alone() -> None:
    """Recovering from nothing writes nothing: the field is not interrupted."""
    phone = Phone(Random(1))
    reader, _ = make_reader(phone)
    before = reader.poll()
    reader.recover()
    assert reader.poll() == before


@pytest.mark.parametrize(
    "health", [ReaderHealth.ANTENNA_OFF, ReaderHealth.CRYPTO_STUCK]
)
def test_the_gentlest_cure_that_helps_is_taken(health: ReaderHealth) -> None:
    """What a bit can mend is not mended by a reset: other registers stay."""
    reader, chip = make_reader()
    untouched = 0x17
    chip.xfer2([untouched << 1, 0x55])
    ail(chip, health)
    assert reader.recover() is ReaderHealth.OK
    assert chip.xfer2([untouched << 1 | 0x80, 0])[1] == 0x55


@pytest.mark.parametrize("level", [0x00, 0xFF])
def test_an_unplugged_reader_is_no_empty_field(level: int) -> None:
    """A dead data line is a fault at the very next poll, and no cure is claimed."""
    reader, chip = make_reader(make_card())
    chip.faults.miso = level

    with pytest.raises(ReaderUnavailable):
        reader.poll()
    assert reader.check() is ReaderHealth.NO_CHIP
    assert reader.recover() is ReaderHealth.NO_CHIP
    chip.faults.miso = None
    assert reader.recover() is ReaderHealth.OK
    assert uids(reader.poll()) == {CLASSIC_UID}


def test_a_chip_that_lost_power_is_noticed_by_polling() -> None:
    """A chip that was reset does not pass for an empty field."""
    reader, chip = make_reader(make_card())
    chip.reset()
    with pytest.raises(ReaderUnavailable):
        reader.poll()


def test_a_failing_bus_is_a_reader_that_is_unavailable() -> None:
    """OSError of the bus comes out as our fault, wherever it strikes."""
    reader, chip = make_reader()
    chip.faults.io_error = lambda _: True
    for call in (reader.poll, reader.check, reader.recover):
        with pytest.raises(ReaderUnavailable):
            call()
    with pytest.raises(ReaderUnavailable):
        open_reader(chip)
    chip.faults.io_error = lambda _: False
    assert reader.poll() == Reading()

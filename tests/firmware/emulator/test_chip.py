"""The emulated chip, held against real ones and against the data sheet."""

import pytest

from firmware.emulator import registers as reg
from firmware.emulator.chip import EmulatedChip
from tests.firmware.readers import make_card, make_chip

REAL_CHIP = bytes.fromhex(
    "00 20 80 00 14 00 00 21 00 93 00 08 10 00 a0 00"
    "00 3f 00 00 80 00 10 84 84 4d 00 00 62 00 00 eb"
    "00 ff ff 88 26 87 48 88 20 20 00 00 00 00 00 00"
    "00 00 00 80 00 00 40 92 00 00 00 88 ff 00 03 00"
)
"""The dump of a version 2.0 chip in raspberrypi/linux#1547."""


def read(chip: EmulatedChip, address: int) -> int:
    """Read a register."""
    return chip.xfer2([address << 1 | 0x80, 0])[1]


def write(chip: EmulatedChip, address: int, *values: int) -> None:
    """Write a register."""
    chip.xfer2([address << 1, *values])


def ask(chip: EmulatedChip, *frame: int, framing: int = 0) -> None:
    """Send a frame with the antenna on and a timer of 1 ms; wait for what comes."""
    write(chip, reg.TX_CONTROL, 0x83)
    write(chip, reg.TIMER_MODE, 0x8D)
    write(chip, reg.TIMER_PRESCALER, 0x3E)
    write(chip, reg.TIMER_RELOAD_LOW, 1)
    write(chip, reg.COMMAND, reg.IDLE)
    write(chip, reg.COM_IRQ, 0x7F)
    write(chip, reg.FIFO_LEVEL, reg.FLUSH)
    write(chip, reg.FIFO_DATA, *frame)
    write(chip, reg.BIT_FRAMING, framing)
    write(chip, reg.COMMAND, reg.TRANSCEIVE)
    write(chip, reg.BIT_FRAMING, framing | reg.START_SEND)
    chip.time.sleep(0.002)


def test_after_a_reset_the_registers_are_those_of_a_real_chip() -> None:
    """All 64 but FIFOData, which is random in silicon."""
    chip = make_chip()
    dump = bytes(read(chip, address) for address in range(64))
    expected = bytearray(REAL_CHIP)
    expected[reg.FIFO_DATA] = 0
    assert dump == bytes(expected)


@pytest.mark.parametrize("command", [reg.SOFT_RESET, None])
def test_every_reset_leads_back_there(command: int | None) -> None:
    """SoftReset and the reset line both forget all that was written."""
    chip = make_chip(make_card())
    ask(chip, 0x26, framing=7)
    if command is None:
        chip.drive_reset(high=False)
        assert bytes(read(chip, address) for address in range(64)) == bytes(64)
        chip.drive_reset(high=True)
    else:
        write(chip, reg.COMMAND, command)
    after = [read(chip, address) for address in range(64)]
    assert after == list(reg.AFTER_RESET)


@pytest.mark.parametrize(
    ("message", "checksum"), [("0000", (0xA0, 0x1E)), ("93701122334444", (0x51, 0x9C))]
)
def test_the_coprocessor_computes_crc_a(
    message: str, checksum: tuple[int, int]
) -> None:
    """With the preset of type A the published values come out, bytes at a time."""
    raw = bytes.fromhex(message)
    chip = make_chip()
    write(chip, reg.MODE, 0x3D)
    write(chip, reg.FIFO_DATA, *raw[:1])
    write(chip, reg.COMMAND, reg.CALC_CRC)
    write(chip, reg.FIFO_DATA, *raw[1:])

    assert read(chip, reg.DIV_IRQ) & reg.CRC_IRQ
    low, high = read(chip, reg.CRC_RESULT_LOW), read(chip, reg.CRC_RESULT_HIGH)
    assert (low, high) == checksum


def test_silence_ends_with_the_timer_alone() -> None:
    """No answer sets TimerIRq after its time, and neither RxIRq nor IdleIRq."""
    chip = make_chip()
    ask(chip, 0x26, framing=7)
    assert read(chip, reg.COM_IRQ) == reg.TX_IRQ | reg.TIMER_IRQ


def test_an_answer_takes_its_time_and_stops_the_timer() -> None:
    """ATQA is there after 0.34 ms and not before; the timer never fires."""
    chip = make_chip(make_card())
    ask(chip, 0x26, framing=7)
    assert read(chip, reg.COM_IRQ) == reg.TX_IRQ | reg.RX_IRQ
    assert chip.xfer2([reg.FIFO_DATA << 1 | 0x80] * 2 + [0])[1:] == [0x04, 0x00]

    chip.field.cards[0].power(on=True)
    before = chip.time.seconds
    ask(chip, 0x26, framing=7)
    chip.time.seconds = before
    assert not read(chip, reg.COM_IRQ) & reg.RX_IRQ


def test_a_start_left_standing_fires_again() -> None:
    """A driver that does not take StartSend back sends with the next Transceive."""
    chip = make_chip()
    ask(chip, 0x26, framing=7)
    frames = chip.field.frames
    write(chip, reg.FIFO_DATA, 0x52)
    write(chip, reg.COMMAND, reg.TRANSCEIVE)
    assert chip.field.frames == frames + 1


@pytest.mark.parametrize(
    ("keep", "answer"), [(0x80, [0b111, 2, 3, 4]), (0x00, [1, 0, 0, 0])]
)
def test_the_first_bit_that_differs_is_the_collision(
    keep: int, answer: list[int]
) -> None:
    """Bits before it are right; after it they are laid over or cleared, as asked."""
    chip = make_chip(make_card("01020304"), make_card("07020304"))
    write(chip, reg.COLL, keep)
    ask(chip, 0x26, framing=7)
    ask(chip, 0x93, 0x20)

    assert read(chip, reg.ERROR) == reg.COLLISION
    assert read(chip, reg.COLL) == keep | 2
    assert chip.xfer2([reg.FIFO_DATA << 1 | 0x80] * 4 + [0])[1:] == answer


def test_the_thirty_second_bit_is_place_zero_and_the_next_has_none() -> None:
    """The five bits of the place mean what the data sheet says."""
    chip = make_chip(make_card("01020304"), make_card("01020384"))
    ask(chip, 0x26, framing=7)
    ask(chip, 0x93, 0x20)
    assert read(chip, reg.COLL) == reg.KEEP_AFTER_COLLISION

    alone = make_chip(make_card("01020304"))
    ask(alone, 0x26, framing=7)
    assert read(alone, reg.COLL) == reg.KEEP_AFTER_COLLISION | reg.NO_POSITION


def test_software_can_clear_the_cipher_but_not_set_it() -> None:
    """Only an authentication sets MFCrypto1On, and nobody hears plain talk then."""
    chip = make_chip(make_card())
    write(chip, reg.STATUS2, 0x08)
    assert read(chip, reg.STATUS2) == 0
    chip.stick_crypto1()
    ask(chip, 0x26, framing=7)
    assert read(chip, reg.COM_IRQ) & reg.RX_IRQ == 0
    write(chip, reg.STATUS2, 0x00)
    ask(chip, 0x26, framing=7)
    assert read(chip, reg.COM_IRQ) & reg.RX_IRQ


def test_the_fifo_holds_64_bytes() -> None:
    """The 65th is an error and not a byte; a flush takes both away."""
    chip = make_chip()
    write(chip, reg.FIFO_DATA, *range(65))
    full = read(chip, reg.FIFO_LEVEL), read(chip, reg.ERROR)
    write(chip, reg.FIFO_LEVEL, reg.FLUSH)
    empty = read(chip, reg.FIFO_LEVEL), read(chip, reg.ERROR)
    assert (full, empty) == ((64, reg.BUFFER_OVERFLOW), (0, 0))


@pytest.mark.parametrize(
    ("bits", "errors"), [((3,), reg.PARITY), ((3, 5), 0), ((3, 9), reg.PARITY)]
)
def test_a_wrong_bit_is_a_parity_error(bits: tuple[int, ...], errors: int) -> None:
    """Two wrong bits in one byte hide each other, as in the real air."""
    chip = make_chip(make_card())
    chip.faults.answer_flips = {1: bits}
    ask(chip, 0x26, framing=7)
    answer = bytes(chip.xfer2([reg.FIFO_DATA << 1 | 0x80] * 2 + [0])[1:])
    wrong = 0x0004 ^ sum(1 << bit for bit in bits)
    assert answer == wrong.to_bytes(2, "little")
    assert read(chip, reg.ERROR) == errors


def test_the_version_cannot_be_written() -> None:
    """What the chip says of itself stays what it is."""
    chip = make_chip()
    write(chip, reg.VERSION, 0x11)
    assert read(chip, reg.VERSION) == 0x92

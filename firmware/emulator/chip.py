"""The MFRC522 as seen from the SPI bus."""

from dataclasses import dataclass

from firmware.drivers.wiring import HIGH, Sleep, Wiring
from firmware.emulator import registers as reg
from firmware.emulator.faults import Faults
from firmware.emulator.field import Field
from firmware.emulator.frames import Bits, air_seconds, from_bytes, overlay, to_bytes
from firmware.emulator.spi import EmulatedSpi
from firmware.emulator.virtual_time import VirtualTime
from firmware.iso14443 import crc_a

READ = 0x80
BYTE_SECONDS = 8e-6
"""One byte on the bus at 1 MHz."""
FRAME_DELAY_SECONDS = 91e-6
OSCILLATOR_HERTZ = 13.56e6
CRC_PRESETS = (0x0000, 0x6363, 0xA671, 0xFFFF)
POSITION_MAX = 32


@dataclass(frozen=True, slots=True)
class Arriving:
    """An answer of cards that has not reached the chip's buffer yet."""

    at: float
    bits: Bits
    collision: int | None
    bad_parity: bool


class EmulatedChip:
    """An MFRC522 with a field, its time virtual and its transfers counted.

    It is strict where drivers have faults: a StartSend bit that was not cleared fires
    with the next Transceive, a running timer keeps running, no bit clears itself.

    >>> chip = EmulatedChip(Field())
    >>> chip.xfer2([0x37 << 1 | 0x80, 0])
    [0, 146]

    Args:
        field: the cards above the antenna.
        time: the chip's own, virtual time; every transfer takes some of it.
        transfer_seconds: how long a transfer takes beside its bytes. A Raspberry
            Pi needs 30 to 100 microseconds.
        aligned_positions: whether the position of a collision counts RxAlign.
            The data sheet leaves that open, so a driver must work with both.
        version: the value of the version register: NXP's own, or an imitation's.
    """

    def __init__(
        self,
        field: Field,
        *,
        time: VirtualTime | None = None,
        transfer_seconds: float = 0.0,
        aligned_positions: bool = True,
        version: int = reg.NXP_VERSION_2,
    ) -> None:
        self.field = field
        self.time = VirtualTime() if time is None else time
        self.faults = Faults()
        self.transfers = 0
        self._transfer_seconds = transfer_seconds
        self._aligned_positions = aligned_positions
        self._version = version
        self._awake = True
        self.reset()

    def reset(self) -> None:
        """Reset all registers, as at power-on; the antenna is off afterwards."""
        self._registers = bytearray(reg.AFTER_RESET)
        self._registers[reg.VERSION] = self._version
        self._fifo = bytearray()
        self._arriving: Arriving | None = None
        self._timer_at: float | None = None
        self.field.power(on=False)

    def wiring(self, *, sleep: Sleep | None = None) -> Wiring:
        """Wire the chip to an open bus; without `sleep` waiting takes virtual time."""
        spi = EmulatedSpi(self)
        spi.open(0, 0)
        return Wiring(
            spi=spi,
            drive_reset=lambda level: self.drive_reset(high=level == HIGH),
            release=lambda: None,
            sleep=sleep or self.time.sleep,
        )

    def drive_reset(self, *, high: bool) -> None:
        """Drive the NRSTPD line: low is power-down, and a rising edge a reset."""
        if not high or not self._awake:
            self.reset()
        self._awake = high

    def stick_crypto1(self) -> None:
        """Leave the chip in cipher mode, as after an interrupted dialogue."""
        self._registers[reg.STATUS2] |= reg.CRYPTO1_ON

    def xfer2(self, sent: list[int]) -> list[int]:
        """Carry out one SPI transfer: an address and values, or addresses to read.

        Raises:
            OSError: the bus fails at this transfer, as `Faults` plans it.
        """
        self.transfers += 1
        self.time.sleep(self._transfer_seconds + BYTE_SECONDS * len(sent))
        if self.faults.io_error(self.transfers):
            raise OSError(5, "Input/output error")
        if self.transfers in self.faults.reset:
            self.reset()
        answer = self._answer(sent) if self._awake else [0] * len(sent)
        return self.faults.on_bus(self.transfers, answer)

    def _answer(self, sent: list[int]) -> list[int]:
        self._settle()
        if sent[0] & READ:
            return [0, *(self._read(address >> 1 & 0x3F) for address in sent[:-1])]
        for value in sent[1:]:
            self._write(sent[0] >> 1 & 0x3F, value)
        return [0] * len(sent)

    def _read(self, address: int) -> int:
        if address == reg.FIFO_DATA:
            return self._fifo.pop(0) if self._fifo else 0
        if address == reg.FIFO_LEVEL:
            return len(self._fifo)
        return self._registers[address]

    def _write(self, address: int, value: int) -> None:
        if address == reg.FIFO_DATA:
            self._fill(value)
        elif address == reg.FIFO_LEVEL:
            self._flush(value)
        elif address in (reg.COM_IRQ, reg.DIV_IRQ):
            self._mark(address, value)
        elif address == reg.STATUS2:
            cipher = self._registers[address] & reg.CRYPTO1_ON & value
            self._registers[address] = value & ~reg.CRYPTO1_ON | cipher
        elif address not in reg.READ_ONLY:
            self._registers[address] = value
        self._react(address)

    def _react(self, address: int) -> None:
        command = self._registers[reg.COMMAND] & reg.COMMAND_MASK
        if address == reg.COMMAND:
            self._begin(command)
        if command == reg.TRANSCEIVE and address in (reg.COMMAND, reg.BIT_FRAMING):
            if self._registers[reg.BIT_FRAMING] & reg.START_SEND:
                self._send()
        elif command == reg.CALC_CRC and address in (reg.COMMAND, reg.FIFO_DATA):
            self._digest()
        elif address == reg.TX_CONTROL:
            on = self._registers[address] & reg.ANTENNA == reg.ANTENNA
            self.field.power(on=on)

    def _begin(self, command: int) -> None:
        self._arriving = None
        if command == reg.SOFT_RESET:
            self.reset()
        elif command != reg.IDLE:
            self._registers[reg.ERROR] = 0
            self._digested = CRC_PRESETS[self._registers[reg.MODE] & 3]

    def _fill(self, value: int) -> None:
        if len(self._fifo) < reg.FIFO_BYTES:
            self._fifo.append(value)
        else:
            self._fail(reg.BUFFER_OVERFLOW)

    def _flush(self, value: int) -> None:
        if value & reg.FLUSH:
            self._fifo.clear()
            self._registers[reg.ERROR] &= ~reg.BUFFER_OVERFLOW

    def _mark(self, address: int, value: int) -> None:
        bits = value & ~reg.SET_BITS
        if value & reg.SET_BITS:
            self._registers[address] |= bits
        else:
            self._registers[address] &= ~bits

    def _fail(self, error: int) -> None:
        self._registers[reg.ERROR] |= error
        self._registers[reg.COM_IRQ] |= reg.ERROR_IRQ

    def _digest(self) -> None:
        crc = crc_a(bytes(self._fifo), self._digested)
        self._fifo.clear()
        self._digested = int.from_bytes(crc, "little")
        low, high = crc
        self._registers[reg.CRC_RESULT_LOW] = low
        self._registers[reg.CRC_RESULT_HIGH] = high
        self._registers[reg.DIV_IRQ] |= reg.CRC_IRQ

    def _send(self) -> None:
        last_bits = self._registers[reg.BIT_FRAMING] & 7
        frame = from_bytes(bytes(self._fifo), last_bits)
        self._fifo.clear()
        self._registers[reg.COM_IRQ] |= reg.TX_IRQ
        sent_at = self.time.seconds + air_seconds(len(frame))
        answers = self._exchange(frame)
        if answers:
            bits, collision = overlay(answers)
            heard, bad_parity = self.faults.on_air(self.field.frames, bits)
            at = sent_at + FRAME_DELAY_SECONDS + air_seconds(len(heard))
            self._arriving = Arriving(at, heard, collision, bad_parity)
        self._start_timer(sent_at, stopped_by_answer=bool(answers))

    def _exchange(self, frame: Bits) -> list[Bits]:
        ciphered = self._registers[reg.STATUS2] & reg.CRYPTO1_ON
        garbled = ciphered or self.field.frames + 1 in self.faults.garbled
        return self.field.carry(None if garbled else frame)

    def _start_timer(self, sent_at: float, *, stopped_by_answer: bool) -> None:
        mode = self._registers[reg.TIMER_MODE]
        if not mode & reg.TIMER_AUTO:
            return
        prescaler = (mode & 0x0F) << 8 | self._registers[reg.TIMER_PRESCALER]
        high = self._registers[reg.TIMER_RELOAD_HIGH]
        reload = high << 8 | self._registers[reg.TIMER_RELOAD_LOW]
        seconds = (2 * prescaler + 1) / OSCILLATOR_HERTZ * (reload + 1)
        in_time = stopped_by_answer and seconds > FRAME_DELAY_SECONDS
        self._timer_at = None if in_time else sent_at + seconds

    def _settle(self) -> None:
        now = self.time.seconds
        if self._timer_at is not None and self._timer_at <= now:
            self._timer_at = None
            self._registers[reg.COM_IRQ] |= reg.TIMER_IRQ
        if self._arriving is not None and self._arriving.at <= now:
            answer, self._arriving = self._arriving, None
            self._receive(answer)

    def _receive(self, answer: Arriving) -> None:
        align = self._registers[reg.BIT_FRAMING] >> 4 & 7
        self._fifo[:] = to_bytes(self._until_collision(answer), align)[: reg.FIFO_BYTES]
        last_bits = (len(answer.bits) + align) % 8
        self._registers[reg.CONTROL] = self._registers[reg.CONTROL] & ~7 | last_bits
        self._registers[reg.COM_IRQ] |= reg.RX_IRQ
        if answer.bad_parity:
            self._fail(reg.PARITY)
        self._place_collision(answer.collision, align)

    def _until_collision(self, answer: Arriving) -> Bits:
        if answer.collision is None:
            return answer.bits
        if self._registers[reg.COLL] & reg.KEEP_AFTER_COLLISION:
            return answer.bits
        rest = len(answer.bits) - answer.collision
        return answer.bits[: answer.collision] + (0,) * rest

    def _place_collision(self, collision: int | None, align: int) -> None:
        settings = self._registers[reg.COLL] & reg.KEEP_AFTER_COLLISION
        self._registers[reg.COLL] = settings | reg.NO_POSITION
        if collision is None:
            return
        self._fail(reg.COLLISION)
        place = collision + 1 + (align if self._aligned_positions else 0)
        if place <= POSITION_MAX:
            self._registers[reg.COLL] = settings | place % POSITION_MAX

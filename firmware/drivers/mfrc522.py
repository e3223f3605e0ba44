"""The MFRC522 reader: the package `mfrc522` for its registers, our own dialogue."""

import logging
import time
from types import ModuleType
from typing import Literal

from firmware.anticollision import AirAnswer, read_field
from firmware.drivers.gpio_standin import load_mfrc522
from firmware.drivers.pins import Factory
from firmware.drivers.wiring import HIGH, LOW, Sleep, Wired, Wiring, wire_real
from firmware.errors import ReaderUnavailable
from firmware.reader import ReaderHealth, Reading

# The package imports empty modules: bus and pins are passed in as a Wiring.
MFRC522 = load_mfrc522(gpio=ModuleType("RPi.GPIO"), spidev=ModuleType("spidev")).MFRC522

VERSIONS = frozenset((0x90, 0x91, 0x92, 0x88, 0x12, 0xB2))
"""NXP's chips, then the clones that work as well."""
TIMER_MODE = 0x8D
TIMER_RELOAD = 1
"""Two ticks of half a millisecond. Cards begin to answer within 0.1 ms."""
ANSWER_SECONDS = 0.0013
BYTE_SECONDS = 85e-6
OSCILLATOR_SECONDS = 0.05
RESET_PULSE_SECONDS = 10e-6
ANSWER_READS_MAX = 8
WAKE_READS_MAX = 4
RX_IRQ, TIMER_IRQ, NEVER_SET = 0x20, 0x01, 0x80
CLEAR_IRQS, FLUSH, START_SEND = 0x7F, 0x80, 0x80
COLLISION, BROKEN = 0x08, 0xD3
NO_POSITION, POSITION = 0x20, 0x1F
POSITIONS = 32
POWER_DOWN, ANTENNA, CRYPTO1_ON = 0x10, 0x03, 0x08
FIFO_LEVEL, LAST_BITS = 0x7F, 0x07


class Mfrc522Reader(MFRC522):  # type: ignore[misc,valid-type]  # the package has no types
    """An RC522 module on the Raspberry Pi's SPI bus.

    Wire (header pins): SDA 24, SCK 23, MOSI 19, MISO 21, RST 22, GND 20 and
    3.3V 17. 5 V destroy it. `dtparam=spi=on` must stand in config.txt.

    >>> from firmware.emulator.chip import EmulatedChip
    >>> from firmware.emulator.field import Field
    >>> reader = open_reader(EmulatedChip(Field()))
    >>> reader.poll()
    Reading(cards=(), trouble=None)
    >>> reader.close()

    A poll of an empty field takes 8 transfers and 1.5 ms; a card of 4 bytes 44
    transfers and 7 ms, one of 7 bytes 68 and 12 ms (plus the bus's own time).

    Args:
        wiring: the connection to the chip.
        rx_gain: the receiver's gain as RFCfgReg takes it (0x70 is the most);
            None leaves 33 dB.

    Raises:
        ReaderUnavailable: the bus fails.
    """

    def __init__(self, *, wiring: Wiring, rx_gain: int | None = None) -> None:
        # The package's own constructor is not called: it adds one more log
        # handler each time and picks the reset pin by who numbered pins first.
        self.spi = wiring.spi
        self.logger = logging.getLogger("mfrc522Logger")
        self._wiring = wiring
        self._rx_gain = rx_gain
        self._start()

    def poll(self) -> Reading:
        """Return the cards that lie in the field now."""
        return read_field(self)

    def check(self) -> ReaderHealth:
        """Ask the chip whether it can read; its version alone hides most failures."""
        if self.version() not in VERSIONS:
            return ReaderHealth.NO_CHIP
        # The first and the last register that MFRC522_Init writes: both right means
        # that it ran to its end and that nothing reset the chip since.
        timer = (self.TModeReg, TIMER_MODE), (self.TReloadRegL, TIMER_RELOAD)
        if any(self.Read_MFRC522(register) != value for register, value in timer):
            return ReaderHealth.RESET
        if self.Read_MFRC522(self.TxControlReg) & ANTENNA != ANTENNA:
            return ReaderHealth.ANTENNA_OFF
        if self.Read_MFRC522(self.Status2Reg) & CRYPTO1_ON:
            return ReaderHealth.CRYPTO_STUCK
        return ReaderHealth.OK

    def recover(self) -> ReaderHealth:
        """Try remedies, the gentlest first, until the chip can read again."""
        steps = (
            self.MFRC522_StopCrypto1,
            self.AntennaOn,
            self.MFRC522_Init,
            self._pulse_reset,
        )
        for step in steps:
            if self.check() is ReaderHealth.OK:
                break
            step()
        return self.check()

    def version(self) -> int:
        """Read the chip's version register: 0x92 is NXP's version 2."""
        return int(self.Read_MFRC522(self.VersionReg))

    def close(self) -> None:
        """Release the bus and the reset line."""
        self.spi.close()
        self._wiring.release()

    def exchange(
        self, frame: bytes, *, last_bits: int = 0, align: int = 0
    ) -> AirAnswer | None:
        """Send a frame to all cards and return their answer, None if they are silent.

        Raises:
            ReaderUnavailable: the bus or the chip fails.
        """
        framing = align << 4 | last_bits
        self.Write_MFRC522(self.CommandReg, self.PCD_IDLE)
        self.Write_MFRC522(self.CommIrqReg, CLEAR_IRQS)
        self.Write_MFRC522(self.FIFOLevelReg, FLUSH)
        self._transfer([self.FIFODataReg << 1, *frame])
        # Without this the StartSend of the frame before would fire too early.
        self.Write_MFRC522(self.BitFramingReg, framing)
        self.Write_MFRC522(self.CommandReg, self.PCD_TRANSCEIVE)
        self.Write_MFRC522(self.BitFramingReg, framing | START_SEND)
        self._wiring.sleep(ANSWER_SECONDS + BYTE_SECONDS * len(frame))
        return self._answer() if self._wait() & RX_IRQ else None

    def _wait(self) -> int:
        for _ in range(ANSWER_READS_MAX):
            irqs = int(self.Read_MFRC522(self.CommIrqReg))
            if irqs & NEVER_SET:
                raise ReaderUnavailable("the data line is stuck: check MISO and 3.3 V")
            if irqs & (RX_IRQ | TIMER_IRQ):
                return irqs
            self._wiring.sleep(ANSWER_SECONDS)
        raise ReaderUnavailable(
            "the chip's timer does not run: it was reset or lost power"
        )

    def _answer(self) -> AirAnswer:
        error = self.Read_MFRC522(self.ErrorReg)
        length = self.Read_MFRC522(self.FIFOLevelReg) & FIFO_LEVEL
        last_bits = self.Read_MFRC522(self.ControlReg) & LAST_BITS
        read = self.FIFODataReg << 1 | 0x80
        raw = bytes(self._transfer([*[read] * length, 0])[1:])
        return AirAnswer(
            raw=raw,
            bits=length * 8 - (8 - last_bits if last_bits else 0),
            broken=bool(error & BROKEN),
            collision=self._place() if error & COLLISION else None,
        )

    def _place(self) -> int:
        collision = self.Read_MFRC522(self.CollReg)
        if collision & NO_POSITION:
            return 0
        return int(collision & POSITION) or POSITIONS

    def _pulse_reset(self) -> None:
        self._wiring.drive_reset(LOW)
        self._wiring.sleep(RESET_PULSE_SECONDS)
        self._start()

    def _start(self) -> None:
        self._wiring.drive_reset(HIGH)
        self._wiring.sleep(OSCILLATOR_SECONDS)
        self.MFRC522_Init()

    def _transfer(self, sent: list[int]) -> list[int]:
        try:
            return self.spi.xfer2(sent)
        except OSError as error:
            raise ReaderUnavailable(f"the SPI bus fails: {error}") from error

    # What follows has the names that the package calls.

    def Write_MFRC522(self, addr: int, val: int) -> None:  # noqa: N802
        """Write a register."""
        self._transfer([addr << 1, val])

    def Read_MFRC522(self, addr: int) -> int:  # noqa: N802
        """Read a register."""
        return self._transfer([addr << 1 | 0x80, 0])[1]

    def MFRC522_Reset(self) -> None:  # noqa: N802
        """Reset the chip and wait until its oscillator runs."""
        super().MFRC522_Reset()
        for _ in range(WAKE_READS_MAX):
            self._wiring.sleep(OSCILLATOR_SECONDS)
            if not self.Read_MFRC522(self.CommandReg) & POWER_DOWN:
                return

    def MFRC522_Init(self) -> None:  # noqa: N802
        """Set the chip up as the package does, with a timer that is 15 times faster."""
        super().MFRC522_Init()
        if self._rx_gain is not None:
            self.Write_MFRC522(self.RFCfgReg, self._rx_gain)
        self.Write_MFRC522(self.TReloadRegL, TIMER_RELOAD)


def open_reader(
    spi: Wired | Literal["real"],
    *,
    factory: Factory | None = None,
    sleep: Sleep | None = None,
    rx_gain: int | None = None,
) -> Mfrc522Reader:
    """Open the reader on this machine's bus, or on a chip that brings its wiring.

    Args:
        spi: "real", or the chip; an emulated one needs neither pins nor real time.
        factory: what drives the reset line of a real chip.
        sleep: how to wait; by default in the time of the bus.
        rx_gain: see `Mfrc522Reader`.

    Raises:
        ReaderUnavailable: there is no such bus, or it fails.
    """
    if spi == "real":
        wiring = wire_real(factory, sleep=sleep or time.sleep)
    else:
        wiring = spi.wiring(sleep=sleep)
    try:
        return Mfrc522Reader(wiring=wiring, rx_gain=rx_gain)
    except ReaderUnavailable:
        wiring.spi.close()
        wiring.release()
        raise
